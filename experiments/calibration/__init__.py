"""Calibration: runs drawn from priors, fitted to published patterns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from interhelix.experiments.calibration.calibration_report import PREDICTED, Calibration
from interhelix.experiments.calibration.specification import (
    SUMMARIES,
    Asked,
    parameter_rows,
    pattern_rows,
    together_rows,
)
from interhelix.experiments.designs import settings_of
from interhelix.experiments.engines.processes import run_all
from interhelix.experiments.inputs import Stretch, replicate_seed, stretches_of
from interhelix.experiments.posterior import (
    Fit,
    Float,
    Reference,
    fitted,
    reached,
    recovered,
    systematic,
)
from interhelix.experiments.progress import Watcher
from interhelix.experiments.store import Store
from interhelix.experiments.store.format import DONE
from interhelix.experiments.sweeps import Opener, Sweep
from interhelix.experiments.sweeps.plan import Figures, Plan, Task, policy_of
from interhelix.experiments.validation.patterns import project_log, summaries
from interhelix.experiments.validation.regions import patterns_of_regions
from interhelix.experiments.validation.trials import europe, policy
from interhelix.model.errors import Fault, InputError
from interhelix.model.loop import live
from interhelix.model.world import World

if TYPE_CHECKING:
    pass


ERRORS = 20_200_101  # seed of the errors that the model is granted; no run ever sees it


@dataclass(frozen=True)
class PatternRuns:
    """Runs a draw and sums up its patterns."""

    world: World
    stretches: tuple[Stretch, ...]
    factors: tuple[str, ...]

    def __call__(self, task: Task) -> Figures:
        """Return the patterns of a draw, in the order of ``SUMMARIES``."""
        quarters = policy_of(self.stretches, self.factors, task.values)
        state = live(self.world, quarters, task.seed)
        log = project_log(state, len(quarters))
        found = summaries(log, state) | patterns_of_regions(log, state)
        return Figures((len(quarters),), np.array([[found[name] for name in SUMMARIES]]))


def plan_of(asked: Asked) -> Plan:
    """Lay out the draws of a calibration."""
    experiment = asked.experiment
    settings = settings_of(experiment.design, experiment.factors, experiment.seed)
    return Plan(experiment, europe(), (stretches_of(policy(asked.quarters)),), settings)


def swept(
    asked: Asked, path: Path, opener: Opener, watcher: Watcher, stop: Callable[[], bool]
) -> Store:
    """Run the draws that a store lacks, until ``stop`` says so.

    Raises:
        StoreError: the store is refused, or the disk is; what was written is kept.

    """
    plan = plan_of(asked)
    job = PatternRuns(plan.world, plan.stretches[0], tuple(asked.priors))
    return Sweep(plan, path, opener, job=job).carry_out(watcher, stop)


def calibrated(asked: Asked, store: Store, workers: int | None, watcher: Watcher) -> Calibration:
    """Fit the posterior to the draws of a store, try recovery, and run the posterior.

    Raises:
        InputError: the store has too few draws.

    """
    runs = store.runs(["status", *asked.priors, *SUMMARIES])
    values = scaled(asked, runs)
    usable = (runs["status"] == DONE).to_numpy() & np.isfinite(values).all(axis=1)
    luck = np.random.default_rng(ERRORS).standard_normal(values.shape)
    errors = np.array([pattern.error for pattern in asked.patterns.values()])
    bounds = np.array([[prior.low, prior.high] for prior in asked.priors.values()])
    drawn = runs[list(asked.priors)].to_numpy()[usable]
    reference = Reference(drawn, bounds, (values + errors * luck)[usable], tuple(asked.patterns))
    observed = np.array([float(p.scaled(p.published)) for p in asked.patterns.values()])
    near = reached(reference, observed)
    reference, observed = reference.only(near), observed[near]
    fit = fitted(reference, observed, asked.accepted)
    found, tolerances = recovered(reference, asked.accepted)
    exact, _ = recovered(reference._replace(summaries=values[usable][:, near]), asked.accepted)
    found.insert(2, "narrowed_exact", exact["narrowed"])
    predicted = _predicted(asked, fit, workers, watcher)
    return Calibration(
        asked=asked,
        store=store,
        fit=fit,
        parameters=parameter_rows(asked, fit, found),
        patterns=pattern_rows(asked, runs, predicted, reference.names),
        together=together_rows(runs, predicted),
        surprise=float((tolerances < fit.tolerance).mean()),
        ran=len(runs),
        undefined=int((~usable).sum()),
    )


def scaled(asked: Asked, runs: pd.DataFrame) -> Float:
    """Return the patterns of runs on the scales on which they are compared, runs x patterns."""
    columns = [pattern.scaled(runs[name].to_numpy()) for name, pattern in asked.patterns.items()]
    return np.stack(columns, axis=1)


def _predicted(asked: Asked, fit: Fit, workers: int | None, watcher: Watcher) -> pd.DataFrame:
    """Run draws from the posterior and return their patterns, a row for each run."""
    plan = plan_of(asked)
    job = PatternRuns(plan.world, plan.stretches[0], tuple(asked.priors))
    tasks = [
        Task("", 0, tuple(fit.values[row].tolist()), at, replicate_seed(ERRORS, at))
        for at, row in enumerate(systematic(fit.weights, PREDICTED))
    ]
    rows = []
    for result in run_all(job, tasks, workers, watcher):
        if not isinstance(result, Figures):
            problem = f"a run from the posterior failed: {result}"
            raise InputError(Fault("calibration", problem, "narrow the priors"))
        rows.append(result.values[-1])
    return pd.DataFrame(rows, columns=list(SUMMARIES))
