"""Synergy as information: how far roles work together beyond what project sizes give (ODD 8)."""

from __future__ import annotations

import numpy as np

from interhelix.model.measures.census import Observation
from interhelix.model.measures.information import LEAST_PROJECTS, between_groups, members_of
from interhelix.model.measures.measure import Measure
from interhelix.model.state import PROJECTS


def between_districts(o: Observation) -> float:
    """Return the part of T between districts [mbit]; NaN with fewer than 30 projects across."""
    projects, used, actors = o.state.projects, o.state.used, o.state.actors
    if int(projects.external[: used[PROJECTS]].sum()) < LEAST_PROJECTS:
        return float("nan")
    district = o.state.regions.district[actors.region[projects.lead]].astype(np.int64)
    return between_groups(projects, used, members_of(actors, projects, used), district)


SYNERGY = (
    Measure("t_excess", "mbit", "less", 2.0, "Excess of T over its null; negative is synergy.", lambda o: o.excess[0]),
    Measure("t_excess_z", "sd", "less", 1.0, "The same in standard deviations of the null.", lambda o: o.excess[1]),
    Measure("o_information_excess", "mbit", "less", 2.0, "Excess of O-information over its null; negative is synergy.", lambda o: o.excess[2]),
    Measure("t_four_excess", "mbit", "neither", 2.0, "Excess of T in four roles over its null; its sign alone tells nothing.", lambda o: o.excess[3]),
    Measure("t_between", "mbit", "neither", 2.0, "Part of T that lies between the districts of those who lead.", between_districts),
)  # fmt: skip
