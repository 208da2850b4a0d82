"""Synergy as information: Leydesdorff's T and O-information of who works with whom (ODD 8).

Over projects across regions, each role is present or not. ``T = sum H_i - sum H_ij + H_ijk`` in
three roles [mbit], negative means synergy (``leydesdorff2003``); in four roles the O-information
(``rosas2019``). Both as the excess over a null that keeps project sizes and permutes role labels,
as often as it takes for the error of the null to fall below a third of what matters.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from interhelix.model.compiled import called, kernel
from interhelix.model.draws import NOBODY, U64, draw
from interhelix.model.state import PROJECTS, Actors, Float, Integer, Projects, State

FEWEST, MOST = 100, 20_000  # permutations
ERROR = 0.6  # [mbit] standard error of each null, below a third of what matters (2 mbit)
LEAST_PROJECTS = 30
PERMUTE = 63  # a stream of its own
HELIX = 0b0111  # government, business, science
FOUR = 0b1111


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
def transmission(counts: Float, roles: int) -> float:
    """Return T over some roles [mbit]: ``sum H_i - sum H_ij + H_ijk``, and ``- H_ijkl`` for four."""
    total = 0.0
    for subset in range(1, roles + 1):
        odd = (subset & 1) ^ (subset >> 1 & 1) ^ (subset >> 2 & 1) ^ (subset >> 3 & 1)
        total += entropy(counts, subset) if odd == 1 else -entropy(counts, subset)
    return 1000.0 * total


@called
def o_information(counts: Float) -> float:
    """Return ``(n - 2) H(all) + sum (H_i - H_without_i)`` over the four roles [mbit]."""
    total = 2.0 * entropy(counts, 15)
    for i in range(4):
        total += entropy(counts, 1 << i) - entropy(counts, 15 ^ (1 << i))
    return 1000.0 * total


@called
def figures_of(counts: Float, figures: Float) -> None:
    """Write T, O-information and T in four roles [mbit] into ``figures``."""
    figures[0] = transmission(counts, HELIX)
    figures[1] = o_information(counts)
    figures[2] = transmission(counts, FOUR)


@kernel
def against_null(
    projects: Projects, used: Integer, role: Integer
) -> tuple[float, float, float, float]:
    """Return the excess of T over the null, its z, that of O-information, that of T in four roles.

    All in mbit, but z. Labels are permuted until the standard error of each null is at most
    ``ERROR``; mean and squares are those of Welford, in the order of the permutations.
    """
    figures, mean, square = np.zeros(3), np.zeros(3), np.zeros(3)
    turn = 0
    largest = 0.0
    while turn < FEWEST or (turn < MOST and largest > ERROR * ERROR * turn * (turn - 1)):
        counts = count_patterns(projects, used, role, shuffled(len(role), NOBODY, turn))
        figures_of(counts, figures)
        turn += 1
        largest = 0.0
        for each in range(3):
            off = figures[each] - mean[each]
            mean[each] += off / turn
            square[each] += off * (figures[each] - mean[each])
            largest = max(largest, square[each])
    figures_of(count_patterns(projects, used, role, np.arange(len(role))), figures)
    spread = math.sqrt(square[0] / turn)
    t, o, four = figures[0] - mean[0], figures[1] - mean[1], figures[2] - mean[2]
    return t, t / spread if spread > 0.0 else 0.0, o, four


@kernel
def between_groups(projects: Projects, used: Integer, role: Integer, group: Integer) -> float:
    """Return ``T_0 = T - sum (n_G / N) T_G`` [mbit]; ``group`` is that of each project's lead."""
    every = np.zeros(16)
    by_group = np.zeros((group.max() + 1, 16))
    place = 0
    for row in range(used[PROJECTS]):
        if projects.external[row] == 0:
            continue
        pattern = 0
        for _ in range(projects.team[row]):
            pattern |= 1 << role[place]
            place += 1
        every[pattern] += 1.0
        by_group[group[row], pattern] += 1.0
    total = 0.0
    for pattern in range(16):
        total += every[pattern]
    within = 0.0
    for g in range(len(by_group)):
        count = 0.0
        for pattern in range(16):
            count += by_group[g, pattern]
        if count > 0.0:
            within += count / total * transmission(by_group[g], HELIX)
    return transmission(every, HELIX) - within


def seats(projects: Projects) -> NDArray[np.bool_]:
    """Tell which places of each project are taken by a member (projects x places)."""
    return np.arange(projects.members.shape[1]) < projects.team[:, None]


def members_of(actors: Actors, projects: Projects, used: Integer) -> Integer:
    """Return the roles of all members of projects across, project by project."""
    across = np.flatnonzero(projects.external[: used[PROJECTS]])
    members = projects.members[across][seats(projects)[across]]
    return actors.role[members].astype(np.int64)


def excess(state: State) -> tuple[float, float, float, float]:
    """Return what ``against_null`` gives; NaN with fewer than 30 projects across."""
    projects, used = state.projects, state.used
    if int(projects.external[: used[PROJECTS]].sum()) < LEAST_PROJECTS:
        return float("nan"), float("nan"), float("nan"), float("nan")
    with np.errstate(over="ignore"):
        return against_null(projects, used, members_of(state.actors, projects, used))
