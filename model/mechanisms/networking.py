"""Networking: public money for six forms of interregional networking is laid out (ODD 7.7)."""

from __future__ import annotations

import numpy as np

from interhelix.model.compiled import inlined, kernel
from interhelix.model.environment import strength
from interhelix.model.forms import best_domain
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.forms import Networking
from interhelix.model.state import (
    ALLIANCES,
    EMPTY,
    N_DOMAINS,
    PROGRAMMES,
    TIES,
    State,
)


@kernel
def networking(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Spend the budget of the quarter, fill the purses, and let platforms pool knowledge.

    What a form does with its share stands where it acts: strategies and partnerships in exchange,
    centres and programmes in propose, alliances in deliver.
    """
    nation, actors = state.nation, state.actors
    p = rules.networking
    quarter = p.budget * len(actors)
    shares = p.programmes + p.strategies + p.pools + p.centres + p.alliances + p.partnerships
    nation.spent += quarter * shares
    nation.purse[PROGRAMMES] += quarter * p.programmes
    nation.purse[ALLIANCES] += quarter * p.alliances
    if p.budget * p.pools > 0.0:
        fill_pools(state)
        draw_from_pools(state, p)


@inlined
def fill_pools(state: State) -> None:
    """Put into the pool of each domain what the best of those with a tie across knows."""
    nation, actors, ties = state.nation, state.actors, state.ties
    used = state.used
    for d in range(N_DOMAINS):
        nation.pool[d] = 0.0
    for t in range(used[TIES]):
        if ties.pair[t] == EMPTY:
            continue
        for one in (ties.a[t], ties.b[t]):
            for d in range(N_DOMAINS):
                nation.pool[d] = max(nation.pool[d], actors.knowledge[one, d])


@inlined
def draw_from_pools(state: State, p: Networking) -> None:
    """Let all with a tie across close part of the gap to the pool of the domain they know best."""
    nation, actors, ties = state.nation, state.actors, state.ties
    ledger, used = state.ledger, state.used
    share = p.pooling * strength(p.pools, p)
    tied = np.zeros(len(actors))
    for t in range(used[TIES]):
        if ties.pair[t] != EMPTY:
            tied[ties.a[t]] = 1.0
            tied[ties.b[t]] = 1.0
    for a in range(len(actors)):
        d = best_domain(actors, a)
        flow = tied[a] * share * (nation.pool[d] - actors.knowledge[a, d])
        actors.knowledge[a, d] += max(0.0, flow)
        ledger.inflow[a] += max(0.0, flow)
