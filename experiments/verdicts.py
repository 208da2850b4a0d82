"""Verdicts: what an interval says about a difference, in words."""

from __future__ import annotations

import math

FEWEST_PAIRS = 30
MOST_PAIRS = 1_000_000

IDENTICAL = "identical: the same numbers in every pair"
TOO_FEW = f"too few pairs for a verdict: at least {FEWEST_PAIRS}"
NO_VALUE = "no value: the measure is not defined in these runs"
NO_DIFFERENCE = "no material difference"
IMPROVES, WORSENS, RISES, FALLS = "improves", "worsens", "rises", "falls"
NOT_RESOLVED = "not resolved: about {more} more pairs"

WORDS = {"more": (IMPROVES, WORSENS), "less": (WORSENS, IMPROVES), "neither": (RISES, FALLS)}


def verdict(
    wanted: str, matters: float, pairs: int, difference: float, half_width: float, identical: bool
) -> str:
    """Say what the interval ``difference`` +- ``half_width`` means.

    A difference counts when the whole interval lies beyond the smallest difference that matters,
    and counts as none when the whole interval lies within it. Anything between is not resolved, and
    the number of pairs says what would bring the nearer bound to a decision, as the half width
    falls with the square root of the pairs.
    """
    if identical:
        return IDENTICAL
    if not math.isfinite(difference):
        return NO_VALUE
    if pairs < FEWEST_PAIRS:
        return TOO_FEW
    up, down = WORDS[wanted]
    gap = abs(abs(difference) - matters)
    if half_width < gap or (half_width == 0 and difference != 0):
        if abs(difference) < matters:
            return NO_DIFFERENCE
        return up if difference > 0 else down
    return NOT_RESOLVED.format(more=_more(pairs, half_width, gap))


def _more(pairs: int, half_width: float, gap: float) -> int:
    """Say how many more pairs would do, to two figures, rounded up."""
    needed = pairs * (half_width / gap) ** 2 if gap > 0 else math.inf
    more = min(max(needed - pairs, 1.0), float(MOST_PAIRS))
    step = int(10 ** max(math.floor(math.log10(more)) - 1, 0))
    return math.ceil(more / step) * step
