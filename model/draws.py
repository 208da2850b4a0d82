"""Counter-based draws: a number depends on who, when and what for, never on what was drawn before.

Threefry-2x64-13 (Salmon et al. 2011, ``salmon2011``: the fewest rounds that pass BigCrush). The
key is (seed, stream and step), the counter the identities of the one or two entities concerned.
Two scenarios therefore share every draw that both make, and a draw that is skipped shifts none.
"""

from __future__ import annotations

import math

import numpy as np

from interhelix.model.compiled import inlined

U64 = np.uint64
PARITY = U64(0x1BD11BDAA9FC1A22)
NOBODY = U64(0)
SHIFT_STREAM = U64(32)
SHIFT_53 = U64(11)
UNIT = 2.0**-53

# One stream for each thing that is drawn; the numbers are part of every result.
FOUNDING = 1
REGIME = 2
SHOCK = 3
SHOCK_REGION = 4
PRIORITY = 5
ADOPTION = 6
SEEDING = 7
BREACH = 8
CONTACT_PLACE = 10
CONTACT_WHO = 11
CONTACT_ACCEPT = 12
CONTACT_KIND = 13
EVENT_CHOICE = 14
EVENT_ATTEND = 15
EVENT_WHO = 16
MAP_WHO = 17
MAP_NOISE = 18
PLATFORM_WHO = 19
STRATEGY_WHO = 20
ACT = 21
ACT_OUTCOME = 22
INITIATE = 23
PROJECT_DOMAIN = 24
PROJECT_KIND = 25
FORECAST = 26
CALL = 28
PROJECT_TERM = 29
PROJECT_OUTCOME = 30
CLIMB = 31
LAPSE = 32
SIGN = 33
ORDER = 36
CONTACT_ALLOWED = 37
HOME = 39
GATE = 40
VICTIM = 41
PRINCIPLE = 42
RENEWAL = 43
REPLAN = 44
SEAT = 45
SEAT_WHO = 46
CHOICE = 47
MAP_USE = 49

# A stream may be split: ``stream + SPLIT * k`` is the k-th number of the same thing.
SPLIT = 64


@inlined
def rotate(x: np.uint64, left: np.uint64, right: np.uint64) -> np.uint64:
    """Rotate the 64 bits of ``x`` to the left; ``right`` is 64 less ``left``."""
    return (x << left) | (x >> right)


@inlined
def four_rounds_even(x0: np.uint64, x1: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Mix with the rotations 16, 42, 12, 31."""
    x0 = x0 + x1
    x1 = rotate(x1, U64(16), U64(48)) ^ x0
    x0 = x0 + x1
    x1 = rotate(x1, U64(42), U64(22)) ^ x0
    x0 = x0 + x1
    x1 = rotate(x1, U64(12), U64(52)) ^ x0
    x0 = x0 + x1
    x1 = rotate(x1, U64(31), U64(33)) ^ x0
    return x0, x1


@inlined
def four_rounds_odd(x0: np.uint64, x1: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Mix with the rotations 16, 32, 24, 21."""
    x0 = x0 + x1
    x1 = rotate(x1, U64(16), U64(48)) ^ x0
    x0 = x0 + x1
    x1 = rotate(x1, U64(32), U64(32)) ^ x0
    x0 = x0 + x1
    x1 = rotate(x1, U64(24), U64(40)) ^ x0
    x0 = x0 + x1
    x1 = rotate(x1, U64(21), U64(43)) ^ x0
    return x0, x1


@inlined
def threefry(
    k0: np.uint64, k1: np.uint64, c0: np.uint64, c1: np.uint64
) -> tuple[np.uint64, np.uint64]:
    """Return the two words of Threefry-2x64-13 for a key and a counter (``salmon2011``)."""
    k2 = PARITY ^ k0 ^ k1
    x0, x1 = four_rounds_even(c0 + k0, c1 + k1)
    x0, x1 = four_rounds_odd(x0 + k1, x1 + k2 + U64(1))
    x0, x1 = four_rounds_even(x0 + k2, x1 + k0 + U64(2))
    x0, x1 = x0 + k0, x1 + k1 + U64(3)
    x0 = x0 + x1
    return x0, rotate(x1, U64(16), U64(48)) ^ x0


@inlined
def words(
    key: np.uint64, stream: int, step: int, a: np.uint64, b: np.uint64
) -> tuple[np.uint64, np.uint64]:
    """Return two random words for entities ``a`` and ``b`` in a quarter."""
    return threefry(key, (U64(stream) << SHIFT_STREAM) | U64(step), a, b)


@inlined
def draw(key: np.uint64, stream: int, step: int, a: np.uint64, b: np.uint64) -> float:
    """Draw a number from [0, 1) for entities ``a`` and ``b`` in a quarter."""
    word, _ = words(key, stream, step, a, b)
    return float(word >> SHIFT_53) * UNIT


@inlined
def draw_two(
    key: np.uint64, stream: int, step: int, a: np.uint64, b: np.uint64
) -> tuple[float, float]:
    """Draw two numbers from [0, 1) at once, the first as ``draw`` does."""
    first, second = words(key, stream, step, a, b)
    return float(first >> SHIFT_53) * UNIT, float(second >> SHIFT_53) * UNIT


@inlined
def happens(
    chance: float, key: np.uint64, stream: int, step: int, a: np.uint64, b: np.uint64
) -> bool:
    """Tell whether what has a chance happens; nothing is drawn where that is sure."""
    return chance >= 1.0 or (chance > 0.0 and draw(key, stream, step, a, b) < chance)


@inlined
def draw_dyad(key: np.uint64, stream: int, step: int, a: np.uint64, b: np.uint64) -> float:
    """Draw a number from [0, 1) for a dyad, the same whichever of the two comes first."""
    if a < b:
        return draw(key, stream, step, a, b)
    return draw(key, stream, step, b, a)


@inlined
def draw_normal(key: np.uint64, stream: int, step: int, a: np.uint64, b: np.uint64) -> float:
    """Draw a standard normal number (Box and Muller 1958, ``box1958``)."""
    first, second = words(key, stream, step, a, b)
    radius = float((first >> SHIFT_53) + U64(1)) * UNIT
    angle = float(second >> SHIFT_53) * UNIT
    return math.sqrt(-2.0 * math.log(radius)) * math.cos(2.0 * math.pi * angle)


@inlined
def draw_count(mean: float, u: float) -> int:
    """Return a whole number of mean ``mean``: its floor, or one more with the rest as chance."""
    whole = int(mean)
    return whole + 1 if u < mean - whole else whole
