"""Meet: actors find partners, each channel adding contacts of its own (ODD 7, 7.3)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import EVENT, INFORMATION_SUPPORT
from interhelix.model.beginnings import has_room
from interhelix.model.channels import (
    CONTACT,
    look_among_partners,
    look_around,
    look_on_platform,
    look_to_joint_strategy,
    who_goes,
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
    CONTACT_WHO,
    EVENT_ATTEND,
    EVENT_CHOICE,
    EVENT_WHO,
    NOBODY,
    PLATFORM_WHO,
    STRATEGY_WHO,
    U64,
    draw,
    draw_count,
)
from interhelix.model.ledger import spend
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.search import Meet
from interhelix.model.state import BLOCK, EMPTY, Integer, Row, State

SOURCES = (CONTACT_WHO, EVENT_WHO, PLATFORM_WHO, STRATEGY_WHO)


@kernel
def meet(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let every actor seek contacts through each channel that it has, in an order drawn anew.

    A contact becomes a tie at level 1 with probability sigma(eta). A channel adds contacts of its
    own and takes none from another, so that scenarios share all draws of the channels they share.
    All that a tie does not change is worked out before the first turn.
    """
    contacts, first = find_contacts(state, rules, key, step)
    seekers = with_contacts(first)
    for i in take_turns(state.actors, seekers, key, 0, step):
        for c in range(first[seekers[i]], first[seekers[i] + 1]):
            one, other, channel = contacts["one"][c], contacts["other"][c], contacts["channel"][c]
            if other == EMPTY:
                k = contacts["number"][c]
                other, channel = look_among_partners(state, one, k, key, step)
                one = who_goes(state, rules.meet, one, other, k, key, step)
            make_contact(state, rules, one, other, channel, key, step)


@inlined
def with_contacts(first: Integer) -> Integer:
    """Return the actors that have contacts."""
    found = np.empty(len(first), np.int64)
    n = 0
    for a in range(len(first) - 1):
        if first[a + 1] > first[a]:
            found[n] = a
            n += 1
    return found[:n]


@inlined
def find_contacts(
    state: State, rules: Parameters, key: np.uint64, step: int
) -> tuple[np.ndarray, Integer]:
    """Return the contacts that may become ties, actor by actor, and where those of each begin."""
    actors = state.actors
    event, guests, begin = hold_events(state, rules.meet, key, step)
    found = np.empty(most_contacts(state, event, rules), CONTACT)
    n = 0
    for stream in SOURCES:
        new = found[n : n + seek(state, event, found[n:], stream, rules, key, step)]
        if stream == CONTACT_WHO:
            look_around(state, new, rules, key, step)
        elif stream == EVENT_WHO:
            look_at_events(new, event, guests, begin)
        elif stream == PLATFORM_WHO:
            look_on_platform(state, new, rules, key, step)
        else:
            look_to_joint_strategy(state, new)
        state.nation.contacts += len(new)
        n += keep_hopeful(state, new, rules, key, step)
    seeker = np.empty(n, np.int64)
    for c in range(n):
        seeker[c] = found["seeker"][c]
    place, first = grouped(seeker, len(actors))
    contacts = np.empty(n, CONTACT)
    for c in range(n):
        contacts[c] = found[place[c]]
    return contacts, first


@inlined
def seek(
    state: State,
    event: Row,
    contacts: np.ndarray,
    stream: int,
    rules: Parameters,
    key: np.uint64,
    step: int,
) -> int:
    """List who seeks contacts from a source, and return how many contacts there are."""
    actors = state.actors
    stands_in = stream == CONTACT_WHO and rules.meet.gatekeepers > 0.0
    n = 0
    for a in range(len(actors)):
        wanted = wanted_of(state, event[a], stream, rules, a)
        if wanted <= 0.0 or not (has_room(actors, a) or stands_in):
            continue
        me = actors.ident[a]
        for k in range(draw_count(wanted, draw(key, stream, step, me, NOBODY))):
            contacts["seeker"][n] = a
            contacts["one"][n] = a
            contacts["number"][n] = k
            contacts["drawn"][n] = draw(key, stream, step, me, U64(k + 1))
            n += 1
    return n


@inlined
def wanted_of(state: State, event: int, stream: int, rules: Parameters, a: int) -> float:
    """Return how many contacts an actor seeks from a source on average."""
    regions, actors = state.regions, state.actors
    p = rules.meet
    eager = actors.activity[a] * initiative(actors.role[a], p)
    if stream == CONTACT_WHO:
        help_to_search = rules.consulting.information * actors.help[a, INFORMATION_SUPPORT]
        return p.rate * eager * (1.0 + help_to_search)
    if stream == EVENT_WHO:
        return p.event_contacts if event != EMPTY else 0.0
    if stream == PLATFORM_WHO:
        networking = p.platform_contacts * rules.services.networking
        return networking * actors.activity[a] * actors.member[a]
    coordinated = 1.0 if regions.coordinated[actors.region[a]] != EMPTY else 0.0
    return p.strategy_contacts * rules.integrate.coordination * coordinated


@inlined
def most_contacts(state: State, event: Row, rules: Parameters) -> int:
    """Return a number that the contacts of the quarter cannot exceed."""
    most = 0
    for stream in SOURCES:
        for a in range(len(state.actors)):
            wanted = wanted_of(state, event[a], stream, rules, a)
            most += int(wanted) + 1 if wanted > 0.0 else 0
    return most


@inlined
def keep_hopeful(
    state: State, contacts: np.ndarray, rules: Parameters, key: np.uint64, step: int
) -> int:
    """Keep the contacts that may become ties, and return how many they are.

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
            if other == EMPTY or could_tie(actors, rules, one, other, u):
                contacts[n] = contacts[c]
                n += 1
    return n


@inlined
def hold_events(state: State, p: Meet, key: np.uint64, step: int) -> tuple[Row, Integer, Integer]:
    """Return the event that each actor attends, or EMPTY, and the guests event by event.

    The last numbers tell where the guests of each event begin. Guests pay.
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
def look_at_events(contacts: np.ndarray, event: Row, guests: Integer, first: Integer) -> None:
    """Fill in whom one meets at an event: another guest, or oneself."""
    for c in range(len(contacts)):
        here = event[contacts["seeker"][c]]
        many = first[here + 1] - first[here]
        contacts["other"][c] = guests[first[here] + int(contacts["drawn"][c] * many)]
        contacts["channel"][c] = EVENT
