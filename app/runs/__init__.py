"""One run of each option with its network, as Map, Ladder and Helices show it.

The run is the first of the pairs that a comparison with the same seed runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interhelix.app.shell.choices import Choices
from interhelix.app.shell.options import QUARTERS
from interhelix.experiments import replicate_seed, simulate
from interhelix.experiments.inputs import placed
from interhelix.experiments.progress import Watcher
from interhelix.model import frames
from interhelix.model.loop import Run, begin, moments
from interhelix.model.parameters import Parameters
from interhelix.model.state import State
from interhelix.model.world import World
from interhelix.scenarios import Scenario

Levels = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class NetworkRun:
    """A run and ``levels`` of its region pairs: years (0 is the start) x regions x regions."""

    run: Run
    levels: Levels


def run_each(
    baseline: Scenario,
    policies: Sequence[Scenario],
    world: World | str,
    seed: int,
    quarters: int,
    watcher: Watcher,
) -> tuple[NetworkRun, ...]:
    """Run each option once, with the same luck, and keep its network at the end of each year."""
    place, luck = placed(world), replicate_seed(seed, 0)
    scenarios = (baseline, *policies)
    found: list[NetworkRun] = []
    for scenario in scenarios:
        watcher.done(len(found), len(scenarios))
        run = simulate(scenario, place, quarters, luck, watcher)
        found.append(NetworkRun(run, levels_by_year(place, scenario.parameters(quarters), luck)))
    watcher.done(len(found), len(scenarios))
    return tuple(found)


def levels_by_year(world: World, policy: Sequence[Parameters], seed: int) -> Levels:
    """Run a policy again, without its twin, and look at the region pairs once a year."""
    passing = moments(world, policy, seed, twin=False)
    years = [levels_of(world, one.state) for one in passing if one.quarter % QUARTERS == 0]
    return np.stack([levels_of(world, begin(world, policy[0], seed)), *years])


def levels_of(world: World, state: State) -> Levels:
    """Return the level of each region pair, both ways, in the order of the world's table."""
    row = {code: index for index, code in enumerate(world.codes)}
    pairs = frames.pairs(world, state)
    a, b = ([row[code] for code in pairs[name]] for name in ("region_a", "region_b"))
    levels = np.zeros((world.size, world.size), dtype=np.int8)
    levels[a, b] = levels[b, a] = pairs["level"]
    return levels


@dataclass(frozen=True, eq=False)
class RunPair:
    """A run of each option, and what was asked."""

    choices: Choices
    a: NetworkRun
    b: NetworkRun

    @property
    def sides(self) -> tuple[tuple[str, NetworkRun], tuple[str, NetworkRun]]:
        """Both runs with the name of their side."""
        return ("A", self.a), ("B", self.b)


LEVELS = tuple(f"ties_level_{level}" for level in range(1, 5))
