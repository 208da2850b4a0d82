"""What a consortium can expect: coverage, chance, value, cost (ODD 7.1, level 3; 7.2)."""

from __future__ import annotations

import math
from typing import NamedTuple

from interhelix.agents.roles import CIVIL_SOCIETY, MANAGEMENT
from interhelix.model.compiled import called, inlined
from interhelix.model.environment import all_members, contract_quality, mean_help, strength
from interhelix.model.parameters import Parameters
from interhelix.model.proximity import cognitive_distance
from interhelix.model.state import N_DOMAINS, N_ROLES, Actors, Float, Nation, Regions, Row, State

LEAST_USE = 1e-9


class Team(NamedTuple):
    """Who would do a project: the first ``n`` actor rows of ``members``, the lead first."""

    members: Row
    n: int
    domain: int


class Prospect(NamedTuple):
    """What a team can hope for from a project."""

    chance: float  # 0..1 of success
    value: float  # [u] on success, at a demand of 1
    on_platform: bool  # whether all are on one platform


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
def prospect_of(state: State, team: Team, rules: Parameters) -> Prospect:
    """Return what a team can hope for, and how.

    The chance is ``p0 coverage exp(-((x - x*) / w)^2) q_c``, raised by what prevents failures; the
    value grows with the novelty of unlike knowledge.
    """
    members, n, domain = team.members, team.n, team.domain
    nation, regions, actors = state.nation, state.regions, state.actors
    deliver = rules.deliver
    together = all_members(actors, members, n)
    far = mean_distance(actors, members, n)
    chance = deliver.base
    chance *= coverage(actors, members, n, nation.required[domain], rules.propose.need)
    if n > 1:  # who works alone understands itself
        gap = (far - rules.proximity.optimum) / deliver.width
        chance *= math.exp(-gap * gap) * mean_quality(regions, actors, members, n, rules)
    failure = 1.0 - chance
    failure *= 1.0 - deliver.lesson * memory_of(state, team, together, rules)
    if regions.priority[actors.region[members[0]], domain] == 1:
        more = -1  # roles beside the first
        for role in range(N_ROLES):
            more += 1 if has_role(actors, members, n, role) else 0
        helped = rules.principles.complements * rules.prioritise.support
        failure *= 1.0 - helped * more / (N_ROLES - 1)
    if together and has_role(actors, members, n, CIVIL_SOCIETY):
        failure *= 1.0 - rules.services.living_lab
    novelty = deliver.novelty * far
    if together:
        novelty *= 1.0 - rules.adopt.rigidity * rules.adopt.standards
    value = n * rules.propose.budget * deliver.value * (1.0 + novelty)
    return Prospect(1.0 - failure, value, together)


@inlined
def memory_of(state: State, team: Team, on_platform: bool, rules: Parameters) -> float:
    """Return the failures that a team can learn from: of its regions, and those on its platform."""
    members, n, domain = team.members, team.n, team.domain
    regions, actors, platform = state.regions, state.actors, state.platform
    memory = 0.0
    for i in range(n):
        memory = max(memory, regions.memory[actors.region[members[i]], domain])
    if on_platform:
        memory = max(memory, rules.services.trial_memory * platform.memory[domain])
    return memory


@inlined
def has_role(actors: Actors, members: Row, n: int, role: int) -> bool:
    """Tell whether a role takes part in a team."""
    found = False
    for i in range(n):
        found = found or actors.role[members[i]] == role
    return found


@inlined
def salvage(on_platform: bool, rules: Parameters) -> float:
    """Return the share of its budget that a failed project is worth: monitoring saves a part."""
    lost = 1.0 - rules.services.monitoring if on_platform else 1.0
    return 1.0 - lost * (1.0 - rules.deliver.salvage)


@inlined
def expected_value(prospect: Prospect, demand: float, budget: float, rules: Parameters) -> float:
    """Return the expected value [u] at some demand, a failure giving its salvage of the budget."""
    chance = prospect.chance
    kept = salvage(prospect.on_platform, rules) * budget
    return chance * prospect.value * demand + (1.0 - chance) * kept


@inlined
def coordination_cost(
    state: State, team: Team, together: bool, office: float, rules: Parameters
) -> float:
    """Return the cost of coordination [u], which grows with the pairs of members.

    A joint ``office`` (0..1) saves a share of it, and so do management support and, if all work
    ``together`` on one platform, its division of processes and its integration of regions that are
    tied inside.
    """
    regions, actors = state.regions, state.actors
    members, n = team.members, team.n
    cost = rules.propose.coordination * n * (n - 1) / 2 * (1.0 - rules.integrate.saving * office)
    if together:
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
