"""Values of a sweep by scenario, setting and replicate, and figures of its cells.

What is shown of a sweep that is still running, too: each cell uses the replicates that are complete
in it, whether or not others are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.designs import settings_of
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.replicates import FailedRun, RunsFailedError
from interhelix.experiments.statistics import paired, t_quantile
from interhelix.model.errors import Fault, InputError
from interhelix.model.measures import Measure

Float = NDArray[np.float64]
MOST_FAILED = 0.01  # share of the runs
MOST_ABSENT = 0.5  # share of the settings that a replicate may lack and still count
DONE = "done"
LARGER = "they belong to a larger one: run the sweep of this store with it, then report"


@dataclass(frozen=True)
class Grid:
    """The values of complete pairs: where one scenario of a pair is missing, all are NaN.

    ``settings`` has a row for each distinct setting of the factors and a column for each factor;
    ``order`` says which of them each row of the design is. ``values`` and ``present`` are
    scenarios x settings x replicates (x measures); ``present`` is the same for all scenarios.
    """

    scenarios: tuple[str, ...]
    measures: tuple[Measure, ...]
    settings: pd.DataFrame
    order: NDArray[np.int64]
    values: Float
    present: NDArray[np.bool_]

    @property
    def policies(self) -> tuple[str, ...]:
        """The scenarios that are compared with the first."""
        return self.scenarios[1:]

    @cached_property
    def differences(self) -> Float:
        """Policy less baseline: policies x settings x replicates x measures."""
        return np.asarray(self.values[1:] - self.values[0])

    @property
    def replicates(self) -> int:
        """The number of replicates."""
        return int(self.values.shape[2])

    def setting(self, index: int) -> tuple[Float, dict[str, Float]]:
        """Return the values of the baseline and of each policy at a setting, pairs x measures."""
        kept = self.values[:, index, self.present[index]]
        return kept[0], dict(zip(self.policies, kept[1:], strict=True))


def failures_of(runs: pd.DataFrame) -> tuple[FailedRun, ...]:
    """List the runs that failed, and refuse to go on when they are many.

    Raises:
        RunsFailedError: more than 1 % of the runs failed.

    """
    failed = runs[runs["status"] != DONE]
    reasons = failed["reason"].fillna("") if "reason" in failed else pd.Series("", failed.index)
    failures = tuple(
        FailedRun(str(scenario), int(replicate), f"{status}: {reason}" if reason else str(status))
        for scenario, replicate, status, reason in zip(
            failed["scenario"], failed["replicate"], failed["status"], reasons, strict=True
        )
    )
    if len(failures) > MOST_FAILED * len(runs):
        raise RunsFailedError(failures, len(runs))
    return failures


def grid_of(experiment: Experiment, runs: pd.DataFrame) -> Grid:
    """Return the runs that were done, in their places.

    Raises:
        InputError: a run of a scenario or setting that the experiment does not have.

    """
    factors = list(experiment.factors)
    measures = experiment.load_measures()
    design = settings_of(experiment.design, experiment.factors, experiment.seed)
    design = design + 0.0  # one zero only
    first, order = _distinct(design)
    done = runs[runs["status"] == DONE]
    shape = (len(experiment.scenarios), len(first), experiment.replicates)
    places = (
        _places(done["scenario"], {name: at for at, name in enumerate(experiment.scenarios)}),
        _places(
            done[factors].itertuples(index=False, name=None),
            {tuple(row): at for at, row in enumerate(design[first].tolist())},
        ),
        done["replicate"].to_numpy(dtype=np.int64),
    )
    wrong = (places[0] < 0) | (places[1] < 0) | (places[2] >= shape[2])
    if wrong.any():
        problem = f"{int(wrong.sum())} of {len(done)} runs are not of the experiment {experiment}"
        raise InputError(Fault("", problem, LARGER))
    if len(np.unique(np.ravel_multi_index(places, shape))) < len(done):
        raise InputError(Fault("", "a run of the experiment stands twice", "verify the store"))
    values = np.full((*shape, len(measures)), np.nan)
    values[places] = done[[measure.name for measure in measures]].to_numpy(dtype=np.float64)
    ran = np.zeros(shape, dtype=np.bool_)
    ran[places] = True
    present = np.asarray(ran.all(axis=0))
    values[:, ~present] = np.nan
    settings = pd.DataFrame(design[first], columns=factors)
    return Grid(experiment.scenarios, measures, settings, order, values, present)


def _distinct(design: Float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return first indices of unique rows and the inverse mapping (as ``np.unique``)."""
    if design.shape[1] == 0:
        return np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    _, first, inverse = np.unique(design, axis=0, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    return np.sort(first).astype(np.int64), rank[inverse.ravel()].astype(np.int64)


def _places(keys: object, known: Mapping[object, int]) -> NDArray[np.int64]:
    """Return the place of each key, -1 for an unknown one."""
    return np.array([known.get(key, -1) for key in keys], dtype=np.int64)  # type: ignore[attr-defined]


def whole(grid: Grid, over_levels: bool) -> Grid:
    """Return the part of a grid in which every replicate has every setting.

    Replicates that lack more than half of the settings are left out. Of the others, a factorial
    design loses the replicates that lack a setting, since its contrasts need all settings; one that
    samples loses the settings that lack a replicate.

    Raises:
        InputError: nothing is left.

    """
    kept = grid.present.mean(axis=0) > MOST_ABSENT
    if over_levels:
        kept &= grid.present.all(axis=0)
    rows = np.asarray(grid.present[:, kept].all(axis=1))
    if not kept.any() or not rows.any():
        remedy = "run the sweep again: it goes on where it stopped"
        raise InputError(Fault("", "no replicate has been run at every setting yet", remedy))
    part = np.ix_(np.arange(len(grid.scenarios)), np.flatnonzero(rows), np.flatnonzero(kept))
    moved = np.where(rows, np.cumsum(rows) - 1, -1)[grid.order]
    return replace(
        grid,
        settings=grid.settings.iloc[np.flatnonzero(rows)].reset_index(drop=True),
        order=moved.astype(np.int64),
        values=grid.values[part],
        present=grid.present[np.ix_(np.flatnonzero(rows), np.flatnonzero(kept))],
    )


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
        """Return which values lie in the band; ``last`` says that its upper bound does, too."""
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
    for x, first in _bands_of_settings(experiment, grid, across):
        for y, second in _bands_of_settings(experiment, grid, up):
            chosen = kept & first & second
            rows.append([x, y, *_cell(values[chosen]), int(grid.present[chosen].sum()),
                         int(chosen.sum()) * grid.replicates])  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _bands_of_settings(
    experiment: Experiment, grid: Grid, factor: str
) -> list[tuple[int, NDArray[np.bool_]]]:
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


def difference_name(policy: str, grid: Grid) -> str:
    """Return what the difference that a policy makes is called."""
    return f"{policy} − {grid.scenarios[0]}"
