"""Exchange: partners inform and advise each other (ODD 7.1, levels 1 and 2; 7.3)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import BUSINESS, EXPERT, INTEGRATED, METHODOLOGICAL, SCIENCE
from interhelix.model.compiled import inlined, kernel
from interhelix.model.contact import in_drawn_order
from interhelix.model.draws import ACT, ACT_OUTCOME, SPLIT, draw_count, draw_two
from interhelix.model.environment import both_members, contract_quality, strength
from interhelix.model.forecast import look_ahead
from interhelix.model.forms import act_in_form, choose_form, is_training, take_over
from interhelix.model.ledger import log_act, pay_publicly, spend
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.cooperation import Climb, Exchange
from interhelix.model.principles import leak
from interhelix.model.state import (
    BLOCK,
    EMPTY,
    N_DOMAINS,
    NO_OUTLOOK,
    TIES,
    Actors,
    State,
    Ties,
)

MOST_ACTS = 4.0  # of a tie in a quarter
REVIEW = 4  # acts from one forecast of a joint project to the next


@kernel
def exchange(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let each tie have acts of information (level 1) or of advice (level 2 and more).

    On average it has ``rate sqrt(activity_a activity_b)``, as far as both can pay. Ties take turns
    in a drawn order. A dispute spoils an act: ``dispute (1 - contracts q_c) (1 - trust)``.
    """
    actors, ties, used = state.actors, state.ties, state.used
    drawn, places = np.empty(BLOCK), np.empty(BLOCK)
    acting = np.empty(used[TIES], np.int64)
    turn = np.empty(used[TIES])
    n = 0
    for begin in range(0, used[TIES], BLOCK):
        end = min(begin + BLOCK, used[TIES])
        for t in range(begin, end):
            a, b = actors.ident[ties.a[t]], actors.ident[ties.b[t]]
            drawn[t - begin], places[t - begin] = draw_two(key, ACT, step, a, b)
        for t in range(begin, end):
            ties.recent[t] = draw_count(min(MOST_ACTS, pace(state, t, rules)), drawn[t - begin])
            if ties.recent[t] > 0:
                acting[n] = t
                turn[n] = places[t - begin]
                n += 1
    for i in in_drawn_order(turn[:n]):
        t = acting[i]
        wanted = int(ties.recent[t])
        ties.recent[t] = 0
        for number in range(wanted):
            act(state, t, number, rules, key, step)


@inlined
def act(state: State, t: int, number: int, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let two partners act once, if both can pay: a dispute, or what the form of the act gives.

    In a coordinated pair the joint office pays for whoever cannot, as far as coordination goes.
    """
    actors, ties, ledger = state.actors, state.ties, state.ledger
    p, trust = rules.exchange, rules.trust
    a, b = ties.a[t], ties.b[t]
    expert = ties.level[t] >= EXPERT
    cost = p.cost_expert if expert else p.cost_information
    if ties.level[t] == INTEGRATED:
        cost *= 1.0 - rules.integrate.saving
    if both_members(actors, a, b):
        cost *= 1.0 - rules.services.travel
    together = state.regions.coordinated[actors.region[a]] == actors.region[b]
    helped = rules.integrate.coordination * cost if together else 0.0
    if min(actors.funds[a], actors.funds[b]) < cost - helped:
        return
    for one in (a, b):
        own = min(actors.funds[one], cost)
        spend(state, one, own)
        ledger.paid[one, ties.level[t]] += own
        pay_publicly(state.nation, cost - own)
    ties.last_active[t] = step
    ties.recent[t] += 1
    quality = contract_quality(state.regions, actors, a, b, rules)
    dispute = p.dispute * (1.0 - p.contracts * quality) * (1.0 - ties.trust[t])
    stream = ACT_OUTCOME + SPLIT * number
    outcome, choice = draw_two(key, stream, step, actors.ident[a], actors.ident[b])
    if outcome < dispute:
        ties.trust[t] *= trust.loss
        ledger.disputes[a] += 1
        ledger.disputes[b] += 1
        return
    stake = trust.stake_expert if expert else trust.stake_information
    ties.trust[t] += trust.gain * stake * (1.0 - ties.trust[t])
    if ties.level[t] <= EXPERT:
        ties.acts[t] += 1
    log_act(state, a, b, ties.level[t], ties.kind[t])
    form, rest = choose_form(ties.kind[t], choice)
    gained_a, gained_b = ties.flow[t, 0], ties.flow[t, 1]
    share_knowledge(state, t, form, domain_of_act(actors, a, b, rest), rules)
    leak(state, a, ties.flow[t, 1] - gained_b, rules)
    leak(state, b, ties.flow[t, 0] - gained_a, rules)
    act_in_form(state, t, form, rules)
    if expert:
        advise(actors, a, b, p)
        advise(actors, b, a, p)
    if is_ready_for_project(ties, t, rules.climb):
        look_ahead(state, t, number, rules, key, step)


@inlined
def pace(state: State, t: int, rules: Parameters) -> float:
    """Return how often two partners want to act [acts/quarter]."""
    regions, actors, ties = state.regions, state.actors, state.ties
    p = rules.exchange
    a, b = ties.a[t], ties.b[t]
    often = math.sqrt(actors.activity[a] * actors.activity[b])
    if regions.coordinated[actors.region[a]] == actors.region[b]:
        often += rules.integrate.coordination * max(0.0, p.joint_fields - often)
    if both_members(actors, a, b):
        often *= 1.0 + rules.services.meetings
        if actors.role[a] == actors.role[b]:
            often *= 1.0 + rules.services.horizontal
    if ties.pair[t] != EMPTY and ties.level[t] >= EXPERT:
        full = strength(rules.networking.strategies, rules.networking)
        often *= 1.0 + rules.networking.meetings * full
    return often * (p.rate_expert if ties.level[t] >= EXPERT else p.rate_information)


@inlined
def is_ready_for_project(ties: Ties, t: int, p: Climb) -> bool:
    """Tell whether two experts trust each other enough to think of a joint project, and do so now.

    They do so when they have the acts that it needs, and with every fourth act from then on.
    """
    beyond = ties.acts[t] - int(p.acts_project)
    ready = ties.level[t] == EXPERT and ties.trust[t] >= p.trust_project
    return ready and (
        (beyond >= 0 and beyond % REVIEW == 0) or (beyond > 0 and ties.outlook[t, 0] == NO_OUTLOOK)
    )


@inlined
def share_knowledge(state: State, t: int, form: int, d: int, rules: Parameters) -> None:
    """Close part of the gap in the domain of the act: codified below the expert level, else tacit.

    What flows is bounded by the giver's openness and by what the taker understands. Training, a
    common platform, a partnership of research and enterprise and methodological support multiply
    the share.
    """
    actors, ties = state.actors, state.ties
    p = rules.exchange
    a, b = ties.a[t], ties.b[t]
    share = rules.principles.openness * (p.tacit if ties.level[t] >= EXPERT else p.codified)
    if is_training(ties.kind[t], form):
        share *= p.training
    if both_members(actors, a, b):
        share *= p.sharing
    if min(actors.role[a], actors.role[b]) == BUSINESS and actors.role[a] + actors.role[b] == (
        BUSINESS + SCIENCE
    ):
        full = strength(rules.networking.partnerships, rules.networking)
        share *= 1.0 + (rules.networking.transfer - 1.0) * full
    ahead = actors.knowledge[a, d] > actors.knowledge[b, d]
    giver, taker = (a, b) if ahead else (b, a)
    shown = share * actors.openness[giver]
    shown *= 1.0 + rules.consulting.methodological * actors.help[taker, METHODOLOGICAL]
    take_over(state, t, taker, giver, d, shown, rules)


@inlined
def domain_of_act(actors: Actors, a: int, b: int, u: float) -> int:
    """Choose what two partners work on: a domain by what both know (0 <= ``u`` < 1)."""
    total = 0.0
    for d in range(N_DOMAINS):
        total += actors.knowledge[a, d] * actors.knowledge[b, d]
    place = u * total
    for d in range(N_DOMAINS):
        place -= actors.knowledge[a, d] * actors.knowledge[b, d]
        if place < 0.0:
            return d
    return N_DOMAINS - 1


@inlined
def advise(actors: Actors, adviser: int, advised: int, p: Exchange) -> None:
    """Lower the forecast error of the advised by ``advice`` of the adviser's expertise."""
    expertise = 0.0
    for d in range(N_DOMAINS):
        expertise = max(expertise, actors.knowledge[adviser, d])
    actors.error[advised] *= 1.0 - p.advice * expertise
