"""A contact that may become a tie, and the order in which actors take their turn."""

from __future__ import annotations

import math

import numpy as np

from interhelix.model.beginnings import can_tie
from interhelix.model.compiled import inlined
from interhelix.model.draws import CONTACT_ACCEPT, CONTACT_KIND, NOBODY, ORDER, SPLIT, draw, draw_dyad
from interhelix.model.network import add_tie
from interhelix.model.parameters.cooperation import Trust
from interhelix.model.parameters.search import Meet, Proximity
from interhelix.model.proximity import affinity, choose_kind, contact_logit, sigma
from interhelix.model.state import EMPTY, Actors, Integer, Pairs, Regions, Ties


@inlined
def take_turns(actors: Actors, key: np.uint64, purpose: int, step: int) -> Integer:
    """Return the actors in an order drawn anew each quarter, so that no row comes first."""
    place = np.empty(len(actors.ident))
    for a in range(len(actors.ident)):
        place[a] = draw(key, ORDER + SPLIT * purpose, step, actors.ident[a], NOBODY)
    return np.argsort(place)


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


@inlined
def make_contact(
    regions: Regions,
    actors: Actors,
    ties: Ties,
    pairs: Pairs,
    p: Meet,
    proximity: Proximity,
    trust: Trust,
    a: int,
    b: int,
    channel: int,
    odds: float,
    near: bool,
    key: np.uint64,
    step: int,
) -> int:
    """Let two actors talk; the row of the tie that comes of it, or EMPTY.

    ``odds`` multiplies the odds of the pair; ``near`` drops the term of distance, as where both
    are in one room or on one platform.
    """
    if not can_tie(actors, ties, a, b):
        return EMPTY
    across = actors.region[a] != actors.region[b]
    if across and draw_dyad(
        key, CONTACT_ACCEPT + SPLIT * 8, step, actors.ident[a], actors.ident[b]
    ) >= p.interregional:
        return EMPTY
    u = draw_dyad(key, CONTACT_KIND + SPLIT * channel, step, actors.ident[a], actors.ident[b])
    kind = choose_kind(actors, a, b, proximity, u)
    if near:
        eta = affinity(actors, a, b, kind, proximity)
    else:
        eta = contact_logit(regions, actors, ties, a, b, kind, proximity)
    chance = sigma(p.base + eta + math.log(odds))
    accept = draw_dyad(key, CONTACT_ACCEPT + SPLIT * channel, step, actors.ident[a], actors.ident[b])
    if accept >= chance:
        return EMPTY
    return add_tie(actors, ties, pairs, a, b, kind, channel, trust.start, step)
