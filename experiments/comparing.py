"""How a comparison is made: every replicate of every policy is run, then pairs are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.assembling import LAST, Plan, assembled, failures_of
from interhelix.experiments.calibration.posterior import Posterior
from interhelix.experiments.comparison import Comparison
from interhelix.experiments.engines.runner import run_all
from interhelix.experiments.equal import Aim
from interhelix.experiments.equalising import MOST_PAIRS, Search, scaled, searched
from interhelix.experiments.ignorance import ignorance_of, job_of, tasks_of
from interhelix.experiments.inputs import (
    Named,
    checked_policies,
    listed,
    loaded,
    placed,
)
from interhelix.experiments.limits import check_numbers
from interhelix.experiments.memory import MEMORY, Key, keys_of
from interhelix.experiments.origins import Origins
from interhelix.experiments.own_code import check_sent, split_measures, with_rules
from interhelix.experiments.progress import Silence, Watcher, heard
from interhelix.experiments.replicates import Outcome, Replicates, Task
from interhelix.experiments.tables import NAMES
from interhelix.experiments.warmup import warm_up
from interhelix.model.errors import Fault, InputError
from interhelix.model.measures import Measure
from interhelix.model.parameters import Parameters
from interhelix.model.rules import Rule
from interhelix.model.source import Function
from interhelix.model.world import World


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
    given = {"replicates": replicates, "seed": seed, "quarters": quarters}
    check_numbers(given if workers is None else given | {"workers": workers})
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
