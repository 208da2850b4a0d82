"""How a validation is made: every trial on several seeds, each figure beside what is published."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from interhelix.experiments.calibration.posterior import Posterior
from interhelix.experiments.comparison import FailedRun, RunsFailedError, json_value
from interhelix.experiments.engines.runner import run_all
from interhelix.experiments.engines.workers import Failure
from interhelix.experiments.limits import check_numbers
from interhelix.experiments.output import complete_folder, write_record
from interhelix.experiments.progress import Watcher, heard
from interhelix.experiments.record import made_by
from interhelix.experiments.seeds import replicate_seed
from interhelix.experiments.table_files import write_table
from interhelix.experiments.validation.judging import (
    Experiment,
    columns_of,
    links_of,
    patterns_of,
    published,
    row_of,
    table_of,
)
from interhelix.experiments.validation.regions import against_fp7
from interhelix.experiments.validation.setting import QUARTERS, europe, policy
from interhelix.experiments.validation.trials import TRIALS, Changes, Outcome
from interhelix.experiments.warmup import warm_up
from interhelix.model.errors import Fault, InputError
from interhelix.model.state import Float

REPLICATES = 10
SHORTEST = 40  # quarters: a log has cuts in its last three fifths and a window of three years
HEAD = ("quarters", "replicates", "seed", "actors", "posterior")
TABLES = ("patterns", "rows", "fp7", "links")


class Task(NamedTuple):
    """A trial and the number of a replicate."""

    trial: str
    replicate: int


@dataclass(frozen=True)
class Runs:
    """The job of a validation: it runs one replicate of a trial."""

    quarters: int
    seed: int
    changes: Changes

    def __call__(self, task: Task) -> Outcome:
        """Return what the replicate leaves."""
        seed = replicate_seed(self.seed, task.replicate)
        return TRIALS[task.trial](self.quarters, seed, self.changes)


@dataclass(frozen=True)
class Validation:
    """What a validation found.

    ``rows`` has a row for each figure: mean over seeds with its 95 % t interval, the null's mean,
    what is published, its band and the verdict. ``posterior`` names whose mean the parameters are,
    "" for the defaults. ``patterns`` has a row for each pattern,
    ``fp7`` for each group of regions and way to compare participation with the programme.
    """

    quarters: int
    replicates: int
    seed: int
    actors: int
    posterior: str
    rows: pd.DataFrame
    patterns: pd.DataFrame
    fp7: pd.DataFrame
    links: pd.DataFrame

    def save(self, folder: str | Path, overwrite: bool = False) -> Path:
        """Write the report, the same as JSON, and a table of each kind.

        Raises:
            InputError: the folder is in use, holds what is not ours, or cannot be written.

        """
        from interhelix.experiments.validation.report import report

        target = Path(folder)
        with complete_folder(target, overwrite) as draft:
            (draft / "report.md").write_text(report(self) + "\n", encoding="utf-8")
            (draft / "validation.json").write_text(self.to_json(), encoding="utf-8")
            for name in TABLES:
                write_table(getattr(self, name), draft / f"{name}.csv")
            write_record(draft, {**made_by(), **self._head()})
        return target

    def _head(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in HEAD}

    def to_json(self) -> str:
        """Return everything as JSON text; what is not a finite number is null."""
        tables = {
            name: [
                {str(key): json_value(value) for key, value in row.items()}
                for row in getattr(self, name).to_dict("records")
            ]
            for name in TABLES
        }
        return (
            json.dumps(self._head() | tables, indent=2, allow_nan=False, ensure_ascii=False) + "\n"
        )


def validate(
    replicates: int = REPLICATES,
    quarters: int = QUARTERS,
    seed: int = 1,
    workers: int | None = None,
    watcher: Watcher | None = None,
    posterior: str | Path | None = None,
) -> Validation:
    """Run every trial on so many seeds, and set its figures beside what is published.

    With ``posterior``, the name of one that ships or the folder of a calibration, parameters have
    its mean instead of their defaults.

    Raises:
        InputError: a number that cannot be used; nothing has been run.
        RunsFailedError: a run failed.

    """
    given = {"replicates": replicates, "quarters": quarters, "seed": seed}
    check_numbers(given if workers is None else given | {"workers": workers})
    if quarters < SHORTEST:
        remedy = f"give {SHORTEST} or more"
        raise InputError(Fault("quarters", f"{quarters} are too few for the patterns", remedy))
    known = Posterior.load(posterior) if posterior is not None else None
    watcher, world = heard(watcher), europe()
    warm_up(world, policy(1), watcher)
    job = Runs(quarters, seed, known.mean if known else {})
    by_trial = outcomes_of(TRIALS, job, replicates, workers, watcher)
    values, null = columns_of(by_trial, "values"), columns_of(by_trial, "null")
    rows = pd.DataFrame([row_of(each, values, null) for each in published()[1]])
    taken = np.mean([one.taken for one in by_trial["in_europe"]], axis=0)
    fits = against_fp7(world, taken, tuple(sorted(world.codes)))
    return Validation(
        quarters,
        replicates,
        seed,
        world.actors,
        known.word if known else "",
        rows,
        patterns_of(rows),
        table_of(fits),
        links_of(values),
    )


def outcomes_of(
    trials: Iterable[str],
    job: Runs,
    replicates: int,
    workers: int | None = None,
    watcher: Watcher | None = None,
) -> dict[str, list[Outcome]]:
    """Return what every replicate of each trial leaves.

    Raises:
        RunsFailedError: a run failed.

    """
    tasks = [Task(trial, i) for trial in trials for i in range(replicates)]
    found: dict[str, list[Outcome]] = {}
    failures = []
    for task, result in zip(tasks, run_all(job, tasks, workers, watcher), strict=True):
        if isinstance(result, Failure):
            failures.append(FailedRun(task.trial, task.replicate, result.message))
        else:
            assert isinstance(result, Outcome)
            found.setdefault(task.trial, []).append(result)
    if failures:
        raise RunsFailedError(failures, len(tasks))
    return found


def values_with(one: Experiment, job: Runs, replicates: int) -> dict[str, Float]:
    """Return the figures of an experiment's trial, by replicate."""
    job = replace(job, changes={**job.changes, **one.changes})
    return columns_of(outcomes_of([one.trial], job, replicates), "values")
