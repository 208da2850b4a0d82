"""Ties, region pairs and the project log as columns: find, add, remove, make room.

An actor's ties hang on a list of half-edges; a region pair is found through a hash table that
holds only pairs that ever had a tie. No array has a cell for each pair of actors or of regions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from interhelix.agents.roles import INFORMATION
from interhelix.model.compiled import inlined, kernel
from interhelix.model.state import EMPTY, Actors, Pairs, Projects, Ties

GROWTH = 1.5
COLUMNS = Projects._fields[1:]
Column = NDArray[Any]


@inlined
def partner_of(ties: Ties, half: int) -> int:
    """Return the actor at the other end of a half-edge."""
    t = half >> 1
    return ties.b[t] if half & 1 == 0 else ties.a[t]


@inlined
def find_tie(actors: Actors, ties: Ties, a: int, b: int) -> int:
    """Return the row of the tie between ``a`` and ``b``, or EMPTY."""
    if actors.load[a] > actors.load[b]:
        a, b = b, a
    half = actors.head[a]
    while half != EMPTY:
        if partner_of(ties, half) == b:
            return half >> 1
        half = ties.after[half]
    return EMPTY


@inlined
def have_common_partner(actors: Actors, ties: Ties, a: int, b: int) -> bool:
    """Tell whether ``a`` and ``b`` share a partner."""
    if actors.load[a] > actors.load[b]:
        a, b = b, a
    half = actors.head[a]
    while half != EMPTY:
        if find_tie(actors, ties, partner_of(ties, half), b) != EMPTY:
            return True
        half = ties.after[half]
    return False


@inlined
def find_slot(pairs: Pairs, r: int, s: int) -> int:
    """Return the slot of the hash table that holds the region pair, or the free one for it."""
    mask = len(pairs.slots) - 1
    slot = (r * 40503 + s * 30011 + (r ^ s) * 7919) & mask
    while pairs.slots[slot] != EMPTY:
        row = pairs.slots[slot]
        if pairs.r[row] == r and pairs.s[row] == s:
            return slot
        slot = (slot + 1) & mask
    return slot


@inlined
def find_pair(pairs: Pairs, r: int, s: int) -> int:
    """Return the row of a region pair, or EMPTY if it never had a tie."""
    return pairs.slots[find_slot(pairs, min(r, s), max(r, s))]


@inlined
def ensure_pair(pairs: Pairs, r: int, s: int) -> int:
    """Return the row of a region pair, which is made if it is new."""
    low, high = min(r, s), max(r, s)
    slot = find_slot(pairs, low, high)
    if pairs.slots[slot] == EMPTY:
        row = pairs.count[0]
        pairs.count[0] += 1
        pairs.slots[slot] = row
        pairs.r[row] = low
        pairs.s[row] = high
        pairs.level[row] = 0
        pairs.since[row] = EMPTY
    return pairs.slots[slot]


@inlined
def add_tie(
    actors: Actors,
    ties: Ties,
    pairs: Pairs,
    a: int,
    b: int,
    kind: int,
    channel: int,
    trust: float,
    step: int,
) -> int:
    """Add a tie at level 1 and return its row; the lower identity comes first."""
    if actors.ident[a] > actors.ident[b]:
        a, b = b, a
    t = ties.count[0]
    ties.count[0] += 1
    ties.a[t] = a
    ties.b[t] = b
    ties.level[t] = INFORMATION
    ties.kind[t] = kind
    ties.channel[t] = channel
    ties.trust[t] = trust
    ties.experience[t] = 0
    ties.acts[t] = 0
    ties.born[t] = step
    ties.last_active[t] = step
    ties.joint[t] = 0
    same = actors.region[a] == actors.region[b]
    ties.pair[t] = EMPTY if same else ensure_pair(pairs, actors.region[a], actors.region[b])
    hang(actors, ties, t)
    return t


@inlined
def hang(actors: Actors, ties: Ties, t: int) -> None:
    """Hang both half-edges of a tie on the lists of its actors."""
    a, b = ties.a[t], ties.b[t]
    ties.after[2 * t] = actors.head[a]
    actors.head[a] = 2 * t
    ties.after[2 * t + 1] = actors.head[b]
    actors.head[b] = 2 * t + 1
    actors.load[a] += 1
    actors.load[b] += 1


@kernel
def drop_dissolved(actors: Actors, ties: Ties) -> None:
    """Remove the ties at level 0 and hang the others anew, in their order."""
    for a in range(len(actors.head)):
        actors.head[a] = EMPTY
        actors.load[a] = 0
    kept = 0
    for t in range(ties.count[0]):
        if ties.level[t] == 0:
            continue
        ties.a[kept] = ties.a[t]
        ties.b[kept] = ties.b[t]
        ties.level[kept] = ties.level[t]
        ties.kind[kept] = ties.kind[t]
        ties.channel[kept] = ties.channel[t]
        ties.trust[kept] = ties.trust[t]
        ties.experience[kept] = ties.experience[t]
        ties.acts[kept] = ties.acts[t]
        ties.born[kept] = ties.born[t]
        ties.last_active[kept] = ties.last_active[t]
        ties.joint[kept] = ties.joint[t]
        ties.pair[kept] = ties.pair[t]
        hang(actors, ties, kept)
        kept += 1
    ties.count[0] = kept


def with_room(projects: Projects, more: int) -> Projects:
    """Return the projects with room for so many more; ended ones stay in the log."""
    wanted = int(projects.count[0]) + more
    if wanted <= len(projects.lead):
        return projects
    columns = {name: longer(getattr(projects, name), int(wanted * GROWTH)) for name in COLUMNS}
    return Projects(count=projects.count, **columns)


def longer(column: Column, rows: int) -> Column:
    """Return a copy of a column with so many rows, the new ones zero."""
    copy = np.zeros((rows, *column.shape[1:]), column.dtype)
    copy[: len(column)] = column
    return copy
