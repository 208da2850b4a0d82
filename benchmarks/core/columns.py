"""The core as columns of NumPy: each mechanism is a few operations on whole columns (``core.md``).

Ties are kept in the order of a · n + b, so that partners are found by bisection.
"""

from __future__ import annotations

import numpy as np
from core import world as w
from numpy.typing import NDArray

U64 = np.uint64
ROUNDS = 13
PARITY = U64(0x1BD11BDAA9FC1A22)
ROTATIONS = [(U64(left), U64(64 - left)) for left in (16, 42, 12, 31, 16, 32, 24, 21)]
ACTS, NEEDS, WANTED = np.array(w.ACTS), np.array(w.NEEDS), np.array(w.WANTED)

Float = NDArray[np.float64]
Rows = NDArray[np.int64]
Words = NDArray[np.uint64]


def draw(stream: int, step: int, a: Words, b: Words | np.uint64) -> Float:
    """Draw a number for each row of two columns of counters: Threefry-2x64-13, in place."""
    k0, k1 = U64(w.KEY), U64(stream << 32 | step)
    keys = (k0, k1, PARITY ^ k0 ^ k1)
    x0, x1 = a + k0, np.broadcast_to(b + k1, a.shape).copy()
    spare = np.empty_like(x1)
    for number in range(ROUNDS):
        left, right = ROTATIONS[number % 8]
        x0 += x1
        np.left_shift(x1, left, out=spare)
        x1 >>= right
        x1 |= spare
        x1 ^= x0
        if number % 4 == 3:
            turn = number // 4 + 1
            x0 += keys[turn % 3]
            x1 += keys[(turn + 1) % 3] + U64(turn)
    x0 >>= U64(11)
    return x0 * 2.0**-53


class Core:
    """The core of n actors."""

    def __init__(self, n: int) -> None:
        self.n = n
        columns = w.found(n)
        self.x, self.y = columns["x"], columns["y"]
        self.knowledge, self.activity = columns["knowledge"], columns["activity"]
        self.experience = np.zeros(n, np.int64)
        self.counter = np.arange(1, n + 1, dtype=np.uint64)
        self.a, self.b, self.pair = (np.zeros(0, np.int64) for _ in range(3))
        self.level, self.acts, self.active = (np.zeros(0, np.int64) for _ in range(3))
        self.trust = np.zeros(0)

    def run(self, first: int, last: int) -> None:
        """Run the steps from ``first`` to before ``last``."""
        with np.errstate(over="ignore"):
            for step in range(first, last):
                self.meet(step)
                self.exchange(step)
                self.climb(step)
                self.lapse(step)

    def draw_ties(self, stream: int, step: int, rows: Rows | slice) -> Float:
        """Draw a number for some ties."""
        return draw(stream, step, self.counter[self.a[rows]], self.counter[self.b[rows]])

    def meet(self, step: int) -> None:
        """Let actors find new partners."""
        seeks = draw(w.SEEK, step, self.counter, U64(0)) < w.RATE * self.activity
        a = np.flatnonzero(seeks)
        u = draw(w.WHO, step, self.counter[a], U64(0))
        inside = a // w.REGION * w.REGION + (u / w.NEAR * w.REGION).astype(np.int64)
        anywhere = ((u - w.NEAR) / (1.0 - w.NEAR) * self.n).astype(np.int64)
        b = np.where(u < w.NEAR, inside, anywhere)
        pair = np.minimum(a, b) * self.n + np.maximum(a, b)
        pair = np.unique(pair[(a != b) & (b < self.n)])
        place = np.searchsorted(self.pair, pair)
        if len(self.pair):
            new = self.pair[np.minimum(place, len(self.pair) - 1)] != pair
            pair, place = pair[new], place[new]
        a, b = np.divmod(pair, self.n)
        distance = np.sqrt((self.x[a] - self.x[b]) ** 2 + (self.y[a] - self.y[b]) ** 2)
        gap = np.abs(self.knowledge[a] - self.knowledge[b])
        chance = 1.0 / (1.0 + np.exp(-(w.OPEN - w.FAR * distance - w.APART * gap)))
        agree = draw(w.ACCEPT, step, self.counter[a], self.counter[b]) < chance
        self.add(place[agree], pair[agree], a[agree], b[agree], step)

    def add(self, place: Rows, pair: Rows, a: Rows, b: Rows, step: int) -> None:
        """Add ties in their places."""
        self.pair = np.insert(self.pair, place, pair)
        self.a, self.b = np.insert(self.a, place, a), np.insert(self.b, place, b)
        self.level = np.insert(self.level, place, 1)
        self.trust = np.insert(self.trust, place, w.FIRST_TRUST)
        self.acts = np.insert(self.acts, place, 0)
        self.active = np.insert(self.active, place, step)

    def exchange(self, step: int) -> None:
        """Let partners act, and trust each other more or less."""
        often = ACTS[self.level] * self.activity[self.a] * self.activity[self.b]
        t = np.flatnonzero(self.draw_ties(w.ACT, step, slice(None)) < often)
        a, b = self.a[t], self.b[t]
        m = np.minimum(self.experience[a], self.experience[b])
        gap = np.abs(self.knowledge[a] - self.knowledge[b])
        chance = w.LUCK + w.SKILL * m / (m + w.HALF) - w.APART_ACT * gap
        success = self.draw_ties(w.OUTCOME, step, t) < chance
        trust = self.trust[t]
        self.trust[t] = np.where(success, trust + w.GAIN * (1.0 - trust), trust - w.LOSS * trust)
        self.acts[t] += success
        self.active[t] = step
        self.experience += np.bincount(np.concatenate((a, b)), minlength=self.n)

    def climb(self, step: int) -> None:
        """Let ties climb one level."""
        ready = (self.level < 4) & (self.acts >= WANTED[self.level])
        t = np.flatnonzero(ready)
        t = t[self.trust[t] >= NEEDS[self.level[t] + 1]]
        t = t[self.draw_ties(w.CLIMB, step, t) < w.CLIMB_RATE]
        self.level[t] += 1
        self.acts[t] = 0

    def lapse(self, step: int) -> None:
        """Let trust fade, ties fall one level, and ties at level 0 go."""
        self.trust -= w.DECAY
        np.maximum(self.trust, 0.0, out=self.trust)
        falls = self.trust < NEEDS[self.level] - w.MARGIN
        idle = np.flatnonzero(~falls & (step - self.active >= w.PATIENCE))
        falls[idle] = self.draw_ties(w.LAPSE, step, idle) < w.FALL
        self.level[falls] -= 1
        self.acts[falls] = 0
        self.active[falls] = step
        kept = self.level > 0
        for name in ("pair", "a", "b", "level", "trust", "acts", "active"):
            setattr(self, name, getattr(self, name)[kept])

    def levels(self) -> w.Levels:
        """Return the level of each tie."""
        return list(zip(self.a.tolist(), self.b.tolist(), self.level.tolist(), strict=True))
