"""Who is invited: the old team, or the consortium with the largest surplus over solo (ODD 7.5)."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import PROJECT
from interhelix.model.compiled import called, inlined
from interhelix.model.consortium import Team, budget_of, coverage
from interhelix.model.dues import means
from interhelix.model.network import partner_of
from interhelix.model.parameters import Parameters
from interhelix.model.principles import value_alone
from interhelix.model.proximity import mutual_interest
from interhelix.model.state import (
    EMPTY,
    Actors,
    Float,
    Row,
    State,
    Ties,
)
from interhelix.model.undertaking import count_regions, net_of_member

UNKNOWN = -1.0  # no value alone is below 0


@inlined
def has_whom_to_ask(actors: Actors, ties: Ties, budget: float, a: int) -> bool:
    """Tell whether a partner at level 3 or more has the means for a budget."""
    half = actors.head[a]
    while half != EMPTY:
        t = half >> 1
        if ties.level[t] >= PROJECT and means(actors, partner_of(ties, half)) >= budget:
            return True
        half = ties.after[t, half & 1]
    return False


@inlined
def last_team(state: State, a: int) -> int:
    """Return the last project that an actor led and may renew: a partner in it is still at level 3.

    EMPTY if there is none.
    """
    actors, ties, projects = state.actors, state.ties, state.projects
    row = actors.last[a]
    if row == EMPTY:
        return EMPTY
    half = actors.head[a]
    while half != EMPTY:
        b = partner_of(ties, half)
        level = ties.level[half >> 1]
        half = ties.after[half >> 1, half & 1]
        for i in range(projects.team[row]):
            if projects.members[row, i] == b and level >= PROJECT:
                return int(row)
    return EMPTY


@inlined
def keep_to_team(state: State, row: int, asked: np.ndarray, a: int) -> None:
    """Mark as asked all partners who were not in the team of a project, so none of them is."""
    actors, ties, projects = state.actors, state.ties, state.projects
    place = 0
    half = actors.head[a]
    while half != EMPTY:
        b = partner_of(ties, half)
        half = ties.after[half >> 1, half & 1]
        asked[place] = 1
        for i in range(projects.team[row]):
            if projects.members[row, i] == b:
                asked[place] = 0
        place += 1


@inlined
def next_partner(
    state: State,
    rules: Parameters,
    members: Row,
    n: int,
    needed: np.ndarray,
    asked: np.ndarray,
    a: int,
) -> tuple[int, int]:
    """Return the partner at level 3 that adds most, and its place on the list; else EMPTY.

    What it adds is coverage, the mutual interest, and by result orientation the trust earned.
    """
    actors, ties = state.actors, state.ties
    p = rules.propose
    best = EMPTY
    best_place = 0
    most = -1.0
    place = -1
    half = actors.head[a]
    while half != EMPTY:
        t = half >> 1
        b = partner_of(ties, half)
        half = ties.after[half >> 1, half & 1]
        place += 1
        if ties.level[t] < PROJECT or asked[place] == 1:
            continue
        members[n] = b
        score = coverage(actors, members, n + 1, needed, p.need)
        score += mutual_interest(actors, a, b, ties.kind[t]) + p.results * ties.trust[t]
        if means(actors, b) >= p.budget and score > most:
            best, best_place, most = b, place, score
    return best, best_place


@called
def most_synergetic(
    state: State,
    rules: Parameters,
    team: Team,
    asked: np.ndarray,
    alone: Float,
    team_alone: float,
    surplus: float,
) -> tuple[int, int, float]:
    """Synergy: return the partner that raises the surplus over solo most, its place, the surplus.

    The surplus is what a team can expect after coordination, less what its members (``team_alone``)
    and the partner could expect alone [u]. EMPTY if nobody raises it. ``alone`` keeps by place on
    the list what is known of the latter.
    """
    members, n, domain = team.members, team.n, team.domain
    nation, actors, ties = state.nation, state.actors, state.ties
    best = EMPTY
    best_place = 0
    place = -1
    foresight = rules.prioritise.foresight
    half = actors.head[members[0]]
    while half != EMPTY:
        t = half >> 1
        b = partner_of(ties, half)
        half = ties.after[half >> 1, half & 1]
        place += 1
        poor = means(actors, b) < rules.propose.budget
        if ties.level[t] < PROJECT or asked[place] == 1 or poor:
            continue
        if alone[place] == UNKNOWN:
            alone[place] = value_alone(state, b, domain, foresight, rules)
        members[n] = b
        net = net_of_member(state, Team(members, n + 1, domain), rules)
        external = count_regions(actors, members, n + 1) > 1
        found = (n + 1) * (net + budget_of(nation, actors, external, rules))
        found -= team_alone + alone[place]
        if found > surplus:
            best, best_place, surplus = b, place, found
    return best, best_place, surplus
