"""The core in AgentPy (``core.md``)."""

from __future__ import annotations

import agentpy
from core import world as w
from core.objects import Behaviour, Tie, keep_partners, levels_of, listed


class Actor(Behaviour, agentpy.Agent):
    """An actor."""


class Model(agentpy.Model):
    """The core as AgentPy sees it; ``p.n`` is the number of actors."""

    def setup(self) -> None:
        """Make the actors."""
        columns = listed(self.p.n)
        self.people = agentpy.AgentList(self, self.p.n, Actor)
        for number, actor in enumerate(self.people, start=1):
            actor.is_born(number, columns)
        self.ties: list[Tie] = []
        self.now = 0

    def step(self) -> None:
        """Run a step."""
        self.people.meet()
        for tie in self.ties:
            tie.exchange(self.now)
        self.people.remember()
        for tie in self.ties:
            tie.climb(self.now)
            tie.lapse(self.now)
        self.ties = keep_partners(self.ties)
        self.now += 1


class Core:
    """The core of n actors."""

    def __init__(self, n: int) -> None:
        self.model = Model({"n": n})
        self.model.sim_setup()

    def run(self, first: int, last: int) -> None:
        """Run the steps from ``first`` to before ``last``."""
        for _ in range(first, last):
            self.model.sim_step()

    def levels(self) -> w.Levels:
        """Return the level of each tie."""
        return levels_of(self.model.ties)
