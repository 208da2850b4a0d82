"""Whom one meets in a channel: by search, on the competence map, on the platform (ODD 7.3, 7.8)."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import PARTNER, SEARCH
from interhelix.model.beginnings import search_actor, search_place
from interhelix.model.compiled import inlined
from interhelix.model.draws import (
    CONTACT_PLACE,
    CONTACT_WHO,
    GATE,
    MAP_NOISE,
    MAP_WHO,
    PLATFORM_WHO,
    SPLIT,
    U64,
    draw,
    draw_normal,
    happens,
)
from interhelix.model.network import partner_of
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.search import Meet, Proximity
from interhelix.model.proximity import best_interest, cognitive_distance, cosine_distance
from interhelix.model.state import EMPTY, Actors, Regions, State, Ties

MAP_LOOKS = 4  # regions that one compares on the map


@inlined
def within(regions: Regions, r: int, u: float) -> int:
    """Return an actor of a region (0 <= ``u`` < 1)."""
    return regions.first[r] + int(u * (regions.last[r] - regions.first[r]))


@inlined
def look_among_partners(state: State, a: int, k: int, key: np.uint64, step: int) -> tuple[int, int]:
    """Return whom one meets, and how: a partner's partner; anyone, if one has no partner."""
    actors, ties = state.actors, state.ties
    me = actors.ident[a]
    u = draw(key, CONTACT_WHO, step, me, U64(k + 1))
    if actors.load[a] == 0:
        return search_actor(state.index, u), SEARCH
    friend = partner_at(actors, ties, a, int(u * actors.load[a]))
    other = draw(key, CONTACT_PLACE + SPLIT, step, me, U64(k))
    return partner_at(actors, ties, friend, int(other * actors.load[friend])), PARTNER


@inlined
def who_goes(state: State, p: Meet, a: int, b: int, k: int, key: np.uint64, step: int) -> int:
    """Return who meets someone found by search: beyond the region it may be its gatekeeper."""
    regions, actors = state.regions, state.actors
    if actors.region[a] == actors.region[b]:
        return a
    leaves_it = happens(p.gatekeepers, key, GATE, step, actors.ident[a], U64(k))
    return regions.gate[actors.region[a]] if leaves_it else a


@inlined
def partner_at(actors: Actors, ties: Ties, a: int, place: int) -> int:
    """Return the partner at a place on the list of an actor's ties."""
    half = actors.head[a]
    for _ in range(place):
        half = ties.after[half >> 1, half & 1]
    return partner_of(ties, half)


@inlined
def look_on_map(state: State, rules: Parameters, a: int, k: int, key: np.uint64, step: int) -> int:
    """Return whom the competence map shows: of a few, the one that seems to fit best."""
    regions, actors, index = state.regions, state.actors, state.index
    me = actors.ident[a]
    blur = 1.0 - rules.prioritise.map
    best = EMPTY
    least = 2.0
    for look in range(MAP_LOOKS):
        u = draw(key, MAP_WHO + SPLIT, step, me, U64(k * MAP_LOOKS + look))
        place = search_place(index, u)
        noise = blur * draw_normal(key, MAP_NOISE, step, me, index.ident[place])
        profile = regions.profile[index.region[place]]
        seen = abs(cosine_distance(actors.knowledge[a], profile) - rules.proximity.optimum)
        if abs(seen + 0.3 * noise) < least:
            least = abs(seen + 0.3 * noise)
            best = index.by_ident[place]
    return best


@inlined
def look_on_platform(
    state: State, rules: Parameters, a: int, k: int, u: float, key: np.uint64, step: int
) -> int:
    """Return whom the platform suggests: of two members, or three, the best as far as it sees.

    Good data show who fits, specialised interaction who serves the objectives of both, and a study
    of the target domain finds one candidate more.
    """
    actors, index, platform = state.actors, state.index, state.platform
    me = actors.ident[a]
    n = 0
    for role in range(4):
        n += platform.members[role]
    p = rules.adopt
    best = index.roster[int(u * n)]
    second = index.roster[int(draw(key, PLATFORM_WHO + SPLIT, step, me, U64(2 * k)) * n)]
    known = p.data_quality * rules.services.data_bank
    fits = happens(known, key, PLATFORM_WHO + 2 * SPLIT, step, me, U64(k))
    suits = happens(p.specialisation, key, PLATFORM_WHO + 3 * SPLIT, step, me, U64(k))
    more = happens(p.domain_study, key, PLATFORM_WHO + 4 * SPLIT, step, me, U64(k))
    most = worth_meeting(actors, rules.proximity, a, best, fits, suits)
    worth = worth_meeting(actors, rules.proximity, a, second, fits, suits)
    if worth > most:
        best, most = second, worth
    if more:
        third = index.roster[int(draw(key, PLATFORM_WHO + SPLIT, step, me, U64(2 * k + 1)) * n)]
        if worth_meeting(actors, rules.proximity, a, third, fits, suits) > most:
            best = third
    return best


@inlined
def worth_meeting(
    actors: Actors, proximity: Proximity, a: int, b: int, fits: bool, suits: bool
) -> float:
    """Return what the platform sees of a candidate: how well it fits, how far it serves both."""
    worth = 0.0
    if fits:
        gap = cognitive_distance(actors, a, b) - proximity.optimum
        worth += proximity.cognitive * gap * gap
    if suits:
        worth += proximity.interest * best_interest(actors, a, b)
    return worth
