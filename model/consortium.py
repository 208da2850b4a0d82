"""What a consortium can expect: coverage, chance, value, cost (ODD 7.1, level 3; 7.2)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from interhelix.agents.roles import CIVIL_SOCIETY, MANAGEMENT
from interhelix.model.compiled import called, inlined
from interhelix.model.environment import all_members, contract_quality, mean_help, strength
from interhelix.model.parameters import Parameters
from interhelix.model.proximity import cognitive_distance
from interhelix.model.state import N_DOMAINS, N_ROLES, Actors, Float, Nation, Regions, Row, State

MAIN_SHARE = 0.5  # weight of the project's own domain among its requirements
LEAST_USE = 1e-9
RELATED = 2  # related domains that it also requires


class Team(NamedTuple):
    """Who would do a project: the first ``n`` actor rows of ``members``, the lead first."""

    members: Row
    n: int
    domain: int


@inlined
def requirements(nation: Nation, domain: int) -> Float:
    """Return the weights of the competencies that a project in a domain requires, sum 1."""
    needed = np.zeros(N_DOMAINS)
    needed[domain] = MAIN_SHARE
    for _ in range(RELATED):
        best = -1
        for d in range(N_DOMAINS):
            if needed[d] == 0.0 and (
                best < 0 or nation.related[domain, d] > nation.related[domain, best]
            ):
                best = d
        needed[best] = (1.0 - MAIN_SHARE) / RELATED
    return needed


@called
def coverage(actors: Actors, members: Row, n: int, needed: Float, need: float) -> float:
    """Return the share of the requirements that the best member in each covers [0..1]."""
    covered = 0.0
    for d in range(N_DOMAINS):
        best = 0.0
        for i in range(n):
            best = max(best, actors.knowledge[members[i], d])
        covered += needed[d] * min(1.0, best / need)
    return covered


@inlined
def mean_distance(actors: Actors, members: Row, n: int) -> float:
    """Return the mean cognitive distance of all pairs of members; 0 for one alone."""
    if n < 2:
        return 0.0
    total = 0.0
    for i in range(n):
        for j in range(i):
            total += cognitive_distance(actors, members[i], members[j])
    return total / (n * (n - 1) / 2)


@inlined
def mean_quality(
    regions: Regions, actors: Actors, members: Row, n: int, rules: Parameters
) -> float:
    """Return the mean quality of contracts between the lead and the others."""
    total = 0.0
    for i in range(1, n):
        quality = contract_quality(regions, actors, members[0], members[i], rules)
        total += 1.0 - rules.exchange.contracts * (1.0 - quality)
    return total / (n - 1)


@called
def chance_of_success(state: State, team: Team, rules: Parameters) -> float:
    """Return ``p0 coverage exp(-((x - x*) / w)^2) q_c``, raised by what prevents failures."""
    members, n, domain = team.members, team.n, team.domain
    nation, regions, actors = state.nation, state.regions, state.actors
    deliver = rules.deliver
    needed = requirements(nation, domain)
    chance = deliver.base * coverage(actors, members, n, needed, rules.propose.need)
    if n > 1:  # who works alone understands itself
        gap = (mean_distance(actors, members, n) - rules.proximity.optimum) / deliver.width
        chance *= math.exp(-gap * gap) * mean_quality(regions, actors, members, n, rules)
    failure = 1.0 - chance
    memory = memory_of(state, team, rules)
    failure *= 1.0 - deliver.lesson * memory
    roles = roles_in(actors, members, n)
    if regions.priority[actors.region[members[0]], domain] == 1:
        helix = (roles.sum() - 1) / (N_ROLES - 1)
        failure *= 1.0 - rules.principles.complements * rules.prioritise.support * helix
    if all_members(actors, members, n) and roles[CIVIL_SOCIETY] == 1:
        failure *= 1.0 - rules.services.living_lab
    return 1.0 - failure


@inlined
def memory_of(state: State, team: Team, rules: Parameters) -> float:
    """Return the failures that a team can learn from: of its regions, and those on its platform."""
    members, n, domain = team.members, team.n, team.domain
    regions, actors, platform = state.regions, state.actors, state.platform
    memory = 0.0
    for i in range(n):
        memory = max(memory, regions.memory[actors.region[members[i]], domain])
    if all_members(actors, members, n):
        memory = max(memory, rules.services.trial_memory * platform.memory[domain])
    return memory


@inlined
def roles_in(actors: Actors, members: Row, n: int) -> np.ndarray:
    """Mark the roles in a team with 1."""
    marked = np.zeros(N_ROLES, np.int64)
    for i in range(n):
        marked[actors.role[members[i]]] = 1
    return marked


@inlined
def value_of_success(actors: Actors, team: Team, demand: float, rules: Parameters) -> float:
    """Return the value on success [u]: budget, demand and the novelty of unlike knowledge."""
    members, n = team.members, team.n
    novelty = rules.deliver.novelty * mean_distance(actors, members, n)
    if all_members(actors, members, n):
        novelty *= 1.0 - rules.adopt.rigidity * rules.adopt.standards
    return n * rules.propose.budget * rules.deliver.value * demand * (1.0 + novelty)


@inlined
def salvage(on_platform: bool, rules: Parameters) -> float:
    """Return the share of its budget that a failed project is worth: monitoring saves a part."""
    lost = 1.0 - rules.services.monitoring if on_platform else 1.0
    return 1.0 - lost * (1.0 - rules.deliver.salvage)


@inlined
def expected_value(
    value: float, chance: float, budget: float, on_platform: bool, rules: Parameters
) -> float:
    """Return the expected value [u], a failure giving its salvage of the budget."""
    return chance * value + (1.0 - chance) * salvage(on_platform, rules) * budget


@inlined
def coordination_cost(
    state: State, members: Row, n: int, office: float, rules: Parameters
) -> float:
    """Return the cost of coordination [u], which grows with the pairs of members.

    A joint ``office`` (0..1), a platform's division of processes, its integration of regions that
    are tied inside, and management support save shares of it.
    """
    regions, actors = state.regions, state.actors
    cost = rules.propose.coordination * n * (n - 1) / 2 * (1.0 - rules.integrate.saving * office)
    if all_members(actors, members, n):
        inner = 0.0
        for i in range(n):
            inner += regions.inner[actors.region[members[i]]] / n
        cost *= (1.0 - rules.services.division) * (1.0 - rules.services.integration * inner)
    return cost * (1.0 - rules.consulting.management * mean_help(actors, members, n, MANAGEMENT))


@inlined
def budget_of(nation: Nation, actors: Actors, external: bool, rules: Parameters) -> float:
    """Return what each member brings to a project [u].

    Shared equipment of scientific and technical centres lowers it across regions once enough
    projects use it, and raises it below the break-even use.
    """
    p = rules.networking
    if not external or p.centres == 0.0:
        return rules.propose.budget
    use = 100.0 * nation.live / len(actors)
    gain = max(-1.0, 1.0 - p.break_even / max(use, LEAST_USE))
    return rules.propose.budget * (1.0 - p.saving * strength(p.centres, p) * gain)


@inlined
def support_of(
    regions: Regions, r: int, domain: int, budget: float, office: float, rules: Parameters
) -> float:
    """Return what a region would pay of a budget [u]: in a priority of its own, or in joint work.

    Joint work is that of regions with a joint ``office`` (0..1). The region's means are not asked.
    """
    share = rules.prioritise.support * regions.priority[r, domain]
    return max(share, rules.integrate.funding * office) * budget
