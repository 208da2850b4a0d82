"""Intervals for paired differences: one at a time, all at once, and where they are skewed.

Columns of a matrix are measures, rows are pairs; NaN stands for a pair without a value. The draws
of resampling have a seed of their own, so the same differences always give the same intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Float = NDArray[np.float64]

CONFIDENCE = 0.95
RESAMPLES = 4_999
SEED = 20_170_523  # of the resampling only; no run ever sees it
ROUNDING = 1e-12  # a spread this small beside the mean is that of adding up
BLOCK = 500  # resamples at a time, which bounds memory
FEW = 10  # pairs that say something about skewness


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


def simultaneous_bounds(differences: Float) -> tuple[Float, Float]:
    """Return the bounds of all columns that hold together in 95 %, skewed or not.

    Each ``t`` is freed of skewness by Hall's transformation (``hall1992``); bounds are where its
    largest absolute value over the columns stays below the 95 % quantile of the same figure in
    resamples of whole pairs (max-T, ``westfall1993``). Columns that always move together so cost
    nothing. The quantile never falls below that of plain t. A column in which fewer than ``FEW``
    pairs differ from the commonest value says nothing about skewness; its bounds are Bonferroni's.
    """
    summary = paired(differences)
    known = summary.pairs > 1
    varied = known & (summary.sd > 0)
    half = summary.error * t_quantile(summary.pairs, family=max(int(varied.sum()), 1))
    low, high = (np.where(known, summary.mean + sign * half, np.nan) for sign in (-1, 1))
    telling = np.flatnonzero(varied & (_uncommon(differences) >= FEW))
    if telling.size:
        part = paired(differences[:, telling])
        quantile = _largest_quantile(differences[:, telling], part)
        low[telling] = part.mean - part.error * _untransformed(quantile, part.pairs, part.skew)
        high[telling] = part.mean - part.error * _untransformed(-quantile, part.pairs, part.skew)
    return low, high


def _uncommon(differences: Float) -> NDArray[np.int64]:
    """Count the pairs of each column that differ from its commonest value."""
    counts = []
    for column in differences.T:
        times = np.unique(column[np.isfinite(column)], return_counts=True)[1]
        counts.append(int(times.sum() - times.max(initial=0)))
    return np.array(counts, dtype=np.int64)


def _largest_quantile(columns: Float, summary: Paired) -> float:
    """Return the 95 % quantile of the largest transformed ``|t|`` over resamples of the pairs."""
    present = np.isfinite(columns)
    scaled = np.where(present, columns - summary.mean, 0.0) / summary.sd
    powers = [np.where(present, scaled**power, 0.0) for power in range(4)]
    largest = [_largest_t(weights, powers) for weights in _resamples(len(columns))]
    found = np.quantile(np.concatenate(largest), CONFIDENCE, method="higher")
    return max(float(found), float(t_quantile(summary.pairs).max()))


def _resamples(rows: int) -> Iterator[Float]:
    """Draw how often each pair stands in a resample, in blocks of resamples."""
    draw = np.random.default_rng(SEED)
    for begun in range(0, RESAMPLES, BLOCK):
        size = min(BLOCK, RESAMPLES - begun)
        yield draw.multinomial(rows, np.full(rows, 1 / rows), size=size).astype(np.float64)


def _largest_t(weights: Float, powers: Sequence[Float]) -> Float:
    """Return the largest transformed ``|t|`` over the columns of each resample.

    ``powers`` are the powers 0 to 3 of the centred columns, so that a resample is four sums. One
    without spread has no ``t``, and counts as beyond any bound.
    """
    count, total, squares, cubes = (weights @ power for power in powers)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean, square = total / count, squares / count
        variance = square - mean**2
        t = mean / np.sqrt(variance / (count - 1))
        skew = (cubes / count - 3 * mean * square + 2 * mean**3) / variance**1.5
        transformed = np.abs(_transformed(t, count, skew))
    return np.asarray(np.where(variance > ROUNDING, transformed, np.inf).max(axis=1))


def _transformed(t: Float, pairs: Float, skew: Float) -> Float:
    """Return ``t`` freed of skewness: ``t + s t^2 / 3 + s^2 t^3 / 27 + s / 6``, s = skew/n^.5."""
    s = skew / np.sqrt(pairs)
    return t + s * t**2 / 3 + s**2 * t**3 / 27 + s / 6


def _untransformed(value: float, pairs: NDArray[np.int64], skew: Float) -> Float:
    """Return the ``t`` whose transformation is ``value``; it is monotone, so there is one."""
    s = skew / np.sqrt(pairs)
    flat = np.abs(s) < ROUNDING
    s = np.where(flat, 1.0, s)
    return np.where(flat, value, 3 / s * (np.cbrt(1 + s * (value - s / 6)) - 1))


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
