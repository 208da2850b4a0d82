"""A design: its kind, its size, and the settings of the factors that follow from them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.designs.factorial import full, levels_at
from interhelix.experiments.designs.fractional import SIZES, coded
from interhelix.experiments.designs.samples import latin, morris, one_at_a_time, saltelli, sobol
from interhelix.model.parameters import catalogue

KINDS = ("full", "fractional", "latin", "sobol", "morris", "saltelli", "one_at_a_time", "file")
POWERS = ("sobol", "saltelli")
OVER_LEVELS = ("full", "fractional")

Levels = tuple[float, ...]


class Range(NamedTuple):
    """The bounds between which a design samples a factor."""

    low: float
    high: float


@dataclass(frozen=True)
class Design:
    """A kind of design and its size.

    The size of a fractional design is its number of settings, of ``latin`` and ``sobol`` the
    number of points, of ``morris`` the number of trajectories, of ``saltelli`` the number of base
    points, of ``one_at_a_time`` the number of values of each factor; a full one has none. The
    settings of ``file`` are the rows of a file, kept as ``points``.
    """

    kind: str = "full"
    size: int | None = None
    points: tuple[tuple[float, ...], ...] = ()

    @property
    def over_levels(self) -> bool:
        """Whether factors have lists of values, not ranges."""
        return self.kind in OVER_LEVELS

    def settings(self, levels: Sequence[int]) -> int:
        """Return the number of settings of factors with so many levels each."""
        if self.kind == "full":
            return math.prod(levels)
        size, factors = self.size or 0, len(levels)
        times = {"morris": factors + 1, "saltelli": factors + 2, "one_at_a_time": factors}
        return len(self.points) or size * times.get(self.kind, 1)

    def fault(self, factors: int) -> tuple[str, str] | None:
        """Say why there is no such design of so many factors, and what to give instead."""
        if self.kind == "full":
            return None if self.size is None else ("a full design has no size", "leave it out")
        if factors == 0:
            return f"a {self.kind} design needs factors", 'add a table [factors] or kind = "full"'
        if self.kind == "file":
            return None
        if self.size is None:
            return f"a {self.kind} design needs a size", 'write { kind = "…", size = … }'
        if self.kind == "fractional" and self.size not in SIZES.get(factors, ()):
            sizes = " or ".join(str(size) for size in SIZES.get(factors, ()))
            problem = f"no fractional design of {factors} factors has {self.size} settings"
            return problem, f"give size {sizes}" if sizes else "give 3 to 11 factors"
        if self.kind == "one_at_a_time" and self.size < 2:
            return "one value is no range", "give size 2 or more"
        if self.kind in POWERS and self.size & (self.size - 1):
            near = 1 << self.size.bit_length()
            return f"{self.size} is no power of 2", f"give size {near // 2} or {near}"
        return None


def settings_of(
    design: Design, factors: Mapping[str, Levels | Range], seed: int
) -> NDArray[np.float64]:
    """Return the settings: a row each, a column for each factor in the order of ``factors``."""
    values = list(factors.values())
    if not values:
        return np.zeros((1, 0))
    if design.kind == "full":
        return full(values)
    size = design.size or 0
    if design.kind == "file":
        return np.array(design.points, dtype=np.float64)
    if design.kind == "fractional":
        return levels_at(values, coded(len(values), size))
    if design.kind == "one_at_a_time":
        return one_at_a_time(values, size, [catalogue()[name].default for name in factors])
    sampler = {"latin": latin, "sobol": sobol, "morris": morris, "saltelli": saltelli}[design.kind]
    return sampler(values, size, seed)
