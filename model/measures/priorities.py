"""Priorities: what regions choose, read from the priorities in force (ODD 7.6, 8)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from interhelix.model.measures.census import Observation
from interhelix.model.measures.measure import Measure
from interhelix.model.state import N_DOMAINS, PAIRS, Float, Row, Small


def of_chosen(worth: Float, o: Observation) -> float:
    """Return the mean of a worth (R x D) over the priorities of all regions; NaN without one."""
    priority = o.state.regions.priority == 1
    return float(worth[priority].mean()) if priority.any() else float("nan")


def revealed(o: Observation) -> Float:
    """Return the revealed advantage less 1, at most 2 (R x D, ``balassa1965``)."""
    profile = o.state.regions.profile
    share = profile / profile.sum(axis=1, keepdims=True)
    average = profile.mean(axis=0)
    expected = np.maximum(average / average.sum(), 1e-12)
    return np.where(average > 0.0, np.minimum(2.0, share / expected - 1.0), 0.0)


def near(o: Observation) -> Float:
    """Return the related knowledge over all related (R x D, ``hidalgo2007``)."""
    related = o.state.nation.related * (1.0 - np.eye(len(o.state.nation.related)))
    return (o.state.regions.profile @ related) / np.maximum(related.sum(axis=0), 1e-12)


def summed(region: Row, domain: Row | Small, worth: Float | None, o: Observation) -> Float:
    """Return the sum of a worth, or the number of rows, by region and domain (R x D)."""
    places = (region.astype(int) * N_DOMAINS + domain).ravel()
    size = len(o.state.regions) * N_DOMAINS
    weights = None if worth is None else worth.ravel()
    return np.asarray(np.bincount(places, weights, size).reshape(-1, N_DOMAINS), np.float64)


def lacking(o: Observation) -> Float:
    """Return how far partner regions are ahead, as far as it is related (R x D)."""
    regions, pairs = o.state.regions, o.state.pairs[: o.state.used[PAIRS]]
    tied = pairs.level > 0
    ends = np.concatenate([pairs.r[tied], pairs.s[tied]])
    others = np.concatenate([pairs.s[tied], pairs.r[tied]])
    total = summed(ends[:, None], np.arange(N_DOMAINS, dtype=np.int32), regions.profile[others], o)
    count = np.bincount(ends, minlength=len(regions))[:, None]
    return np.maximum(0.0, total / np.maximum(1, count) - regions.profile) * near(o)


def joint(o: Observation) -> Float:
    """Return the share of each domain in the projects across that a region leads (R x D)."""
    across = o.projects[o.projects.external == 1]
    total = summed(o.state.actors.region[across.lead], across.domain, None, o)
    return total / np.maximum(1.0, total.sum(axis=1, keepdims=True))


def everywhere(by_domain: Float, o: Observation) -> Float:
    """Return a worth of domains for every region (R x D)."""
    return np.broadcast_to(by_domain, o.state.regions.profile.shape)


def chosen(name: str, unit: str, matters: float, text: str, worth: Callable[[Observation], Float]) -> Measure:  # fmt: skip
    """Make the measure of a worth of the priorities in force."""
    return Measure(name, unit, "more", matters, text, lambda o: of_chosen(worth(o), o))


def waiting(o: Observation) -> float:
    """Return the share of regions whose decision is not yet in force [%]."""
    return 100.0 * float(o.state.regions.pending.mean())


PRIORITIES = (
    chosen("priority_advantage", "RCA - 1", 0.05, "Existing advantage in the priorities.", revealed),
    chosen("priority_related", "0..1", 0.01, "Potential advantage: related knowledge, in the priorities.", near),
    chosen("priority_discovery", "0..1", 0.01, "What business found out by trying, in the priorities.", lambda o: o.state.regions.score),
    chosen("priority_outward", "0..1", 0.005, "Lead of partner regions as far as related, in the priorities.", lacking),
    chosen("priority_state", "weight", 0.02, "Weight for the state of the priorities, over that of all domains.", lambda o: everywhere(o.state.nation.wanted - o.state.nation.wanted.mean(), o)),
    chosen("priority_joint", "share", 0.01, "Share in joint work across of the priorities.", joint),
    chosen("priority_interdisciplinary", "0..1", 0.01, "Related strong knowledge, in the priorities.", lambda o: near(o) * o.state.regions.profile),
    chosen("priority_new", "0..1", 0.01, "Newness as far as related, of the priorities.", lambda o: (1.0 - o.state.regions.profile) * near(o)),
    chosen("priority_demand", "ratio", 0.02, "Demand that is coming for the priorities.", lambda o: everywhere(o.state.nation.regime, o)),
    Measure("waiting", "% of regions", "less", 2.0, "Regions whose decision is not yet in force.", waiting),
)  # fmt: skip
