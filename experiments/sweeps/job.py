"""The job of a sweep: one run of the model, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.sweeps.content import Stretch
from interhelix.experiments.sweeps.plan import Plan, Task
from interhelix.model.loop import figures
from interhelix.model.measures import Measure, measure_named
from interhelix.model.parameters import Parameters, with_values
from interhelix.model.rules import Rule
from interhelix.model.world import World


class Figures(NamedTuple):
    """What a run gives: a row of measures for each quarter that is kept, the last quarter last."""

    quarters: tuple[int, ...]
    values: NDArray[np.float64]


Job = Callable[[Task], Figures]


def policy_of(
    stretches: Sequence[Stretch], factors: Sequence[str], values: Sequence[float]
) -> list[Parameters]:
    """Return the parameters of each quarter, with the factors set to their values."""
    setting, policy = dict(zip(factors, values, strict=True)), list[Parameters]()
    for stretch in stretches:
        chosen = with_values(stretch.parameters, stretch.chosen(setting))
        policy += [chosen] * (stretch.end - stretch.begin)
    return policy


@dataclass(frozen=True)
class ModelRuns:
    """Runs any task of a sweep."""

    world: World
    stretches: tuple[tuple[Stretch, ...], ...]
    factors: tuple[str, ...]
    measures: tuple[str, ...]
    series: int
    own: tuple[Measure, ...] = ()  # those of the measures that are the user's own
    rules: tuple[tuple[Rule, ...], ...] = ()

    @classmethod
    def of(cls, plan: Plan) -> ModelRuns:
        """Take from a plan what a worker needs."""
        asked = plan.experiment
        return cls(
            world=plan.world,
            stretches=plan.stretches,
            factors=tuple(asked.factors),
            measures=asked.measures,
            series=asked.series,
            own=tuple(asked.own.measures.values()),
            rules=plan.rules,
        )

    def __call__(self, task: Task) -> Figures:
        """Run a scenario at a setting of the factors, in a replicate."""
        policy = policy_of(self.stretches[task.scenario], self.factors, task.values)
        last = len(policy)
        kept = (*range(self.series, last, self.series), last) if self.series else (last,)
        rules = self.rules[task.scenario] if self.rules else ()
        own = {measure.name: measure for measure in self.own}
        measures = [own.get(name) or measure_named(name) for name in self.measures]
        found = figures(self.world, policy, task.seed, measures, kept, rules)
        return Figures(kept, found)
