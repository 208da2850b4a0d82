"""A contact that may become a tie, and the order in which actors take their turn."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import EVENT, PLATFORM, STRATEGY
from interhelix.model.beginnings import has_room
from interhelix.model.compiled import called, inlined
from interhelix.model.draws import (
    CONTACT_ACCEPT,
    CONTACT_ALLOWED,
    CONTACT_KIND,
    NOBODY,
    ORDER,
    SPLIT,
    draw,
    draw_dyad,
    happens,
)
from interhelix.model.network import add_tie, find_pair, find_tie, have_common_partner
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.cooperation import Trust
from interhelix.model.parameters.platform import Mask
from interhelix.model.parameters.search import Meet
from interhelix.model.proximity import (
    ROUNDING,
    affinity,
    best_affinity,
    choose_kind,
    geographic,
    most_affinity,
    sigma,
)
from interhelix.model.state import EMPTY, N_ROLES, Actors, Float, Integer, State


@inlined
def take_turns(actors: Actors, rows: Integer, key: np.uint64, purpose: int, step: int) -> Integer:
    """Return the places of ``rows`` in an order drawn anew each quarter, so none comes first."""
    drawn = np.empty(len(rows))
    for i in range(len(rows)):
        drawn[i] = draw(key, ORDER + SPLIT * purpose, step, actors.ident[rows[i]], NOBODY)
    return in_drawn_order(drawn)


@called
def in_drawn_order(drawn: Float) -> Integer:
    """Return the places of uniform numbers (0 <= u < 1) from the least to the greatest."""
    n = len(drawn)
    box = np.empty(n, np.int64)
    for i in range(n):
        box[i] = int(drawn[i] * n)
    order, _ = grouped(box, n)  # one in a box on average
    for i in range(1, n):  # and into order within each
        one, before = order[i], i - 1
        while before >= 0 and drawn[order[before]] > drawn[one]:
            order[before + 1] = order[before]
            before -= 1
        order[before + 1] = one
    return order


@inlined
def grouped(group: Integer, groups: int) -> tuple[Integer, Integer]:
    """Return places group by group, each in order, and where each group begins.

    What is in no group (EMPTY) is left out.
    """
    first = np.zeros(groups + 2, np.int64)
    for i in range(len(group)):
        if group[i] != EMPTY:
            first[group[i] + 2] += 1
    for g in range(2, len(first)):
        first[g] += first[g - 1]
    members = np.empty(first[-1], np.int64)
    for i in range(len(group)):
        if group[i] != EMPTY:
            members[first[group[i] + 1]] = i
            first[group[i] + 1] += 1
    return members, first


@inlined
def initiative(role: int, p: Meet) -> float:
    """Return a role's share of initiatives, times four: 1 for each if uniform."""
    shares = (
        p.initiate_government,
        p.initiate_business,
        p.initiate_science,
        p.initiate_civil_society,
    )
    return 4.0 * shares[role]


@called
def make_contact(
    state: State, rules: Parameters, a: int, b: int, channel: int, key: np.uint64, step: int
) -> None:
    """Let two strangers talk in a channel; a tie at level 1 may come of it.

    The term of distance is dropped where both are in one room, on one platform, or in one
    coordinated pair of regions. Nothing else of the channel enters: what it gives is the contact.
    """
    regions, actors, ties = state.regions, state.actors, state.ties
    if a == b or not has_room(actors, a) or not has_room(actors, b):
        return
    accept = draw_accept(actors, a, b, channel, key, step)
    if not could_tie(actors, rules, a, b, accept):
        return
    p, proximity = rules.meet, rules.proximity
    if not may_meet(actors, p, a, b, key, step):
        return
    me, other = min(actors.ident[a], actors.ident[b]), max(actors.ident[a], actors.ident[b])
    kind = choose_kind(actors, a, b, proximity, draw(key, CONTACT_KIND, step, me, other))
    if channel == PLATFORM and not is_allowed(rules.mask, actors.role[a], actors.role[b], kind):
        return
    eta = p.base + affinity(actors, a, b, kind, proximity)
    if channel not in (EVENT, PLATFORM, STRATEGY):
        eta += geographic(regions, actors.region[a], actors.region[b], proximity)
    if accept >= sigma(eta + max(0.0, proximity.social)):
        return
    if find_tie(actors, ties, a, b) != EMPTY:
        return
    if have_common_partner(actors, ties, a, b):
        eta += proximity.social
    if accept < sigma(eta):
        first_trust = trust_at_start(state, a, b, rules.trust)
        add_tie(state, a, b, kind, channel, first_trust, step)


@inlined
def may_meet(actors: Actors, p: Meet, a: int, b: int, key: np.uint64, step: int) -> bool:
    """Tell whether two may meet: a share ``interregional`` of contacts across is allowed."""
    if actors.region[a] == actors.region[b]:
        return True
    low, high = min(actors.ident[a], actors.ident[b]), max(actors.ident[a], actors.ident[b])
    return happens(p.interregional, key, CONTACT_ALLOWED, step, low, high)


@inlined
def draw_accept(actors: Actors, a: int, b: int, channel: int, key: np.uint64, step: int) -> float:
    """Draw the number that decides whether a contact becomes a tie."""
    stream = CONTACT_ACCEPT + SPLIT * channel
    return draw_dyad(key, stream, step, actors.ident[a], actors.ident[b])


@inlined
def could_tie(actors: Actors, rules: Parameters, a: int, b: int, accept: float) -> bool:
    """Tell whether a contact could become a tie: if both chose the best kind and shared a partner.

    It reads nothing that a contact changes, and of most dyads nothing at all.
    """
    if a == b:
        return False
    p = rules.proximity
    eta = rules.meet.base + max(0.0, p.social) + ROUNDING
    if accept >= sigma(eta + most_affinity(p)):
        return False
    return accept < sigma(eta + best_affinity(actors, a, b, p))


@inlined
def trust_at_start(state: State, a: int, b: int, p: Trust) -> float:
    """Return the trust in a new tie, raised by the goodwill of two regions."""
    actors, pairs, slots = state.actors, state.pairs, state.slots
    r, s = actors.region[a], actors.region[b]
    if r == s:
        return p.start
    row = find_pair(pairs, slots, r, s)
    return p.start if row == EMPTY else p.start + pairs.goodwill[row] * (1.0 - p.start)


@inlined
def is_allowed(p: Mask, one: int, other: int, kind: int) -> bool:
    """Tell whether the platform lets two roles form a tie of a kind."""
    low, high = min(one, other), max(one, other)
    kinds = (
        p.government_government,
        p.government_business,
        p.government_science,
        p.government_civil_society,
        p.business_business,
        p.business_science,
        p.business_civil_society,
        p.science_science,
        p.science_civil_society,
        p.civil_society_civil_society,
    )
    cell = low * N_ROLES - low * (low - 1) // 2 + high - low
    return (int(kinds[cell]) >> kind) & 1 == 1
