"""The core in plain Mesa: one object for each actor (``core.md``)."""

from __future__ import annotations

import mesa
from core import world as w
from core.objects import Behaviour, Tie, keep_partners, levels_of, listed


class Actor(Behaviour, mesa.Agent):
    """An actor."""


class Core(mesa.Model):
    """The core of n actors."""

    def __init__(self, n: int) -> None:
        super().__init__(rng=w.KEY)
        columns = listed(n)
        self.people = [Actor(self) for _ in range(n)]
        for number, actor in enumerate(self.people, start=1):
            actor.is_born(number, columns)
        self.ties: list[Tie] = []
        self.now = 0

    def step(self) -> None:
        """Run a step."""
        self.agents.do("meet")
        for tie in self.ties:
            tie.exchange(self.now)
        self.agents.do("remember")
        for tie in self.ties:
            tie.climb(self.now)
            tie.lapse(self.now)
        self.ties = keep_partners(self.ties)
        self.now += 1

    def run(self, first: int, last: int) -> None:
        """Run the steps from ``first`` to before ``last``."""
        for _ in range(first, last):
            self.step()

    def levels(self) -> w.Levels:
        """Return the level of each tie."""
        return levels_of(self.ties)
