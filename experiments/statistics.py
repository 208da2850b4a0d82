"""Intervals of paired differences, the verdicts they give, and how figures are written.

Columns of a matrix are measures, rows are pairs; NaN is a pair without a value. Resampling has a
seed of its own, so the same differences always give the same intervals.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

Float = NDArray[np.float64]
CONFIDENCE = 0.95
RESAMPLES = 4_999
SEED = 20_170_523  # of the resampling only; no run ever sees it
ROUNDING = 1e-12  # a spread this small beside the mean is that of adding up
BLOCK = 500  # resamples, and columns, at a time, which bounds memory
FEW = 20  # pairs that say something about skewness


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
    return np.asarray(stdtrit(freedom, 1 - (1 - CONFIDENCE) / 2 / family), dtype=np.float64)


def simultaneous_bounds(differences: Float) -> tuple[Float, Float]:
    """Return the bounds of all columns that hold together in 95 %, skewed or not.

    Each ``t`` is freed of skewness by Hall's transformation (``hall1992``) and compared with the
    same figure in resamples of whole pairs. A column's bounds are where it stays below its own
    quantile there, at the one level for all columns at which every column does in 95 % of resamples
    (max-T, ``westfall1993``, balanced: no column widens another). Columns that always move together
    so cost nothing. No quantile falls below that of t at the same level. A column in which fewer
    than ``FEW`` pairs differ from the commonest value says nothing about skewness; its bounds are
    Bonferroni's.
    """
    summary = paired(differences)
    known = summary.pairs > 1
    varied = known & (summary.sd > 0)
    half = summary.error * t_quantile(summary.pairs, family=max(int(varied.sum()), 1))
    low, high = (np.where(known, summary.mean + sign * half, np.nan) for sign in (-1, 1))
    telling = np.flatnonzero(varied & (_uncommon(differences) >= FEW))
    if telling.size:
        part = paired(differences[:, telling])
        quantiles = _quantiles(differences[:, telling], part)
        low[telling] = part.mean - part.error * _untransformed(quantiles, part.pairs, part.skew)
        high[telling] = part.mean - part.error * _untransformed(-quantiles, part.pairs, part.skew)
    return low, high


def _uncommon(differences: Float) -> NDArray[np.int64]:
    """Count the pairs of each column that differ from its commonest value."""
    counts = []
    for column in differences.T:
        times = np.unique(column[np.isfinite(column)], return_counts=True)[1]
        counts.append(int(times.sum() - times.max(initial=0)))
    return np.array(counts, dtype=np.int64)


def _quantiles(columns: Float, summary: Paired) -> Float:
    """Return the quantile of the transformed ``|t|`` of each column at the common level."""
    top = int((1 - CONFIDENCE) * RESAMPLES) + 1  # the level is never lower than for one column
    ranks = np.zeros(RESAMPLES, dtype=np.int64)
    tails = np.empty((top, columns.shape[1]))
    for begun in range(0, columns.shape[1], BLOCK):
        part = slice(begun, begun + BLOCK)
        sizes = _resampled(columns[:, part], summary.mean[part], summary.sd[part])
        order = sizes.argsort(axis=0, kind="stable")
        rank = np.empty_like(order)
        np.put_along_axis(rank, order, np.arange(RESAMPLES)[:, np.newaxis], axis=0)
        ranks = np.maximum(ranks, rank.max(axis=1))
        tails[:, part] = np.take_along_axis(sizes, order[-top:], axis=0)
    level = int(np.sort(ranks)[RESAMPLES - top])
    found = tails[level - (RESAMPLES - top)]
    beyond = 1 - (level + 1) / (RESAMPLES + 1)
    least = stdtrit(summary.pairs - 1, 1 - beyond / 2)
    return np.asarray(np.maximum(found, least), dtype=np.float64)


def _resampled(columns: Float, mean: Float, sd: Float) -> Float:
    """Return the transformed ``|t|`` of each resample of the pairs (a row) in each column.

    The powers of the centred columns make a resample four sums. One without spread has no ``t``,
    and counts as beyond any bound.
    """
    present = np.isfinite(columns)
    scaled = np.where(present, columns - mean, 0.0) / sd
    powers = np.hstack([np.where(present, scaled**power, 0.0) for power in range(4)])
    found = []
    for weights in _weights(len(columns)):
        count, total, squares, cubes = np.hsplit(weights @ powers, 4)
        with np.errstate(divide="ignore", invalid="ignore"):
            middle, square = total / count, squares / count
            variance = square - middle**2
            t = middle / np.sqrt(variance / (count - 1))
            skew = (cubes / count - 3 * middle * square + 2 * middle**3) / variance**1.5
            size = np.abs(_transformed(t, count, skew))
        found.append(np.where(variance > ROUNDING, size, np.inf))
    return np.concatenate(found)


def _weights(rows: int) -> Iterator[Float]:
    """Draw how often each pair stands in a resample, in blocks of resamples."""
    draw = np.random.default_rng(SEED)
    for begun in range(0, RESAMPLES, BLOCK):
        size = min(BLOCK, RESAMPLES - begun)
        yield draw.multinomial(rows, np.full(rows, 1 / rows), size=size).astype(np.float64)


def _transformed(t: Float, pairs: Float, skew: Float) -> Float:
    """Return ``t`` freed of skewness: ``t + s t^2 / 3 + s^2 t^3 / 27 + s / 6``, s = skew/n^.5."""
    s = skew / np.sqrt(pairs)
    return t + s * t**2 / 3 + s**2 * t**3 / 27 + s / 6


def _untransformed(value: Float, pairs: NDArray[np.int64], skew: Float) -> Float:
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


FEWEST_PAIRS = 30
MOST_PAIRS = 1_000_000
IDENTICAL = "identical: the same numbers in every pair"
TOO_FEW = f"too few pairs for a verdict: at least {FEWEST_PAIRS}"
NO_VALUE = "no value: the measure is not defined in these runs"
NO_DIFFERENCE = "no material difference"
IMPROVES, WORSENS, RISES, FALLS = "improves", "worsens", "rises", "falls"
NOT_RESOLVED = "not resolved: about {more} more {pairs}"
WORDS = {"more": (IMPROVES, WORSENS), "less": (WORSENS, IMPROVES), "neither": (RISES, FALLS)}


class Interval(NamedTuple):
    """A mean difference and the bounds of its interval."""

    difference: float
    low: float
    high: float


def verdict(
    wanted: str, matters: float, pairs: int, interval: Interval, identical: bool = False
) -> str:
    """Return what an interval means.

    A difference counts when the whole interval lies beyond the smallest difference that matters,
    and counts as none when the whole interval lies within it. Anything between is not resolved, and
    the number of pairs says what would bring it to a decision.
    """
    if identical:
        return IDENTICAL
    if not math.isfinite(interval.difference):
        return NO_VALUE
    if pairs < FEWEST_PAIRS:
        return TOO_FEW
    up, down = WORDS[wanted]
    difference, low, high = interval
    if low == high:
        return NO_DIFFERENCE if abs(difference) < matters else up if difference > 0 else down
    if -matters < low and high < matters:
        return NO_DIFFERENCE
    if low > matters or high < -matters:
        return up if difference > 0 else down
    more = more_pairs(matters, pairs, interval)
    return NOT_RESOLVED.format(more=more, pairs="pair" if more == 1 else "pairs")


def more_pairs(matters: float, pairs: int, interval: Interval) -> int:
    """Return how many more pairs would resolve a difference, to two figures, rounded up.

    A side of an interval shrinks with the square root of the pairs. Beyond the smallest difference
    that matters the inner side must come to lie there too, within it both sides must.
    """
    sign = -1.0 if interval.difference < 0 else 1.0
    difference = abs(interval.difference)
    low, high = sorted((sign * interval.low, sign * interval.high))
    sides = [(difference - low, difference - matters)]
    if difference <= matters:
        sides = [
            (difference - low, difference + matters),
            (high - difference, matters - difference),
        ]
    shrink = max(half / gap if gap > 0 else math.inf for half, gap in sides)
    more = min(max(pairs * shrink**2 - pairs, 1.0), float(MOST_PAIRS))
    step = int(10 ** max(math.floor(math.log10(more)) - 1, 0))
    return math.ceil(more / step) * step


NOTHING = "–"
NUMBER = re.compile(r"[-−+]?\d|–|$")


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 setting``, ``1,333 settings``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def number(value: float) -> str:
    """Write a number with three figures, thousands apart, as a person would."""
    if not math.isfinite(value):
        return NOTHING
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    text = f"{value:.3g}"
    return text if "e" not in text else f"{value:.1e}"


def span(low: float, high: float) -> str:
    """Write an interval."""
    return f"{number(low)} .. {number(high)}" if math.isfinite(low) else NOTHING


def percent(share: float) -> str:
    """Write a share as a whole percentage."""
    return f"{100 * share:.0f} %" if math.isfinite(share) else NOTHING


def each(rows: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table with its columns as attributes."""
    yield from rows.itertuples()
