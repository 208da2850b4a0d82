"""Sums of columns and what is read from them, for the passes of the census.

They add in NumPy's order, by halves: exact to the last digits in long columns, and equal to
what NumPy gives for the same column.
"""

from __future__ import annotations

import numpy as np

from interhelix.model.compiled import called
from interhelix.model.state import Float, Integer

BLOCK = 128  # longer columns are halved
LANES = 8  # sums that run side by side in a block


@called
def total(values: Float) -> float:
    """Return the sum of a column, as NumPy adds it up (pairwise)."""
    n = len(values)
    if n > BLOCK:
        half = n // 2 - n // 2 % LANES
        return total(values[:half]) + total(values[half:])
    whole = 0.0
    first = n - n % LANES
    if first > 0:
        a, b, c, d = values[0], values[1], values[2], values[3]
        e, f, g, h = values[4], values[5], values[6], values[7]
        for i in range(LANES, first, LANES):
            a, b, c, d = a + values[i], b + values[i + 1], c + values[i + 2], d + values[i + 3]
            e, f, g, h = e + values[i + 4], f + values[i + 5], g + values[i + 6], h + values[i + 7]
        whole = ((a + b) + (c + d)) + ((e + f) + (g + h))
    for i in range(first, n):
        whole += values[i]
    return whole


@called
def put_in_order(values: Float) -> None:
    """Sort a column in place (Shell's sort)."""
    gap = len(values) // 2
    while gap > 0:
        for i in range(gap, len(values)):
            value, place = values[i], i
            while place >= gap and values[place - gap] > value:
                values[place] = values[place - gap]
                place -= gap
            values[place] = value
        gap //= 2


@called
def in_order(numbers: Integer) -> Float:
    """Return small whole numbers in order, by counting them."""
    most = 0
    for i in range(len(numbers)):
        most = max(most, numbers[i])
    tally = np.zeros(most + 1, np.int64)
    for i in range(len(numbers)):
        tally[numbers[i]] += 1
    ordered = np.empty(len(numbers))
    place = 0
    for number in range(len(tally)):
        for _ in range(tally[number]):
            ordered[place] = number
            place += 1
    return ordered


@called
def gini(ordered: Float) -> float:
    """Return the Gini coefficient of non-negative values in order; 0 if all are zero."""
    n = len(ordered)
    weighed = np.empty(n)
    for i in range(n):
        weighed[i] = (i + 1) * ordered[i]
    whole = total(ordered)
    return 2.0 * total(weighed) / (n * whole) - (n + 1.0) / n if whole > 0.0 else 0.0


@called
def slope(x: Float, y: Float) -> float:
    """Return the slope of ``y`` on ``x``; 0 with fewer than 3 points or where ``x`` is constant."""
    n = len(x)
    varies = False
    for i in range(n):
        varies = varies or x[i] != x[0]
    if n < 3 or not varies:
        return 0.0
    mean = total(x) / n
    above, below = np.empty(n), np.empty(n)
    for i in range(n):
        above[i] = (x[i] - mean) * y[i]
        below[i] = (x[i] - mean) * (x[i] - mean)
    return total(above) / total(below)
