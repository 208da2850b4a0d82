"""The ties that exist at quarter 0: internal ones, and few external ones at level 1 (ODD 5)."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import EXPERT, INITIAL
from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import FOUNDING, NOBODY, SPLIT, U64, draw, draw_count
from interhelix.model.network import add_tie, find_tie
from interhelix.model.parameters import Parameters
from interhelix.model.proximity import choose_kind
from interhelix.model.state import EMPTY, Actors, Index, State, Ties

INTERNAL = FOUNDING + SPLIT * 8
EXTERNAL = FOUNDING + SPLIT * 9
EXTERNAL_WHO = FOUNDING + SPLIT * 10
KIND = FOUNDING + SPLIT * 11


@inlined
def search_actor(index: Index, u: float) -> int:
    """Return an actor chosen by activity (0 <= ``u`` < 1), from where the guide says it is."""
    wanted = u * index.search[-1]
    place = index.guide[int(u * len(index))]
    while place > 0 and index.search[place - 1] > wanted:
        place -= 1
    while place < len(index) - 1 and index.search[place] <= wanted:
        place += 1
    return index.by_ident[place]


@inlined
def has_room(actors: Actors, a: int) -> bool:
    """Tell whether an actor can carry one more tie."""
    return actors.load[a] < actors.capacity[a]


@inlined
def can_tie(actors: Actors, ties: Ties, a: int, b: int) -> bool:
    """Tell whether two actors are strangers with room for one more tie each."""
    return (
        a != b
        and has_room(actors, a)
        and has_room(actors, b)
        and find_tie(actors, ties, a, b) == EMPTY
    )


@kernel
def tie_inside(state: State, rules: Parameters, key: np.uint64) -> None:
    """Tie each actor to one actor of each other role of its region, at level 2."""
    regions, actors, ties = state.regions, state.actors, state.ties
    for a in range(len(actors)):
        first, last = regions.first[actors.region[a]], regions.last[actors.region[a]]
        for role in range(4):
            b = choose_of_role(actors, first, last, role, key, actors.ident[a])
            if b == EMPTY or not can_tie(actors, ties, a, b):
                continue
            low, high = min(actors.ident[a], actors.ident[b]), max(actors.ident[a], actors.ident[b])
            if draw(key, INTERNAL, 0, low, high) < rules.founding.internal:
                kind = choose_kind(actors, a, b, rules.proximity, draw(key, KIND, 0, low, high))
                first_trust = rules.founding.internal_trust
                t = add_tie(state, a, b, kind, INITIAL, first_trust, 0)
                ties.level[t] = EXPERT


@inlined
def choose_of_role(
    actors: Actors, first: int, last: int, role: int, key: np.uint64, ident: np.uint64
) -> int:
    """Choose one actor of a role among the rows of a region, or EMPTY if it has none."""
    begin, end = first, last
    while begin < last and actors.role[begin] != role:
        begin += 1
    while end > begin and actors.role[end - 1] != role:
        end -= 1
    if begin == end:
        return EMPTY
    return begin + int(draw(key, INTERNAL, 1, ident, U64(role)) * (end - begin))


@kernel
def tie_across(state: State, rules: Parameters, key: np.uint64) -> None:
    """Give actors few ties to other regions, at level 1: the history that the scenario assumes."""
    actors, ties = state.actors, state.ties
    for a in range(len(actors)):
        ident = actors.ident[a]
        wanted = rules.founding.external * actors.activity[a]
        for k in range(draw_count(wanted, draw(key, EXTERNAL, 0, ident, NOBODY))):
            b = search_actor(state.index, draw(key, EXTERNAL_WHO, 0, ident, U64(k)))
            if actors.region[a] != actors.region[b] and can_tie(actors, ties, a, b):
                u = draw(key, KIND, 1, ident, U64(k))
                kind = choose_kind(actors, a, b, rules.proximity, u)
                add_tie(state, a, b, kind, INITIAL, rules.trust.start, 0)
