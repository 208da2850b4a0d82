"""The fit of a calibration: regression ABC on the draws, and tables of what it gives.

Approximate Bayesian computation with a local-linear regression adjustment (``beaumont2002``): draws
from the prior whose summaries are nearest to those observed are kept, with Epanechnikov weights; a
weighted regression of the parameters on the summaries moves each to where it would be had it met
the observed summaries, on the logit scale of the prior's bounds, so that no draw can leave them. A
summary that the draws do not reach (``reached``) is no part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from interhelix.experiments.calibration.specification import SUMMARIES, Asked
from interhelix.experiments.validation.assessment import published
from interhelix.model.errors import Fault, InputError
from interhelix.model.parameters import catalogue

Float = NDArray[np.float64]
NORMAL_MAD = 1.4826  # the standard deviation of a normal variable in median absolute deviations
EDGE = 1e-9  # of a unit interval, where the logit still is finite
FEWEST = 3  # kept draws for each column of the regression
LEVEL = 0.9  # of intervals
REACH = 0.01  # share of the draws that must lie on either side of what is observed
CASES = 50
COVERED = (0.80, 0.98)  # share of cases whose interval holds the truth, of one called identified
NARROW = 0.6  # width of the posterior's interval beside the prior's, below which it is narrower


class Reference(NamedTuple):
    """Draws from the prior and what the model made of them: n x parameters, n x summaries.

    ``bounds`` (parameters x 2) are those of the uniform priors, ``names`` those of the summaries.
    """

    values: Float
    bounds: Float
    summaries: Float
    names: tuple[str, ...]

    def without(self, row: int) -> Reference:
        """Return all draws but one."""
        values, summaries = (np.delete(part, row, axis=0) for part in (self.values, self.summaries))
        return self._replace(values=values, summaries=summaries)

    def only(self, chosen: NDArray[np.bool_]) -> Reference:
        """Return the same draws with some of the summaries."""
        names = tuple(np.array(self.names)[chosen].tolist())
        return self._replace(summaries=self.summaries[:, chosen], names=names)

    @property
    def spreads(self) -> Float:
        """The median absolute deviation of each summary, as a standard deviation.

        Raises:
            InputError: a summary that is the same in more than half of the draws.

        """
        off = np.abs(self.summaries - np.median(self.summaries, axis=0))
        found = NORMAL_MAD * np.median(off, axis=0)
        if not (found > 0).all():
            name = self.names[int(np.flatnonzero(found == 0)[0])]
            problem = f"{name} is the same in more than half of the draws"
            raise InputError(Fault("calibration", problem, "leave it out of the patterns"))
        return np.asarray(found)


@dataclass(frozen=True)
class Fit:
    """Draws from the posterior with their weights, which add up to 1.

    ``rows`` are the draws of the reference that were kept, ``tolerance`` the distance [spreads]
    that the farthest of them stayed below.
    """

    values: Float
    weights: Float
    rows: NDArray[np.int64]
    tolerance: float

    @property
    def mean(self) -> Float:
        """The mean of each parameter."""
        return np.asarray(self.weights @ self.values)

    def quantiles(self, levels: Float) -> Float:
        """Return quantiles of each parameter, levels x parameters."""
        columns = [weighted_quantiles(column, self.weights, levels) for column in self.values.T]
        return np.stack(columns, axis=1)

    def interval(self, level: float = LEVEL) -> tuple[Float, Float]:
        """Return the bounds of each parameter between which the middle ``level`` lies."""
        low, high = self.quantiles(np.array([(1 - level) / 2, (1 + level) / 2]))
        return low, high


def weighted_quantiles(values: Float, weights: Float, levels: Float) -> Float:
    """Return quantiles of weighted values; each value stands at the middle of its own weight."""
    order = np.argsort(values, kind="stable")
    share = weights[order] / weights.sum()
    return np.interp(levels, np.cumsum(share) - share / 2, values[order])


def distances(reference: Reference, observed: Float) -> Float:
    """Return the root mean square distance of each draw from what was observed [spreads]."""
    off = (reference.summaries - observed) / reference.spreads
    return np.asarray(np.sqrt((off**2).mean(axis=1)))


def reached(reference: Reference, observed: Float) -> NDArray[np.bool_]:
    """Say for each summary whether the draws lie on both sides of what is observed."""
    below = (reference.summaries < observed).mean(axis=0)
    return np.asarray((below >= REACH) & (below <= 1 - REACH))


def fitted(reference: Reference, observed: Float, accepted: float) -> Fit:
    """Return the posterior of the parameters, given the observed summaries.

    ``accepted`` is the share of the draws that is kept.

    Raises:
        InputError: too few draws for the regression, or a summary without spread.

    """
    kept = round(accepted * len(reference.values))
    columns = 1 + reference.summaries.shape[1]
    if not FEWEST * columns <= kept < len(reference.values):
        least = FEWEST * columns
        problem = f"keeps {kept} of {len(reference.values)} draws, and the regression needs {least}"
        remedy = f"run {int(np.ceil(least / accepted))} draws or keep a larger share below 1"
        raise InputError(Fault("calibration", problem, remedy))
    away = distances(reference, observed)
    rows = np.argsort(away, kind="stable")[: kept + 1]
    tolerance = float(away[rows[-1]])
    rows = rows[:-1]
    weights = 1 - (away[rows] / tolerance) ** 2
    off = (reference.summaries[rows] - observed) / reference.spreads
    low, high = reference.bounds.T
    unit = (reference.values[rows] - low) / (high - low)
    scaled = logit(np.clip(unit, EDGE, 1 - EDGE))
    root = np.sqrt(weights)[:, np.newaxis]
    regressors = np.column_stack([np.ones(kept), off])
    middle, *slopes = np.linalg.lstsq(root * regressors, root * scaled, rcond=None)[0]
    spread = _widening(regressors, weights)
    moved = expit(middle + spread * (scaled - middle - off @ np.array(slopes)))
    return Fit(low + moved * (high - low), weights / weights.sum(), rows, tolerance)


def _widening(regressors: Float, weights: Float) -> float:
    """Return by how much the residuals of a regression are too narrow where nothing is off.

    It has fitted some of the scatter, and its own constant is known from these draws only.
    """
    freedom = weights.sum() ** 2 / (weights**2).sum()
    weighted = weights[:, np.newaxis] * regressors
    inverse = np.linalg.pinv(regressors.T @ weighted)
    constant = float(((weighted @ inverse[:, 0]) ** 2).sum())
    left = max(freedom - regressors.shape[1], 1.0)
    return float(np.sqrt(freedom / left * (1 + constant)))


def recovered(
    reference: Reference, accepted: float, cases: int = CASES
) -> tuple[pd.DataFrame, Float]:
    """Return for each parameter how well it is found again from summaries of the model's own.

    Each case takes a draw of the reference as the truth and its summaries as observed, and fits to
    the other draws. ``covered`` is the share of cases whose 90 % interval holds the truth,
    ``narrowed`` the median width of that interval as a share of the prior's, ``agreement`` the rank
    correlation of the posterior mean with the truth. A parameter is ``identified`` if ``covered``
    lies in ``COVERED`` and ``narrowed`` is at most ``NARROW``. The tolerances of the cases stand
    beside it.
    """
    chosen = np.linspace(0, len(reference.values), cases, endpoint=False).astype(int)
    truth = reference.values[chosen]
    found = [fitted(reference.without(row), reference.summaries[row], accepted) for row in chosen]
    low, high = np.swapaxes(np.array([each.interval() for each in found]), 0, 1)
    means = np.array([each.mean for each in found])
    prior = LEVEL * (reference.bounds[:, 1] - reference.bounds[:, 0])
    covered = ((low <= truth) & (truth <= high)).mean(axis=0)
    narrowed = np.median(high - low, axis=0) / prior
    agreement = [
        float(pd.Series(mean).corr(pd.Series(true), method="spearman"))
        for mean, true in zip(means.T, truth.T, strict=True)
    ]
    honest = (covered >= COVERED[0]) & (covered <= COVERED[1])
    rows = {
        "covered": covered,
        "narrowed": narrowed,
        "agreement": agreement,
        "identified": honest & (narrowed <= NARROW),
    }
    return pd.DataFrame(rows), np.array([each.tolerance for each in found])


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
    """Return which runs have all figures of the patterns in their bands."""
    figures = [row for row in published()[1] if row.pattern in chosen and row.banded]
    return pd.concat([table[row.key].between(row.low, row.high) for row in figures], axis=1).all(
        axis=1
    )
