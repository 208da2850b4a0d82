"""Synergy as information: Leydesdorff's T and O-information of who works with whom (ODD 8).

Over projects across regions, each role is present or not. ``T = sum H_i - sum H_ij + H_ijk`` in
three roles [mbit], negative means synergy (``leydesdorff2003``); in four roles the O-information
(``rosas2019``). Both as the excess over a null that keeps project sizes and permutes role labels.
"""

from __future__ import annotations

import math

import numpy as np

from interhelix.model.compiled import called, kernel
from interhelix.model.draws import NOBODY, U64, draw
from interhelix.model.measures.census import Observation
from interhelix.model.measures.measure import Measure
from interhelix.model.state import PROJECTS, Actors, Float, Integer, Projects

PERMUTATIONS = 100
LEAST_PROJECTS = 30
PERMUTE = 63  # a stream of its own
HELIX = 0b0111  # government, business, science


@called
def count_patterns(projects: Projects, used: Integer, role: Integer, rank: Integer) -> Float:
    """Count projects across by the set of roles present (16); ``rank`` permutes the labels."""
    counts = np.zeros(16)
    place = 0
    for row in range(used[PROJECTS]):
        if projects.external[row] == 0:
            continue
        pattern = 0
        for _ in range(projects.team[row]):
            pattern |= 1 << role[rank[place]]
            place += 1
        counts[pattern] += 1.0
    return counts


@called
def shuffled(n: int, key: np.uint64, turn: int) -> Integer:
    """Return a permutation of ``n`` places (Fisher and Yates)."""
    rank = np.arange(n)
    for i in range(n - 1, 0, -1):
        j = int(draw(key, PERMUTE, turn, U64(i), NOBODY) * (i + 1))
        kept = rank[i]
        rank[i] = rank[j]
        rank[j] = kept
    return rank


@called
def entropy(counts: Float, roles: int) -> float:
    """Return the entropy of the presence of some roles, given as a set of bits [bit]."""
    kept = np.zeros(16)
    total = 0.0
    for pattern in range(16):
        kept[pattern & roles] += counts[pattern]
        total += counts[pattern]
    bits = 0.0
    for pattern in range(16):
        if kept[pattern] > 0.0:
            bits -= kept[pattern] / total * math.log2(kept[pattern] / total)
    return bits


@called
def transmission(counts: Float) -> float:
    """Return T over government, business and science [mbit]: ``sum H_i - sum H_ij + H_ijk``."""
    total = 0.0
    for subset in range(1, HELIX + 1):
        odd = (subset & 1) ^ (subset >> 1 & 1) ^ (subset >> 2 & 1)
        total += entropy(counts, subset) if odd == 1 else -entropy(counts, subset)
    return 1000.0 * total


@called
def o_information(counts: Float) -> float:
    """Return ``(n - 2) H(all) + sum (H_i - H_without_i)`` over the four roles [mbit]."""
    total = 2.0 * entropy(counts, 15)
    for i in range(4):
        total += entropy(counts, 1 << i) - entropy(counts, 15 ^ (1 << i))
    return 1000.0 * total


@kernel
def against_null(projects: Projects, used: Integer, role: Integer) -> tuple[float, float, float]:
    """Return the excess of T over the null [mbit], its z, and that of O-information [mbit]."""
    t = np.zeros(PERMUTATIONS)
    o = 0.0
    for turn in range(PERMUTATIONS):
        counts = count_patterns(projects, used, role, shuffled(len(role), NOBODY, turn))
        t[turn] = transmission(counts)
        o += o_information(counts) / PERMUTATIONS
    seen = count_patterns(projects, used, role, np.arange(len(role)))
    mean, square = 0.0, 0.0  # sums of NumPy's own would differ in a bit when compiled
    for turn in range(PERMUTATIONS):
        mean += t[turn] / PERMUTATIONS
    for turn in range(PERMUTATIONS):
        square += (t[turn] - mean) * (t[turn] - mean) / PERMUTATIONS
    difference = transmission(seen) - mean
    spread = math.sqrt(square)
    z = difference / spread if spread > 0.0 else 0.0
    return difference, z, o_information(seen) - o


def members_of(actors: Actors, projects: Projects, used: Integer) -> Integer:
    """Return the roles of all members of projects across, project by project."""
    n = used[PROJECTS]
    rows = np.flatnonzero(projects.external[:n])
    sizes = projects.team[rows]
    inside = np.arange(projects.members.shape[1]) < sizes[:, None]
    return actors.role[projects.members[rows][inside]].astype(np.int64)


def excess(o: Observation) -> tuple[float, float, float]:
    """Return what ``against_null`` gives; NaN with fewer than 30 projects across."""
    projects, used = o.state.projects, o.state.used
    if int(projects.external[: used[PROJECTS]].sum()) < LEAST_PROJECTS:
        return float("nan"), float("nan"), float("nan")
    with np.errstate(over="ignore"):
        return against_null(projects, used, members_of(o.state.actors, projects, used))


SYNERGY = (
    Measure(
        "t_excess",
        "mbit",
        "less",
        2.0,
        "Excess of T over its null; negative is synergy.",
        lambda o: excess(o)[0],
        at_end=True,
    ),
    Measure(
        "t_excess_z",
        "sd",
        "less",
        1.0,
        "The same in standard deviations of the null.",
        lambda o: excess(o)[1],
        at_end=True,
    ),
    Measure(
        "o_information_excess",
        "mbit",
        "less",
        2.0,
        "Excess of O-information over its null; negative is synergy.",
        lambda o: excess(o)[2],
        at_end=True,
    ),
)
