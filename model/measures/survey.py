"""The survey: one pass over all ties, for the figures that are read in the last quarter (ODD 8)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from interhelix.agents.roles import BUSINESS, PLATFORM, SCIENCE
from interhelix.model.compiled import kernel
from interhelix.model.network import have_common_partner
from interhelix.model.parameters import DEFAULTS
from interhelix.model.proximity import best_interest, cognitive_distance, distance
from interhelix.model.state import EMPTY, TIES, State

OPTIMUM = DEFAULTS.proximity.optimum  # cognitive distance at which two learn most (nooteboom2007)
RECENT = 8  # quarters; partners who stay together grow alike, so fit is read from young ties


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
def survey(state: State, quarter: int) -> Survey:
    """Pass over the ties across regions once."""
    regions, actors, ties, used = state.regions, state.actors, state.ties, state.used
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
