"""How a comparison is made: run every replicate of every policy, then set the pairs side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.comparison import Comparison, FailedRun, RunsFailed
from interhelix.experiments.inputs import Named, checked_measures, checked_policies, loaded, placed
from interhelix.experiments.limits import check_numbers
from interhelix.experiments.progress import Silence, Watcher
from interhelix.experiments.replicates import Outcome, Replicates, Task
from interhelix.experiments.runner import run_all
from interhelix.experiments.tables import NAMES, bands_of, costs_of, rows_of, standing_of
from interhelix.experiments.warmup import warm_up
from interhelix.experiments.workers import Failure
from interhelix.model.world import World
from interhelix.scenarios import Scenario

MOST_FAILED = 0.01  # share of the runs
LAST = -1  # the quarter whose values a row compares

Samples = Mapping[str, Sequence[Outcome]]


def compare(
    baseline: Named,
    policies: Sequence[Named] | Named,
    world: World | str | Path,
    replicates: int = 30,
    seed: int = 1,
    quarters: int = 60,
    workers: int | None = None,
    measures: Sequence[str] | None = None,
    watcher: Watcher | None = None,
) -> Comparison:
    """Compare policies with a baseline in paired replicates with common random numbers.

    ``measures`` chooses the rows that are shown; the simultaneous intervals hold over all primary
    measures of all policies whatever is shown.

    Raises:
        InputError: a name, number or file that cannot be used; nothing has been run.
        RunsFailed: more than 1 % of the runs failed.

    """
    given = {"replicates": replicates, "seed": seed, "quarters": quarters}
    check_numbers(given if workers is None else given | {"workers": workers})
    shown = checked_measures(measures)
    base = loaded(baseline)
    several = [policies] if isinstance(policies, Scenario | str | Path) else policies
    treatments = checked_policies(base, several)
    place = placed(world)
    watcher = watcher or Silence()
    scenarios = (base, *treatments)
    job = Replicates(place, tuple(each.parameters(quarters) for each in scenarios), seed)
    warm_up(place, job.policies[0], watcher)
    tasks = [Task(p, i) for i in range(replicates) for p in range(len(scenarios))]
    results = dict(zip(tasks, run_all(job, tasks, workers, watcher), strict=True))
    failures = _failures(results, scenarios)
    samples = _complete(results, scenarios, replicates)
    return Comparison(
        world=place,
        baseline=base,
        policies=treatments,
        seed=seed,
        replicates=replicates,
        quarters=quarters,
        pairs=len(samples[base.name]),
        rows=_rows(samples, base.name, treatments, shown),
        bands=bands_of({name: _series(sample) for name, sample in samples.items()}),
        standing=_standing(samples, base.name, treatments),
        costs=costs_of(*_ends(samples, base.name, treatments)),
        differences=_differences(samples, base.name, treatments),
        networks={name: sample[0].pairs for name, sample in samples.items()},
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
        raise RunsFailed(failures, len(results))
    return failures


def _complete(
    results: Mapping[Task, object], scenarios: Sequence[Scenario], replicates: int
) -> Samples:
    """Return the outcomes of each policy in the replicates in which no run failed."""
    samples: dict[str, list[Outcome]] = {scenario.name: [] for scenario in scenarios}
    for replicate in range(replicates):
        outcomes = [results[Task(policy, replicate)] for policy in range(len(scenarios))]
        kept = [outcome for outcome in outcomes if isinstance(outcome, Outcome)]
        if len(kept) == len(scenarios):
            for name, outcome in {s.name: o for s, o in zip(scenarios, kept, strict=True)}.items():
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


def _rows(
    samples: Samples, baseline: str, policies: Sequence[Scenario], shown: Sequence[str]
) -> pd.DataFrame:
    rows = rows_of(*_ends(samples, baseline, policies))
    return rows[rows["measure"].isin(shown)].reset_index(drop=True)


def _differences(
    samples: Samples, baseline: str, policies: Sequence[Scenario]
) -> dict[str, pd.DataFrame]:
    base, treatments = _ends(samples, baseline, policies)
    return {
        name: pd.DataFrame(values - base, columns=list(NAMES))
        for name, values in treatments.items()
    }


def _standing(samples: Samples, baseline: str, policies: Sequence[Scenario]) -> pd.DataFrame:
    """Return winners and losers among regions, then among roles."""
    tables = []
    for kind, figures in (("region", "regions"), ("role", "roles")):
        parts = {
            name: pd.DataFrame([getattr(outcome, figures) for outcome in sample])
            for name, sample in samples.items()
        }
        names = [str(name) for name in parts[baseline].columns]
        treatments = {policy.name: parts[policy.name].to_numpy() for policy in policies}
        tables.append(standing_of(kind, names, parts[baseline].to_numpy(), treatments))
    return pd.concat(tables, ignore_index=True)
