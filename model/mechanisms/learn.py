"""Learn: own work, incomes, fading advice and memory; the region's profile is read anew (ODD 3)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.profiles import PROFILE
from interhelix.agents.roles import EXPERT_SUPPORT
from interhelix.model.compiled import inlined, kernel
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.cooperation import Learn
from interhelix.model.state import (
    EMPTY,
    N_DOMAINS,
    N_SUPPORTS,
    TIES,
    Actors,
    Regions,
    State,
)

INCOME = PROFILE.income
ERROR = PROFILE.error


@kernel
def learn(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let actors learn by their own work, receive incomes and forget advice.

    Knowledge grows by ``rate (K / strongest K)^focus K (1 - K)``, faster in the
    region's priorities. What exceeds ``reserve`` quarters of income is spent at home.
    """
    nation, regions, actors = state.nation, state.regions, state.actors
    p = rules.learn
    for a in range(len(actors)):
        r, role = actors.region[a], actors.role[a]
        strongest = 1e-9
        for d in range(N_DOMAINS):
            strongest = max(strongest, actors.knowledge[a, d])
        for d in range(N_DOMAINS):
            known = actors.knowledge[a, d]
            pace = p.rate * math.pow(known / strongest, p.focus)
            pace *= 1.0 + (p.priority - 1.0) * regions.priority[r, d]
            actors.knowledge[a, d] = min(1.0, known + pace * known * (1.0 - known))
        first_error = rules.propose.noise * ERROR[role]
        first_error *= 1.0 - rules.consulting.expert * actors.help[a, EXPERT_SUPPORT]
        actors.error[a] += p.forgetting * (first_error - actors.error[a])
        for support in range(N_SUPPORTS):
            actors.help[a, support] *= 1.0 - rules.consulting.fading
        earn(state, p, a)
    if p.trade > 0.0:
        trade(state, p)
    total = 0.0
    for r in range(len(regions)):
        total += math.pow(regions.mass[r], p.concentration)
    for r in range(len(regions)):
        income = p.public * len(actors) * math.pow(regions.mass[r], p.concentration) / total
        regions.support[r] += income
        nation.inflow += income
        limit = p.reserve * income
        if regions.support[r] > limit:
            nation.outflow += regions.support[r] - limit
            regions.support[r] = limit
        for d in range(N_DOMAINS):
            regions.memory[r, d] *= 1.0 - p.memory
    read_profiles(regions, actors)


@inlined
def earn(state: State, p: Learn, a: int) -> None:
    """Give an actor its income and what its knowledge makes; spend what exceeds its reserve."""
    nation, actors, ledger = state.nation, state.actors, state.ledger
    made = 0.0
    for d in range(N_DOMAINS):
        made += nation.demand[d] * actors.knowledge[a, d] / N_DOMAINS
    made *= p.output * actors.activity[a]
    ledger.value[a] += made
    income = p.income * actors.activity[a] * INCOME[actors.role[a]]
    actors.funds[a] += income + made
    nation.inflow += income + made
    limit = p.reserve * income
    if actors.funds[a] > limit:
        nation.outflow += actors.funds[a] - limit
        actors.funds[a] = limit


@inlined
def trade(state: State, p: Learn) -> None:
    """Let ties across earn from the division of labour, the more the less alike the regions are."""
    nation, regions, actors = state.nation, state.regions, state.actors
    ties, ledger, used = state.ties, state.ledger, state.used
    for t in range(used[TIES]):
        if ties.pair[t] == EMPTY:
            continue
        r, s = actors.region[ties.a[t]], actors.region[ties.b[t]]
        gain = p.trade * unlikeness(regions, r, s)
        for one in (ties.a[t], ties.b[t]):
            actors.funds[one] += gain
            ledger.value[one] += gain
            nation.inflow += gain


@inlined
def unlikeness(regions: Regions, r: int, s: int) -> float:
    """Return half the sum of the differences between the profiles' shares [0..1]."""
    mine = 0.0
    theirs = 0.0
    for d in range(N_DOMAINS):
        mine += regions.profile[r, d]
        theirs += regions.profile[s, d]
    difference = 0.0
    for d in range(N_DOMAINS):
        difference += abs(regions.profile[r, d] / mine - regions.profile[s, d] / theirs)
    return 0.5 * difference


@kernel
def read_profiles(regions: Regions, actors: Actors) -> None:
    """Write each region's profile: the mean knowledge of its actors."""
    for r in range(len(regions)):
        first, last = regions.first[r], regions.last[r]
        for d in range(N_DOMAINS):
            total = 0.0
            for a in range(first, last):
                total += actors.knowledge[a, d]
            regions.profile[r, d] = total / (last - first)
