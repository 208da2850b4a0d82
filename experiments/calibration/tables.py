"""Tables of a calibration: parameters, patterns, and the patterns that hold together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from interhelix.experiments.calibration.abc import Fit
from interhelix.experiments.calibration.asked import SUMMARIES, Asked
from interhelix.experiments.validation.judging import published
from interhelix.model.parameters import catalogue

AT_ODDS = ("P1", "P3", "P4", "P6")  # patterns that trials could not have at once
TAILS = (0.05, 0.95)


def parameter_rows(asked: Asked, fit: Fit, found: pd.DataFrame) -> pd.DataFrame:
    """Return the row of each parameter: prior, default, posterior, recovery."""
    low, high = fit.interval()
    rows = {
        "parameter": list(asked.priors),
        "prior_low": [prior.low for prior in asked.priors.values()],
        "prior_high": [prior.high for prior in asked.priors.values()],
        "default": [catalogue()[name].default for name in asked.priors],
        "posterior_mean": fit.mean,
        "posterior_low": low,
        "posterior_high": high,
    }
    return pd.concat([pd.DataFrame(rows), found], axis=1)


def _end(value: float) -> float:
    """Return an end of a band; NaN where it is open."""
    return value if np.isfinite(value) else float("nan")


def pattern_rows(
    asked: Asked, runs: pd.DataFrame, predicted: pd.DataFrame, used: Sequence[str]
) -> pd.DataFrame:
    """Return the row of each pattern: published, band, the draws, runs from the posterior."""
    rows = []
    for name in SUMMARIES:
        pattern = asked.patterns.get(name)
        draws, after = runs[name].dropna(), predicted[name].dropna()
        within = after.between(pattern.low, pattern.high) if pattern else after.isna()
        rows.append(
            {
                "pattern": name,
                "use": "fitted" if name in used else "out of reach" if pattern else "reported",
                "published": pattern.published if pattern else np.nan,
                "band_low": _end(pattern.low) if pattern else np.nan,
                "band_high": _end(pattern.high) if pattern else np.nan,
                "draws_low": draws.quantile(TAILS[0]),
                "draws_high": draws.quantile(TAILS[1]),
                "predicted": after.mean(),
                "predicted_low": after.quantile(TAILS[0]),
                "predicted_high": after.quantile(TAILS[1]),
                "in_band": float(within.mean()) if pattern else np.nan,
            }
        )
    return pd.DataFrame(rows)


def together_rows(runs: pd.DataFrame, predicted: pd.DataFrame) -> pd.DataFrame:
    """Return how many draws, and runs from the posterior, have sets of patterns in their bands."""
    rows = []
    for size in range(1, len(AT_ODDS) + 1):
        for chosen in combinations(AT_ODDS, size):
            counts = {
                name: int(_hold(table, chosen).sum())
                for name, table in (("draws", runs), ("runs", predicted))
            }
            rows.append({"patterns": ", ".join(chosen), **counts})
    return pd.DataFrame(rows)


def _hold(table: pd.DataFrame, chosen: Sequence[str]) -> pd.Series[bool]:
    """Say which runs have all figures of the patterns in their bands."""
    figures = [row for row in published()[1] if row.pattern in chosen and row.banded]
    return pd.concat([table[row.key].between(row.low, row.high) for row in figures], axis=1).all(
        axis=1
    )
