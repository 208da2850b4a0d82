"""What a measure is: a pure function of an observation with unit, direction and text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from interhelix.model.measures.census import Observation
from interhelix.model.state import Float

Wanted = Literal["more", "less", "neither"]
Reading = Callable[[Observation], float | Float]  # a figure, or one for each quarter


@dataclass(frozen=True)
class Measure:
    """A measure: name, unit, the direction that is wanted, the smallest difference that matters.

    ``read`` is a pure function of an observation. ``counted`` says by which passes it is counted in
    each quarter; without any it is read from the state, in the last quarter only. ``against_twin``
    says that the figure is its difference from the twin run without ties across regions.
    """

    name: str
    unit: str
    wanted: Wanted
    matters: float
    text: str
    read: Reading
    counted: int = 0
    against_twin: bool = False

    @property
    def at_end(self) -> bool:
        """Tell whether it is only read in the last quarter."""
        return self.counted == 0


def ratio(part: float, whole: float) -> float:
    """Return a ratio; NaN where there is nothing to relate to."""
    return float(part) / float(whole) if whole > 0 else float("nan")


def ratios(part: Float, whole: Float, otherwise: float = np.nan) -> Float:
    """Return a ratio for each quarter; NaN, or what is given, where nothing is to relate to."""
    return np.divide(part, whole, out=np.full(np.shape(whole), otherwise), where=whole > 0)


def per_actor(count: float | Float, o: Observation) -> float | Float:
    """Return a count per 100 actors."""
    return 100.0 * count / len(o.state.actors)
