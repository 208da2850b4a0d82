"""What a consortium can expect: coverage, chance, value, cost (ODD 7.1, level 3; 7.2)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.model.compiled import called, inlined
from interhelix.model.environment import contract_quality
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.projects import Propose
from interhelix.model.proximity import cognitive_distance
from interhelix.model.state import N_DOMAINS, Actors, Float, Nation, Regions, Row

MAIN_SHARE = 0.5  # weight of the project's own domain among its requirements
RELATED = 2  # related domains that it also requires


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
    """Return the mean quality of contracts between the lead and the others; 1 for one alone."""
    if n < 2:
        return 1.0
    total = 0.0
    for i in range(1, n):
        quality = contract_quality(regions, actors, members[0], members[i], rules.adopt)
        total += 1.0 - rules.exchange.contracts * (1.0 - quality)
    return total / (n - 1)


@called
def chance_of_success(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    members: Row,
    n: int,
    domain: int,
    rules: Parameters,
) -> float:
    """Return ``p0 coverage exp(-((x - x*) / w)^2) q_c``, raised by remembered failures."""
    deliver = rules.deliver
    needed = requirements(nation, domain)
    gap = (mean_distance(actors, members, n) - rules.proximity.optimum) / deliver.width
    chance = deliver.base * coverage(actors, members, n, needed, rules.propose.need)
    chance *= math.exp(-gap * gap)
    chance *= mean_quality(regions, actors, members, n, rules)
    memory = 0.0
    for i in range(n):
        memory = max(memory, regions.memory[actors.region[members[i]], domain])
    return 1.0 - (1.0 - chance) * (1.0 - deliver.lesson * memory)


@inlined
def value_of_success(
    nation: Nation,
    actors: Actors,
    members: Row,
    n: int,
    domain: int,
    foresight: float,
    rules: Parameters,
) -> float:
    """Return the value on success [u]: budget, demand and the novelty of unlike knowledge."""
    demand = nation.demand[domain] + foresight * (nation.regime[domain] - nation.demand[domain])
    novelty = 1.0 + rules.deliver.novelty * mean_distance(actors, members, n)
    return n * rules.propose.budget * rules.deliver.value * demand * novelty


@inlined
def expected_value(value: float, chance: float, n: int, rules: Parameters) -> float:
    """Return the expected value [u], a failure giving its salvage."""
    return chance * value + (1.0 - chance) * rules.deliver.salvage * n * rules.propose.budget


@inlined
def coordination_cost(n: int, propose: Propose, saving: float) -> float:
    """Return the cost of coordination [u], which grows with the pairs of members."""
    return propose.coordination * (1.0 - saving) * n * (n - 1) / 2
