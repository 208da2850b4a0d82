"""Ties, region pairs and the project log: find, add, remove, make room.

An actor's ties hang on a list of half-edges: ``2 t`` is the end of tie ``t`` at ``a``, ``2 t + 1``
the end at ``b``. A region pair is found through a hash table that holds only pairs that ever had a
tie. No array has a cell for each pair of actors or of regions.
"""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import INFORMATION
from interhelix.model.compiled import called, inlined, kernel
from interhelix.model.state import (
    EMPTY,
    FORMER,
    NO_OUTLOOK,
    PAIRS,
    TIES,
    Actors,
    Former,
    Integer,
    Pairs,
    Row,
    State,
    Table,
    Ties,
    new_table,
)

GROWTH = 1.5
SHORT_LIST = 32  # ties of an actor that are read again from the cache


@inlined
def partner_of(ties: Ties | Former, half: int) -> int:
    """Return the actor at the other end of a half-edge, of a tie or of former partners."""
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
        half = ties.after[half >> 1, half & 1]
    return EMPTY


@inlined
def partner_at(actors: Actors, ties: Ties, a: int, place: int) -> int:
    """Return the partner at a place on the list of an actor's ties."""
    half = actors.head[a]
    for _ in range(place):
        half = ties.after[half >> 1, half & 1]
    return partner_of(ties, half)


@inlined
def partner_of_partner(actors: Actors, ties: Ties, a: int, u: float, v: float) -> int:
    """Return a partner of a partner of an actor with ties, both at random (0 <= u, v < 1)."""
    friend = partner_at(actors, ties, a, int(u * actors.load[a]))
    return partner_at(actors, ties, friend, int(v * actors.load[friend]))


@called
def have_common_partner(actors: Actors, ties: Ties, a: int, b: int) -> bool:
    """Tell whether ``a`` and ``b`` share a partner."""
    if actors.load[a] > actors.load[b]:
        a, b = b, a
    short = actors.load[b] <= SHORT_LIST
    half = actors.head[a]
    while half != EMPTY:
        friend = partner_of(ties, half)
        if short and is_on_list(actors, ties, b, friend):
            return True
        if not short and find_tie(actors, ties, friend, b) != EMPTY:
            return True
        half = ties.after[half >> 1, half & 1]
    return False


@inlined
def is_on_list(actors: Actors, ties: Ties, a: int, b: int) -> bool:
    """Tell whether ``b`` is a partner of ``a``, by the list of ``a`` alone."""
    half = actors.head[a]
    while half != EMPTY:
        if partner_of(ties, half) == b:
            return True
        half = ties.after[half >> 1, half & 1]
    return False


@inlined
def find_slot(pairs: Pairs, slots: Row, r: int, s: int) -> int:
    """Return the slot of the hash table that holds the region pair, or the free one for it."""
    mask = len(slots) - 1
    slot = (r * 40503 + s * 30011 + (r ^ s) * 7919) & mask
    while slots[slot] != EMPTY:
        row = slots[slot]
        if pairs.r[row] == r and pairs.s[row] == s:
            return slot
        slot = (slot + 1) & mask
    return slot


@inlined
def find_pair(pairs: Pairs, slots: Row, r: int, s: int) -> int:
    """Return the row of a region pair, or EMPTY if it never had a tie."""
    return slots[find_slot(pairs, slots, min(r, s), max(r, s))]


@inlined
def share_strategy(pairs: Pairs, slots: Row, r: int, s: int) -> bool:
    """Tell whether two regions share a joint strategy."""
    row = find_pair(pairs, slots, r, s)
    return row != EMPTY and pairs.signed[row] == 1


@called
def ensure_pair(state: State, r: int, s: int) -> int:
    """Return the row of a region pair, which is made if it is new."""
    pairs, slots, used = state.pairs, state.slots, state.used
    low, high = min(r, s), max(r, s)
    slot = find_slot(pairs, slots, low, high)
    if slots[slot] == EMPTY:
        row = used[PAIRS]
        used[PAIRS] += 1
        slots[slot] = row
        pairs.r[row] = low
        pairs.s[row] = high
        pairs.level[row] = 0
        pairs.since[row] = EMPTY
    return slots[slot]


@called
def add_tie(state: State, a: int, b: int, kind: int, channel: int, trust: float, step: int) -> int:
    """Add a tie at level 1 and return its row; the lower identity comes first."""
    actors, ties, used = state.actors, state.ties, state.used
    if actors.ident[a] > actors.ident[b]:
        a, b = b, a
    t = used[TIES]
    used[TIES] += 1
    ties.a[t] = a
    ties.b[t] = b
    ties.level[t] = INFORMATION
    ties.kind[t] = kind
    ties.channel[t] = channel
    ties.trust[t] = trust
    former = find_former(state, a, b)
    ties.experience[t] = state.former.experience[former] if former != EMPTY else 0
    ties.acts[t] = 0
    ties.recent[t] = 0
    ties.born[t] = step
    ties.last_active[t] = step
    ties.joint[t] = 0
    for end in range(2):
        ties.outlook[t, end] = NO_OUTLOOK
        ties.flow[t, end] = 0.0
    same = actors.region[a] == actors.region[b]
    ties.pair[t] = EMPTY
    if not same:
        ties.pair[t] = ensure_pair(state, actors.region[a], actors.region[b])
    hang(actors, ties, t)
    return t


@inlined
def hang(actors: Actors, ties: Ties, t: int) -> None:
    """Hang both half-edges of a tie on the lists of its actors."""
    a, b = ties.a[t], ties.b[t]
    ties.after[t, 0] = actors.head[a]
    actors.head[a] = 2 * t
    ties.after[t, 1] = actors.head[b]
    actors.head[b] = 2 * t + 1
    actors.load[a] += 1
    actors.load[b] += 1


@inlined
def find_former(state: State, a: int, b: int) -> int:
    """Return the row of two former partners, or EMPTY."""
    half = state.actors.former[a]
    while half != EMPTY:
        if partner_of(state.former, half) == b:
            return half >> 1
        half = state.former.after[half >> 1, half & 1]
    return EMPTY


@called
def remember(state: State, a: int, b: int, experience: int) -> None:
    """Keep the number of joint projects that two without a tie have completed."""
    actors, former, used = state.actors, state.former, state.used
    row = find_former(state, a, b)
    if row == EMPTY:
        row = used[FORMER]
        used[FORMER] += 1
        former.a[row], former.b[row] = a, b
        former.after[row, 0], former.after[row, 1] = actors.former[a], actors.former[b]
        actors.former[a], actors.former[b] = 2 * row, 2 * row + 1
    former.experience[row] = experience


@called
def experience_of(state: State, a: int, b: int) -> int:
    """Return the number of joint projects that two have completed, whether they are tied or not."""
    t = find_tie(state.actors, state.ties, a, b)
    if t != EMPTY:
        return state.ties.experience[t]
    row = find_former(state, a, b)
    return state.former.experience[row] if row != EMPTY else 0


@inlined
def move_tie(ties: Ties, t: int, to: int) -> None:
    """Copy a tie to another row, all but its place on lists: column by column, which is faster."""
    ties.a[to], ties.b[to], ties.pair[to] = ties.a[t], ties.b[t], ties.pair[t]
    ties.level[to], ties.kind[to], ties.channel[to] = ties.level[t], ties.kind[t], ties.channel[t]
    ties.trust[to], ties.experience[to] = ties.trust[t], ties.experience[t]
    ties.acts[to], ties.recent[to], ties.joint[to] = ties.acts[t], ties.recent[t], ties.joint[t]
    ties.born[to], ties.last_active[to] = ties.born[t], ties.last_active[t]
    for end in range(2):
        ties.flow[to, end], ties.outlook[to, end] = ties.flow[t, end], ties.outlook[t, end]


@called
def drop_dissolved(state: State) -> None:
    """Remove the ties at level 0 and hang the others anew, in their order."""
    actors, ties, used = state.actors, state.ties, state.used
    for t in range(used[TIES]):
        if ties.level[t] == 0 and ties.experience[t] > 0:
            remember(state, ties.a[t], ties.b[t], ties.experience[t])
    for a in range(len(actors)):
        actors.head[a] = EMPTY
        actors.load[a] = 0
    kept = 0
    for t in range(used[TIES]):
        if ties.level[t] > 0:
            if kept < t:
                move_tie(ties, t, kept)
            hang(actors, ties, kept)
            kept += 1
    used[TIES] = kept


def with_room(kind: type[Table], table: Table, rows: int) -> Table:
    """Return a table that keeps all its rows, the project log for one, with at least so many."""
    if rows <= len(table):  # type: ignore[arg-type]
        return table
    longer = new_table(kind, int(rows * GROWTH))
    longer[: len(table)] = table  # type: ignore[arg-type, index]
    return longer


def with_room_for_pairs(pairs: Pairs, slots: Row, used: Integer, rows: int) -> tuple[Pairs, Row]:
    """Return the region pairs and their hash table with room for at least so many pairs."""
    if rows <= len(pairs):
        return pairs, slots
    longer = with_room(Pairs, pairs, rows)
    wider = np.full(1 << (2 * len(longer)).bit_length(), EMPTY, np.int32)
    enter_pairs(longer, wider, used)
    return longer, wider


@kernel
def enter_pairs(pairs: Pairs, slots: Row, used: Integer) -> None:
    """Enter every region pair in an empty hash table."""
    for row in range(used[PAIRS]):
        slots[find_slot(pairs, slots, pairs.r[row], pairs.s[row])] = row
