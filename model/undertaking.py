"""A project begins: what members expect, who pays, and the ties it makes (ODD 7.1, level 3)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import INTEGRATED, PARTNER, PROJECT
from interhelix.model.beginnings import can_tie
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
from interhelix.model.contact import trust_at_start
from interhelix.model.draws import (
    CALL,
    CONTACT_KIND,
    NOBODY,
    PROJECT_KIND,
    PROJECT_TERM,
    SPLIT,
    draw,
    draw_dyad,
    draw_normal,
)
from interhelix.model.environment import all_members
from interhelix.model.network import add_tie, find_pair, find_tie
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.forms import Networking
from interhelix.model.principles import combine, value_alone
from interhelix.model.proximity import choose_kind
from interhelix.model.state import (
    EMPTY,
    LIVE,
    PROGRAMMES,
    PROJECTS,
    Actors,
    Nation,
    Row,
    State,
)

# The two kinds of project that each role starts, as places in ``PROJECT_KINDS``.
KINDS_OF_LEAD = ((4, 2), (3, 2), (0, 1), (1, 4))
SHORTEST = 2  # quarters


@inlined
def in_strategy(state: State, members: Row, n: int) -> bool:
    """Tell whether all members stand in regions that share one joint strategy."""
    actors, pairs, slots = state.actors, state.pairs, state.slots
    here = actors.region[members[0]]
    across = False
    for i in range(1, n):
        there = actors.region[members[i]]
        if there == here:
            continue
        row = find_pair(pairs, slots, here, there)
        if row == EMPTY or pairs.signed[row] == 0:
            return False
        across = True
    return across


@called
def net_of_member(state: State, team: Team, rules: Parameters) -> float:
    """Return the expected net value of each member [u], value and cost shared alike."""
    members, n = team.members, team.n
    nation, actors = state.nation, state.actors
    chance = chance_of_success(state, team, rules)
    value = value_of_success(nation, actors, team, rules.prioritise.foresight, rules)
    integrated = in_strategy(state, members, n)
    external = count_regions(actors, members, n) > 1
    budget = n * budget_of(nation, actors, external, rules)
    cost = budget + coordination_cost(actors, members, n, integrated, rules)
    together = all_members(actors, members, n)
    return (expected_value(value, chance, budget, together, rules) - cost) / n


@inlined
def count_regions(actors: Actors, members: Row, n: int) -> int:
    """Return the number of regions that the members come from."""
    different = 0
    for i in range(n):
        new = True
        for j in range(i):
            if actors.region[members[j]] == actors.region[members[i]]:
                new = False
        different += 1 if new else 0
    return different


@called
def start(
    state: State, rules: Parameters, team: Team, called: bool, key: np.uint64, step: int
) -> None:
    """Enter a project, collect what it costs, and tie its members to each other."""
    members, n, domain = team.members, team.n, team.domain
    nation, regions, actors = state.nation, state.regions, state.actors
    projects, used = state.projects, state.used
    p = rules.propose
    lead = members[0]
    me = actors.ident[lead]
    row = used[PROJECTS]
    used[PROJECTS] += 1
    projects.lead[row] = lead
    projects.team[row] = n
    projects.domain[row] = domain
    projects.start[row] = step
    term = p.term * math.exp(p.term_spread * draw_normal(key, PROJECT_TERM, step, me, NOBODY))
    projects.end[row] = step + max(SHORTEST, int(term + 0.5))
    choice = int(draw(key, PROJECT_KIND, step, me, NOBODY) * 2)
    projects.kind[row] = KINDS_OF_LEAD[actors.role[lead]][choice]
    projects.outcome[row] = LIVE
    different = count_regions(actors, members, n)
    budget = budget_of(nation, actors, different > 1, rules)
    projects.budget[row] = n * budget
    projects.demand[row] = nation.demand[domain]
    projects.chance[row] = chance_of_success(state, team, rules)
    projects.target[row] = value_of_success(nation, actors, team, 0.0, rules)
    projects.regions[row] = different
    projects.in_priority[row] = regions.priority[actors.region[lead], domain]
    projects.on_platform[row] = 1 if all_members(actors, members, n) else 0
    projects.external[row] = 1 if different > 1 else 0
    wins = draw(key, CALL + SPLIT, step, me, NOBODY) < p.call_success
    won = called and wins and different >= p.call_regions
    projects.called[row] = 1 if won else 0
    combine(regions, actors, members, n)
    for i in range(n):
        m = members[i]
        projects.members[row, i] = m
        projects.solo[row] += value_alone(state, m, domain, 0.0, rules)
    integrated = in_strategy(state, members, n)
    projects.integrated[row] = 1 if integrated else 0
    projects.coordination[row] = coordination_cost(actors, members, n, integrated, rules)
    if different > 1:
        nation.live += 1
    for i in range(n):
        grant = p.call_grant * budget if won else 0.0
        nation.spent += grant
        grant += programme_grant(nation, different, budget - grant, rules.networking)
        helped = pay_share(state, rules, row, members[i], grant)
        projects.grant[row] += helped
        projects.paid[row, i] = budget + projects.coordination[row] / n - helped
    tie_members(state, rules, members, n, key, step)


@inlined
def programme_grant(nation: Nation, regions: int, rest: float, p: Networking) -> float:
    """Return what a joint programme of several regions pays of the rest of a budget [u]."""
    if regions < p.regions:
        return 0.0
    grant = min(nation.purse[PROGRAMMES], p.grant * rest)
    nation.purse[PROGRAMMES] -= grant
    return grant


@inlined
def pay_share(state: State, rules: Parameters, row: int, m: int, grant: float) -> float:
    """Take a share from the grant, the region's support, investors and own funds; return the help.

    The share is a member's part of the budget and of the cost of coordination; who cannot pay it
    was not let in.
    """
    nation, regions, actors = state.nation, state.regions, state.actors
    projects, ledger = state.projects, state.ledger
    r = actors.region[m]
    n = projects.team[row]
    budget = projects.budget[row] / n
    support = support_of(regions, r, projects.domain[row], budget - grant, rules)
    regions.support[r] -= support
    rest = budget + projects.coordination[row] / n - grant - support
    backed = min(actors.backing[m], rest)
    actors.backing[m] -= backed
    own = min(actors.funds[m], rest - backed)
    actors.funds[m] -= own
    ledger.cost[m] += own
    ledger.paid[m, INTEGRATED if projects.integrated[row] == 1 else PROJECT] += own
    nation.spent += support
    nation.inflow += grant + backed
    nation.outflow += own + grant + support + backed
    return grant + support


@inlined
def tie_members(
    state: State, rules: Parameters, members: Row, n: int, key: np.uint64, step: int
) -> None:
    """Count the project on the ties among members; strangers get a tie at level 1."""
    actors, ties = state.actors, state.ties
    for i in range(n):
        for j in range(i):
            a, b = members[i], members[j]
            t = find_tie(actors, ties, a, b)
            if t == EMPTY and can_tie(actors, ties, a, b):
                u = draw_dyad(key, CONTACT_KIND + SPLIT * 9, step, actors.ident[a], actors.ident[b])
                kind = choose_kind(actors, a, b, rules.proximity, u)
                first_trust = trust_at_start(state, a, b, rules.trust)
                t = add_tie(state, a, b, kind, PARTNER, first_trust, step)
            if t != EMPTY:
                ties.joint[t] += 1
