"""What a measure is: a pure function of an observation with unit, direction and text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from interhelix.model.measures.census import Observation
from interhelix.model.state import Float, Integer

Wanted = Literal["more", "less", "neither"]
Reading = Callable[[Observation], float]


@dataclass(frozen=True)
class Measure:
    """A measure: name, unit, the direction that is wanted, the smallest difference that matters.

    ``read`` is a pure function of an observation; ``against_twin`` says that the figure is its
    difference from the twin run without ties across regions; ``at_end`` that it is only read in
    the last quarter (it costs a permutation test).
    """

    name: str
    unit: str
    wanted: Wanted
    matters: float
    text: str
    read: Reading
    against_twin: bool = False
    at_end: bool = False


def gini(values: Float | Integer) -> float:
    """Return the Gini coefficient of non-negative values; 0 if all are zero."""
    ordered = np.sort(values.astype(np.float64))
    total = ordered.sum()
    if total <= 0.0:
        return 0.0
    n = len(ordered)
    ranks = np.arange(1, n + 1)
    return float((2.0 * (ranks * ordered).sum() / (n * total)) - (n + 1.0) / n)


def ratio(part: float, whole: float) -> float:
    """Return a ratio; NaN where there is nothing to relate to."""
    return float(part) / float(whole) if whole > 0 else float("nan")


def per_actor(count: float, o: Observation) -> float:
    """Return a count per 100 actors."""
    return 100.0 * float(count) / len(o.state.actors)
