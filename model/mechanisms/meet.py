"""Meet: actors find partners, each channel adding contacts of its own (ODD 7, 7.3)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import (
    EVENT,
    INFORMATION_SUPPORT,
    MAP,
    PLATFORM,
    STRATEGY,
)
from interhelix.model.beginnings import has_room
from interhelix.model.channels import (
    look_around,
    look_on_map,
    look_on_platform,
    who_goes,
    within,
)
from interhelix.model.compiled import inlined, kernel
from interhelix.model.contact import grouped, initiative, make_contact, take_turns
from interhelix.model.draws import (
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
from interhelix.model.state import (
    EMPTY,
    Integer,
    Row,
    State,
)

SOURCES = (CONTACT_WHO, EVENT_WHO, MAP_WHO, PLATFORM_WHO, STRATEGY_WHO)


@kernel
def meet(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let every actor seek contacts through each channel that it has, in an order drawn anew.

    A contact becomes a tie at level 1 with probability sigma(eta). A channel adds contacts of its
    own and takes none from another, so that scenarios share all draws of the channels they share.
    """
    regions, actors = state.regions, state.actors
    p = rules.meet
    event, events = choose_events(state, p, key, step)
    counts = count_contacts(state, event, rules, key, step)
    order = take_turns(actors, active(event, counts), key, 0, step)
    guests, first = guests_of(event, events, order)
    for a in order:
        r = actors.region[a]
        for source in range(len(SOURCES)):
            stream = SOURCES[source]
            stands_in = stream == CONTACT_WHO and p.gatekeepers > 0.0
            for k in range(counts[a, source]):
                if not has_room(actors, a) and not stands_in:
                    break
                u = draw(key, stream, step, actors.ident[a], U64(k + 1))
                who = a
                if stream == CONTACT_WHO:
                    b, channel = look_around(state, p, a, k, u, key, step)
                    who = who_goes(state, p, a, b, k, key, step)
                elif stream == EVENT_WHO:
                    b, channel = guest(guests, first, event[a], u), EVENT
                elif stream == MAP_WHO:
                    b, channel = look_on_map(state, rules, a, k, key, step), MAP
                elif stream == PLATFORM_WHO:
                    b = look_on_platform(state, rules, a, k, u, key, step)
                    channel = PLATFORM
                    if not both_members(actors, a, b):  # on rival platforms
                        continue
                else:
                    b, channel = within(regions, regions.coordinated[r], u), STRATEGY
                make_contact(state, rules, who, b, channel, key, step)


@inlined
def count_contacts(
    state: State, event: Row, rules: Parameters, key: np.uint64, step: int
) -> np.ndarray:
    """Return how many contacts each actor seeks from each source (N x sources)."""
    actors = state.actors
    counts = np.zeros((len(actors), len(SOURCES)), np.int32)
    for a in range(len(actors)):
        wanted = contacts_wanted(state, event, rules, a)
        for source in range(len(SOURCES)):
            if wanted[source] > 0.0:
                u = draw(key, SOURCES[source], step, actors.ident[a], NOBODY)
                counts[a, source] = draw_count(wanted[source], u)
    return counts


@inlined
def active(event: Row, counts: np.ndarray) -> Integer:
    """Return the actors that seek a contact, or are where others can find them."""
    found = np.empty(len(event), np.int64)
    n = 0
    for a in range(len(event)):
        sought = 0
        for source in range(len(SOURCES)):
            sought += counts[a, source]
        if sought > 0 or event[a] != EMPTY:
            found[n] = a
            n += 1
    return found[:n]


@inlined
def guests_of(event: Row, events: int, order: Integer) -> tuple[Integer, Integer]:
    """Return the guests event by event, in the order of turns, and where each event begins."""
    attended = np.empty(len(order), np.int64)
    for i in range(len(order)):
        attended[i] = event[order[i]]
    guests, first = grouped(attended, events)
    for i in range(len(guests)):
        guests[i] = order[guests[i]]
    return guests, first


@inlined
def contacts_wanted(
    state: State, event: Row, rules: Parameters, a: int
) -> tuple[float, float, float, float, float]:
    """Return the contacts that an actor seeks on average, in the order of ``SOURCES``."""
    regions, actors = state.regions, state.actors
    p = rules.meet
    eager = actors.activity[a] * initiative(actors.role[a], p)
    there = 1.0 if event[a] != EMPTY else 0.0
    coordinated = 1.0 if regions.coordinated[actors.region[a]] != EMPTY else 0.0
    return (
        p.rate * eager * (1.0 + rules.consulting.information * actors.help[a, INFORMATION_SUPPORT]),
        p.event_contacts * there,
        p.map_contacts * rules.prioritise.map * eager,
        p.platform_contacts * rules.services.networking * actors.activity[a] * actors.member[a],
        p.strategy_contacts * rules.integrate.coordination * coordinated,
    )


@inlined
def choose_events(state: State, p: Meet, key: np.uint64, step: int) -> tuple[Row, int]:
    """Return the event that each actor attends, or EMPTY, and how many there are; guests pay."""
    regions, actors = state.regions, state.actors
    attended = np.empty(len(actors), np.int32)
    expected = p.conferences * len(regions) / 100.0
    events = draw_count(expected, draw(key, EVENT_CHOICE, step, NOBODY, NOBODY))
    for a in range(len(actors)):
        attended[a] = EMPTY
        if events == 0:
            continue
        chance = 1.0 - math.exp(-p.attendance * p.conferences * actors.activity[a])
        if draw(key, EVENT_ATTEND, step, actors.ident[a], NOBODY) >= chance:
            continue
        if actors.funds[a] < p.event_cost:
            continue
        attended[a] = int(draw(key, EVENT_CHOICE, step, actors.ident[a], NOBODY) * events)
        spend(state, a, p.event_cost)
        actors.backing[a] += p.investors
    return attended, events


@inlined
def guest(guests: Integer, first: Integer, event: int, u: float) -> int:
    """Return a guest of an event (0 <= ``u`` < 1)."""
    return guests[first[event] + int(u * (first[event + 1] - first[event]))]
