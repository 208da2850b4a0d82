"""How outcomes of runs become a comparison: complete pairs side by side, and all tables of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.agents.roles import ROLES
from interhelix.experiments.comparison import Comparison, FailedRun, RunsFailedError
from interhelix.experiments.costs import costs_of
from interhelix.experiments.engines.workers import Failure
from interhelix.experiments.equal import Equal
from interhelix.experiments.equalising import Search, equal_of
from interhelix.experiments.origins import Origins
from interhelix.experiments.replicates import Outcome, Task
from interhelix.experiments.tables import NAMES, bands_of, rows_of, standing_of
from interhelix.model.measures import MEASURES, Measure
from interhelix.model.parameters import Parameters
from interhelix.model.world import World
from interhelix.scenarios import Scenario

MOST_FAILED = 0.01  # share of the runs
LAST = -1  # the quarter whose values a row compares


@dataclass(frozen=True)
class Plan:
    """What is compared, how often, and which measures are shown; the baseline stands first.

    ``search`` holds the doses of the policies, if they were made equal.
    """

    world: World
    scenarios: tuple[Scenario, ...]
    seed: int
    replicates: int
    quarters: int
    shown: tuple[str, ...]
    origins: Origins
    search: Search | None = None
    own: tuple[Measure, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All measures in the order of their columns, those of the user's own last."""
        return (*MEASURES, *self.own)

    @property
    def names(self) -> list[str]:
        """The names of all measures."""
        return [measure.name for measure in self.measures]

    @property
    def policies(self) -> dict[str, tuple[Parameters, ...]]:
        """The parameters of every quarter by scenario, before any is scaled."""
        return {each.name: each.parameters(self.quarters) for each in self.scenarios}


Samples = Mapping[str, Sequence[Outcome]]


def assembled(plan: Plan, results: Mapping[Task, object]) -> Comparison:
    """Set the outcomes of all runs side by side.

    Raises:
        RunsFailedError: more than 1 % of the runs failed.

    """
    baseline, *policies = plan.scenarios
    failures = failures_of(results, [scenario.name for scenario in plan.scenarios])
    samples = _complete(results, plan)
    rows = rows_of(*_ends(samples, baseline.name, policies), plan.measures)
    return Comparison(
        world=plan.world,
        origins=plan.origins,
        baseline=baseline,
        policies=tuple(policies),
        seed=plan.seed,
        replicates=plan.replicates,
        quarters=plan.quarters,
        pairs=len(samples[baseline.name]),
        rows=rows[rows["measure"].isin(plan.shown)].reset_index(drop=True),
        bands=bands_of({name: _series(sample) for name, sample in samples.items()}, plan.names),
        paired_bands=bands_of(
            {
                policy.name: _series(samples[policy.name]) - _series(samples[baseline.name])
                for policy in policies
            },
            plan.names,
        ),
        standing=_standing(samples, plan),
        costs=costs_of(*_ends(samples, baseline.name, policies)),
        differences=_differences(samples, plan),
        networks={name: sample[0].network for name, sample in samples.items()},
        failures=failures,
        equal=_equal(samples, plan),
        own=plan.own,
    )


def _equal(samples: Samples, plan: Plan) -> Equal | None:
    """Say how policies were made equal, if they were."""
    if plan.search is None:
        return None
    column = NAMES.index(plan.search.aim.measure.name)
    ends = {name: _series(sample)[:, LAST, column] for name, sample in samples.items()}
    names = [policy.name for policy in plan.scenarios[1:]]
    return equal_of(plan.search, plan.policies, names, ends)


def failures_of(results: Mapping[Task, object], names: Sequence[str]) -> tuple[FailedRun, ...]:
    """List the runs that failed, and refuse to go on when they are many."""
    failures = tuple(
        FailedRun(names[task.policy], task.replicate, result.message)
        for task, result in results.items()
        if isinstance(result, Failure)
    )
    if len(failures) > MOST_FAILED * len(results):
        raise RunsFailedError(failures, len(results))
    return failures


def _complete(results: Mapping[Task, object], plan: Plan) -> Samples:
    """Return the outcomes of each policy in the replicates in which no run failed."""
    names = [scenario.name for scenario in plan.scenarios]
    samples: dict[str, list[Outcome]] = {name: [] for name in names}
    for replicate in range(plan.replicates):
        outcomes = [results[Task(policy, replicate)] for policy in range(len(names))]
        kept = [outcome for outcome in outcomes if isinstance(outcome, Outcome)]
        if len(kept) == len(names):
            for name, outcome in dict(zip(names, kept, strict=True)).items():
                samples[name].append(outcome)
    return samples


def _series(sample: Sequence[Outcome]) -> NDArray[np.float64]:
    return np.stack([outcome.series for outcome in sample])


def _ends(
    samples: Samples, baseline: str, policies: Sequence[Scenario]
) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    """Return the values at the end (pairs x measures) of the baseline and of each policy."""
    ends = {name: _series(sample)[:, LAST] for name, sample in samples.items()}
    return ends[baseline], {policy.name: ends[policy.name] for policy in policies}


def _differences(samples: Samples, plan: Plan) -> dict[str, pd.DataFrame]:
    baseline, *policies = plan.scenarios
    base, treatments = _ends(samples, baseline.name, policies)
    return {
        name: pd.DataFrame(values - base, columns=plan.names) for name, values in treatments.items()
    }


def _standing(samples: Samples, plan: Plan) -> pd.DataFrame:
    """Return winners and losers among regions, then among roles.

    The pairs of a region lie side by side, as NumPy adds up with less rounding what does.
    """
    baseline, *policies = plan.scenarios
    tables = []
    for kind, names in (("region", sorted(plan.world.codes)), ("role", ROLES)):
        parts = {
            name: np.stack([getattr(outcome, f"{kind}s") for outcome in sample], axis=1).T
            for name, sample in samples.items()
        }
        treatments = {policy.name: parts[policy.name] for policy in policies}
        tables.append(standing_of(kind, names, parts[baseline.name], treatments))
    return pd.concat(tables, ignore_index=True)
