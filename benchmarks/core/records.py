"""The core as this project writes models: compiled loops over record arrays (``core.md``)."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
from core import world as w

from interhelix.model.compiled import inlined
from interhelix.model.draws import NOBODY, U64, draw

KEY = U64(w.KEY)
EMPTY = -1
ACTS, NEEDS, WANTED = np.array(w.ACTS), np.array(w.NEEDS), np.array(w.WANTED)


class Core:
    """The core of n actors."""

    def __init__(self, n: int) -> None:
        self.actors, self.ties = w.new_tables(n)
        self.used = np.zeros(1, np.int64)

    def run(self, first: int, last: int) -> None:
        """Run the steps from ``first`` to before ``last``."""
        steps(self.actors, self.ties, self.used, first, last)

    def levels(self) -> w.Levels:
        """Return the level of each tie."""
        ties = self.ties[: self.used[0]]
        return sorted(zip(ties.a.tolist(), ties.b.tolist(), ties.level.tolist(), strict=True))


@inlined
def draw_tie(ties: Any, t: int, stream: int, step: int) -> float:
    """Draw a number for a tie."""
    return draw(KEY, stream, step, U64(ties.a[t] + 1), U64(ties.b[t] + 1))


@inlined
def find_tie(actors: Any, ties: Any, a: int, b: int) -> int:
    """Return the row of the tie between two actors, or EMPTY."""
    if actors.load[a] > actors.load[b]:
        a, b = b, a
    half = actors.head[a]
    while half != EMPTY:
        t = half >> 1
        if (ties.b[t] if half & 1 == 0 else ties.a[t]) == b:
            return t
        half = ties.after[t, half & 1]
    return EMPTY


@inlined
def hang(actors: Any, ties: Any, t: int) -> None:
    """Hang both half-edges of a tie on the lists of its actors."""
    a, b = ties.a[t], ties.b[t]
    ties.after[t, 0] = actors.head[a]
    actors.head[a] = 2 * t
    ties.after[t, 1] = actors.head[b]
    actors.head[b] = 2 * t + 1
    actors.load[a] += 1
    actors.load[b] += 1


@inlined
def move(ties: Any, to: int, t: int) -> None:
    """Move a tie to another row, column by column, which Numba does faster than a whole record."""
    ties.a[to] = ties.a[t]
    ties.b[to] = ties.b[t]
    ties.trust[to] = ties.trust[t]
    ties.level[to] = ties.level[t]
    ties.acts[to] = ties.acts[t]
    ties.active[to] = ties.active[t]


@inlined
def partner_sought(n: int, a: int, step: int) -> int:
    """Return whom an actor meets."""
    u = draw(KEY, w.WHO, step, U64(a + 1), NOBODY)
    if u < w.NEAR:
        return a // w.REGION * w.REGION + int(u / w.NEAR * w.REGION)
    return int((u - w.NEAR) / (1.0 - w.NEAR) * n)


@inlined
def gap(actors: Any, a: int, b: int) -> float:
    """Return how far the knowledge of two actors is apart."""
    return abs(actors.knowledge[a] - actors.knowledge[b])


@inlined
def agreement(actors: Any, a: int, b: int) -> float:
    """Return the probability that two actors who meet agree."""
    distance = math.sqrt((actors.x[a] - actors.x[b]) ** 2 + (actors.y[a] - actors.y[b]) ** 2)
    eta = w.OPEN - w.FAR * distance - w.APART * gap(actors, a, b)
    return 1.0 / (1.0 + math.exp(-eta))


@inlined
def meet(actors: Any, ties: Any, used: Any, step: int) -> None:
    """Let actors find new partners."""
    n = len(actors)
    for a in range(n):
        if draw(KEY, w.SEEK, step, U64(a + 1), NOBODY) >= w.RATE * actors.activity[a]:
            continue
        b = partner_sought(n, a, step)
        if b == a or b >= n or find_tie(actors, ties, a, b) != EMPTY:
            continue
        low, high = min(a, b), max(a, b)
        u = draw(KEY, w.ACCEPT, step, U64(low + 1), U64(high + 1))
        if u < agreement(actors, a, b):
            t = used[0]
            used[0] += 1
            ties.a[t] = low
            ties.b[t] = high
            ties.level[t] = 1
            ties.trust[t] = w.FIRST_TRUST
            ties.acts[t] = 0
            ties.active[t] = step
            hang(actors, ties, t)


@inlined
def exchange(actors: Any, ties: Any, used: Any, step: int) -> None:
    """Let partners act, and trust each other more or less."""
    for t in range(used[0]):
        a, b = ties.a[t], ties.b[t]
        often = ACTS[ties.level[t]] * actors.activity[a] * actors.activity[b]
        if draw_tie(ties, t, w.ACT, step) >= often:
            continue
        m = min(actors.experience[a], actors.experience[b])
        chance = w.LUCK + w.SKILL * m / (m + w.HALF) - w.APART_ACT * gap(actors, a, b)
        if draw_tie(ties, t, w.OUTCOME, step) < chance:
            ties.trust[t] += w.GAIN * (1.0 - ties.trust[t])
            ties.acts[t] += 1
        else:
            ties.trust[t] -= w.LOSS * ties.trust[t]
        ties.active[t] = step
        actors.gained[a] += 1
        actors.gained[b] += 1
    for a in range(len(actors)):
        actors.experience[a] += actors.gained[a]
        actors.gained[a] = 0


@inlined
def climb(ties: Any, used: Any, step: int) -> None:
    """Let ties climb one level."""
    for t in range(used[0]):
        level = ties.level[t]
        if level == 4 or ties.acts[t] < WANTED[level] or ties.trust[t] < NEEDS[level + 1]:
            continue
        if draw_tie(ties, t, w.CLIMB, step) < w.CLIMB_RATE:
            ties.level[t] = level + 1
            ties.acts[t] = 0


@inlined
def lapse(actors: Any, ties: Any, used: Any, step: int) -> None:
    """Let trust fade, ties fall one level, and ties at level 0 go."""
    for a in range(len(actors)):
        actors.head[a] = EMPTY
        actors.load[a] = 0
    kept = 0
    for t in range(used[0]):
        ties.trust[t] = max(0.0, ties.trust[t] - w.DECAY)
        falls = ties.trust[t] < NEEDS[ties.level[t]] - w.MARGIN
        if not falls and step - ties.active[t] >= w.PATIENCE:
            falls = draw_tie(ties, t, w.LAPSE, step) < w.FALL
        if falls:
            ties.level[t] -= 1
            ties.acts[t] = 0
            ties.active[t] = step
        if ties.level[t] > 0:
            if kept < t:
                move(ties, kept, t)
            hang(actors, ties, kept)
            kept += 1
    used[0] = kept


@numba.njit
def steps(actors: Any, ties: Any, used: Any, first: int, last: int) -> None:
    """Run some steps."""
    for step in range(first, last):
        meet(actors, ties, used, step)
        exchange(actors, ties, used, step)
        climb(ties, used, step)
        lapse(actors, ties, used, step)
