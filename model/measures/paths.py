"""Paths along ties: who can be reached from whom, and over how many ties (ODD 8)."""

from __future__ import annotations

import numpy as np

from interhelix.model.compiled import inlined, kernel
from interhelix.model.state import TIES, Integer, Row, State

MOST_SOURCES = 64  # actors from which paths are measured: one bit each


@inlined
def root_of(above: Integer, a: int) -> int:
    """Return the actor that stands for the group of ``a``, and shorten the way to it."""
    while above[a] != a:
        above[a] = above[above[a]]
        a = above[a]
    return a


@kernel
def largest_group(state: State) -> int:
    """Return the number of actors in the largest group that ties join."""
    above = np.arange(len(state.actors))
    size = np.ones(len(above), np.int64)
    for t in range(state.used[TIES]):
        one, other = root_of(above, state.ties.a[t]), root_of(above, state.ties.b[t])
        if one != other:
            above[one] = other
            size[other] += size[one]
    return size.max()


@kernel
def sum_of_nearness(state: State, sources: Row) -> float:
    """Return 1 / path length from up to 64 sources to all who can be reached, summed.

    The search goes from all sources at once: a bit says that a source has reached an actor.
    """
    ties = state.ties
    reached = np.zeros(len(state.actors), np.uint64)
    for place, source in enumerate(sources):
        reached[source] |= np.uint64(1) << np.uint64(place)
    before = reached.copy()
    nearness, length, found = 0.0, 0, 1
    while found > 0:
        length, found = length + 1, 0
        for t in range(state.used[TIES]):
            a, b = ties.a[t], ties.b[t]
            reached[a] |= before[b]
            reached[b] |= before[a]
        for a in range(len(reached)):
            new = reached[a] ^ before[a]
            before[a] = reached[a]
            while new != 0:
                new &= new - np.uint64(1)  # drops the lowest bit
                found += 1
        nearness += found / length
    return nearness
