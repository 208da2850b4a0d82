"""What policy costs, who is on the platform, and how regions choose (ODD 8)."""

from __future__ import annotations

from functools import partial

import numpy as np

from interhelix.agents.roles import ROLES
from interhelix.model.measures.census import Observation
from interhelix.model.measures.counts import BY_REGIONS
from interhelix.model.measures.measure import Measure, ratio
from interhelix.model.state import FEES, MEMBER_QUARTERS, PAIRS, UPKEEP, Float


def policy_cost(o: Observation) -> Float:
    """Return the public money spent since the start [u/actor]."""
    return o.counts.spent / len(o.state.actors)


def members(o: Observation) -> Float:
    """Return the share of actors on the platform [%]."""
    return 100.0 * o.counts.members / len(o.state.actors)


def digital(o: Observation) -> Float:
    """Return the mean digital environment of regions [%]."""
    return 100.0 * (o.counts.digital / len(o.state.regions))


def duplication(o: Observation) -> Float:
    """Return how alike the priorities of two regions are: mean share of common priorities [%]."""
    n = len(o.state.regions)
    common = o.counts.common_priorities / (n * (n - 1))
    return 100.0 * common / np.maximum(1.0, o.counts.priorities / n)


def complementarity(o: Observation) -> float:
    """Return how far tied regions are strong where their partner has a priority and is weak [%].

    It is the mean lead of a partner region in the priorities of a region, over region pairs with a
    tie; NaN without one. Two regions that prioritise and master the same have none.
    """
    regions, pairs = o.state.regions, o.state.pairs[: o.state.used[PAIRS]]
    tied = pairs[pairs.level > 0]
    lead, chosen = 0.0, 0.0
    for one, other in ((tied.r, tied.s), (tied.s, tied.r)):
        priority = regions.priority[one]
        ahead = np.maximum(0.0, regions.profile[other] - regions.profile[one])
        lead += float((priority * ahead).sum())
        chosen += float(priority.sum())
    return 100.0 * ratio(lead, chosen)


def members_of(role: int, o: Observation) -> float:
    """Return the share of the actors of a role that are on the platform [%]; NaN without one."""
    rows = o.state.actors.role == role
    return 100.0 * ratio(o.state.actors.member[rows].sum(), rows.sum())


def per_member(place: int, o: Observation) -> float:
    """Return what stands in the platform's record, per member and quarter [u]; NaN without one."""
    record = o.state.platform.record
    return ratio(record[place], record[MEMBER_QUARTERS])


COSTS = (
    Measure("policy_cost", "u/actor", "less", 1.0, "Public money spent on the policy.", policy_cost, BY_REGIONS),
    Measure("contacts", "contacts/actor", "neither", 0.5, "Contacts sought with others than partners, since the start.", lambda o: float(o.state.nation.contacts) / len(o.state.actors)),
    Measure("members", "% of actors", "more", 2.0, "Actors on the platform.", members, BY_REGIONS),
    Measure("digital", "%", "more", 1.0, "Digital environment, mean of regions.", digital, BY_REGIONS),
    Measure("duplication", "% common", "less", 2.0, "Priorities that two regions share.", duplication, BY_REGIONS),
    Measure("complementarity", "% of full", "more", 0.5, "Lead of tied regions in what their partner prioritises.", complementarity),
    Measure("purse", "u/actor", "neither", 1.0, "Public money for networking that waits for a project to pay for.", lambda o: float(o.state.nation.purse.sum()) / len(o.state.actors)),
    Measure("fees", "u/member/quarter", "less", 0.02, "Fees that a member pays.", lambda o: per_member(FEES, o)),
    Measure("platform_cost", "u/member/quarter", "less", 0.02, "What a member costs the operator.", lambda o: per_member(UPKEEP, o)),
    *(
        Measure(f"members_{name}", "% of actors", "more", 2.0, f"Actors of {name} on the platform.", partial(members_of, role))
        for role, name in enumerate(ROLES)
    ),
)  # fmt: skip
