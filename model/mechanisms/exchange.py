"""Exchange: partners inform and advise each other (ODD 7.1, levels 1 and 2; 7.3)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import EDUCATIONAL, EXPERT, INTEGRATED
from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import ACT, ACT_OUTCOME, draw
from interhelix.model.environment import both_members, contract_quality
from interhelix.model.ledger import log_act
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.cooperation import Exchange
from interhelix.model.state import N_DOMAINS, TIES, Actors, Integer, Ledger, Nation, Regions, Ties


@kernel
def exchange(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    ties: Ties,
    ledger: Ledger,
    used: Integer,
    rules: Parameters,
    key: np.uint64,
    step: int,
) -> None:
    """Let each tie have an act of information (level 1) or of advice (level 2 and more).

    An act takes place with chance ``rate sqrt(activity_a activity_b)`` if both can pay. A dispute
    spoils it with chance ``dispute (1 - contracts q_c) (1 - trust)``.
    """
    p, trust, integrate = rules.exchange, rules.trust, rules.integrate
    for t in range(used[TIES]):
        a, b = ties.a[t], ties.b[t]
        expert = ties.level[t] >= EXPERT
        rate = p.rate_expert if expert else p.rate_information
        pace = math.sqrt(actors.activity[a] * actors.activity[b])
        if regions.coordinated[actors.region[a]] == actors.region[b]:
            pace *= 1.0 + (p.joint_fields - 1.0) * integrate.coordination
        if draw(key, ACT, step, actors.ident[a], actors.ident[b]) >= rate * pace:
            continue
        cost = p.cost_expert if expert else p.cost_information
        if ties.level[t] == INTEGRATED:
            cost *= 1.0 - integrate.saving
        if actors.funds[a] < cost or actors.funds[b] < cost:
            continue
        for one in (a, b):
            actors.funds[one] -= cost
            ledger.cost[one] += cost
            nation.outflow[0] += cost
        ties.last_active[t] = step
        quality = contract_quality(regions, actors, a, b, rules.adopt)
        dispute = p.dispute * (1.0 - p.contracts * quality) * (1.0 - ties.trust[t])
        if draw(key, ACT_OUTCOME, step, actors.ident[a], actors.ident[b]) < dispute:
            ties.trust[t] *= trust.loss
            continue
        stake = trust.stake_expert if expert else trust.stake_information
        ties.trust[t] += trust.gain * stake * (1.0 - ties.trust[t])
        if ties.level[t] <= EXPERT:
            ties.acts[t] += 1
        log_act(actors, ledger, a, b, ties.level[t], ties.kind[t])
        share_knowledge(actors, ties, ledger, t, p)
        if expert:
            advise(actors, a, b, p)
            advise(actors, b, a, p)


@inlined
def share_knowledge(actors: Actors, ties: Ties, ledger: Ledger, t: int, p: Exchange) -> None:
    """Close part of the gap in each domain: codified below the expert level, tacit from there on.

    What flows is ``share gap openness K / (K + absorption)``: the giver's openness and the
    receiver's absorptive capacity (``cohen1990``) bound it.
    """
    a, b = ties.a[t], ties.b[t]
    share = p.tacit if ties.level[t] >= EXPERT else p.codified
    if ties.kind[t] == EDUCATIONAL:
        share *= p.training
    if both_members(actors, a, b):
        share *= p.sharing
    across = actors.region[a] != actors.region[b]
    for d in range(N_DOMAINS):
        gap = actors.knowledge[a, d] - actors.knowledge[b, d]
        giver, taker = (a, b) if gap > 0.0 else (b, a)
        known = actors.knowledge[taker, d]
        flow = min(1.0, share * actors.openness[giver]) * abs(gap) * known / (known + p.absorption)
        actors.knowledge[taker, d] += flow
        if across:
            ledger.inflow[taker] += flow


@inlined
def advise(actors: Actors, adviser: int, advised: int, p: Exchange) -> None:
    """Lower the forecast error of the advised by ``advice`` of the adviser's expertise."""
    expertise = 0.0
    for d in range(N_DOMAINS):
        expertise = max(expertise, actors.knowledge[adviser, d])
    actors.error[advised] *= 1.0 - p.advice * expertise
