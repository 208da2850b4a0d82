"""A project begins: what members expect, who pays, and the ties it makes (ODD 7.1, level 3)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import INTEGRATED, PARTNER, PROJECT
from interhelix.model.beginnings import can_tie
from interhelix.model.compiled import called, inlined
from interhelix.model.consortium import (
    Team,
    support_of,
)
from interhelix.model.contact import trust_at_start
from interhelix.model.draws import (
    CONTACT_KIND,
    NOBODY,
    PROJECT_KIND,
    PROJECT_TERM,
    SPLIT,
    draw,
    draw_dyad,
    draw_normal,
)
from interhelix.model.dues import Deal, Terms, in_strategy, programme_share, regions_in
from interhelix.model.network import add_tie, find_tie
from interhelix.model.parameters import Parameters
from interhelix.model.principles import combine
from interhelix.model.proximity import choose_kind
from interhelix.model.state import EMPTY, LIVE, PROGRAMMES, PROJECTS, Row, State

# The two kinds of project that each role starts, as places in ``PROJECT_KINDS``.
KINDS_OF_LEAD = ((4, 2), (3, 2), (0, 1), (1, 4))
SHORTEST = 2  # quarters


@called
def start(
    state: State, rules: Parameters, team: Team, deal: Deal, key: np.uint64, step: int
) -> None:
    """Enter a project, collect what it costs, and tie its members to each other."""
    members, n, domain = team.members, team.n, team.domain
    nation, regions, actors = state.nation, state.regions, state.actors
    projects, used = state.projects, state.used
    p, terms, prospect = rules.propose, deal.terms, deal.terms.prospect
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
    different = regions_in(actors, members, n)
    projects.budget[row] = n * terms.budget
    projects.demand[row] = nation.demand[domain]
    projects.chance[row] = prospect.chance
    projects.target[row] = prospect.value * nation.demand[domain]
    projects.expected[row] = n * (terms.net + terms.due)
    projects.regions[row] = different
    projects.in_priority[row] = regions.priority[actors.region[lead], domain]
    projects.on_platform[row] = 1 if prospect.on_platform else 0
    projects.external[row] = 1 if different > 1 else 0
    projects.called[row] = 1 if deal.grant > 0.0 else 0
    combine(regions, actors, members, n)
    for i in range(n):
        projects.members[row, i] = members[i]
        projects.solo[row] += deal.alone[i]
    projects.integrated[row] = 1 if in_strategy(state, members, n) else 0
    projects.coordination[row] = n * (terms.due - terms.budget)
    if different > 1:
        nation.live += 1
    share = programme_share(terms.budget - deal.grant, different, rules.networking)
    for i in range(n):
        nation.spent += deal.grant
        programme = min(nation.purse[PROGRAMMES], share)
        nation.purse[PROGRAMMES] -= programme
        grant = deal.grant + programme
        helped = pay_share(state, rules, row, members[i], grant, terms)
        projects.grant[row] += helped
        projects.paid[row, i] = terms.due - helped
    tie_members(state, rules, members, n, key, step)


@inlined
def pay_share(
    state: State, rules: Parameters, row: int, m: int, grant: float, terms: Terms
) -> float:
    """Take a share from the grant, the region's support, investors and own funds; return the help.

    The share is a member's part of the budget and of the cost of coordination; who cannot pay it
    was not let in.
    """
    nation, regions, actors = state.nation, state.regions, state.actors
    projects, ledger = state.projects, state.ledger
    r = actors.region[m]
    domain = projects.domain[row]
    support = support_of(regions, r, domain, terms.budget - grant, terms.office, rules)
    support = min(regions.support[r], support)
    regions.support[r] -= support
    rest = terms.due - grant - support
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
