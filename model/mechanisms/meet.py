"""Meet: actors find partners, each channel adding contacts of its own (ODD 7, 7.3)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import EVENT, MAP, PARTNER, PLATFORM, SEARCH, STRATEGY
from interhelix.model.beginnings import search_actor
from interhelix.model.compiled import inlined, kernel
from interhelix.model.contact import initiative, make_contact, take_turns
from interhelix.model.draws import (
    CONTACT_PLACE,
    CONTACT_WHO,
    EVENT_ATTEND,
    EVENT_CHOICE,
    EVENT_WHO,
    MAP_NOISE,
    MAP_WHO,
    NOBODY,
    PLATFORM_WHO,
    SPLIT,
    STRATEGY_WHO,
    U64,
    draw,
    draw_count,
    draw_normal,
)
from interhelix.model.network import partner_of
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.search import Meet
from interhelix.model.proximity import cognitive_distance
from interhelix.model.state import (
    EMPTY,
    N_DOMAINS,
    Actors,
    Integer,
    Ledger,
    Nation,
    Pairs,
    Platform,
    Regions,
    Row,
    Ties,
)

SOURCES = (CONTACT_WHO, EVENT_WHO, MAP_WHO, PLATFORM_WHO, STRATEGY_WHO)
MAP_LOOKS = 4  # regions that one compares on the map


@kernel
def meet(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    ties: Ties,
    pairs: Pairs,
    slots: Row,
    used: Integer,
    platform: Platform,
    ledger: Ledger,
    rules: Parameters,
    key: np.uint64,
    step: int,
) -> None:
    """Let every actor seek contacts through each channel that it has, in an order drawn anew.

    A contact becomes a tie at level 1 with probability sigma(eta). A channel adds contacts of its
    own and takes none from another, so that scenarios share all draws of the channels they share.
    """
    p = rules.meet
    event = choose_events(nation, regions, actors, ledger, p, key, step)
    order = take_turns(actors, key, 0, step)
    guests, first = seat_guests(event, order)
    for a in order:
        r = actors.region[a]
        wanted = contacts_wanted(actors, regions, event, rules, a)
        for source in range(len(SOURCES)):
            stream = SOURCES[source]
            count = draw_count(wanted[source], draw(key, stream, step, actors.ident[a], NOBODY))
            for k in range(count):
                u = draw(key, stream, step, actors.ident[a], U64(k + 1))
                if stream == CONTACT_WHO:
                    b, channel = look_around(regions, actors, ties, p, a, k, u, key, step)
                elif stream == EVENT_WHO:
                    b, channel = guest(guests, first, event[a], u), EVENT
                elif stream == MAP_WHO:
                    b, channel = (
                        look_on_map(regions, actors, rules, a, k, key, step),
                        MAP,
                    )
                elif stream == PLATFORM_WHO:
                    b = look_on_platform(actors, platform, rules, a, k, u, key, step)
                    channel = PLATFORM
                else:
                    b, channel = within(regions, regions.coordinated[r], u), STRATEGY
                make_contact(
                    regions,
                    actors,
                    ties,
                    pairs,
                    slots,
                    used,
                    rules,
                    a,
                    b,
                    channel,
                    key,
                    step,
                )


@inlined
def contacts_wanted(
    actors: Actors,
    regions: Regions,
    event: Integer,
    rules: Parameters,
    a: int,
) -> tuple[float, float, float, float, float]:
    """Return the contacts that an actor seeks, in the order of ``SOURCES``."""
    p = rules.meet
    eager = actors.activity[a] * initiative(actors.role[a], p)
    there = 1.0 if event[a] != EMPTY else 0.0
    coordinated = 1.0 if regions.coordinated[actors.region[a]] != EMPTY else 0.0
    return (
        p.rate * eager,
        p.event_contacts * there,
        p.map_contacts * rules.prioritise.map * eager,
        p.platform_contacts * actors.activity[a] * actors.member[a],
        p.strategy_contacts * rules.integrate.coordination * coordinated,
    )


@inlined
def within(regions: Regions, r: int, u: float) -> int:
    """Return an actor of a region (0 <= ``u`` < 1)."""
    return regions.first[r] + int(u * (regions.last[r] - regions.first[r]))


@inlined
def look_around(
    regions: Regions,
    actors: Actors,
    ties: Ties,
    p: Meet,
    a: int,
    k: int,
    u: float,
    key: np.uint64,
    step: int,
) -> tuple[int, int]:
    """Return whom one meets by search, and how: own region, a partner's partner, anywhere."""
    me = actors.ident[a]
    place = draw(key, CONTACT_PLACE, step, me, U64(k))
    if place < p.internal:
        return within(regions, actors.region[a], u), SEARCH
    if place < p.internal + p.closure and actors.load[a] > 0:
        friend = partner_at(actors, ties, a, int(u * actors.load[a]))
        other = draw(key, CONTACT_PLACE + SPLIT, step, me, U64(k))
        return partner_at(actors, ties, friend, int(other * actors.load[friend])), PARTNER
    return search_actor(actors, u), SEARCH


@inlined
def partner_at(actors: Actors, ties: Ties, a: int, place: int) -> int:
    """Return the partner at a place on the list of an actor's ties."""
    half = actors.head[a]
    for _ in range(place):
        half = ties.after[half >> 1, half & 1]
    return partner_of(ties, half)


@inlined
def choose_events(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    ledger: Ledger,
    p: Meet,
    key: np.uint64,
    step: int,
) -> Integer:
    """Return the event that each actor attends, or EMPTY; those who attend pay for it."""
    attended = np.full(len(actors), EMPTY)
    expected = p.conferences * len(regions) / 100.0
    events = draw_count(expected, draw(key, EVENT_CHOICE, step, NOBODY, NOBODY))
    if events == 0:
        return attended
    for a in range(len(actors)):
        chance = 1.0 - math.exp(-p.attendance * p.conferences * actors.activity[a])
        if draw(key, EVENT_ATTEND, step, actors.ident[a], NOBODY) >= chance:
            continue
        if actors.funds[a] < p.event_cost:
            continue
        attended[a] = int(draw(key, EVENT_CHOICE, step, actors.ident[a], NOBODY) * events)
        actors.funds[a] -= p.event_cost
        ledger.cost[a] += p.event_cost
        nation.outflow[0] += p.event_cost
    return attended


@inlined
def seat_guests(event: Integer, order: Integer) -> tuple[Integer, Integer]:
    """Return the guests event by event, and where the guests of each event begin."""
    first = np.zeros(event.max() + 3, np.int64)
    for a in order:
        if event[a] != EMPTY:
            first[event[a] + 2] += 1
    for e in range(2, len(first)):
        first[e] += first[e - 1]
    guests = np.zeros(first[-1], np.int64)
    for a in order:
        if event[a] != EMPTY:
            guests[first[event[a] + 1]] = a
            first[event[a] + 1] += 1
    return guests, first


@inlined
def guest(guests: Integer, first: Integer, event: int, u: float) -> int:
    """Return a guest of an event (0 <= ``u`` < 1)."""
    return guests[first[event] + int(u * (first[event + 1] - first[event]))]


@inlined
def look_on_map(
    regions: Regions,
    actors: Actors,
    rules: Parameters,
    a: int,
    k: int,
    key: np.uint64,
    step: int,
) -> int:
    """Return whom the competence map shows: of a few, the one that seems to fit best."""
    me = actors.ident[a]
    blur = 1.0 - rules.prioritise.map
    best = EMPTY
    least = 2.0
    for look in range(MAP_LOOKS):
        u = draw(key, MAP_WHO + SPLIT, step, me, U64(k * MAP_LOOKS + look))
        b = search_actor(actors, u)
        noise = blur * draw_normal(key, MAP_NOISE, step, me, actors.ident[b])
        seen = abs(profile_distance(regions, actors, a, actors.region[b]) - rules.proximity.optimum)
        if abs(seen + 0.3 * noise) < least:
            least = abs(seen + 0.3 * noise)
            best = b
    return best


@inlined
def profile_distance(regions: Regions, actors: Actors, a: int, s: int) -> float:
    """Return the cognitive distance between an actor and a region's public profile."""
    dot = 0.0
    own = 0.0
    other = 0.0
    for d in range(N_DOMAINS):
        dot += actors.knowledge[a, d] * regions.profile[s, d]
        own += actors.knowledge[a, d] * actors.knowledge[a, d]
        other += regions.profile[s, d] * regions.profile[s, d]
    if own * other <= 0.0:
        return 1.0
    return max(0.0, 1.0 - dot / np.sqrt(own * other))


@inlined
def look_on_platform(
    actors: Actors,
    platform: Platform,
    rules: Parameters,
    a: int,
    k: int,
    u: float,
    key: np.uint64,
    step: int,
) -> int:
    """Return whom the platform suggests: a member, or with good data the better of two."""
    me = actors.ident[a]
    n = 0
    for role in range(4):
        n += platform.members[role]
    one = platform.roster[int(u * n)]
    other = platform.roster[int(draw(key, PLATFORM_WHO + SPLIT, step, me, U64(k)) * n)]
    if draw(key, PLATFORM_WHO + 2 * SPLIT, step, me, U64(k)) >= rules.adopt.data_quality:
        return one
    gap = abs(cognitive_distance(actors, a, one) - rules.proximity.optimum)
    other_gap = abs(cognitive_distance(actors, a, other) - rules.proximity.optimum)
    return one if gap <= other_gap else other
