"""The survey: one pass over all ties, for the figures that are read in the last quarter (ODD 8)."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, shortest_path

from interhelix.agents.roles import BUSINESS, PLATFORM, SCIENCE
from interhelix.model.compiled import kernel
from interhelix.model.measures.census import Observation
from interhelix.model.measures.measure import Measure
from interhelix.model.network import have_common_partner
from interhelix.model.parameters import DEFAULTS
from interhelix.model.proximity import best_interest, cognitive_distance, distance
from interhelix.model.state import EMPTY, TIES, Actors, Integer, Regions, Ties

OPTIMUM = DEFAULTS.proximity.optimum  # cognitive distance at which two learn most (nooteboom2007)
RECENT = 8  # quarters; partners who stay together grow alike, so fit is read from young ties
MOST_SOURCES = 64  # actors from which paths are measured


class Survey(NamedTuple):
    """Sums over ties across regions, and over the young ones among them."""

    ties: float
    km: float  # distance of the two regions
    same_role: float
    closed: float  # the two have a common partner
    business_science: float
    business_science_flow: float  # knowledge that flowed in them
    flowed: float  # ties in which knowledge flowed
    returned: float  # 2 min / sum of the two flows, summed
    young: float
    gap: float  # distance from the optimal cognitive distance
    young_platform: float  # young ties that were born on the platform
    platform_gap: float
    platform_interest: float  # interest of both in the kind that serves them best
    platform_business: float  # all ties of business born on the platform, with business or science


@kernel
def survey(regions: Regions, actors: Actors, ties: Ties, used: Integer, quarter: int) -> Survey:
    """Pass over the ties across regions once."""
    found = np.zeros(14)
    for t in range(used[TIES]):
        if ties.pair[t] == EMPTY:
            continue
        a, b = ties.a[t], ties.b[t]
        low = min(actors.role[a], actors.role[b])
        high = max(actors.role[a], actors.role[b])
        found[0] += 1.0
        found[1] += distance(regions, actors.region[a], actors.region[b])
        found[2] += 1.0 if low == high else 0.0
        found[3] += 1.0 if have_common_partner(actors, ties, a, b) else 0.0
        flow = ties.flow[t, 0] + ties.flow[t, 1]
        if low == BUSINESS and high == SCIENCE:
            found[4] += 1.0
            found[5] += flow
        if flow > 0.0:
            found[6] += 1.0
            found[7] += 2.0 * min(ties.flow[t, 0], ties.flow[t, 1]) / flow
        on_platform = ties.channel[t] == PLATFORM
        if on_platform and low == BUSINESS and high <= SCIENCE:
            found[13] += 1.0
        if quarter - ties.born[t] > RECENT:
            continue
        gap = abs(cognitive_distance(actors, a, b) - OPTIMUM)
        found[8] += 1.0
        found[9] += gap
        if on_platform:
            found[10] += 1.0
            found[11] += gap
            found[12] += best_interest(actors, a, b)
    return Survey(
        found[0], found[1], found[2], found[3], found[4], found[5], found[6],
        found[7], found[8], found[9], found[10], found[11], found[12], found[13],
    )  # fmt: skip


def surveyed(o: Observation) -> Survey:
    """Return the survey of a state."""
    state = o.state
    return survey(state.regions, state.actors, state.ties, state.used, o.quarter)


def share(part: float, whole: float) -> float:
    """Return a share; NaN where there is nothing to share."""
    return part / whole if whole > 0.0 else float("nan")


def distance_ratio(o: Observation) -> float:
    """Return the mean distance of ties across over that of all region pairs."""
    found, regions = surveyed(o), o.state.regions
    place = np.stack([regions.x, regions.y, regions.z])
    angle = np.arccos(np.clip(place.T @ place, -1.0, 1.0))
    n = len(regions)
    expected = 6371.0 * float(angle.sum() - np.trace(angle)) / (n * (n - 1))
    return share(found.km / expected, found.ties)


def network(o: Observation) -> coo_array:
    """Return the ties of all actors as a sparse matrix (N x N)."""
    n, size = o.state.used[TIES], len(o.state.actors)
    ends = (o.state.ties.a[:n], o.state.ties.b[:n])
    return coo_array((np.ones(n), ends), shape=(size, size))


def largest_component(o: Observation) -> float:
    """Return the share of actors in the largest group that ties join [%]."""
    _, label = connected_components(network(o), directed=False)
    return 100.0 * float(np.bincount(label).max()) / len(label)


def global_efficiency(o: Observation) -> float:
    """Return the mean of 1 / path length between actors, from up to 64 of them (``latora2001``)."""
    n = len(o.state.actors)
    sources = o.state.actors.by_ident[: min(n, MOST_SOURCES)]
    paths = shortest_path(network(o).tocsr(), directed=False, unweighted=True, indices=sources)
    paths[np.arange(len(sources)), sources] = np.inf
    return float((1.0 / paths).sum() / (len(sources) * (n - 1)))


def density(o: Observation) -> float:
    """Return ties across over all pairs of actors of different regions [%]."""
    size = np.bincount(o.state.actors.region).astype(np.float64)
    possible = (size.sum() ** 2 - (size**2).sum()) / 2.0
    return 100.0 * float(o.census.external.sum()) / possible


def role_assortativity(o: Observation) -> float:
    """Return the assortativity of ties across by role (``newman2003``)."""
    mixing = o.census.role_pairs / max(1.0, float(o.census.role_pairs.sum()))
    by_chance = float((mixing.sum(axis=0) * mixing.sum(axis=1)).sum())
    return share(float(np.trace(mixing)) - by_chance, 1.0 - by_chance)


def survival(level: int, o: Observation) -> float:
    """Return the share of ties across that keep a level for a year [%], over the run so far."""
    stayed, fell = (
        o.state.nation.tie_moves[level, level],
        o.state.nation.tie_moves[level, level - 1],
    )
    return 100.0 * share(float(stayed), float(stayed + fell)) ** 4


SURVEY = (
    Measure("distance_ratio", "ratio", "neither", 0.05, "Distance of ties across over that of all region pairs.", distance_ratio, at_end=True),
    Measure("same_role_share", "% of ties", "neither", 2.0, "Ties across between actors of one role.", lambda o: 100.0 * share(surveyed(o).same_role, surveyed(o).ties), at_end=True),
    Measure("closed_share", "% of ties", "neither", 2.0, "Ties across whose ends have a common partner.", lambda o: 100.0 * share(surveyed(o).closed, surveyed(o).ties), at_end=True),
    Measure("cognitive_gap", "1 - cosine", "less", 0.01, "Distance of young ties across from the optimal cognitive distance.", lambda o: share(surveyed(o).gap, surveyed(o).young), at_end=True),
    Measure("reciprocity", "0..1", "more", 0.02, "Knowledge that flows back in ties across: 2 min / sum.", lambda o: share(surveyed(o).returned, surveyed(o).flowed), at_end=True),
    Measure("inflow_science_business", "knowledge/tie", "more", 0.01, "Knowledge that flowed in ties across of science and business.", lambda o: share(surveyed(o).business_science_flow, surveyed(o).business_science), at_end=True),
    Measure("platform_fit", "1 - cosine", "less", 0.01, "The same distance, of young ties born on the platform.", lambda o: share(surveyed(o).platform_gap, surveyed(o).young_platform), at_end=True),
    Measure("platform_interest", "0..1", "more", 0.01, "Interest of both in young ties born on the platform.", lambda o: share(surveyed(o).platform_interest, surveyed(o).young_platform), at_end=True),
    Measure("platform_business", "ties/100 actors", "neither", 1.0, "Ties of business born on the platform, with business or science.", lambda o: 100.0 * surveyed(o).platform_business / len(o.state.actors), at_end=True),
    Measure("largest_component", "% of actors", "more", 2.0, "Actors in the largest group that ties join.", largest_component, at_end=True),
    Measure("global_efficiency", "0..1", "more", 0.01, "Mean of 1 / path length between actors.", global_efficiency, at_end=True),
    Measure("density", "% of dyads", "more", 0.1, "Ties across over all dyads across.", density, at_end=True),
    Measure("role_assortativity", "-1..1", "neither", 0.02, "Assortativity of ties across by role.", role_assortativity, at_end=True),
    *(
        Measure(f"survival_level_{level}", "% a year", "more", 1.0, f"Ties across that keep level {level} for a year.", partial(survival, level), at_end=True)
        for level in (1, 2, 3, 4)
    ),
)  # fmt: skip
