"""What actors and ties do as objects, for the frameworks of agents as objects (``core.md``)."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
from core import world as w

from interhelix.model.draws import U64
from interhelix.model.draws import draw as keyed

KEY = U64(w.KEY)


@numba.njit
def draw(stream: int, step: int, a: int, b: int) -> float:
    """Draw a number for one or two actors, who count from 1."""
    return keyed(KEY, stream, step, U64(a), U64(b))


class Tie:
    """A tie between two actors."""

    __slots__ = ("a", "active", "acts", "b", "gap", "level", "trust")

    def __init__(self, a: Any, b: Any, step: int) -> None:
        self.a, self.b = a, b
        self.level, self.trust, self.acts, self.active = 1, w.FIRST_TRUST, 0, step
        self.gap = abs(a.knowledge - b.knowledge)

    def exchange(self, step: int) -> None:
        """Act, perhaps, and trust each other more or less."""
        a, b = self.a, self.b
        often = w.ACTS[self.level] * a.activity * b.activity
        if draw(w.ACT, step, a.number, b.number) >= often:
            return
        m = min(a.experience, b.experience)
        chance = w.LUCK + w.SKILL * m / (m + w.HALF) - w.APART_ACT * self.gap
        if draw(w.OUTCOME, step, a.number, b.number) < chance:
            self.trust += w.GAIN * (1.0 - self.trust)
            self.acts += 1
        else:
            self.trust -= w.LOSS * self.trust
        self.active = step
        a.gained += 1
        b.gained += 1

    def climb(self, step: int) -> None:
        """Climb one level, perhaps."""
        level = self.level
        if level == 4 or self.acts < w.WANTED[level] or self.trust < w.NEEDS[level + 1]:
            return
        if draw(w.CLIMB, step, self.a.number, self.b.number) < w.CLIMB_RATE:
            self.level += 1
            self.acts = 0

    def lapse(self, step: int) -> None:
        """Lose trust, and perhaps a level."""
        self.trust = max(0.0, self.trust - w.DECAY)
        falls = self.trust < w.NEEDS[self.level] - w.MARGIN
        if not falls and step - self.active >= w.PATIENCE:
            falls = draw(w.LAPSE, step, self.a.number, self.b.number) < w.FALL
        if falls:
            self.level -= 1
            self.acts = 0
            self.active = step


class Behaviour:
    """What an actor does; ``people`` of its model lists all actors in order."""

    model: Any
    number: int

    def is_born(self, number: int, columns: dict[str, list[float]]) -> None:
        """Take one's place; ``number`` counts from 1."""
        self.number = number
        row = number - 1
        self.x, self.y = columns["x"][row], columns["y"][row]
        self.knowledge, self.activity = columns["knowledge"][row], columns["activity"][row]
        self.experience = self.gained = 0
        self.partners: dict[int, Tie] = {}

    def meet(self) -> None:
        """Find a new partner, perhaps."""
        step, number = self.model.now, self.number
        if draw(w.SEEK, step, number, 0) >= w.RATE * self.activity:
            return
        people = self.model.people
        u = draw(w.WHO, step, number, 0)
        if u < w.NEAR:
            row = (number - 1) // w.REGION * w.REGION + int(u / w.NEAR * w.REGION)
        else:
            row = int((u - w.NEAR) / (1.0 - w.NEAR) * len(people))
        if row + 1 == number or row >= len(people) or row + 1 in self.partners:
            return
        other = people[row]
        a, b = (self, other) if number <= row else (other, self)
        distance = math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2)
        eta = w.OPEN - w.FAR * distance - w.APART * abs(a.knowledge - b.knowledge)
        if draw(w.ACCEPT, step, a.number, b.number) < 1.0 / (1.0 + math.exp(-eta)):
            tie = Tie(a, b, step)
            a.partners[b.number] = b.partners[a.number] = tie
            self.model.ties.append(tie)

    def remember(self) -> None:
        """Count the acts of this step."""
        self.experience += self.gained
        self.gained = 0


def keep_partners(ties: list[Tie]) -> list[Tie]:
    """Part those whose tie is at level 0, and return the ties that are left."""
    for tie in ties:
        if tie.level == 0:
            del tie.a.partners[tie.b.number], tie.b.partners[tie.a.number]
    return [tie for tie in ties if tie.level > 0]


def levels_of(ties: list[Tie]) -> w.Levels:
    """Return the level of each tie."""
    return sorted((tie.a.number - 1, tie.b.number - 1, tie.level) for tie in ties)


def listed(n: int) -> dict[str, list[float]]:
    """Return the fixed columns of n actors as lists of Python's numbers."""
    return {name: np.asarray(column).tolist() for name, column in w.found(n).items()}
