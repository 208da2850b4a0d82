"""Approximate Bayesian computation with a local-linear regression adjustment (``beaumont2002``).

Draws from the prior whose summaries lie nearest to those observed are kept, with Epanechnikov
weights; a weighted regression of the parameters on the summaries then moves each kept draw to
where it would lie had it met the observed summaries. The regression works on the logit scale of
each prior's bounds, so no draw can leave them. What a regression cannot do is go beyond its draws:
a summary that the draws do not reach (``reached``) is no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from interhelix.model.errors import Fault, InputError

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
