"""The eight effects of cooperation, read from acts and states (ODD 8)."""

from __future__ import annotations

import numpy as np

from interhelix.model.measures.census import Observation
from interhelix.model.measures.counts import BY_ACTORS, BY_PROJECTS, BY_REGIONS, BY_TIES
from interhelix.model.measures.measure import Measure, ratios
from interhelix.model.state import N_DOMAINS, Float

NEAR = 0.5  # of the frontier
ROLE_PAIRS = 10


def net_value(o: Observation) -> Float:
    """Return value after tax less cost and public money, summed since the start [u/actor]."""
    return o.counts.net_value / len(o.state.actors)


def output(o: Observation) -> Float:
    """Return the value made by knowledge and projects, summed since the start [u/actor]."""
    return o.counts.value / len(o.state.actors)


def benefit_cost(o: Observation) -> Float:
    """Return value over cost of cooperation, both summed since the start; 0 before any cost."""
    return ratios(o.counts.value, o.counts.cost, otherwise=0.0)


def welfare(o: Observation) -> Float:
    """Return job-years per actor less inequality of regions: mean (1 - Gini) (``sen1976``)."""
    return o.counts.jobs / len(o.state.regions) * (1.0 - o.counts.gini_jobs)


def gini_regions(o: Observation) -> Float:
    """Return the Gini coefficient of job-years per actor between regions."""
    return o.counts.gini_jobs


def modernity(o: Observation) -> Float:
    """Return how near regions stand to the frontier: mean of profile over best [%]."""
    return 100.0 * (o.counts.nearness / (len(o.state.regions) * N_DOMAINS))


def structural_change(o: Observation) -> float:
    """Return half the change of a region's shares of domains since the founding, mean [%]."""
    now, then = o.state.regions.profile, o.state.regions.founded
    shares = [each / np.maximum(each.sum(axis=1, keepdims=True), 1e-12) for each in (now, then)]
    return 50.0 * float(np.abs(shares[0] - shares[1]).sum(axis=1).mean())


def new_domains(o: Observation) -> float:
    """Return the domains in which a region came within half of the frontier, mean by region."""
    now, then = o.state.regions.profile, o.state.regions.founded
    near = [each >= NEAR * each.max(axis=0) for each in (now, then)]
    return float((near[0] & ~near[1]).sum(axis=1).mean())


def communication(o: Observation) -> Float:
    """Return acts of cooperation per actor and quarter, since the start."""
    return o.counts.acts / len(o.state.actors) / o.quarter


def visits(o: Observation) -> Float:
    """Return exchanges (educational, or of civil society) across per 1,000 actors and quarter."""
    return 1000.0 * o.counts.visits / len(o.state.actors) / o.quarter


def civil_trust(o: Observation) -> Float:
    """Return the mean trust between civil societies of different regions; 0 without a tie."""
    return ratios(o.counts.civil_trust, o.counts.civil_ties, otherwise=0.0)


def network_value(o: Observation) -> Float:
    """Return the value of the network to an actor: mean of ln(1 + access) (``odlyzko2005``)."""
    return o.counts.log_access / len(o.state.actors)


def marginal_member(o: Observation) -> Float:
    """Return what one more member of mean access is worth to its partners, all together."""
    access = o.counts.access
    mean = access / len(o.state.actors)
    return mean * o.counts.bounded_access / np.maximum(access, 1e-12)


def superadditivity(o: Observation) -> Float:
    """Return ``V_joint / sum V_solo - 1``, as expected, of ended projects [%]; 0 before one ended."""
    return 100.0 * (ratios(o.counts.ended_expected, o.counts.ended_solo, otherwise=1.0) - 1.0)


def coverage(o: Observation) -> Float:
    """Return the mean of two shares at level 3 or more: of ten role pairs, of regions [%]."""
    pairs, regions = o.counts.deep_role_pairs, o.counts.deep_regions
    return 50.0 * (pairs / ROLE_PAIRS + regions / len(o.state.regions))


HEADLINES = (
    Measure("effect_economic", "u/actor", "more", 5.0, "Economic: net value of cooperation after public money.", net_value, BY_ACTORS, True),
    Measure("effect_social", "job-years/actor", "more", 0.2, "Social: work, evenly spread (Sen).", welfare, BY_ACTORS, True),
    Measure("effect_modernization", "% of frontier", "more", 0.5, "Modernization: nearness to the frontier.", modernity, BY_REGIONS, True),
    Measure("effect_communication", "acts/actor/quarter", "more", 0.05, "Communication: acts of cooperation.", communication, BY_ACTORS, True),
    Measure("effect_humanitarian", "exchanges/1,000 actors/quarter", "more", 5.0, "Humanitarian: exchanges across.", visits, BY_ACTORS, True),
    Measure("effect_network", "ln(1 + access)", "more", 0.05, "Network: value of all ties to an actor.", network_value, BY_TIES, True),
    Measure("effect_synergetic", "% of solo value", "more", 1.0, "Synergetic: joint over solo value, less 1.", superadditivity, BY_PROJECTS, True),
    Measure("effect_coverage", "% covered", "more", 2.0, "Scale and coverage: roles and regions at level 3.", coverage, BY_TIES, True),
)  # fmt: skip

FIGURES = (
    Measure("net_value", "u/actor", "more", 5.0, "Value made less cost of cooperation and public money.", net_value, BY_ACTORS),
    Measure("output", "u/actor", "more", 5.0, "Value of knowledge and projects.", output, BY_ACTORS),
    Measure("benefit_cost", "ratio", "more", 0.05, "Value made over cost.", benefit_cost, BY_ACTORS),
    Measure("welfare", "job-years/actor", "more", 0.2, "Work created, less inequality between regions.", welfare, BY_ACTORS),
    Measure("gini_regions", "0..1", "less", 0.02, "Inequality of work between regions.", gini_regions, BY_ACTORS),
    Measure("modernity", "% of frontier", "more", 0.5, "Nearness of regions to the frontier of knowledge.", modernity, BY_REGIONS),
    Measure("jobs", "job-years/actor", "more", 0.2, "Work created.", lambda o: float(o.state.ledger.jobs.mean())),
    Measure("structural_change", "% of shares", "neither", 1.0, "Change of the regions' shares of domains since the founding.", structural_change),
    Measure("new_domains", "domains/region", "more", 0.1, "Domains in which a region came near the frontier.", new_domains),
    Measure("communication", "acts/actor/quarter", "more", 0.05, "Acts of cooperation.", communication, BY_ACTORS),
    Measure("visits", "exchanges/1,000 actors/quarter", "more", 5.0, "Exchanges across.", visits, BY_ACTORS),
    Measure("civil_trust", "0..1", "more", 0.05, "Trust between civil societies across.", civil_trust, BY_TIES),
    Measure("network_value", "ln(1 + access)", "more", 0.05, "Value of the network to an actor.", network_value, BY_TIES),
    Measure("marginal_member", "ln(1 + access)", "more", 0.05, "Worth of one more member to its partners.", marginal_member, BY_TIES),
    Measure("superadditivity", "% of solo value", "more", 1.0, "Joint over solo value, less 1.", superadditivity, BY_PROJECTS),
    Measure("coverage", "% covered", "more", 2.0, "Role pairs and regions with a tie at level 3.", coverage, BY_TIES),
    Measure("scale_exponent", "exponent", "less", 0.02, "Slope of ln unit cost on ln volume.", lambda o: o.counts.scale_exponent, BY_ACTORS),
)  # fmt: skip
