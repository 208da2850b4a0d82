"""The ties that exist at quarter 0: internal ones, and few external ones at level 1 (ODD 5)."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import EXPERT, INITIAL
from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import FOUNDING, NOBODY, SPLIT, U64, draw, draw_count
from interhelix.model.network import add_tie, find_tie
from interhelix.model.parameters import Parameters
from interhelix.model.proximity import choose_kind
from interhelix.model.state import EMPTY, N_ROLES, Actors, Directory, Integer, Regions, State, Ties

INTERNAL = FOUNDING + SPLIT * 8
EXTERNAL = FOUNDING + SPLIT * 9
EXTERNAL_WHO = FOUNDING + SPLIT * 10
KIND = FOUNDING + SPLIT * 11


@inlined
def search_actor(directory: Directory, u: float) -> int:
    """Return an actor chosen by activity (0 <= ``u`` < 1)."""
    return directory.by_ident[search_place(directory, u)]


@inlined
def search_place(directory: Directory, u: float) -> int:
    """Return the place of an actor chosen by activity, from where the guide says it is."""
    wanted = u * directory.search[-1]
    place = directory.guide[int(u * len(directory))]
    while place > 0 and directory.search[place - 1] > wanted:
        place -= 1
    while place < len(directory) - 1 and directory.search[place] <= wanted:
        place += 1
    return place


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
    for r in range(len(regions)):
        begin = role_bounds(regions, r)
        for a in range(regions.first[r], regions.last[r]):
            for role in range(N_ROLES):
                many = begin[role + 1] - begin[role]
                place = draw(key, INTERNAL, 1, actors.ident[a], U64(role)) * many
                b = begin[role] + int(place)
                if many == 0 or not can_tie(actors, ties, a, b):
                    continue
                low = min(actors.ident[a], actors.ident[b])
                high = max(actors.ident[a], actors.ident[b])
                if draw(key, INTERNAL, 0, low, high) < rules.founding.internal:
                    kind = choose_kind(actors, a, b, rules.proximity, draw(key, KIND, 0, low, high))
                    first_trust = rules.founding.internal_trust
                    t = add_tie(state, a, b, kind, INITIAL, first_trust, 0)
                    ties.level[t] = EXPERT


@inlined
def role_bounds(regions: Regions, r: int) -> Integer:
    """Return where the actors of each role begin in a region, which holds them role by role."""
    begin = np.full(N_ROLES + 1, regions.first[r], np.int64)
    for role in range(N_ROLES):
        begin[role + 1] = begin[role] + regions.organisations[r, role]
    return begin


@kernel
def tie_across(state: State, rules: Parameters, key: np.uint64) -> None:
    """Give actors few ties to other regions, at level 1: the history that the scenario assumes."""
    actors, ties = state.actors, state.ties
    for a in range(len(actors)):
        ident = actors.ident[a]
        wanted = rules.founding.external * actors.activity[a]
        for k in range(draw_count(wanted, draw(key, EXTERNAL, 0, ident, NOBODY))):
            b = search_actor(state.directory, draw(key, EXTERNAL_WHO, 0, ident, U64(k)))
            if actors.region[a] != actors.region[b] and can_tie(actors, ties, a, b):
                u = draw(key, KIND, 1, ident, U64(k))
                kind = choose_kind(actors, a, b, rules.proximity, u)
                add_tie(state, a, b, kind, INITIAL, rules.trust.start, 0)
