"""The job of a sweep: one run of the model, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.seeds import replicate_seed
from interhelix.experiments.sweeps.content import Stretch
from interhelix.experiments.sweeps.plan import Plan, Task
from interhelix.model.loop import figures
from interhelix.model.measures import measure_named
from interhelix.model.parameters import with_values
from interhelix.model.world import World


class Figures(NamedTuple):
    """What a run gives: a row of measures for each quarter that is kept, the last quarter last."""

    quarters: tuple[int, ...]
    values: NDArray[np.float64]


Job = Callable[[Task], Figures]


@dataclass(frozen=True)
class ModelRuns:
    """Runs any task of a sweep; the seed depends on the replicate alone."""

    world: World
    stretches: tuple[tuple[Stretch, ...], ...]
    factors: tuple[str, ...]
    measures: tuple[str, ...]
    seed: int
    series: int

    @classmethod
    def of(cls, plan: Plan) -> ModelRuns:
        """Take from a plan what a worker needs."""
        asked = plan.experiment
        return cls(
            world=plan.world,
            stretches=plan.stretches,
            factors=tuple(asked.factors),
            measures=asked.measures,
            seed=asked.seed,
            series=asked.series,
        )

    def __call__(self, task: Task) -> Figures:
        """Run a scenario at a setting of the factors, in a replicate."""
        setting = dict(zip(self.factors, task.values, strict=True))
        policy = []
        for stretch in self.stretches[task.scenario]:
            values = with_values(stretch.parameters, stretch.chosen(setting))
            policy += [values] * (stretch.end - stretch.begin)
        seed = replicate_seed(self.seed, task.replicate)
        last = len(policy)
        kept = (*range(self.series, last, self.series), last) if self.series else (last,)
        measures = [measure_named(name) for name in self.measures]
        return Figures(kept, figures(self.world, policy, seed, measures, kept))
