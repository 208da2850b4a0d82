"""What policy costs, who is on the platform, and how regions choose (ODD 8)."""

from __future__ import annotations

import numpy as np

from interhelix.model.measures.census import Observation
from interhelix.model.measures.measure import Measure
from interhelix.model.state import PROJECTS


def policy_cost(o: Observation) -> float:
    """Return the public money spent since the start [u/actor]."""
    return float(o.state.nation.spent[0]) / len(o.state.actors.ident)


def members(o: Observation) -> float:
    """Return the share of actors on the platform [%]."""
    return 100.0 * float(o.state.platform.members.sum()) / len(o.state.actors.ident)


def digital(o: Observation) -> float:
    """Return the mean digital environment of regions [%]."""
    return 100.0 * float(o.state.regions.digital.mean())


def duplication(o: Observation) -> float:
    """Return how alike the priorities of two regions are: mean share of common priorities [%]."""
    priority = o.state.regions.priority.astype(np.float64)
    n, count = len(priority), priority.sum(axis=0)
    common = float((count * (count - 1)).sum()) / (n * (n - 1))
    return 100.0 * common / max(1.0, float(priority.sum(axis=1).mean()))


def success(o: Observation) -> float:
    """Return the share of ended projects that succeeded [%]; 0 before one has ended."""
    projects = o.state.projects
    outcome = projects.outcome[: o.state.used[PROJECTS]]
    ended = int((outcome > 0).sum())
    return 100.0 * float((outcome == 2).sum()) / ended if ended else 0.0


def joint_projects(o: Observation) -> float:
    """Return projects across regions, started so far, per 100 actors."""
    projects = o.state.projects
    return (
        100.0 * float(projects.external[: o.state.used[PROJECTS]].sum()) / len(o.state.actors.ident)
    )


COSTS = (
    Measure(
        "policy_cost", "u/actor", "less", 1.0, "Public money spent on the policy.", policy_cost
    ),
    Measure("members", "% of actors", "more", 2.0, "Actors on the platform.", members),
    Measure("digital", "%", "more", 1.0, "Digital environment, mean of regions.", digital),
    Measure(
        "duplication", "% common", "less", 2.0, "Priorities that two regions share.", duplication
    ),
    Measure("success", "% of projects", "more", 2.0, "Ended projects that succeeded.", success),
    Measure(
        "joint_projects",
        "projects/100 actors",
        "more",
        2.0,
        "Projects across regions.",
        joint_projects,
    ),
)
