"""How a calibration is made: draws are run into a store, then the posterior is fitted and tried."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from interhelix.experiments.calibration.abc import (
    Fit,
    Float,
    Reference,
    fitted,
    reached,
    recovered,
)
from interhelix.experiments.calibration.asked import SUMMARIES, Asked
from interhelix.experiments.calibration.posterior import systematic
from interhelix.experiments.calibration.tables import (
    parameter_rows,
    pattern_rows,
    together_rows,
)
from interhelix.experiments.comparison import json_value, records
from interhelix.experiments.designs import settings_of
from interhelix.experiments.engines.runner import run_all
from interhelix.experiments.progress import Watcher
from interhelix.experiments.seeds import replicate_seed
from interhelix.experiments.showing import Result
from interhelix.experiments.store import Store
from interhelix.experiments.store.rows import DONE
from interhelix.experiments.sweeping import Opener, Sweep
from interhelix.experiments.sweeps.content import Stretch, stretches_of
from interhelix.experiments.sweeps.job import Figures, policy_of
from interhelix.experiments.sweeps.plan import Plan, Task
from interhelix.experiments.validation.patterns import project_log, summaries
from interhelix.experiments.validation.regions import participation, patterns_of_regions, scaling
from interhelix.experiments.validation.setting import europe, policy
from interhelix.model.errors import Fault, InputError
from interhelix.model.loop import live
from interhelix.model.world import World

if TYPE_CHECKING:
    from interhelix.experiments.document import Block
    from interhelix.experiments.pictures.results import Drawing

PREDICTED = 24  # runs from the posterior
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
        found["P15_scaling"] = scaling(self.world, participation(log, state))
        return Figures((len(quarters),), np.array([[found[name] for name in SUMMARIES]]))


@dataclass(frozen=True, repr=False, eq=False)
class Calibration(Result):
    """What a calibration found.

    ``parameters`` has a row for each parameter: prior, default, posterior mean and 90 % interval,
    and how well it is recovered. ``patterns`` has a row for each pattern: published value, band,
    the middle 90 % of the draws and of runs from the posterior; ``together`` says how often sets of
    patterns lie in their bands at once. ``surprise`` is the share of
    recovery's cases that lie nearer to the draws than the published patterns do. ``ran`` counts the
    draws that the store holds, ``undefined`` those without one of the patterns, which are left out.
    """

    asked: Asked
    store: Store
    fit: Fit
    parameters: pd.DataFrame
    patterns: pd.DataFrame
    together: pd.DataFrame
    surprise: float
    ran: int
    undefined: int

    def __repr__(self) -> str:
        return f"Calibration({self.asked.name}: {self.ran} of {self.asked.draws} draws)"

    @property
    def changes(self) -> list[tuple[str, float, float]]:
        """Each parameter that is identified, with its default and its posterior mean."""
        rows = self.parameters[self.parameters["identified"]]
        columns = (rows["parameter"], rows["default"], rows["posterior_mean"])
        return [(str(n), float(old), float(new)) for n, old, new in zip(*columns, strict=True)]

    def to_json(self) -> str:
        """Return what was found as JSON text; what is not a finite number is null."""
        told = {
            "calibration": self.asked.name,
            "draws": self.ran,
            "undefined": self.undefined,
            "kept": len(self.fit.rows),
            "tolerance": json_value(self.fit.tolerance),
            "surprise": json_value(self.surprise),
            "parameters": records(self.parameters),
            "patterns": records(self.patterns),
            "together": records(self.together),
        }
        return json.dumps(told, indent=2, allow_nan=False) + "\n"

    def _summary(self) -> list[Block]:
        from interhelix.experiments.calibration.report import parameters, patterns

        return [parameters(self.parameters), patterns(self.patterns)]

    def _blocks(self) -> list[Block]:
        from interhelix.experiments.calibration.report import blocks_of

        return blocks_of(self)

    def _drawings(self, language: str) -> dict[str, Drawing]:
        return {}

    def _write(self, folder: Path, language: str) -> None:
        from interhelix.experiments.calibration.report import write_calibration

        write_calibration(self, folder)


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
