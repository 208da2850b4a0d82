"""Paths along ties: who can be reached from whom, and over how many ties (ODD 8)."""

from __future__ import annotations

import numpy as np

from interhelix.model.compiled import called, kernel
from interhelix.model.network import partner_of
from interhelix.model.state import EMPTY, Float, Integer, Row, State


@called
def reach(state: State, source: int, length: Integer, reached: Integer) -> int:
    """Enter the path length of all who can be reached, and who they are; return their number.

    ``length`` is EMPTY where no path has been found yet.
    """
    actors, ties = state.actors, state.ties
    length[source], reached[0] = 0, source
    n, turn = 1, 0
    while turn < n:
        a = reached[turn]
        half = actors.head[a]
        while half != EMPTY:
            b = partner_of(ties, half)
            if length[b] == EMPTY:
                length[b], reached[n] = length[a] + 1, b
                n += 1
            half = ties.after[half >> 1, half & 1]
        turn += 1
    return n


@kernel
def largest_group(state: State) -> int:
    """Return the number of actors in the largest group that ties join."""
    n = len(state.actors)
    length, reached = np.full(n, EMPTY), np.empty(n, np.int64)
    most = 0
    for a in range(n):
        if length[a] == EMPTY:
            most = max(most, reach(state, a, length, reached))
    return most


@kernel
def nearness_to_all(state: State, sources: Row) -> Float:
    """Return 1 / path length from each source to all others; 0 where there is none."""
    n = len(state.actors)
    nearness, reached = np.zeros((len(sources), n)), np.empty(n, np.int64)
    for place, source in enumerate(sources):
        length = np.full(n, EMPTY)
        for i in range(1, reach(state, source, length, reached)):
            nearness[place, reached[i]] = 1.0 / length[reached[i]]
    return nearness
