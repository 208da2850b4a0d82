"""The eight effects of cooperation, read from acts and states (ODD 8)."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import PROJECT
from interhelix.model.measures.census import Observation
from interhelix.model.measures.measure import Measure, gini
from interhelix.model.state import LIVE, PROJECTS, Float

NEAR = 0.5  # of the frontier
ROLE_PAIRS = np.triu_indices(4)


def net_value(o: Observation) -> float:
    """Return value less cost of cooperation, summed since the start [u/actor]."""
    ledger = o.state.ledger
    return float((ledger.value - ledger.cost).mean())


def output(o: Observation) -> float:
    """Return the value made by knowledge and projects, summed since the start [u/actor]."""
    return float(o.state.ledger.value.mean())


def benefit_cost(o: Observation) -> float:
    """Return value over cost of cooperation, both summed since the start; 0 before any cost."""
    cost = float(o.state.ledger.cost.sum())
    return float(o.state.ledger.value.sum()) / cost if cost > 0 else 0.0


def by_region(values: Float, o: Observation) -> Float:
    """Return the mean of an actor column by region."""
    region = o.state.actors.region
    n = len(o.state.regions)
    return np.bincount(region, values, n) / np.bincount(region, minlength=n)


def welfare(o: Observation) -> float:
    """Return job-years per actor less inequality of regions: mean (1 - Gini) (``sen1976``)."""
    jobs = by_region(o.state.ledger.jobs, o)
    return float(jobs.mean()) * (1.0 - gini(jobs))


def gini_regions(o: Observation) -> float:
    """Return the Gini coefficient of job-years per actor between regions."""
    return gini(by_region(o.state.ledger.jobs, o))


def modernity(o: Observation) -> float:
    """Return how near regions stand to the frontier: mean of profile over best [%]."""
    profile = o.state.regions.profile
    return 100.0 * float((profile / np.maximum(profile.max(axis=0), 1e-12)).mean())


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


def communication(o: Observation) -> float:
    """Return acts of cooperation per actor and quarter, since the start."""
    return float(o.state.ledger.acts.sum()) / len(o.state.actors) / o.quarter


def visits(o: Observation) -> float:
    """Return exchanges (educational, or of civil society) across per 1,000 actors and quarter."""
    return 1000.0 * float(o.state.ledger.visits.sum()) / len(o.state.actors) / o.quarter


def civil_trust(o: Observation) -> float:
    """Return the mean trust between civil societies of different regions; 0 without a tie."""
    total, count = o.census.civil_trust
    return float(total / count) if count > 0 else 0.0


def network_value(o: Observation) -> float:
    """Return the value of the network to an actor: mean of ln(1 + access) (``odlyzko2005``)."""
    return float(np.log1p(o.census.access).mean())


def marginal_member(o: Observation) -> float:
    """Return what one more member of mean access is worth to its partners, all together."""
    access = o.census.access
    return float(access.mean() * (access / (1.0 + access)).sum() / max(access.sum(), 1e-12))


def superadditivity(o: Observation) -> float:
    """Return ``V_joint / sum V_solo - 1`` over ended projects [%]; 0 before one has ended."""
    projects = o.state.projects
    n = o.state.used[PROJECTS]
    ended = projects.outcome[:n] != LIVE
    solo = float(projects.solo[:n][ended].sum())
    return 100.0 * (float(projects.value[:n][ended].sum()) / solo - 1.0) if solo > 0 else 0.0


def coverage(o: Observation) -> float:
    """Return the mean of two shares at level 3 or more: of ten role pairs, of regions [%]."""
    pairs = float((o.census.deep_role_pairs[ROLE_PAIRS] > 0).mean())
    regions = float((o.census.best >= PROJECT).mean())
    return 50.0 * (pairs + regions)


def scale_exponent(o: Observation) -> float:
    """Return the exponent of unit cost on volume: slope of ln(cost / act) on ln(acts)."""
    acts = o.state.ledger.acts.sum(axis=1).astype(np.float64)
    cost = o.state.ledger.cost
    busy = (acts > 0) & (cost > 0)
    if busy.sum() < 3 or np.ptp(acts[busy]) == 0.0:
        return 0.0
    volume = np.log(acts[busy])
    volume -= volume.mean()
    return float(volume @ np.log(cost[busy] / acts[busy]) / (volume @ volume))


HEADLINES = (
    Measure("effect_economic", "u/actor", "more", 5.0, "Economic: net value of cooperation.", net_value, True),
    Measure("effect_social", "job-years/actor", "more", 0.2, "Social: work, evenly spread (Sen).", welfare, True),
    Measure("effect_modernization", "% of frontier", "more", 0.5, "Modernization: nearness to the frontier.", modernity, True),
    Measure("effect_communication", "acts/actor/quarter", "more", 0.05, "Communication: acts of cooperation.", communication, True),
    Measure("effect_humanitarian", "exchanges/1,000 actors/quarter", "more", 5.0, "Humanitarian: exchanges across.", visits, True),
    Measure("effect_network", "ln(1 + access)", "more", 0.05, "Network: value of all ties to an actor.", network_value, True),
    Measure("effect_synergetic", "% of solo value", "more", 1.0, "Synergetic: joint over solo value, less 1.", superadditivity, True),
    Measure("effect_coverage", "% covered", "more", 2.0, "Scale and coverage: roles and regions at level 3.", coverage, True),
)  # fmt: skip

FIGURES = (
    Measure("net_value", "u/actor", "more", 5.0, "Value made less cost of cooperation.", net_value),
    Measure("output", "u/actor", "more", 5.0, "Value of knowledge and projects.", output),
    Measure("benefit_cost", "ratio", "more", 0.05, "Value made over cost.", benefit_cost),
    Measure("welfare", "job-years/actor", "more", 0.2, "Work created, less inequality between regions.", welfare),
    Measure("gini_regions", "0..1", "less", 0.02, "Inequality of work between regions.", gini_regions),
    Measure("modernity", "% of frontier", "more", 0.5, "Nearness of regions to the frontier of knowledge.", modernity),
    Measure("jobs", "job-years/actor", "more", 0.2, "Work created.", lambda o: float(o.state.ledger.jobs.mean()), at_end=True),
    Measure("structural_change", "% of shares", "neither", 1.0, "Change of the regions' shares of domains since the founding.", structural_change, at_end=True),
    Measure("new_domains", "domains/region", "more", 0.1, "Domains in which a region came near the frontier.", new_domains, at_end=True),
    Measure("communication", "acts/actor/quarter", "more", 0.05, "Acts of cooperation.", communication),
    Measure("visits", "exchanges/1,000 actors/quarter", "more", 5.0, "Exchanges across.", visits),
    Measure("civil_trust", "0..1", "more", 0.05, "Trust between civil societies across.", civil_trust),
    Measure("network_value", "ln(1 + access)", "more", 0.05, "Value of the network to an actor.", network_value),
    Measure("marginal_member", "ln(1 + access)", "more", 0.05, "Worth of one more member to its partners.", marginal_member),
    Measure("superadditivity", "% of solo value", "more", 1.0, "Joint over solo value, less 1.", superadditivity),
    Measure("coverage", "% covered", "more", 2.0, "Role pairs and regions with a tie at level 3.", coverage),
    Measure("scale_exponent", "exponent", "less", 0.02, "Slope of ln unit cost on ln volume.", scale_exponent),
)  # fmt: skip
