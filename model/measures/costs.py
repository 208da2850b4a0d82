"""What policy costs, who is on the platform, and how regions choose (ODD 8)."""

from __future__ import annotations

from functools import partial

import numpy as np

from interhelix.agents.roles import ROLES
from interhelix.model.measures.census import Observation
from interhelix.model.measures.measure import Measure, ratio
from interhelix.model.state import FEES, MEMBER_QUARTERS, UPKEEP


def policy_cost(o: Observation) -> float:
    """Return the public money spent since the start [u/actor]."""
    return float(o.state.nation.spent) / len(o.state.actors)


def members(o: Observation) -> float:
    """Return the share of actors on the platform [%]."""
    return 100.0 * float(o.state.platform.members.sum()) / len(o.state.actors)


def digital(o: Observation) -> float:
    """Return the mean digital environment of regions [%]."""
    return 100.0 * float(o.state.regions.digital.mean())


def duplication(o: Observation) -> float:
    """Return how alike the priorities of two regions are: mean share of common priorities [%]."""
    priority = o.state.regions.priority.astype(np.float64)
    n, count = len(priority), priority.sum(axis=0)
    common = float((count * (count - 1)).sum()) / (n * (n - 1))
    return 100.0 * common / max(1.0, float(priority.sum(axis=1).mean()))


def members_of(role: int, o: Observation) -> float:
    """Return the share of the actors of a role that are on the platform [%]; NaN without one."""
    rows = o.state.actors.role == role
    return 100.0 * ratio(o.state.actors.member[rows].sum(), rows.sum())


def per_member(place: int, o: Observation) -> float:
    """Return what stands in the platform's record, per member and quarter [u]; NaN without one."""
    record = o.state.platform.record
    return ratio(record[place], record[MEMBER_QUARTERS])


COSTS = (
    Measure("policy_cost", "u/actor", "less", 1.0, "Public money spent on the policy.", policy_cost),
    Measure("members", "% of actors", "more", 2.0, "Actors on the platform.", members),
    Measure("digital", "%", "more", 1.0, "Digital environment, mean of regions.", digital),
    Measure("duplication", "% common", "less", 2.0, "Priorities that two regions share.", duplication),
    Measure("purse", "u/actor", "neither", 1.0, "Public money for networking that waits for a project to pay for.", lambda o: float(o.state.nation.purse.sum()) / len(o.state.actors), at_end=True),
    Measure("fees", "u/member/quarter", "less", 0.02, "Fees that a member pays.", lambda o: per_member(FEES, o), at_end=True),
    Measure("platform_cost", "u/member/quarter", "less", 0.02, "What a member costs the operator.", lambda o: per_member(UPKEEP, o), at_end=True),
    *(
        Measure(f"members_{name}", "% of actors", "more", 2.0, f"Actors of {name} on the platform.", partial(members_of, role), at_end=True)
        for role, name in enumerate(ROLES)
    ),
)  # fmt: skip
