"""Regret over settings: what one loses by a policy where another would have been best."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.analysis.grid import Grid
from interhelix.experiments.analysis.layers import TOWARD
from interhelix.experiments.intervals import ROUNDING

Float = NDArray[np.float64]

COLUMNS = [
    "measure", "unit", "scenario", "mean_regret", "max_regret", "worst_setting", "often_best",
    "luck", "choice",
]  # fmt: skip


def regrets(grid: Grid) -> dict[str, Float]:
    """Return settings x scenarios for each measure of which more, or less, is wanted.

    The regret of a scenario at a setting is how far its mean over replicates lies behind the best.
    A measure that is undefined somewhere is left out, and so is one on which all are always equal.
    """
    found = {}
    means = grid.values.mean(axis=2)
    for column, measure in enumerate(grid.measures):
        if measure.wanted in TOWARD and np.isfinite(means[:, :, column]).all():
            gains = TOWARD[measure.wanted] * means[:, :, column].T
            regret = gains.max(axis=1, keepdims=True) - gains
            regret[regret <= ROUNDING * np.abs(gains)] = 0.0
            if regret.any():
                found[measure.name] = regret
    return found


def regret_table(grid: Grid) -> pd.DataFrame:
    """Return a row for each measure and scenario: mean and largest regret over the settings.

    ``choice`` marks the scenario whose largest regret is smallest (minimax regret), ``often_best``
    is the share of settings where a scenario is best, ``luck`` the standard error of its regret at
    a setting: what of it may be luck. ``worst_setting`` counts from 0. The grid is ``whole``; with
    one scenario or one setting the table is empty.
    """
    lines: list[tuple[object, ...]] = []
    if len(grid.scenarios) > 1 and len(grid.settings) > 1:
        for name, regret in regrets(grid).items():
            column = [measure.name for measure in grid.measures].index(name)
            luck = _luck(grid.values[..., column], regret)
            largest = regret.max(axis=0)
            for place, scenario in enumerate(grid.scenarios):
                lines.append(
                    (
                        name,
                        grid.measures[column].unit,
                        scenario,
                        regret[:, place].mean(),
                        largest[place],
                        int(regret[:, place].argmax()),
                        float((regret[:, place] == 0).mean()),
                        luck[place],
                        bool(largest[place] == largest.min()),
                    )
                )
    return pd.DataFrame(lines, columns=COLUMNS)


def _luck(values: Float, regret: Float) -> Float:
    """Return the root mean square standard error of the regret of each scenario.

    ``values`` is scenarios x settings x replicates. A scenario that is best has no error.
    """
    if values.shape[2] < 2:
        return np.full(len(values), np.nan)
    best = values[regret.argmin(axis=1), np.arange(values.shape[1])]
    error = (values - best).std(axis=2, ddof=1) / np.sqrt(values.shape[2])
    return np.asarray(np.sqrt((error**2).mean(axis=1)))
