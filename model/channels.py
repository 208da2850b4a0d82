"""The channels through which actors find whom to meet, and what each shows of them (ODD 4, 7).

Contacts are worked out in blocks: first all draws, then all places in the directory, then what is
read of those found, so that the memory is asked for many of them at once.
"""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import MAP, PARTNER, PLATFORM, SEARCH, STRATEGY
from interhelix.model.beginnings import search_actor, search_place
from interhelix.model.compiled import inlined
from interhelix.model.draws import (
    CONTACT_PLACE,
    CONTACT_WHO,
    GATE,
    MAP_NOISE,
    MAP_USE,
    MAP_WHO,
    PLATFORM_WHO,
    SPLIT,
    U64,
    draw,
    draw_normal,
    happens,
)
from interhelix.model.environment import both_members
from interhelix.model.network import partner_of_partner
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.search import Meet, Proximity
from interhelix.model.proximity import best_interest, cognitive_distance, cosine_distance
from interhelix.model.state import BLOCK, EMPTY, Actors, Regions, State

MAP_LOOKS = 4  # regions that one compares on the map
MOST_SHOWN = 3  # candidates that the platform shows
CONTACT = np.dtype(
    [
        ("seeker", "i4"),  # actor whose turn it is
        ("one", "i4"),  # who meets: the seeker, or the gatekeeper of its region
        ("other", "i4"),  # whom, or EMPTY: a partner's partner, who is known only in one's turn
        ("number", "i4"),  # of the contact among the seeker's from one source
        ("channel", "i8"),
        ("drawn", "f8"),  # 0..1, decides whom one finds
    ]
)


@inlined
def within(regions: Regions, r: int, u: float) -> int:
    """Return an actor of a region (0 <= ``u`` < 1)."""
    return regions.first[r] + int(u * (regions.last[r] - regions.first[r]))


@inlined
def look_around(
    state: State, contacts: np.ndarray, rules: Parameters, key: np.uint64, step: int
) -> None:
    """Fill in whom one meets by search: of one's region, a partner's partner, or anyone.

    A share ``map`` of the searches for anyone uses the map of competencies.
    """
    regions, actors, directory = state.regions, state.actors, state.directory
    p = rules.meet
    for begin in range(0, len(contacts), BLOCK):
        end = min(begin + BLOCK, len(contacts))
        for c in range(begin, end):
            a, k = contacts["seeker"][c], U64(contacts["number"][c])
            place = draw(key, CONTACT_PLACE, step, actors.ident[a], k)
            u = contacts["drawn"][c]
            contacts["channel"][c] = SEARCH
            if place < p.internal:
                contacts["other"][c] = within(regions, actors.region[a], u)
            elif place < p.internal + p.closure:
                contacts["other"][c] = EMPTY
            elif happens(rules.prioritise.map, key, MAP_USE, step, actors.ident[a], k):
                contacts["other"][c] = look_on_map(state, a, u, k, rules, key, step)
                contacts["channel"][c] = MAP
            else:
                contacts["other"][c] = search_actor(directory, u)
        for c in range(begin, end):
            a, b = contacts["seeker"][c], contacts["other"][c]
            if b != EMPTY:
                contacts["one"][c] = who_goes(state, p, a, b, contacts["number"][c], key, step)


@inlined
def look_on_map(
    state: State, a: int, u: float, k: np.uint64, rules: Parameters, key: np.uint64, step: int
) -> int:
    """Return whom the competence map shows: of a few, the one whose region seems to fit best."""
    regions, actors, directory = state.regions, state.actors, state.directory
    blur = 0.3 * (1.0 - rules.prioritise.map)
    best, least = EMPTY, 1e18
    for look in range(MAP_LOOKS):
        place = search_place(directory, u)
        noise = draw_normal(key, MAP_NOISE, step, actors.ident[a], directory.ident[place])
        profile = regions.profile[directory.region[place]]
        seen = abs(cosine_distance(actors.knowledge[a], profile) - rules.proximity.optimum)
        misfit = abs(seen + blur * noise)
        if misfit < least:
            best, least = directory.by_ident[place], misfit
        u = draw(key, MAP_WHO + SPLIT * (look + 1), step, actors.ident[a], k)
    return best


@inlined
def look_among_partners(state: State, a: int, k: int, key: np.uint64, step: int) -> tuple[int, int]:
    """Return whom one meets, and how: a partner's partner; anyone, if one has no partner."""
    actors, ties = state.actors, state.ties
    me = actors.ident[a]
    u = draw(key, CONTACT_WHO, step, me, U64(k + 1))
    if actors.load[a] == 0:
        return search_actor(state.directory, u), SEARCH
    other = draw(key, CONTACT_PLACE + SPLIT, step, me, U64(k))
    return partner_of_partner(actors, ties, a, u, other), PARTNER


@inlined
def who_goes(state: State, p: Meet, a: int, b: int, k: int, key: np.uint64, step: int) -> int:
    """Return who meets someone found by search: beyond the region it may be its gatekeeper."""
    regions, actors = state.regions, state.actors
    if actors.region[a] == actors.region[b]:
        return a
    leaves_it = happens(p.gatekeepers, key, GATE, step, actors.ident[a], U64(k))
    return regions.gate[actors.region[a]] if leaves_it else a


@inlined
def look_on_platform(
    state: State, contacts: np.ndarray, rules: Parameters, key: np.uint64, step: int
) -> None:
    """Fill in whom the platform suggests: of two members, or three, the best as far as it sees.

    Good data show who fits, specialised interaction who serves the objectives of both, and a study
    of the target domain finds one candidate more. On rival platforms nobody is met: one is alone.
    """
    actors, directory, platform = state.actors, state.directory, state.platform
    p = rules.adopt
    known = p.data_quality * rules.services.data_bank
    n = 0
    for role in range(4):
        n += platform.members[role]
    shown = np.empty(BLOCK * MOST_SHOWN, np.int64)
    for begin in range(0, len(contacts), BLOCK):
        end = min(begin + BLOCK, len(contacts))
        for c in range(begin, end):
            me, k = actors.ident[contacts["seeker"][c]], contacts["number"][c]
            at = (c - begin) * MOST_SHOWN
            second = draw(key, PLATFORM_WHO + SPLIT, step, me, U64(2 * k))
            shown[at] = directory.roster[int(contacts["drawn"][c] * n)]
            shown[at + 1] = directory.roster[int(second * n)]
            shown[at + 2] = EMPTY
            if happens(p.domain_study, key, PLATFORM_WHO + 4 * SPLIT, step, me, U64(k)):
                third = draw(key, PLATFORM_WHO + SPLIT, step, me, U64(2 * k + 1))
                shown[at + 2] = directory.roster[int(third * n)]
        for c in range(begin, end):
            a, k = contacts["seeker"][c], U64(contacts["number"][c])
            me = actors.ident[a]
            fits = happens(known, key, PLATFORM_WHO + 2 * SPLIT, step, me, k)
            suits = happens(p.specialisation, key, PLATFORM_WHO + 3 * SPLIT, step, me, k)
            best, most = a, -1e18
            for i in range(MOST_SHOWN):
                other = shown[(c - begin) * MOST_SHOWN + i]
                if other == EMPTY:
                    continue
                worth = worth_meeting(actors, rules.proximity, a, other, fits, suits)
                if worth > most:
                    best, most = other, worth
            contacts["other"][c] = best if both_members(actors, a, best) else a
            contacts["channel"][c] = PLATFORM


@inlined
def look_to_joint_strategy(state: State, contacts: np.ndarray) -> None:
    """Fill in whom one meets in the region with which one's own is coordinated."""
    regions, actors = state.regions, state.actors
    for c in range(len(contacts)):
        there = regions.coordinated[actors.region[contacts["seeker"][c]]]
        contacts["other"][c] = within(regions, there, contacts["drawn"][c])
        contacts["channel"][c] = STRATEGY


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
