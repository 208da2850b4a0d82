"""Policies against the baseline: over all settings together, and at each setting."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interhelix.experiments.analysis.grid import Grid
from interhelix.experiments.tables import judged, paired_rows, rows_of

MOST_ROWS = 10_000  # that hold together; more take minutes, and bounds so wide say little


def overall(grid: Grid) -> pd.DataFrame:
    """Return a row for each policy and measure, of the mean over the settings in each replicate.

    A pair is a replicate: its luck is the same at every setting, so settings are no further pairs.
    The grid is ``whole``. Intervals hold together over all measures of all policies.
    """
    means = grid.values.mean(axis=1)
    names = [measure.name for measure in grid.measures]
    treatments = dict(zip(grid.policies, means[1:], strict=True))
    return rows_of(means[0], treatments, grid.measures, names)


def by_setting(grid: Grid) -> pd.DataFrame:
    """Return a row for each setting, policy and measure.

    Intervals hold together over all of them: the replicates of all settings are resampled together,
    as they share their luck. A setting without two pairs has no row. With more than ``MOST_ROWS``
    rows the table is empty.
    """
    tables, families = [], []
    if len(grid.settings) * len(grid.policies) * len(grid.measures) > MOST_ROWS:
        return pd.DataFrame()
    for index in np.flatnonzero(grid.present.sum(axis=1) > 1).tolist():
        rows = paired_rows(*grid.setting(index), grid.measures)
        for place, (factor, value) in enumerate(grid.settings.iloc[index].items()):
            rows.insert(place, str(factor), value)
        tables.append(rows)
        families.append(np.concatenate(list(grid.differences[:, index]), axis=1))
    if not tables:
        return pd.DataFrame()
    family = np.concatenate(families, axis=1)
    table = pd.concat(tables, ignore_index=True)
    return judged(table, np.ones(len(table), dtype=np.bool_), family)
