"""Exchange: partners inform and advise each other (ODD 7.1, levels 1 and 2; 7.3)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import BUSINESS, EXPERT, INTEGRATED, METHODOLOGICAL, SCIENCE
from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import ACT, ACT_OUTCOME, draw
from interhelix.model.environment import both_members, contract_quality, strength
from interhelix.model.forms import act_in_form, choose_form, is_training, receive
from interhelix.model.ledger import log_act, spend
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.cooperation import Exchange
from interhelix.model.principles import leak
from interhelix.model.state import (
    BLOCK,
    N_DOMAINS,
    TIES,
    Actors,
    State,
)


@kernel
def exchange(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let each tie have an act of information (level 1) or of advice (level 2 and more).

    An act takes place with chance ``rate sqrt(activity_a activity_b)`` if both can pay. A dispute
    spoils it with chance ``dispute (1 - contracts q_c) (1 - trust)``. Its form does the rest.
    """
    actors, ties, used = state.actors, state.ties, state.used
    p = rules.exchange
    drawn = np.empty(BLOCK)
    for begin in range(0, used[TIES], BLOCK):
        end = min(begin + BLOCK, used[TIES])
        for t in range(begin, end):
            drawn[t - begin] = draw(
                key, ACT, step, actors.ident[ties.a[t]], actors.ident[ties.b[t]]
            )
        for t in range(begin, end):
            rate = p.rate_expert if ties.level[t] >= EXPERT else p.rate_information
            if drawn[t - begin] < rate * pace(state, t, rules):
                act(state, t, rules, key, step)


@inlined
def act(state: State, t: int, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let two partners act once, if both can pay: a dispute, or what the form of the act gives."""
    actors, ties, ledger = state.actors, state.ties, state.ledger
    p, trust = rules.exchange, rules.trust
    a, b = ties.a[t], ties.b[t]
    expert = ties.level[t] >= EXPERT
    cost = p.cost_expert if expert else p.cost_information
    if ties.level[t] == INTEGRATED:
        cost *= 1.0 - rules.integrate.saving
    if actors.funds[a] < cost or actors.funds[b] < cost:
        return
    for one in (a, b):
        spend(state, one, cost)
        ledger.paid[one, ties.level[t]] += cost
    ties.last_active[t] = step
    quality = contract_quality(state.regions, actors, a, b, rules)
    dispute = p.dispute * (1.0 - p.contracts * quality) * (1.0 - ties.trust[t])
    if draw(key, ACT_OUTCOME, step, actors.ident[a], actors.ident[b]) < dispute:
        ties.trust[t] *= trust.loss
        ledger.disputes[a] += 1
        ledger.disputes[b] += 1
        return
    stake = trust.stake_expert if expert else trust.stake_information
    ties.trust[t] += trust.gain * stake * (1.0 - ties.trust[t])
    if ties.level[t] <= EXPERT:
        ties.acts[t] += 1
    log_act(state, a, b, ties.level[t], ties.kind[t])
    form = choose_form(actors, ties, t, key, step)
    gained_a, gained_b = ties.flow[t, 0], ties.flow[t, 1]
    share_knowledge(state, t, form, rules)
    leak(state, a, ties.flow[t, 1] - gained_b, rules)
    leak(state, b, ties.flow[t, 0] - gained_a, rules)
    act_in_form(state, t, form, rules)
    if expert:
        advise(actors, a, b, p)
        advise(actors, b, a, p)


@inlined
def pace(state: State, t: int, rules: Parameters) -> float:
    """Return how often two partners act, as a multiple of two of mean activity."""
    regions, actors = state.regions, state.actors
    a, b = state.ties.a[t], state.ties.b[t]
    often = math.sqrt(actors.activity[a] * actors.activity[b])
    if regions.coordinated[actors.region[a]] == actors.region[b]:
        often *= 1.0 + (rules.exchange.joint_fields - 1.0) * rules.integrate.coordination
    if actors.role[a] == actors.role[b] and both_members(actors, a, b):
        often *= 1.0 + rules.services.horizontal
    return often


@inlined
def share_knowledge(state: State, t: int, form: int, rules: Parameters) -> None:
    """Close part of the gap in each domain: codified below the expert level, tacit from there on.

    What flows is ``share gap openness K / (K + absorption)``: the giver's openness and the
    receiver's absorptive capacity (``cohen1990``) bound it. Training, a common platform, a
    partnership of research and enterprise and methodological support multiply the share.
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
    giving_a, giving_b = share * actors.openness[a], share * actors.openness[b]
    taking_a = 1.0 + rules.consulting.methodological * actors.help[a, METHODOLOGICAL]
    taking_b = 1.0 + rules.consulting.methodological * actors.help[b, METHODOLOGICAL]
    for d in range(N_DOMAINS):
        mine, theirs = actors.knowledge[a, d], actors.knowledge[b, d]
        known = min(mine, theirs)
        ahead = mine > theirs
        taken = (giving_a if ahead else giving_b) * known / (known + p.absorption)
        taken *= taking_b if ahead else taking_a
        flow = min(1.0, taken) * abs(mine - theirs)
        to_a, to_b = (0.0, flow) if ahead else (flow, 0.0)
        receive(state, t, a, 0, d, to_a)
        receive(state, t, b, 1, d, to_b)


@inlined
def advise(actors: Actors, adviser: int, advised: int, p: Exchange) -> None:
    """Lower the forecast error of the advised by ``advice`` of the adviser's expertise."""
    expertise = 0.0
    for d in range(N_DOMAINS):
        expertise = max(expertise, actors.knowledge[adviser, d])
    actors.error[advised] *= 1.0 - p.advice * expertise
