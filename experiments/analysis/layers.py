"""Two layers of uncertainty, kept apart: luck between replicates, ignorance between settings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.analysis.effects import responses
from interhelix.experiments.analysis.grid import Grid
from interhelix.experiments.intervals import CONFIDENCE, ROUNDING, paired, t_quantile
from interhelix.model.measures import Measure

Float = NDArray[np.float64]

TOWARD = {"more": 1.0, "less": -1.0}


class Layers(NamedTuple):
    """How far luck and ignorance spread a figure, and the interval of each.

    ``sd_luck`` is between replicates at one setting, ``sd_ignorance`` between settings once luck
    is taken off. ``low_luck`` and ``high_luck`` bound the mean over the settings (paired t over
    replicates); between ``low_ignorance`` and ``high_ignorance`` lie 95 % of the settings.
    ``better`` is the share of settings where the figure has the wanted sign.
    """

    mean: float
    sd_luck: float
    sd_ignorance: float
    share_ignorance: float
    low_luck: float
    high_luck: float
    low_ignorance: float
    high_ignorance: float
    better: float


def layers_of(grid: Grid) -> pd.DataFrame:
    """Return a row for each response and measure; the grid is ``whole``.

    Without two settings and two replicates the layers cannot be told apart, and the table is empty.
    """
    lines = []
    if grid.replicates > 1 and len(grid.settings) > 1:
        for name, response in responses(grid).items():
            for column, measure in enumerate(grid.measures):
                found = layers(response[:, :, column], measure)
                lines.append({"of": name, "measure": measure.name, "unit": measure.unit}
                             | found._asdict())  # fmt: skip
    return pd.DataFrame(lines, columns=["of", "measure", "unit", *Layers._fields])


def layers(values: Float, measure: Measure) -> Layers:
    """Split the variance of settings x replicates, which share their luck across settings.

    Variance components by mean squares of the crossed design: settings, replicates (luck that
    strikes every setting alike) and the rest (luck of a setting and replicate). A component below
    zero is zero. Means of settings are drawn together, to vary as ignorance alone does.
    """
    if not np.isfinite(values).all():
        return Layers(*[np.nan] * len(Layers._fields))
    settings, replicates = values.shape
    least = (ROUNDING * np.abs(values).max()) ** 2  # a variance below is that of adding up
    mean = float(values.mean())
    rows, columns = values.mean(axis=1), values.mean(axis=0)
    rest = values - rows[:, np.newaxis] - columns + mean
    own = float((rest**2).sum() / ((settings - 1) * (replicates - 1)))
    between, shared = float(rows.var(ddof=1)), float(columns.var(ddof=1))
    ignorance = _above(between - own / replicates, least)
    luck = _above(own + _above(shared - own / settings, least), least)
    drawn = mean + (rows - mean) * np.sqrt(ignorance / between if between > 0 else 0.0)
    summary = paired(columns[:, np.newaxis])
    half = float((summary.error * t_quantile(summary.pairs))[0])
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    toward = TOWARD.get(measure.wanted, np.nan)
    total = ignorance + luck
    return Layers(
        mean=mean,
        sd_luck=float(np.sqrt(luck)),
        sd_ignorance=float(np.sqrt(ignorance)),
        share_ignorance=ignorance / total if total > 0 else np.nan,
        low_luck=mean - half,
        high_luck=mean + half,
        low_ignorance=float(low),
        high_ignorance=float(high),
        better=float((drawn * toward > 0).mean()) if np.isfinite(toward) else np.nan,
    )


def _above(variance: float, least: float) -> float:
    """Return a variance component, zero where it is none."""
    return variance if variance > least else 0.0
