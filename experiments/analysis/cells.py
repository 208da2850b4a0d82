"""Cells of two factors: a figure at each of their levels, with its interval and its runs.

What is shown of a sweep that is still under way, too: each cell rests on the replicates that are
complete in it, whether or not others are.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.analysis.effects import difference_name
from interhelix.experiments.analysis.grid import Grid
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.intervals import paired, t_quantile

Float = NDArray[np.float64]

PARTS = 5  # of the range of a factor that is sampled
COLUMNS = ["across", "up", "mean", "low", "high", "pairs", "runs", "planned"]


class Band(NamedTuple):
    """Values of a factor that one row or column shows: a level, or a part of a range."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The value that stands for all of them."""
        return (self.low + self.high) / 2

    def holds(self, values: Float, last: bool) -> NDArray[np.bool_]:
        """Tell which values lie in the band; ``last`` says that its upper bound does, too."""
        if self.low == self.high:
            return np.asarray(values == self.low)
        return np.asarray((values >= self.low) & ((values <= self.high) if last else
                                                  (values < self.high)))  # fmt: skip


def bands_of(experiment: Experiment, factor: str) -> tuple[Band, ...]:
    """Return the levels of a factor, or equal parts of its range where it is sampled."""
    values = experiment.factors[factor]
    if experiment.design.over_levels:
        return tuple(Band(value, value) for value in sorted({value + 0.0 for value in values}))
    edges = np.linspace(values[0], values[1], PARTS + 1).tolist()
    return tuple(Band(low, high) for low, high in pairwise(edges))


def figures_of(grid: Grid) -> dict[str, Float]:
    """Return all that a sweep can show: each scenario, then each policy less the baseline.

    Arrays are settings x replicates x measures.
    """
    found = dict(zip(grid.scenarios, grid.values, strict=True))
    differences = zip(grid.policies, grid.differences, strict=True)
    return found | {difference_name(name, grid): values for name, values in differences}


def cells_of(
    experiment: Experiment,
    grid: Grid,
    of: str,
    measure: str,
    across: str = "",
    up: str = "",
    fixed: Mapping[str, Band] | None = None,
) -> pd.DataFrame:
    """Return a row for each cell: its bands by number, the mean, and what it rests on.

    ``of`` is a key of ``figures_of``; without ``across`` or ``up`` there is one band, 0, of it.
    Factors in ``fixed`` keep to a band, over all others the mean is taken within each replicate. A
    replicate counts where it has every setting of the cell; ``pairs`` counts those, ``runs`` the
    settings and replicates that are complete, of ``planned`` ones. The 95 % interval (paired t over
    replicates) is of the cell alone.
    """
    column = [each.name for each in grid.measures].index(measure)
    values = figures_of(grid)[of][:, :, column]
    kept = np.ones(len(grid.settings), dtype=np.bool_)
    for name, band in (fixed or {}).items():
        kept &= _in(experiment, grid, name, band)
    rows = []
    for x, first in _places(experiment, grid, across):
        for y, second in _places(experiment, grid, up):
            chosen = kept & first & second
            rows.append([x, y, *_cell(values[chosen]), int(grid.present[chosen].sum()),
                         int(chosen.sum()) * grid.replicates])  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _places(experiment: Experiment, grid: Grid, factor: str) -> list[tuple[int, NDArray[np.bool_]]]:
    """Return the number of each band of a factor, and which settings lie in it."""
    if not factor:
        return [(0, np.ones(len(grid.settings), dtype=np.bool_))]
    bands = bands_of(experiment, factor)
    return [(at, _in(experiment, grid, factor, band)) for at, band in enumerate(bands)]


def _in(experiment: Experiment, grid: Grid, factor: str, band: Band) -> NDArray[np.bool_]:
    last = band == bands_of(experiment, factor)[-1]
    return band.holds(grid.settings[factor].to_numpy(dtype=np.float64), last)


def _cell(values: Float) -> tuple[float, float, float, int]:
    """Return mean, interval and number of replicates of a cell, settings x replicates."""
    if not len(values):
        return np.nan, np.nan, np.nan, 0
    summary = paired(values.mean(axis=0)[:, np.newaxis])
    pairs = int(summary.pairs[0])
    mean = float(summary.mean[0]) if pairs else np.nan
    if pairs < 2:
        return mean, np.nan, np.nan, pairs
    half = float((summary.error * t_quantile(summary.pairs))[0])
    return mean, mean - half, mean + half, pairs
