"""Mesa's agents: the regions and their helix actors, as thin handles on rows of the state.

A handle holds a row number; what it shows is read from the columns, so it costs nothing to keep
and is never out of date. The rules act on the columns, not on the handles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Protocol

import mesa
import numpy as np
from numpy.typing import NDArray

from interhelix.agents.roles import DOMAINS, ROLES


class Tables(Protocol):
    """What a handle reads: the tables of a state."""

    @property
    def regions(self) -> Any:
        """Return the table of regions."""

    @property
    def actors(self) -> Any:
        """Return the table of actors."""

    @property
    def ties(self) -> Any:
        """Return the table of ties."""

    @property
    def pairs(self) -> Any:
        """Return the table of region pairs."""

    @property
    def ledger(self) -> Any:
        """Return the ledger of acts."""


class Handle(mesa.Agent):  # type: ignore[misc]
    """An agent that stands for one row of a table."""

    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def tables(self) -> Tables:
        """Return the state of the model, as it is now."""
        state: Tables = self.model.state
        return state

    def of_domains(self, values: NDArray[Any]) -> Mapping[str, float]:
        """Return one number for each domain, by name."""
        return dict(zip(DOMAINS, values.tolist(), strict=True))


class Region(Handle):
    """A region of the world."""

    def __init__(self, model: mesa.Model, row: int, code: str, name: str) -> None:
        super().__init__(model, row)
        self.code = code
        self.name = name

    @property
    def digital(self) -> float:
        """Return the digital environment [0..1]."""
        return float(self.tables.regions.digital[self.row])

    @property
    def knowledge(self) -> Mapping[str, float]:
        """Return the mean knowledge of its actors by domain [0..1]."""
        return self.of_domains(self.tables.regions.profile[self.row])

    @property
    def priorities(self) -> tuple[str, ...]:
        """Return the domains that are its priorities now."""
        chosen = np.flatnonzero(self.tables.regions.priority[self.row])
        return tuple(DOMAINS[d] for d in chosen)

    @property
    def actors(self) -> list[HelixActor]:
        """Return its actors."""
        first, last = self.tables.regions.first[self.row], self.tables.regions.last[self.row]
        handles: list[HelixActor] = self.model.actors[first:last]
        return handles

    @property
    def partners(self) -> list[Region]:
        """Return the regions with which it shares a level of 1 or more."""
        pairs = self.tables.pairs
        mine = ((pairs.r == self.row) | (pairs.s == self.row)) & (pairs.level > 0)
        others = (pairs.r[mine] + pairs.s[mine] - self.row).tolist()
        return [self.model.regions[row] for row in others]

    def level_with(self, other: Region) -> int:
        """Return the level of cooperation with another region [0..4]."""
        pairs, ends = self.tables.pairs, sorted((self.row, other.row))
        return int(pairs.level[(pairs.r == ends[0]) & (pairs.s == ends[1])].sum())


class HelixActor(Handle):
    """An actor of the innovation helix; its role is its class."""

    role: ClassVar[int]

    @property
    def region(self) -> Region:
        """Return the region that it belongs to."""
        handle: Region = self.model.regions[self.tables.actors.region[self.row]]
        return handle

    @property
    def knowledge(self) -> Mapping[str, float]:
        """Return its knowledge by domain [0..1]."""
        return self.of_domains(self.tables.actors.knowledge[self.row])

    @property
    def funds(self) -> float:
        """Return its funds [u]."""
        return float(self.tables.actors.funds[self.row])

    @property
    def ties(self) -> int:
        """Return the number of its ties."""
        return int(self.tables.actors.load[self.row])

    @property
    def partners(self) -> list[HelixActor]:
        """Return the actors that it has a tie with, the newest tie first."""
        return [self.model.actors[row] for row, _ in self._levels()]

    def level_with(self, other: HelixActor) -> int:
        """Return the level of its tie with another actor, 1 to 4, or 0 if there is none."""
        return dict(self._levels()).get(other.row, 0)

    def _levels(self) -> Iterator[tuple[int, int]]:
        """Yield the row of each partner with the level of the tie: its list of half-edges."""
        ties, half = self.tables.ties, int(self.tables.actors.head[self.row])
        while half >= 0:
            t, end = half >> 1, half & 1
            yield int(ties.a[t] if end else ties.b[t]), int(ties.level[t])
            half = int(ties.after[t, end])

    @property
    def is_member(self) -> bool:
        """Tell whether it is on the platform."""
        return bool(self.tables.actors.member[self.row])

    @property
    def net_value(self) -> float:
        """Return the value it received less what it paid for cooperation, since the start [u]."""
        ledger = self.tables.ledger
        return float(ledger.value[self.row] - ledger.cost[self.row])


class Government(HelixActor):
    """An authority: sets priorities, co-funds, signs joint strategies."""

    role = ROLES.index("government")


class Business(HelixActor):
    """A firm: tries domains, makes the production base."""

    role = ROLES.index("business")


class Science(HelixActor):
    """A university or institute: starts most projects, trains."""

    role = ROLES.index("science")


class CivilSociety(HelixActor):
    """A civil organisation: keeps the memory of trial and error."""

    role = ROLES.index("civil_society")


HELIX: tuple[type[HelixActor], ...] = (Government, Business, Science, CivilSociety)
