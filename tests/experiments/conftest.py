"""A comparison made of invented outcomes: quick, and with known differences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from interhelix.agents.roles import ROLES
from interhelix.experiments.comparing import assembled
from interhelix.experiments.comparison import Comparison
from interhelix.experiments.inputs import Origins
from interhelix.experiments.replicates import Outcome, Plan, Task
from interhelix.experiments.tables import NAMES
from interhelix.model.world import World
from interhelix.scenarios import Scenario, load_world

REPLICATES, QUARTERS = 34, 8
POLICIES = ("conferences", "digital_platform", "closed")


def invented(world: World, task: Task) -> Outcome:
    """Invent what a run leaves: policy 1 adds to everything, policy 2 is the baseline again."""
    luck = np.random.default_rng([7, task.replicate])
    own = np.random.default_rng([8, task.replicate, task.policy])
    shared = np.cumsum(luck.normal(1.0, 0.3, (QUARTERS, len(NAMES))), axis=0)
    regions, roles = luck.normal(10, 3, world.size), luck.normal(10, 3, len(ROLES))
    if task.policy == 1:
        shared = shared + own.normal(3.0, 1.0, shared.shape)
        regions = regions + np.linspace(-4, 4, world.size) + own.normal(0, 1, world.size)
        roles = roles + own.normal(0, 1, 4)
    level = 1 + np.arange(world.size - 1) % 4
    pairs = pd.DataFrame(
        {"region_a": world.codes[:-1], "region_b": world.codes[1:], "level": level}
    )
    return Outcome(shared, regions, roles, pairs)


def results_of(world: World) -> dict[Task, object]:
    tasks = [Task(policy, i) for i in range(REPLICATES) for policy in range(len(POLICIES))]
    return {task: invented(world, task) for task in tasks}


def plan_of(world: World) -> Plan:
    scenarios = tuple(Scenario.load(name) for name in POLICIES)
    origins = Origins.of(world, POLICIES)
    return Plan(world, scenarios, 1, REPLICATES, QUARTERS, NAMES, origins)


@pytest.fixture(scope="session")
def world() -> World:
    return load_world("russia")


@pytest.fixture(scope="session")
def comparison(world: World) -> Comparison:
    return assembled(plan_of(world), results_of(world))
