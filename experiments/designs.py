"""Designs over levels (full, fractional) and over ranges (sampled), and their settings.

Generators are those of the usual tables of minimum aberration designs (``box2005``). A factor is a
letter, a word a set of letters kept as bits; the product of two words is their exclusive or.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.model.errors import Fault, InputError
from interhelix.model.parameters import catalogue

KINDS = ("full", "fractional", "latin", "sobol", "morris", "saltelli", "one_at_a_time", "file")
POWERS = ("sobol", "saltelli")
OVER_LEVELS = ("full", "fractional")
Levels = tuple[float, ...]


class Range(NamedTuple):
    """The bounds between which a design samples a factor."""

    low: float
    high: float


@dataclass(frozen=True)
class Design:
    """A kind of design and its size.

    The size of a fractional design is its number of settings, of ``latin`` and ``sobol`` the
    number of points, of ``morris`` the number of trajectories, of ``saltelli`` the number of base
    points, of ``one_at_a_time`` the number of values of each factor; a full one has none. The
    settings of ``file`` are the rows of a file, kept as ``points``.
    """

    kind: str = "full"
    size: int | None = None
    points: tuple[tuple[float, ...], ...] = ()

    @property
    def over_levels(self) -> bool:
        """Whether factors have lists of values, not ranges."""
        return self.kind in OVER_LEVELS

    def settings(self, levels: Sequence[int]) -> int:
        """Return the number of settings of factors with so many levels each."""
        if self.kind == "full":
            return math.prod(levels)
        size, factors = self.size or 0, len(levels)
        times = {"morris": factors + 1, "saltelli": factors + 2, "one_at_a_time": factors}
        return len(self.points) or size * times.get(self.kind, 1)

    def fault(self, factors: int) -> tuple[str, str] | None:
        """Return why there is no such design of so many factors, and what to give instead."""
        if self.kind == "full":
            return None if self.size is None else ("a full design has no size", "leave it out")
        if factors == 0:
            return f"a {self.kind} design needs factors", 'add a table [factors] or kind = "full"'
        if self.kind == "file":
            return None
        if self.size is None:
            return f"a {self.kind} design needs a size", 'write { kind = "…", size = … }'
        if self.kind == "fractional" and self.size not in SIZES.get(factors, ()):
            sizes = " or ".join(str(size) for size in SIZES.get(factors, ()))
            problem = f"no fractional design of {factors} factors has {self.size} settings"
            return problem, f"give size {sizes}" if sizes else "give 3 to 11 factors"
        if self.kind == "one_at_a_time" and self.size < 2:
            return "one value is no range", "give size 2 or more"
        if self.kind in POWERS and self.size & (self.size - 1):
            near = 1 << self.size.bit_length()
            return f"{self.size} is no power of 2", f"give size {near // 2} or {near}"
        return None


def settings_of(
    design: Design, factors: Mapping[str, Levels | Range], seed: int
) -> NDArray[np.float64]:
    """Return the settings: a row each, a column for each factor in the order of ``factors``."""
    values = list(factors.values())
    if not values:
        return np.zeros((1, 0))
    if design.kind == "full":
        return full(values)
    size = design.size or 0
    if design.kind == "file":
        return np.array(design.points, dtype=np.float64)
    if design.kind == "fractional":
        return levels_at(values, coded(len(values), size))
    if design.kind == "one_at_a_time":
        return one_at_a_time(values, size, [catalogue()[name].default for name in factors])
    sampler = {"latin": latin, "sobol": sobol, "morris": morris, "saltelli": saltelli}[design.kind]
    return sampler(values, size, seed)


def full(levels: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Return every combination; the last factor varies fastest."""
    grid = np.meshgrid(*(np.array(values, dtype=np.float64) for values in levels), indexing="ij")
    return np.stack([column.ravel() for column in grid], axis=1)


def levels_at(levels: Sequence[Sequence[float]], chosen: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the levels whose numbers (0 the first) stand in ``chosen``, settings x factors."""
    columns = [np.array(values)[chosen[:, column]] for column, values in enumerate(levels)]
    return np.stack(columns, axis=1).astype(np.float64)


LETTERS = "ABCDEFGHJKL"  # no I: it stands for the identity
# By settings: for so many factors, what each factor beyond the basic ones is set to; from the usual
# tables of minimum aberration designs (``box2005``).
GENERATORS: dict[int, dict[int, str]] = {
    4: {3: "AB"},
    8: {4: "ABC", 5: "AB AC", 6: "AB AC BC", 7: "AB AC BC ABC"},
    16: {
        5: "ABCD",
        6: "ABC BCD",
        7: "ABC BCD ACD",
        8: "BCD ACD ABC ABD",
        9: "ABC BCD ACD ABD ABCD",
        10: "ABC BCD ACD ABD ABCD AB",
        11: "ABC BCD ACD ABD ABCD AB AC",
    },
    32: {
        6: "ABCDE",
        7: "ABCD ABDE",
        8: "ABC ABD BCDE",
        9: "BCDE ACDE ABDE ABCE",
        10: "ABCD ABCE ABDE ACDE BCDE",
        11: "ABC BCD CDE ACD ADE BDE",
    },
    64: {
        7: "ABCDEF",
        8: "ABCD ABEF",
        9: "ABCD ACEF CDEF",
        10: "BCDF ACDF ABDE ABCE",
        11: "CDE ABCD ABF BDEF ADEF",
    },
    128: {
        8: "ABCDEFG",
        9: "ACDFG BCEFG",
        10: "ABCG BCDE ACDF",
        11: "ABCG BCDE ACDF ABCDEFG",
    },
}
SIZES = {
    factors: tuple(size for size, table in GENERATORS.items() if factors in table)
    for factors in range(3, len(LETTERS) + 1)
}


def _bits(word: str) -> int:
    return sum(1 << LETTERS.index(letter) for letter in word)


def _generated(factors: int, settings: int) -> list[int]:
    """Return the words that the factors beyond the basic ones are set to."""
    return [_bits(word) for word in GENERATORS[settings][factors].split()]


def coded(factors: int, settings: int) -> NDArray[np.int64]:
    """Return the number of the level (0 or 1) of each factor in each setting."""
    basic = settings.bit_length() - 1
    rows = np.arange(settings)
    plain = np.stack([rows >> (basic - 1 - column) & 1 for column in range(basic)], axis=1)
    sign = 2 * plain - 1
    columns = [plain[:, column] for column in range(basic)]
    for word in _generated(factors, settings):
        inside = [column for column in range(basic) if word >> column & 1]
        columns.append((sign[:, inside].prod(axis=1) + 1) // 2)
    return np.stack(columns, axis=1).astype(np.int64)


def defining_words(factors: int, settings: int) -> list[int]:
    """Return the words of the defining relation, without the identity."""
    basic = settings.bit_length() - 1
    first = [word | 1 << basic + at for at, word in enumerate(_generated(factors, settings))]
    words = {0}
    for word in first:
        words |= {word ^ other for other in words}
    return sorted(words - {0})


def resolution(factors: int, settings: int) -> int:
    """Return the length of the shortest word of the defining relation."""
    return min(word.bit_count() for word in defining_words(factors, settings))


def aliases(names: Sequence[str], settings: int) -> list[list[str]]:
    """Return groups of main effects and interactions of two that a design cannot tell apart."""
    relation = [0, *defining_words(len(names), settings)]
    effects = [(at,) for at in range(len(names))] + list(combinations(range(len(names)), 2))
    groups: dict[int, list[str]] = {}
    for effect in effects:
        word = sum(1 << at for at in effect)
        chain = min(word ^ other for other in relation)
        groups.setdefault(chain, []).append(" x ".join(names[at] for at in effect))
    return [group for group in groups.values() if len(group) > 1]


LEVELS = 4  # of a Morris grid (``morris1991``)
Ranges = Sequence[Sequence[float]]


def latin(ranges: Ranges, points: int, seed: int) -> NDArray[np.float64]:
    """Return a Latin hypercube: ``points`` strips of each range hold one point each."""
    from scipy.stats.qmc import LatinHypercube

    unit = LatinHypercube(len(ranges), rng=np.random.default_rng(seed)).random(points)
    return _scaled(unit, ranges)


def sobol(ranges: Ranges, points: int, seed: int) -> NDArray[np.float64]:
    """Return the first points of a scrambled Sobol sequence; ``points`` is a power of 2."""
    from scipy.stats.qmc import Sobol

    sequence = Sobol(len(ranges), rng=np.random.default_rng(seed))
    return _scaled(sequence.random_base2(points.bit_length() - 1), ranges)


def morris(ranges: Ranges, trajectories: int, seed: int) -> NDArray[np.float64]:
    """Return Morris trajectories, factors + 1 settings each, on a grid of four levels.

    Raises:
        InputError: SALib is not installed.

    """
    try:
        from SALib.sample import morris as salib
    except ImportError:
        raise _needs_salib("morris") from None
    sample = salib.sample(_problem(ranges), trajectories, num_levels=LEVELS, seed=seed % 2**32)
    return np.asarray(sample, dtype=np.float64)


def saltelli(ranges: Ranges, points: int, seed: int) -> NDArray[np.float64]:
    """Return Saltelli's design (``saltelli2010``): factors + 2 settings for each base point.

    A base point A comes first, then A with one factor after another from B, then B; ``points`` is a
    power of 2.

    Raises:
        InputError: SALib is not installed.

    """
    try:
        from SALib.sample import sobol as salib
    except ImportError:
        raise _needs_salib("saltelli") from None
    sample = salib.sample(_problem(ranges), points, calc_second_order=False, seed=seed % 2**32)
    return np.asarray(sample, dtype=np.float64)


def one_at_a_time(ranges: Ranges, values: int, centre: Sequence[float]) -> NDArray[np.float64]:
    """Return settings in which one factor after another runs over its range in equal steps.

    All others stand at the centre, each within its own range.
    """
    middle = np.clip(centre, *np.array([list(bounds) for bounds in ranges]).T)
    settings = np.tile(middle, (len(ranges), values, 1))
    for factor, (low, high) in enumerate(ranges):
        settings[factor, :, factor] = np.linspace(low, high, values)
    return np.asarray(settings.reshape(-1, len(ranges)), dtype=np.float64)


def _problem(ranges: Ranges) -> dict[str, object]:
    return {
        "num_vars": len(ranges),
        "names": [str(at) for at in range(len(ranges))],
        "bounds": [list(bounds) for bounds in ranges],
    }


def _needs_salib(kind: str) -> InputError:
    remedy = 'pip install "interhelix[sensitivity]"'
    return InputError(Fault("design", f"a {kind} design needs SALib", remedy))


def _scaled(unit: NDArray[np.float64], ranges: Ranges) -> NDArray[np.float64]:
    """Stretch points of the unit cube over the ranges."""
    low, high = np.array([list(bounds) for bounds in ranges]).T
    return np.asarray(low + unit * (high - low))
