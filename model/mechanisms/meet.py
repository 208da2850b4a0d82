"""Meet: actors find partners, each channel adding contacts of its own (ODD 7, 7.3)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import EVENT, INFORMATION_SUPPORT, MAP, PLATFORM, SEARCH, STRATEGY
from interhelix.model.beginnings import has_room, search_actor
from interhelix.model.channels import (
    look_among_partners,
    look_on_map,
    look_on_platform,
    who_goes,
    within,
)
from interhelix.model.compiled import inlined, kernel
from interhelix.model.contact import (
    could_tie,
    draw_accept,
    grouped,
    initiative,
    make_contact,
    take_turns,
)
from interhelix.model.draws import (
    CONTACT_PLACE,
    CONTACT_WHO,
    EVENT_ATTEND,
    EVENT_CHOICE,
    EVENT_WHO,
    MAP_WHO,
    NOBODY,
    PLATFORM_WHO,
    STRATEGY_WHO,
    U64,
    draw,
    draw_count,
)
from interhelix.model.environment import both_members
from interhelix.model.ledger import spend
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.search import Meet
from interhelix.model.state import BLOCK, EMPTY, Integer, Row, State

SOURCES = (CONTACT_WHO, EVENT_WHO, MAP_WHO, PLATFORM_WHO, STRATEGY_WHO)
CONTACT = np.dtype(
    [
        ("seeker", "i4"),  # actor whose turn it is
        ("one", "i4"),  # who meets: the seeker, or the gatekeeper of its region
        ("other", "i4"),  # whom, or EMPTY: a partner's partner, who is known only in one's turn
        ("number", "i4"),  # of the contact among those of its source
        ("channel", "i4"),
    ]
)


@kernel
def meet(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let every actor seek contacts through each channel that it has, in an order drawn anew.

    A contact becomes a tie at level 1 with probability sigma(eta). A channel adds contacts of its
    own and takes none from another, so that scenarios share all draws of the channels they share.
    """
    contacts = hopeful(state, find_contacts(state, rules, key, step), rules, key, step)
    seekers, first = by_seeker(contacts)
    for i in take_turns(state.actors, seekers, key, 0, step):
        for c in range(first[i], first[i + 1]):
            one, other, channel = contacts["one"][c], contacts["other"][c], contacts["channel"][c]
            if other == EMPTY:
                k = contacts["number"][c]
                other, channel = look_among_partners(state, one, k, key, step)
                one = who_goes(state, rules.meet, one, other, k, key, step)
            make_contact(state, rules, one, other, channel, key, step)


@inlined
def find_contacts(state: State, rules: Parameters, key: np.uint64, step: int) -> np.ndarray:
    """Return the contacts of all actors, actor by actor."""
    regions, actors = state.regions, state.actors
    p = rules.meet
    event, guests, first = hold_events(state, p, key, step)
    contacts = np.empty(most_contacts(state, event, rules), CONTACT)
    n = 0
    for a in range(len(actors)):
        me = actors.ident[a]
        wanted_of = contacts_wanted(state, event[a], rules, a)
        for source in range(len(SOURCES)):
            wanted, stream = wanted_of[source], SOURCES[source]
            stands_in = stream == CONTACT_WHO and p.gatekeepers > 0.0
            if wanted <= 0.0 or not (has_room(actors, a) or stands_in):
                continue
            for k in range(draw_count(wanted, draw(key, stream, step, me, NOBODY))):
                u = draw(key, stream, step, me, U64(k + 1))
                one, other, channel = a, EMPTY, SEARCH
                if stream == CONTACT_WHO:
                    place = draw(key, CONTACT_PLACE, step, me, U64(k))
                    if place < p.internal:
                        other = within(regions, actors.region[a], u)
                    elif place >= p.internal + p.closure:
                        other = search_actor(state.index, u)
                        one = who_goes(state, p, a, other, k, key, step)
                elif stream == EVENT_WHO:
                    other, channel = guest(guests, first, event[a], u), EVENT
                elif stream == MAP_WHO:
                    other, channel = look_on_map(state, rules, a, k, key, step), MAP
                elif stream == PLATFORM_WHO:
                    other, channel = look_on_platform(state, rules, a, k, u, key, step), PLATFORM
                    if not both_members(actors, a, other):  # on rival platforms
                        continue
                else:
                    there = regions.coordinated[actors.region[a]]
                    other, channel = within(regions, there, u), STRATEGY
                contacts["seeker"][n] = a
                contacts["one"][n] = one
                contacts["other"][n] = other
                contacts["number"][n] = k
                contacts["channel"][n] = channel
                n += 1
    return contacts[:n]


@inlined
def most_contacts(state: State, event: Row, rules: Parameters) -> int:
    """Return a number that the contacts of the quarter cannot exceed."""
    most = 0
    for a in range(len(state.actors)):
        for wanted in contacts_wanted(state, event[a], rules, a):
            most += int(wanted) + 1
    return most


@inlined
def hopeful(
    state: State, contacts: np.ndarray, rules: Parameters, key: np.uint64, step: int
) -> np.ndarray:
    """Return the contacts that may become ties; the others need no turn.

    Whoever has no room now will have none in the turns to come.
    """
    actors = state.actors
    drawn = np.empty(BLOCK)
    n = 0
    for begin in range(0, len(contacts), BLOCK):
        end = min(begin + BLOCK, len(contacts))
        for c in range(begin, end):
            one, other, channel = contacts["one"][c], contacts["other"][c], contacts["channel"][c]
            drawn[c - begin] = 0.0
            if other != EMPTY:
                room = has_room(actors, one) and has_room(actors, other)
                accept = draw_accept(actors, one, other, channel, key, step)
                drawn[c - begin] = accept if room else 1.0
        for c in range(begin, end):
            one, other, channel = contacts["one"][c], contacts["other"][c], contacts["channel"][c]
            u = drawn[c - begin]
            if other == EMPTY or could_tie(actors, rules, one, other, channel, u):
                contacts[n] = contacts[c]
                n += 1
    return contacts[:n]


@inlined
def by_seeker(contacts: np.ndarray) -> tuple[Integer, Integer]:
    """Return who seeks, and where the contacts of each begin."""
    seekers = np.empty(len(contacts), np.int64)
    first = np.empty(len(contacts) + 1, np.int64)
    n = 0
    for c in range(len(contacts)):
        if n == 0 or contacts["seeker"][c] != seekers[n - 1]:
            seekers[n] = contacts["seeker"][c]
            first[n] = c
            n += 1
    first[n] = len(contacts)
    return seekers[:n], first[: n + 1]


@inlined
def contacts_wanted(
    state: State, event: int, rules: Parameters, a: int
) -> tuple[float, float, float, float, float]:
    """Return the contacts that an actor seeks on average, in the order of ``SOURCES``."""
    regions, actors = state.regions, state.actors
    p = rules.meet
    eager = actors.activity[a] * initiative(actors.role[a], p)
    there = 1.0 if event != EMPTY else 0.0
    coordinated = 1.0 if regions.coordinated[actors.region[a]] != EMPTY else 0.0
    return (
        p.rate * eager * (1.0 + rules.consulting.information * actors.help[a, INFORMATION_SUPPORT]),
        p.event_contacts * there,
        p.map_contacts * rules.prioritise.map * eager,
        p.platform_contacts * rules.services.networking * actors.activity[a] * actors.member[a],
        p.strategy_contacts * rules.integrate.coordination * coordinated,
    )


@inlined
def hold_events(state: State, p: Meet, key: np.uint64, step: int) -> tuple[Row, Integer, Integer]:
    """Return the event that each actor attends, or EMPTY, and the guests event by event.

    The last number tells where the guests of each event begin. Guests pay.
    """
    regions, actors = state.regions, state.actors
    event = np.full(len(actors), EMPTY, np.int32)
    expected = p.conferences * len(regions) / 100.0
    events = draw_count(expected, draw(key, EVENT_CHOICE, step, NOBODY, NOBODY))
    guests = np.empty(len(actors) if events > 0 else 0, np.int64)
    n = 0
    for a in range(len(guests)):
        chance = 1.0 - math.exp(-p.attendance * p.conferences * actors.activity[a])
        if draw(key, EVENT_ATTEND, step, actors.ident[a], NOBODY) >= chance:
            continue
        if actors.funds[a] < p.event_cost:
            continue
        event[a] = int(draw(key, EVENT_CHOICE, step, actors.ident[a], NOBODY) * events)
        spend(state, a, p.event_cost)
        actors.backing[a] += p.investors
        guests[n] = a
        n += 1
    order = take_turns(actors, guests[:n], key, 0, step)
    attended = np.empty(n, np.int64)
    for i in range(n):
        attended[i] = event[guests[order[i]]]
    place, first = grouped(attended, events)
    for i in range(n):
        place[i] = guests[order[place[i]]]
    return event, place, first


@inlined
def guest(guests: Integer, first: Integer, event: int, u: float) -> int:
    """Return a guest of an event (0 <= ``u`` < 1)."""
    return guests[first[event] + int(u * (first[event + 1] - first[event]))]
