"""Meet, from section 7.3 of the ODD."""

from __future__ import annotations

import math

from interhelix.agents.roles import EVENT, MAP, PARTNER, PLATFORM, SEARCH, STRATEGY
from interhelix.model.draws import (
    CONTACT_ACCEPT,
    CONTACT_KIND,
    CONTACT_PLACE,
    CONTACT_WHO,
    EVENT_ATTEND,
    EVENT_CHOICE,
    EVENT_WHO,
    GATE,
    MAP_NOISE,
    MAP_USE,
    MAP_WHO,
    ORDER,
    PLATFORM_WHO,
    STRATEGY_WHO,
)
from tests.naive.objects import World, count
from tests.naive.shared import (
    affinity,
    best_interest,
    choose_kind,
    cosine_distance,
    far,
    geographic,
    initiative,
    interest,
    may_meet,
    on_one_platform,
    sigma,
    trust_at_start,
)


def meet(w: World) -> None:
    """Hold events, then let each actor in its turn seek contacts in every channel."""
    guests = hold_events(w)
    wanted = {a: contacts_of(w, a, guests) for a in range(len(w.actors))}
    w.nation.contacts += sum(len(numbers) for each in wanted.values() for numbers in each.values())
    for a in w.in_turn(list(wanted), ORDER):
        for stream, numbers in wanted[a].items():
            for k in numbers:
                one, other, channel = whom(w, a, stream, k, guests)
                talk(w, one, other, channel)


def hold_events(w: World) -> dict[int, list[int]]:
    """Return the guests of each event in the order of the quarter; each pays."""
    p, found = w.rules.meet, dict[int, list[int]]()
    events = count(p.conferences * len(w.regions) / 100, w.luck.one(EVENT_CHOICE))
    for a in w.in_turn(list(range(len(w.actors))), ORDER) if events else ():
        me = w.actors[a]
        chance = 1 - math.exp(-p.attendance * p.conferences * me.activity)
        if w.luck.one(EVENT_ATTEND, me.ident) < chance and me.funds >= p.event_cost:
            event = int(w.luck.one(EVENT_CHOICE, me.ident) * events)
            found.setdefault(event, []).append(a)
            w.spend(a, p.event_cost)
            me.backing += p.investors
    return found


def contacts_of(w: World, a: int, guests: dict[int, list[int]]) -> dict[int, range]:
    """Return the numbers of the contacts that an actor seeks, by the stream of their draws."""
    p, me = w.rules.meet, w.actors[a]
    attends = any(a in event for event in guests.values())
    paired = w.regions[me.region].coordinated >= 0
    means = {
        CONTACT_WHO: p.rate * me.activity * initiative(w, a)
        * (1 + w.rules.consulting.information * me.help[0]),
        EVENT_WHO: p.event_contacts if attends else 0,
        PLATFORM_WHO: p.platform_contacts * w.rules.services.networking * me.activity * me.member,
        STRATEGY_WHO: p.strategy_contacts * w.rules.integrate.coordination * paired,
    }  # fmt: skip
    room = w.has_room(a)
    return {
        stream: range(count(mean, w.luck.one(stream, me.ident)))
        for stream, mean in means.items()
        if mean > 0 and (room or (stream == CONTACT_WHO and p.gatekeepers > 0))
    }


def whom(
    w: World, a: int, stream: int, k: int, guests: dict[int, list[int]]
) -> tuple[int, int, int]:
    """Return who meets whom in which channel."""
    me = w.actors[a]
    u = w.luck.one(stream, me.ident, k + 1)
    if stream == EVENT_WHO:
        here = next(event for event in guests.values() if a in event)
        return a, here[int(u * len(here))], EVENT
    if stream == PLATFORM_WHO:
        return a, suggested(w, a, k, u), PLATFORM
    if stream == STRATEGY_WHO:
        return a, one_of_region(w, w.regions[me.region].coordinated, u), STRATEGY
    other, channel = found(w, a, k, u)
    leaves = w.luck.one(GATE, me.ident, k) < w.rules.meet.gatekeepers
    gate = w.regions[me.region].gate
    return (gate if leaves and w.across(a, other) else a), other, channel


def one_of_region(w: World, r: int, u: float) -> int:
    rows = [a for a, actor in enumerate(w.actors) if actor.region == r]
    return rows[int(u * len(rows))]


def found(w: World, a: int, k: int, u: float) -> tuple[int, int]:
    """Return whom a search finds: of the own region, a partner's partner, or anyone."""
    p, me = w.rules.meet, w.actors[a]
    place = w.luck.one(CONTACT_PLACE, me.ident, k)
    if place < p.internal:
        return one_of_region(w, me.region, u), SEARCH
    if place < p.internal + p.closure:
        partners = w.partners(a)
        if not partners:
            return w.by_activity(u), SEARCH
        theirs = w.partners(partners[int(u * len(partners))])
        return theirs[int(w.luck.one(CONTACT_PLACE, me.ident, k, 1) * len(theirs))], PARTNER
    if w.luck.one(MAP_USE, me.ident, k) < w.rules.prioritise.map:
        return on_map(w, a, k, u), MAP
    return w.by_activity(u), SEARCH


def on_map(w: World, a: int, k: int, u: float) -> int:
    """Return of four actors the one whose region's profile fits best as it is seen."""
    me, seen = w.actors[a], list[tuple[float, int]]()
    for look in range(4):
        other = w.by_activity(u)
        misfit = abs(
            cosine_distance(me.knowledge, w.regions[w.actors[other].region].profile)
            - w.rules.proximity.optimum
        )
        z = w.luck.normal(MAP_NOISE, me.ident, w.actors[other].ident)
        seen.append((abs(misfit + 0.3 * (1 - w.rules.prioritise.map) * z), other))
        u = w.luck.one(MAP_WHO, me.ident, k, look + 1)
    return min(seen, key=lambda each: each[0])[1]


def suggested(w: World, a: int, k: int, u: float) -> int:
    """Return whom the platform suggests; oneself where the two are on rival platforms."""
    p, me, members = w.rules.adopt, w.actors[a].ident, w.members()
    draws = [u, w.luck.one(PLATFORM_WHO, me, 2 * k, 1)]
    if w.luck.one(PLATFORM_WHO, me, k, 4) < p.domain_study:
        draws.append(w.luck.one(PLATFORM_WHO, me, 2 * k + 1, 1))
    fits = w.luck.one(PLATFORM_WHO, me, k, 2) < p.data_quality * w.rules.services.data_bank
    suits = w.luck.one(PLATFORM_WHO, me, k, 3) < p.specialisation

    def worth(other: int) -> float:
        near = w.rules.proximity
        fit = near.cognitive * (far(w, a, other) - near.optimum) ** 2
        return fits * fit + suits * near.interest * best_interest(w, a, other)

    best = max((members[int(each * len(members))] for each in draws), key=worth)
    return best if on_one_platform(w, a, best) else a


def talk(w: World, a: int, b: int, channel: int) -> None:
    """Let two strangers with room for a tie become partners with chance ``sigma(eta)``."""
    strangers = a != b and w.tie(a, b) is None
    if not (strangers and w.has_room(a) and w.has_room(b) and may_meet(w, a, b)):
        return
    ident = w.actors[a].ident, w.actors[b].ident
    kind = choose_kind(w, a, b, w.luck.dyad(CONTACT_KIND, *ident))
    if channel == PLATFORM and not mask_allows(w, a, b, kind):
        return
    eta = w.rules.meet.base + affinity(w, a, b, interest(w, a, b, kind))
    if channel not in (EVENT, PLATFORM, STRATEGY):
        eta += geographic(w, a, b)
    if set(w.partners(a)) & set(w.partners(b)):
        eta += w.rules.proximity.social
    if w.luck.dyad(CONTACT_ACCEPT, *ident, channel) < sigma(eta):
        w.add_tie(a, b, kind, channel, trust_at_start(w, a, b))


def mask_allows(w: World, a: int, b: int, kind: int) -> bool:
    """Tell whether a kind is in the sum that the mask has for two roles."""
    roles = ("government", "business", "science", "civil_society")
    low, high = sorted((w.actors[a].role, w.actors[b].role))
    number = int(getattr(w.rules.mask, f"{roles[low]}_{roles[high]}"))
    return bool(number & (1, 2, 4, 8)[kind])
