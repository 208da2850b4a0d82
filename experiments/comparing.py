"""How a comparison is made: all replicates of all policies, compared in pairs.

Runs of this session are remembered up to a bound, and not carried out twice.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.agents.roles import ROLES
from interhelix.experiments.comparison import Comparison
from interhelix.experiments.costs import costs_of
from interhelix.experiments.engines.processes import run_all
from interhelix.experiments.inputs import (
    Named,
    Origins,
    check_numbers,
    check_sent,
    checked_policies,
    hash_of_world,
    listed,
    loaded,
    packed,
    packed_measures,
    placed,
    replicate_seed,
    split_measures,
    stretches_of,
    with_rules,
)
from interhelix.experiments.progress import Silence, Watcher, heard, warm_up
from interhelix.experiments.replicates import (
    Outcome,
    Plan,
    Posterior,
    Replicates,
    Task,
    failures_of,
    job_of,
    tasks_of,
)
from interhelix.experiments.scaling import (
    MOST_PAIRS,
    Aim,
    Equal,
    Search,
    equal_of,
    scaled,
    searched,
)
from interhelix.experiments.tables import NAMES, bands_of, ignorance_of, rows_of, standing_of
from interhelix.model.errors import Fault, InputError
from interhelix.model.machine_code import fingerprint
from interhelix.model.measures import Measure
from interhelix.model.parameters import Parameters
from interhelix.model.rules import Rule, packed_rules
from interhelix.model.source import Function
from interhelix.model.world import World
from interhelix.scenarios import Scenario


def compare(
    baseline: Named,
    policies: Sequence[Named] | Named,
    world: World | str | Path = "russia",
    replicates: int = 30,
    seed: int = 1,
    quarters: int = 60,
    workers: int | None = None,
    measures: Sequence[str | Measure] | str | Measure | None = None,
    watcher: Watcher | None = None,
    equal: str | None = None,
    amount: float | None = None,
    posterior: str | Path | None = None,
    rules: Sequence[Rule | Function] = (),
) -> Comparison:
    """Compare policies with a baseline in paired replicates with common random numbers.

    ``policies`` is one policy or several, each a name, a path or a ``Scenario``. ``measures``
    chooses the rows that are shown, by names and by ``Measure`` objects of your own; the
    simultaneous intervals hold over all primary measures of all policies whatever is shown.
    ``rules`` are rules of your own for all scenarios; one that belongs to a scenario is given by
    ``Scenario(rules=...)``. With ``equal``
    (``"money"`` or ``"contacts"``) each policy is scaled until it has as much of it at the end as
    the least of those that surely have more than the baseline, or ``amount`` [u/actor, or the unit
    of contacts]. With ``posterior``, the name of one that ships or the folder of a calibration,
    each pair has parameters of its own from it, and ``ignorance`` says what that does.

    Raises:
        InputError: a name, number or file that cannot be used; nothing has been run.
        RunsFailedError: more than 1 % of the runs failed.

    """
    check_numbers(replicates=replicates, seed=seed, quarters=quarters, workers=workers)
    aim, (shown, own) = Aim.checked(equal, amount), split_measures(measures)
    if aim and posterior is not None:
        raise InputError(Fault("posterior", "does not go with equal policies", "leave out one"))
    known = Posterior.load(posterior) if posterior is not None else None
    several = listed(policies)
    base, *treatments = with_rules((loaded(baseline), *map(loaded, several)), rules)
    checked_policies(base, treatments)
    place = placed(world)
    origins = Origins.of(world, (baseline, *several))
    watcher = heard(watcher)
    scenarios = (base, *treatments)
    check_sent(scenarios, own, workers == 1)
    plan = Plan(place, scenarios, seed, replicates, quarters, shown, origins, own=own)
    if known:
        return _drawn(plan, known, workers, watcher)
    if aim:
        plan = replace(plan, search=_search(aim, plan, workers, watcher))
    ways = scaled(plan.search, plan.policies) if plan.search else plan.policies
    lived = tuple(each.rules for each in scenarios)
    job = Replicates(place, tuple(ways[each.name] for each in scenarios), seed, lived, own)
    tasks = [Task(p, i) for i in range(replicates) for p in range(len(scenarios))]
    return assembled(plan, results_of(job, tasks, workers, watcher))


def _drawn(plan: Plan, posterior: Posterior, workers: int | None, watcher: Watcher) -> Comparison:
    """Compare with parameters from a posterior, and at its mean."""
    both, luck = tasks_of(plan, drawn=True), tasks_of(plan, drawn=False)
    tasks = [*both.values(), *luck.values()]
    results = results_of(job_of(plan, posterior), tasks, workers, watcher)
    found, alone = (
        assembled(plan, {task: results[other] for task, other in each.items()})
        for each in (both, luck)
    )
    differences = alone.differences, found.differences
    return replace(found, ignorance=ignorance_of(posterior, *differences, plan.measures))


def _search(aim: Aim, plan: Plan, workers: int | None, watcher: Watcher) -> Search:
    """Look for the doses at which policies are equal, in the first pairs of the comparison."""
    column = NAMES.index(aim.measure.name)
    pairs = min(plan.replicates, MOST_PAIRS)
    rules = {each.name: each.rules for each in plan.scenarios}

    def figures(policies: Mapping[str, Sequence[Parameters]]) -> NDArray[np.float64]:
        ways = tuple(tuple(each) for each in policies.values())
        lived = tuple(rules[name] for name in policies)
        job = Replicates(plan.world, ways, plan.seed, lived, plan.own)
        tasks = [Task(p, i) for i in range(pairs) for p in range(len(policies))]
        results = results_of(job, tasks, workers, watcher if len(policies) > 1 else Silence())
        failures_of(results, tuple(policies))
        found = np.full((pairs, len(policies)), np.nan)
        for task, outcome in results.items():
            if isinstance(outcome, Outcome):
                found[task.replicate, task.policy] = outcome.series[LAST, column]
        return found

    return searched(aim, plan.policies, pairs, figures, watcher.notice)


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


LAST = -1  # the quarter whose values a row compares
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
    """Return how policies were made equal, if they were."""
    if plan.search is None:
        return None
    column = NAMES.index(plan.search.aim.measure.name)
    ends = {name: _series(sample)[:, LAST, column] for name, sample in samples.items()}
    names = [policy.name for policy in plan.scenarios[1:]]
    return equal_of(plan.search, plan.policies, names, ends)


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


MOST = 64 * 1024**2  # [bytes]


class Key(NamedTuple):
    """What decides a run, and whether its region pairs are kept."""

    content: str  # hash of model, world and parameters
    seed: int
    first: bool


def keys_of(job: Replicates, tasks: Sequence[Task]) -> dict[Task, Key]:
    """Return the key of each task."""
    shared = f"{fingerprint()} {hash_of_world(job.world)} ".encode() + packed_measures(job.own)
    sides = zip(job.policies, job.rules or [()] * len(job.policies), strict=True)
    parts = [shared + packed(stretches_of(policy)) + packed_rules(own) for policy, own in sides]
    contents = [blake2b(part, digest_size=16).hexdigest() for part in parts]
    return {
        task: Key(contents[task.policy], replicate_seed(job.seed, task.replicate), task.first)
        for task in tasks
    }


class Memory:
    """Remembers outcomes of runs up to ``most`` bytes."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.size = most, 0
        self.outcomes: OrderedDict[Key, Outcome] = OrderedDict()
        self.lock = Lock()

    def recall(self, key: Key) -> Outcome | None:
        """Return the outcome of a run, if it is remembered."""
        with self.lock:
            if key in self.outcomes:
                self.outcomes.move_to_end(key)
            return self.outcomes.get(key)

    def keep(self, key: Key, outcome: Outcome) -> None:
        """Remember a run, and forget others where there is no room."""
        with self.lock:
            if key not in self.outcomes:
                self.outcomes[key] = outcome
                self.size += outcome.size
            while self.size > self.most:
                self.size -= self.outcomes.popitem(last=False)[1].size


MEMORY = Memory()
