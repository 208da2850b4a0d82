"""The structure of the network: how far ties reach, how they close, whom they join (ODD 8)."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from interhelix.model.measures.census import Observation
from interhelix.model.measures.measure import Measure, per_actor, ratio
from interhelix.model.measures.paths import MOST_SOURCES, largest_group, sum_of_nearness
from interhelix.model.proximity import EARTH_RADIUS
from interhelix.model.state import Regions

MOST_ORIGINS = 1024  # regions from which distances are measured
ONE_PLACE = 0.001  # km; the arc cosine of nearly 1 tells distances no better


def mean_distance(regions: Regions) -> float:
    """Return the mean distance from a region to another [km], from up to 1,024 regions."""
    place = np.stack([regions.x, regions.y, regions.z])
    n = len(regions)
    if n <= MOST_ORIGINS:
        angle = np.arccos(np.clip(place.T @ place, -1.0, 1.0))
        return EARTH_RADIUS * float(angle.sum() - np.trace(angle)) / (n * (n - 1))
    origins = np.argsort(regions.ident)[:MOST_ORIGINS]
    angles = [np.arccos(np.clip(place[:, one] @ place, -1.0, 1.0)).sum() for one in origins]
    return EARTH_RADIUS * float(np.mean(angles)) / (n - 1)


def distance_ratio(o: Observation) -> float:
    """Return the mean distance of ties across over that of all region pairs.

    It is undefined (NaN) where all regions share one place.
    """
    expected = mean_distance(o.state.regions)
    return ratio(o.survey.km / expected, o.survey.ties) if expected > ONE_PLACE else math.nan


def largest_component(o: Observation) -> float:
    """Return the share of actors in the largest group that ties join [%]."""
    return 100.0 * largest_group(o.state) / len(o.state.actors)


def global_efficiency(o: Observation) -> float:
    """Return the mean of 1 / path length between actors, from up to 64 of them (``latora2001``)."""
    n = len(o.state.actors)
    sources = o.state.directory.by_ident[: min(n, MOST_SOURCES)]
    return sum_of_nearness(o.state, sources) / (len(sources) * (n - 1))


def density(o: Observation) -> float:
    """Return ties across over all pairs of actors of different regions [%]."""
    size = np.bincount(o.state.actors.region).astype(np.float64)
    possible = (size.sum() ** 2 - (size**2).sum()) / 2.0
    return 100.0 * float(o.counts.external.sum()) / possible


def role_assortativity(o: Observation) -> float:
    """Return the assortativity of ties across by role (``newman2003``)."""
    mixing = o.counts.role_pairs / max(1.0, float(o.counts.role_pairs.sum()))
    by_chance = float((mixing.sum(axis=0) * mixing.sum(axis=1)).sum())
    return ratio(float(np.trace(mixing)) - by_chance, 1.0 - by_chance)


def survival(level: int, o: Observation) -> float:
    """Return the share of ties across that keep a level for a year [%], over the run so far."""
    stayed, fell = (
        o.state.nation.tie_moves[level, level],
        o.state.nation.tie_moves[level, level - 1],
    )
    return 100.0 * ratio(float(stayed), float(stayed + fell)) ** 4


STRUCTURE = (
    Measure("distance_ratio", "ratio", "neither", 0.05, "Distance of ties across over that of all region pairs.", distance_ratio),
    Measure("same_role_share", "% of ties", "neither", 2.0, "Ties across between actors of one role.", lambda o: 100.0 * ratio(o.survey.same_role, o.survey.ties)),
    Measure("closed_share", "% of ties", "neither", 2.0, "Ties across whose ends have a common partner.", lambda o: 100.0 * ratio(o.survey.closed, o.survey.ties)),
    Measure("cognitive_gap", "1 - cosine", "less", 0.01, "Distance of young ties across from the optimal cognitive distance.", lambda o: ratio(o.survey.gap, o.survey.young)),
    Measure("reciprocity", "0..1", "more", 0.02, "Knowledge that flows back in ties across: 2 min / sum.", lambda o: ratio(o.survey.returned, o.survey.flowed)),
    Measure("inflow_science_business", "knowledge/tie", "more", 0.01, "Knowledge that flowed in ties across of science and business.", lambda o: ratio(o.survey.business_science_flow, o.survey.business_science)),
    Measure("platform_fit", "1 - cosine", "less", 0.01, "The same distance, of young ties born on the platform.", lambda o: ratio(o.survey.platform_gap, o.survey.young_platform)),
    Measure("platform_interest", "0..1", "more", 0.01, "Interest of both in young ties born on the platform.", lambda o: ratio(o.survey.platform_interest, o.survey.young_platform)),
    Measure("platform_business", "ties/100 actors", "neither", 1.0, "Ties of business born on the platform, with business or science.", lambda o: per_actor(o.survey.platform_business, o)),
    Measure("largest_component", "% of actors", "more", 2.0, "Actors in the largest group that ties join.", largest_component),
    Measure("global_efficiency", "0..1", "more", 0.01, "Mean of 1 / path length between actors.", global_efficiency),
    Measure("density", "% of dyads", "more", 0.1, "Ties across over all dyads across.", density),
    Measure("role_assortativity", "-1..1", "neither", 0.02, "Assortativity of ties across by role.", role_assortativity),
    *(
        Measure(f"survival_level_{level}", "% a year", "more", 1.0, f"Ties across that keep level {level} for a year.", partial(survival, level))
        for level in (1, 2, 3, 4)
    ),
)  # fmt: skip
