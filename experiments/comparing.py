"""How a comparison is made: every replicate of every policy is run, then pairs are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.agents.roles import ROLES
from interhelix.experiments.comparison import Comparison, FailedRun, RunsFailedError
from interhelix.experiments.costs import costs_of
from interhelix.experiments.engines.runner import run_all
from interhelix.experiments.engines.workers import Failure
from interhelix.experiments.inputs import (
    Named,
    checked_measures,
    checked_policies,
    listed,
    loaded,
    placed,
)
from interhelix.experiments.limits import check_numbers
from interhelix.experiments.memory import MEMORY, Key, keys_of
from interhelix.experiments.origins import Origins
from interhelix.experiments.progress import Watcher, heard
from interhelix.experiments.replicates import Outcome, Replicates, Task
from interhelix.experiments.tables import NAMES, bands_of, rows_of, standing_of
from interhelix.experiments.warmup import warm_up
from interhelix.model.world import World
from interhelix.scenarios import Scenario

MOST_FAILED = 0.01  # share of the runs
LAST = -1  # the quarter whose values a row compares


@dataclass(frozen=True)
class Plan:
    """What is compared, how often, and which measures are shown; the baseline stands first."""

    world: World
    scenarios: tuple[Scenario, ...]
    seed: int
    replicates: int
    quarters: int
    shown: tuple[str, ...]
    origins: Origins


Samples = Mapping[str, Sequence[Outcome]]


def compare(
    baseline: Named,
    policies: Sequence[Named] | Named,
    world: World | str | Path = "russia",
    replicates: int = 30,
    seed: int = 1,
    quarters: int = 60,
    workers: int | None = None,
    measures: Sequence[str] | str | None = None,
    watcher: Watcher | None = None,
) -> Comparison:
    """Compare policies with a baseline in paired replicates with common random numbers.

    ``policies`` is one policy or several, each a name, a path or a ``Scenario``. ``measures``
    chooses the rows that are shown; the simultaneous intervals hold over all primary measures of
    all policies whatever is shown.

    Raises:
        InputError: a name, number or file that cannot be used; nothing has been run.
        RunsFailedError: more than 1 % of the runs failed.

    """
    given = {"replicates": replicates, "seed": seed, "quarters": quarters}
    check_numbers(given if workers is None else given | {"workers": workers})
    shown = checked_measures(measures)
    base = loaded(baseline)
    several = listed(policies)
    treatments = checked_policies(base, several)
    place = placed(world)
    origins = Origins.of(world, (baseline, *several))
    watcher = heard(watcher)
    scenarios = (base, *treatments)
    job = Replicates(place, tuple(each.parameters(quarters) for each in scenarios), seed)
    tasks = [Task(p, i) for i in range(replicates) for p in range(len(scenarios))]
    plan = Plan(place, scenarios, seed, replicates, quarters, shown, origins)
    return assembled(plan, results_of(job, tasks, workers, watcher))


def results_of(
    job: Replicates, tasks: Sequence[Task], workers: int | None, watcher: Watcher
) -> dict[Task, object]:
    """Carry out the tasks, but for runs that this session remembers; equal runs once."""
    keys = keys_of(job, tasks)
    found: dict[Key, object] = {
        key: outcome for key in keys.values() if (outcome := MEMORY.recall(key)) is not None
    }
    new = {key: task for task, key in reversed(keys.items()) if key not in found}
    if new:
        warm_up(job.world, job.policies[0], watcher)
        ran = run_all(job, list(new.values())[::-1], workers, watcher)
        found |= zip(reversed(new), ran, strict=True)
    for key in new:
        if isinstance(result := found[key], Outcome):
            MEMORY.keep(key, result)
    return {task: found[key] for task, key in keys.items()}


def assembled(plan: Plan, results: Mapping[Task, object]) -> Comparison:
    """Set the outcomes of all runs side by side.

    Raises:
        RunsFailedError: more than 1 % of the runs failed.

    """
    baseline, *policies = plan.scenarios
    failures = _failures(results, plan.scenarios)
    samples = _complete(results, plan)
    rows = rows_of(*_ends(samples, baseline.name, policies))
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
        bands=bands_of({name: _series(sample) for name, sample in samples.items()}),
        paired_bands=bands_of(
            {
                policy.name: _series(samples[policy.name]) - _series(samples[baseline.name])
                for policy in policies
            }
        ),
        standing=_standing(samples, plan),
        costs=costs_of(*_ends(samples, baseline.name, policies)),
        differences=_differences(samples, baseline.name, policies),
        networks={name: sample[0].network for name, sample in samples.items()},
        failures=failures,
    )


def _failures(
    results: Mapping[Task, object], scenarios: Sequence[Scenario]
) -> tuple[FailedRun, ...]:
    """List the runs that failed, and refuse to go on when they are many."""
    failures = tuple(
        FailedRun(scenarios[task.policy].name, task.replicate, result.message)
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


def _differences(
    samples: Samples, baseline: str, policies: Sequence[Scenario]
) -> dict[str, pd.DataFrame]:
    base, treatments = _ends(samples, baseline, policies)
    return {
        name: pd.DataFrame(values - base, columns=list(NAMES))
        for name, values in treatments.items()
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
