"""What each member of a consortium must pay, can pay, and may expect to gain (ODD 7.1, 7.5)."""

from __future__ import annotations

import numpy as np

from interhelix.model.compiled import called, inlined
from interhelix.model.consortium import Team, budget_of, coordination_cost, support_of
from interhelix.model.parameters import Parameters
from interhelix.model.principles import CONSISTENCY, fair_share, keeps_to, value_alone
from interhelix.model.state import Actors, Float, Row, State
from interhelix.model.undertaking import count_regions, in_strategy


@inlined
def due_of_member(state: State, members: Row, n: int, rules: Parameters) -> float:
    """Return what each member must be able to pay [u]: its budget, its share of coordination."""
    nation, actors = state.nation, state.actors
    external = count_regions(actors, members, n) > 1
    integrated = in_strategy(state, members, n)
    coordination = coordination_cost(actors, members, n, integrated, rules)
    return budget_of(nation, actors, external, rules) + coordination / n


@inlined
def means(actors: Actors, a: int) -> float:
    """Return what an actor can put into a project: its funds, and what investors promised [u]."""
    return actors.funds[a] + actors.backing[a]


@inlined
def all_can_pay(actors: Actors, members: Row, n: int, due: float) -> bool:
    """Tell whether every member has the means to pay what is due."""
    able = True
    for i in range(n):
        able = able and means(actors, members[i]) >= due
    return able


@inlined
def paid_by_member(state: State, team: Team, due: float, budget: float, rules: Parameters) -> Float:
    """Return what each member must expect to pay itself [u]: what its region does not pay."""
    members, n, domain = team.members, team.n, team.domain
    regions, actors = state.regions, state.actors
    paid = np.zeros(n)
    for i in range(n):
        paid[i] = due - support_of(regions, actors.region[members[i]], domain, budget, rules)
    return paid


@called
def is_consistent(
    state: State, rules: Parameters, team: Team, net: float, due: float, key: np.uint64, step: int
) -> bool:
    """Consistency: a consortium is refused if any member must expect to lose by it.

    One loses who can expect less than by nothing, or by the same work alone. Terms are laid side by
    side, so no member's own error counts.
    """
    members, n, domain = team.members, team.n, team.domain
    nation, actors = state.nation, state.actors
    share = rules.principles.consistency
    if not keeps_to(share, CONSISTENCY, key, step, actors.ident[members[0]]):
        return True
    external = count_regions(actors, members, n) > 1
    budget = budget_of(nation, actors, external, rules)
    paid = paid_by_member(state, team, due, budget, rules)
    all_paid = 0.0
    for i in range(n):
        all_paid += paid[i]
    value = n * (net + due)
    foresight = rules.prioritise.foresight
    for i in range(n):
        m = members[i]
        alone = value_alone(state, m, domain, foresight, rules)
        gain = fair_share(value, paid[i], all_paid, n, rules) - paid[i]
        if gain < max(0.0, alone - rules.propose.budget):
            return False
    return True
