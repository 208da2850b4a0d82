"""What a project asks of its members and gives them: dues, help and gain (ODD 7.1, 7.5)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interhelix.model.compiled import called, inlined
from interhelix.model.consortium import (
    Team,
    budget_of,
    chance_of_success,
    coordination_cost,
    expected_value,
    support_of,
    value_of_success,
)
from interhelix.model.environment import all_members
from interhelix.model.network import share_strategy
from interhelix.model.parameters import Parameters
from interhelix.model.principles import CONSISTENCY, fair_share, keeps_to, value_alone
from interhelix.model.state import EMPTY, Actors, Float, Regions, Row, State


class Terms(NamedTuple):
    """What a project asks of each member and may give it, alike for all [u]."""

    net: float  # value to be expected after tax, less budget and coordination, without any help
    budget: float  # what a member brings
    due: float  # its budget and its share of the cost of coordination
    office: float  # 0..1, how far a joint office serves the regions of the team


@called
def terms_of(state: State, team: Team, rules: Parameters) -> Terms:
    """Return the terms of a project, value and cost shared alike."""
    members, n = team.members, team.n
    actors = state.actors
    budget = budget_of(state.nation, actors, regions_in(actors, members, n) > 1, rules)
    office = office_of(state, members, n, rules)
    due = budget + coordination_cost(state, members, n, office, rules) / n
    chance = chance_of_success(state, team, rules)
    value = value_of_success(actors, team, state.nation.seen[team.domain], rules)
    together = all_members(actors, members, n)
    expected = expected_value(value, chance, n * budget, together, rules)
    return Terms((1.0 - rules.deliver.tax) * expected / n - due, budget, due, office)


@inlined
def office_of(state: State, members: Row, n: int, rules: Parameters) -> float:
    """Return how far a joint office serves a team: in full under a joint strategy [0..1]."""
    if in_strategy(state, members, n):
        return 1.0
    coordination = rules.integrate.coordination
    return coordination if in_coordinated_pair(state.regions, state.actors, members, n) else 0.0


@inlined
def in_strategy(state: State, members: Row, n: int) -> bool:
    """Tell whether all members are of regions that share one joint strategy, of two or more."""
    actors, pairs, slots = state.actors, state.pairs, state.slots
    here = actors.region[members[0]]
    across = False
    for i in range(1, n):
        there = actors.region[members[i]]
        if there == here:
            continue
        if not share_strategy(pairs, slots, here, there):
            return False
        across = True
    return across


@inlined
def in_coordinated_pair(regions: Regions, actors: Actors, members: Row, n: int) -> bool:
    """Tell whether a team spans the two regions of a coordinated pair, and no third."""
    here = actors.region[members[0]]
    partner = regions.coordinated[here]
    across = False
    for i in range(1, n):
        there = actors.region[members[i]]
        if there != here and there != partner:
            return False
        across = across or there != here
    return across and partner != EMPTY


@inlined
def regions_in(actors: Actors, members: Row, n: int) -> int:
    """Return the number of regions that the members come from."""
    different = 0
    for i in range(n):
        new = True
        for j in range(i):
            if actors.region[members[j]] == actors.region[members[i]]:
                new = False
        different += 1 if new else 0
    return different


@inlined
def means(actors: Actors, a: int) -> float:
    """Return what an actor can put into a project: its funds, and what investors promised [u]."""
    return actors.funds[a] + actors.backing[a]


@called
def help_of_regions(
    state: State, team: Team, terms: Terms, grant: float, rules: Parameters
) -> Float:
    """Return what its region would pay for each member beside a grant, as far as it can [u]."""
    regions, actors, members = state.regions, state.actors, team.members
    aid = np.zeros(team.n)
    for i in range(team.n):
        r = actors.region[members[i]]
        left = regions.support[r]
        for j in range(i):
            left -= aid[j] if actors.region[members[j]] == r else 0.0
        wanted = support_of(regions, r, team.domain, terms.budget - grant, terms.office, rules)
        aid[i] = min(max(0.0, left), wanted)
    return aid


@inlined
def all_can_pay(actors: Actors, team: Team, due: float, aid: Float) -> bool:
    """Tell whether every member has the means to pay what is due less the help of its region."""
    able = True
    for i in range(team.n):
        able = able and means(actors, team.members[i]) + aid[i] >= due
    return able


@called
def is_consistent(
    state: State,
    rules: Parameters,
    team: Team,
    terms: Terms,
    grant: float,
    key: np.uint64,
    step: int,
) -> bool:
    """Consistency: a consortium is refused if any member must expect to lose by it.

    One loses who can expect less than by nothing, or by the same work alone. Terms are laid side by
    side, so no member's own error counts.
    """
    n, lead = team.n, state.actors.ident[team.members[0]]
    if not keeps_to(rules.principles.consistency, CONSISTENCY, key, step, lead):
        return True
    paid = terms.due - grant - help_of_regions(state, team, terms, grant, rules)
    all_paid = paid.sum()
    value = n * (terms.net + terms.due)
    for i in range(n):
        alone = value_alone(state, team.members[i], team.domain, rules)
        gain = fair_share(value, paid[i], all_paid, n, rules) - paid[i]
        if gain < max(0.0, alone - rules.propose.budget):
            return False
    return True
