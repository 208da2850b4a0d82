"""Intervals for paired differences: one at a time, all at once, and where they are skewed.

Columns of a matrix are measures, rows are pairs; NaN stands for a pair without a value. The draws
of resampling have a seed of their own, so the same differences always give the same intervals.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Float = NDArray[np.float64]

CONFIDENCE = 0.95
FLIPS = 9_999
RESAMPLES = 4_999
SEED = 20_170_523  # of the resampling only; no run ever sees it
ROUNDING = 1e-12  # a spread this small beside the mean is that of adding up
BLOCK = 1_000  # flips at a time, which bounds memory


class Paired(NamedTuple):
    """Number, mean, standard deviation, standard error and skewness of each column."""

    pairs: NDArray[np.int64]
    mean: Float
    sd: Float
    error: Float
    skew: Float


def paired(differences: Float) -> Paired:
    """Sum up each column; what cannot be known from so few pairs is NaN."""
    present = np.isfinite(differences)
    differences = np.where(present, differences, np.nan)
    pairs = present.sum(axis=0)
    some, several = np.where(pairs > 0, pairs, np.nan), np.where(pairs > 1, pairs - 1, np.nan)
    mean = np.where(present, differences, 0.0).sum(axis=0) / some
    off = np.where(present, differences - mean, 0.0)
    squares = (off**2).sum(axis=0)
    sd = np.sqrt(squares / several)
    sd = np.where(sd < ROUNDING * np.abs(mean), 0.0, sd)
    with np.errstate(divide="ignore", invalid="ignore"):
        skew = np.where(sd > 0, (off**3).sum(axis=0) / some / (squares / some) ** 1.5, 0.0)
    return Paired(pairs, mean, sd, sd / np.sqrt(some), skew)


def t_quantile(pairs: NDArray[np.int64], family: int = 1) -> Float:
    """Return the two-sided 95 % quantile of Student's t, split over ``family`` (Bonferroni)."""
    freedom = np.where(pairs > 1, pairs - 1, np.nan)
    return np.asarray(stats.t.ppf(1 - (1 - CONFIDENCE) / 2 / family, freedom), dtype=np.float64)


def simultaneous_quantile(differences: Float) -> float:
    """Return the quantile that makes the t intervals of all columns hold together in 95 %.

    It is the 95 % quantile of the largest ``|t|`` over the columns when each pair's centred
    differences change sign together at random (max-T of ``westfall1993`` by sign flips). Columns
    that always move together so cost nothing. It never falls below the plain t quantile, and never
    rises above Bonferroni's, which a handful of pairs would else exceed.
    """
    summary = paired(differences)
    varied = (summary.pairs > 1) & (summary.sd > 0)
    if not varied.any():
        return float("nan")
    pairs = summary.pairs[varied]
    columns = differences[:, varied]
    off = np.where(np.isfinite(columns), columns - summary.mean[varied], 0.0) / summary.sd[varied]
    largest = np.concatenate([_largest_t(signs, off, pairs) for signs in _signs(len(off))])
    least, most = t_quantile(pairs).max(), t_quantile(pairs, family=pairs.size).max()
    return float(np.clip(np.quantile(largest, CONFIDENCE), least, most))


def _signs(rows: int) -> list[Float]:
    """Draw the sign flips, in blocks."""
    draw = np.random.default_rng(SEED)
    sizes = [min(BLOCK, FLIPS - begun) for begun in range(0, FLIPS, BLOCK)]
    return [draw.choice(np.array([-1.0, 1.0]), size=(size, rows)) for size in sizes]


def _largest_t(signs: Float, off: Float, pairs: NDArray[np.int64]) -> Float:
    """Return the largest ``|t|`` over the columns for each row of signs.

    A flip leaves every square as it is, so the variance follows from the sum alone.
    """
    total = signs @ off
    squares = (off**2).sum(axis=0)
    variance = np.maximum(squares - total**2 / pairs, 0.0) / (pairs - 1)
    t = np.abs(total) / np.sqrt(pairs * np.maximum(variance, ROUNDING))
    return np.asarray(t.max(axis=1), dtype=np.float64)


def bootstrap_t(column: Float) -> tuple[float, float]:
    """Return the bootstrap-t interval of one column; it leans the way that the column is skewed."""
    values = column[np.isfinite(column)]
    n = len(values)
    rows = np.random.default_rng(SEED).integers(0, n, size=(RESAMPLES, n))
    samples = values[rows]
    mean, error = values.mean(), values.std(ddof=1) / np.sqrt(n)
    errors = samples.std(axis=1, ddof=1) / np.sqrt(n)
    usable = errors > 0
    t = (samples[usable].mean(axis=1) - mean) / errors[usable]
    low, high = np.quantile(t, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(mean - high * error), float(mean - low * error)


def ratio_interval(cost: Float, effect: Float) -> tuple[float, float, float]:
    """Return the ratio of two mean differences with its 95 % interval (Fieller, paired).

    The bounds are NaN where the effect cannot be told from zero: then no cost per unit exists.
    """
    present = np.isfinite(cost) & np.isfinite(effect)
    n = int(present.sum())
    if n < 2 or not effect[present].any():
        return float("nan"), float("nan"), float("nan")
    above, below = cost[present].mean(), effect[present].mean()
    covariance = np.cov(cost[present], effect[present]) / n
    t2 = float(t_quantile(np.array([n]))[0] ** 2)
    a = below**2 - t2 * covariance[1, 1]
    b = above * below - t2 * covariance[0, 1]
    c = above**2 - t2 * covariance[0, 0]
    ratio = float(above / below) if below else float("nan")
    if a <= 0:
        return ratio, float("nan"), float("nan")
    root = np.sqrt(max(b**2 - a * c, 0.0))
    return ratio, float((b - root) / a), float((b + root) / a)
