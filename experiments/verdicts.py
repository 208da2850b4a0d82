"""Verdicts: what an interval says about a difference, in words."""

from __future__ import annotations

import math
from typing import NamedTuple

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
    """Say what an interval means.

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
    """Say how many more pairs would resolve a difference, to two figures, rounded up.

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
