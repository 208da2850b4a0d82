"""What a project asks of its members and gives them: dues, help and gain (ODD 7.1, 7.5)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interhelix.model.compiled import called, inlined
from interhelix.model.consortium import (
    Prospect,
    Team,
    budget_of,
    coordination_cost,
    expected_value,
    prospect_of,
    support_of,
)
from interhelix.model.network import share_strategy
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.forms import Networking
from interhelix.model.principles import CONSISTENCY, fair_share, keeps_to, value_alone
from interhelix.model.state import EMPTY, PROGRAMMES, Actors, Float, Regions, Row, State


class Terms(NamedTuple):
    """What a project asks of each member and may give it, alike for all [u]."""

    net: float  # value to be expected after tax, less budget and coordination, without any help
    budget: float  # what a member brings
    due: float  # its budget and its share of the cost of coordination
    office: float  # 0..1, how far a joint office serves the regions of the team
    prospect: Prospect


class Deal(NamedTuple):
    """What a team has agreed on."""

    terms: Terms
    grant: float  # [u] that a call pays each member; 0 without one
    alone: Float  # [u] value that each could expect of the same work alone


@called
def terms_of(state: State, team: Team, rules: Parameters) -> Terms:
    """Return the terms of a project, value and cost shared alike."""
    members, n = team.members, team.n
    actors = state.actors
    budget = budget_of(state.nation, actors, regions_in(actors, members, n) > 1, rules)
    office = office_of(state, members, n, rules)
    prospect = prospect_of(state, team, rules)
    together = prospect.on_platform
    due = budget + coordination_cost(state, team, together, office, rules) / n
    expected = expected_value(prospect, state.nation.seen[team.domain], n * budget, rules)
    return Terms((1.0 - rules.deliver.tax) * expected / n - due, budget, due, office, prospect)


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
def help_for_members(
    state: State, team: Team, terms: Terms, grant: float, rules: Parameters
) -> Float:
    """Return what a joint programme and its region would pay for each member beside a grant [u].

    Both pay as far as their money goes, member by member.
    """
    regions, actors, members = state.regions, state.actors, team.members
    purse, rest = state.nation.purse[PROGRAMMES], terms.budget - grant
    share = programme_share(rest, regions_in(actors, members, team.n), rules.networking)
    aid = np.zeros(team.n)
    for i in range(team.n):
        r = actors.region[members[i]]
        left = regions.support[r]
        for j in range(i):
            if actors.region[members[j]] == r:
                left -= aid[j] - programme_grant(purse, share, j)
        aid[i] = programme_grant(purse, share, i)
        wanted = support_of(regions, r, team.domain, rest - aid[i], terms.office, rules)
        aid[i] += min(max(0.0, left), wanted)
    return aid


@inlined
def programme_share(rest: float, regions: int, p: Networking) -> float:
    """Return what a joint programme offers a member of the rest of its budget [u]."""
    return p.grant * rest if regions >= p.regions else 0.0


@inlined
def programme_grant(purse: float, share: float, i: int) -> float:
    """Return what a joint programme pays the member at place ``i`` while its purse lasts [u]."""
    return min(share, max(0.0, purse - i * share))


@inlined
def all_can_pay(actors: Actors, team: Team, due: float, aid: Float) -> bool:
    """Tell whether every member has the means to pay what is due less the help that it gets."""
    able = True
    for i in range(team.n):
        able = able and means(actors, team.members[i]) + aid[i] >= due
    return able


@inlined
def values_alone(state: State, team: Team, rules: Parameters) -> Float:
    """Return what each member could expect of the same work alone, after tax [u]."""
    alone = np.empty(team.n)
    for i in range(team.n):
        alone[i] = value_alone(state, team, i, rules)
    return alone


@called
def is_consistent(
    state: State, rules: Parameters, team: Team, deal: Deal, key: np.uint64, step: int
) -> bool:
    """Consistency: a consortium is refused if any member must expect to lose by it.

    One loses who can expect less than by nothing, or by the same work alone. Terms are laid side by
    side, so no member's own error counts.
    """
    n, lead, terms = team.n, state.actors.ident[team.members[0]], deal.terms
    if not keeps_to(rules.principles.consistency, CONSISTENCY, key, step, lead):
        return True
    paid = terms.due - deal.grant - help_for_members(state, team, terms, deal.grant, rules)
    all_paid = paid.sum()
    value = n * (terms.net + terms.due)
    for i in range(n):
        gain = fair_share(value, paid[i], all_paid, n, rules) - paid[i]
        if gain < max(0.0, deal.alone[i] - rules.propose.budget):
            return False
    return True
