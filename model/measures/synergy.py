"""Synergy as information: Leydesdorff's T and O-information of who works with whom (ODD 8).

Over projects across regions, each role is present or not. ``T = sum H_i - sum H_ij + H_ijk`` in
three roles [mbit], negative means synergy (``leydesdorff2003``); in four roles the O-information
(``rosas2019``). Both as the excess over a null that keeps project sizes and permutes role labels.
"""

from __future__ import annotations

import numpy as np

from interhelix.model.compiled import kernel
from interhelix.model.draws import NOBODY, U64, draw
from interhelix.model.measures.census import Observation
from interhelix.model.measures.measure import Measure
from interhelix.model.state import PROJECTS, Actors, Float, Integer, Projects

PERMUTATIONS = 100
LEAST_PROJECTS = 10
PERMUTE = 63  # a stream of its own
HELIX = 0b0111  # government, business, science


@kernel
def count_patterns(projects: Projects, used: Integer, role: np.ndarray, rank: np.ndarray) -> Float:
    """Count projects across by the set of roles present (16 patterns); ``rank`` permutes the labels."""
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


@kernel
def shuffled(n: int, key: np.uint64, turn: int) -> np.ndarray:
    """Return a permutation of ``n`` places (Fisher and Yates)."""
    rank = np.arange(n)
    for i in range(n - 1, 0, -1):
        j = int(draw(key, PERMUTE, turn, U64(i), NOBODY) * (i + 1))
        rank[i], rank[j] = rank[j], rank[i]
    return rank


def entropy(counts: Float, roles: int) -> float:
    """Return the entropy of the presence of some roles [bit]; ``roles`` is a set of bits."""
    kept = np.bincount(np.arange(16) & roles, counts, 16)
    share = kept[kept > 0] / kept.sum()
    return float(-(share * np.log2(share)).sum())


def transmission(counts: Float, roles: int = HELIX) -> float:
    """Return T over the roles in the set [mbit]: entropies of subsets with alternating sign."""
    members = [1 << i for i in range(4) if roles >> i & 1]
    total = 0.0
    for subset in range(1, 1 << len(members)):
        chosen = sum(bit for i, bit in enumerate(members) if subset >> i & 1)
        sign = 1.0 if chosen.bit_count() % 2 == 1 else -1.0
        total += sign * entropy(counts, chosen)
    return 1000.0 * total


def o_information(counts: Float) -> float:
    """Return ``(n - 2) H(all) + sum (H_i - H_without_i)`` over the four roles [mbit]."""
    total = 2.0 * entropy(counts, 15)
    for i in range(4):
        total += entropy(counts, 1 << i) - entropy(counts, 15 ^ (1 << i))
    return 1000.0 * total


def members_of(actors: Actors, projects: Projects, used: Integer) -> np.ndarray:
    """Return the roles of all members of projects across, project by project."""
    n = used[PROJECTS]
    rows = np.flatnonzero(projects.external[:n])
    sizes = projects.team[rows]
    inside = np.arange(projects.members.shape[1]) < sizes[:, None]
    return actors.role[projects.members[rows][inside]].astype(np.int64)


def excess(o: Observation) -> tuple[float, float, float]:
    """Return the excess of T [mbit], its z, and the excess of O-information [mbit] over the null."""
    projects = o.state.projects
    role = members_of(o.state.actors, projects, o.state.used)
    if int(projects.external[: o.state.used[PROJECTS]].sum()) < LEAST_PROJECTS:
        return float("nan"), float("nan"), float("nan")
    seen = count_patterns(projects, o.state.used, role, np.arange(len(role)))
    null = [
        count_patterns(projects, o.state.used, role, shuffled(len(role), U64(0), turn))
        for turn in range(PERMUTATIONS)
    ]
    t = np.array([transmission(counts) for counts in null])
    difference = transmission(seen) - float(t.mean())
    spread = float(t.std(ddof=1))
    z = difference / spread if spread > 0 else 0.0
    return difference, z, o_information(seen) - float(np.mean([o_information(c) for c in null]))


SYNERGY = (
    Measure("t_excess", "mbit", "less", 2.0, "Excess of T over its null; negative is synergy.", lambda o: excess(o)[0], at_end=True),
    Measure("t_excess_z", "sd", "less", 1.0, "The same in standard deviations of the null.", lambda o: excess(o)[1], at_end=True),
    Measure("o_information_excess", "mbit", "less", 2.0, "Excess of O-information over its null; negative is synergy.", lambda o: excess(o)[2], at_end=True),
)
