"""Fractional factorials of two levels: standard generators, resolution, and what is aliased.

The generators are those of the usual tables of minimum aberration designs (``box2005``). A factor
is a letter, a word a set of letters kept as bits; the product of two words is their exclusive or.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

LETTERS = "ABCDEFGHJKL"  # no I: it stands for the identity

# By settings: for so many factors, what each factor beyond the basic ones is set to.
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
