"""A state as plain Python objects, and the keyed draws in whole numbers of Python."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

from interhelix.model.draws import SPLIT
from interhelix.model.parameters import Parameters
from interhelix.model.state import FORMER, PAIRS, PROJECTS, TIES, State

MASK = 2**64 - 1
PARITY = 0x1BD11BDAA9FC1A22
ROTATIONS = (16, 42, 12, 31, 16, 32, 24, 21)
LINKS = {"after", "head", "former", "load", "pair"}  # lists and row numbers of the state


def threefry(key: tuple[int, int], counter: tuple[int, int]) -> tuple[int, int]:
    """Return the two words of Threefry-2x64 with 13 rounds (``salmon2011``)."""
    keys = (*key, PARITY ^ key[0] ^ key[1])
    x, y = (counter[0] + key[0]) & MASK, (counter[1] + key[1]) & MASK
    for number in range(13):
        turn = ROTATIONS[number % 8]
        x = (x + y) & MASK
        y = (((y << turn) | (y >> (64 - turn))) & MASK) ^ x
        if number % 4 == 3:
            group = (number + 1) // 4
            x = (x + keys[group % 3]) & MASK
            y = (y + keys[(group + 1) % 3] + group) & MASK
    return x, y


class Luck:
    """Draws of a quarter: for a stream, the ``split``-th number of it, and one or two entities."""

    def __init__(self, seed: int, step: int) -> None:
        self.seed, self.step = seed, step

    def two(self, stream: int, a: int = 0, b: int = 0, split: int = 0) -> tuple[float, float]:
        key = (self.seed, ((stream + SPLIT * split) << 32) | self.step)
        one, other = threefry(key, (a, b))
        return (one >> 11) * 2.0**-53, (other >> 11) * 2.0**-53

    def one(self, stream: int, a: int = 0, b: int = 0, split: int = 0) -> float:
        return self.two(stream, a, b, split)[0]

    def dyad(self, stream: int, a: int, b: int, split: int = 0) -> float:
        return self.one(stream, min(a, b), max(a, b), split)

    def normal(self, stream: int, a: int = 0, b: int = 0, split: int = 0) -> float:
        first, second = self.two(stream, a, b, split)
        return math.sqrt(-2 * math.log(first + 2.0**-53)) * math.cos(2 * math.pi * second)


def count(mean: float, u: float) -> int:
    """Return the whole part of a mean, or one more with the rest as chance."""
    return int(mean) + (u < mean - int(mean))


def row_of(table: Any, row: int) -> SimpleNamespace:
    """Return a row with numbers and lists in place of columns."""
    return SimpleNamespace(**{name: table[row][name].tolist() for name in table.dtype.names})


class World:
    """A state in objects: lists of regions, actors, ties, projects; region pairs by their rows."""

    def __init__(self, state: State, rules: Parameters, seed: int, step: int) -> None:
        self.rules, self.luck, self.step = rules, Luck(seed, step), step
        names = state.nation.dtype.names  # type: ignore[attr-defined]
        self.nation = SimpleNamespace(**{n: getattr(state.nation, n).tolist() for n in names})
        used = state.used
        self.regions = [row_of(state.regions, r) for r in range(len(state.regions))]
        self.actors = [row_of(state.actors, a) for a in range(len(state.actors))]
        self.ledger = [row_of(state.ledger, a) for a in range(len(state.actors))]
        self.ties = [row_of(state.ties, t) for t in range(used[TIES])]
        self.projects = [row_of(state.projects, p) for p in range(used[PROJECTS])]
        rows = [row_of(state.pairs, p) for p in range(used[PAIRS])]
        self.pairs = {(pair.r, pair.s): pair for pair in rows}
        rows = [row_of(state.former, f) for f in range(used[FORMER])]
        self.former = {frozenset((one.a, one.b)): one.experience for one in rows}
        self.by_ident = sorted(range(len(self.actors)), key=lambda a: self.actors[a].ident)
        self.platform = state.platform.memory.tolist()

    def ties_of(self, a: int) -> list[SimpleNamespace]:
        """Return the ties of an actor, the newest first."""
        return [tie for tie in reversed(self.ties) if a in (tie.a, tie.b)]

    def tie(self, a: int, b: int) -> SimpleNamespace | None:
        return next((tie for tie in self.ties if {tie.a, tie.b} == {a, b}), None)

    def partners(self, a: int) -> list[int]:
        return [tie.b if tie.a == a else tie.a for tie in self.ties_of(a)]

    def has_room(self, a: int) -> bool:
        return len(self.ties_of(a)) < self.actors[a].capacity

    def members(self) -> list[int]:
        """Return the members of the platform, by identity."""
        return [a for a in self.by_ident if self.actors[a].member]

    def pair_of(self, a: int, b: int) -> SimpleNamespace | None:
        """Return the region pair of two actors, if it ever had a tie."""
        r, s = self.actors[a].region, self.actors[b].region
        return self.pairs.get((min(r, s), max(r, s)))

    def across(self, a: int, b: int) -> bool:
        return bool(self.actors[a].region != self.actors[b].region)

    def by_activity(self, u: float) -> int:
        """Return an actor drawn by activity, in the order of identities."""
        place = u * sum(self.actors[a].activity for a in self.by_ident)
        reached = 0.0
        for a in self.by_ident:
            reached += self.actors[a].activity
            if place < reached:
                return a
        return self.by_ident[-1]

    def in_turn(self, rows: list[int], stream: int, split: int = 0) -> list[int]:
        """Return actors in an order drawn for the quarter."""
        ident = [a.ident for a in self.actors]
        return sorted(rows, key=lambda a: self.luck.one(stream, ident[a], split=split))

    def spend(self, a: int, cost: float) -> None:
        self.actors[a].funds -= cost
        self.ledger[a].cost += cost
        self.nation.outflow += cost

    def add_tie(self, a: int, b: int, kind: int, channel: int, trust: float) -> SimpleNamespace:
        """Add a tie at level 1; the lower identity comes first."""
        a, b = sorted((a, b), key=lambda one: self.actors[one].ident)
        past = self.former.get(frozenset((a, b)), 0)
        tie = SimpleNamespace(
            a=a, b=b, level=1, kind=kind, channel=channel, trust=trust, experience=past, acts=0,
            recent=0, born=self.step, last_active=self.step, joint=0, flow=[0.0, 0.0],
            outlook=[-1.0, -1.0],
        )  # fmt: skip
        self.ties.append(tie)
        if self.across(a, b) and self.pair_of(a, b) is None:
            r, s = sorted((self.actors[a].region, self.actors[b].region))
            self.pairs[r, s] = SimpleNamespace(r=r, s=s, level=0, signed=0, since=-1, goodwill=0.0)
        return tie

    def figures(self) -> dict[str, Any]:
        """Return all that a mechanism may change, by table, row and column."""
        tables = {
            "nation": {0: self.nation},
            **{
                name: dict(enumerate(getattr(self, name)))
                for name in ("regions", "actors", "ties", "projects", "ledger")
            },
            "pairs": self.pairs,
        }
        return {
            f"{table}[{row}].{column}": value
            for table, rows in tables.items()
            for row, entity in rows.items()
            for column, value in vars(entity).items()
            if column not in LINKS
        }
