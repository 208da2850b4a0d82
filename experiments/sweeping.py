"""How a sweep is made: what is missing in its store is run, chunk by chunk, on an engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interhelix.experiments.engines.crew import Crew
from interhelix.experiments.engines.engine import Engine
from interhelix.experiments.engines.given import Given
from interhelix.experiments.engines.here import Here
from interhelix.experiments.engines.processes import Processes
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.limits import check_numbers
from interhelix.experiments.own_code import check_sent, split_measures, with_rules
from interhelix.experiments.progress import Watcher, heard
from interhelix.experiments.store import Store
from interhelix.experiments.store.errors import disk_faults
from interhelix.experiments.store.joining import join_small
from interhelix.experiments.store.keys import missing, numbers_of
from interhelix.experiments.sweeps.desk import Desk
from interhelix.experiments.sweeps.job import Job, ModelRuns
from interhelix.experiments.sweeps.opened import Opened, open_for, part_of
from interhelix.experiments.sweeps.plan import Plan
from interhelix.experiments.sweeps.watch import Watch
from interhelix.experiments.sweeps.work import ChunkWork
from interhelix.experiments.warmup import warm_up
from interhelix.model.errors import unknown
from interhelix.model.machine_code import is_compiled
from interhelix.model.measures import Measure
from interhelix.model.rules import Rule
from interhelix.model.source import Function

if TYPE_CHECKING:
    import pandas as pd

NAMED = ("processes", "serial")
LIMIT = 3600.0  # [s] that a run may take

Opener = Callable[[ChunkWork], Engine]


@dataclass(frozen=True)
class Sweep:
    """How the runs of a plan are carried out.

    ``engine`` opens an engine for the work of a chunk. ``shard`` (k, n) takes every n-th run from
    the k-th on; ``limit`` is the time that a run may take [s]; with ``retry`` runs that failed are
    repeated; ``chunk_size`` is measured where it is not given. ``job`` stands for the model.
    """

    plan: Plan
    path: Path
    engine: Opener
    shard: tuple[int, int] = (1, 1)
    limit: float = LIMIT
    retry: bool = False
    chunk_size: int | None = None
    job: Job | None = None

    def carry_out(self, watcher: Watcher, stop: Callable[[], bool] = lambda: False) -> Store:
        """Run what is missing, until ``stop`` says so.

        Raises:
            StoreError: the store is refused or the disk is; what was written is kept.
            InputError: workers that cannot be used.

        """
        opened = open_for(self.plan, self.path, self.retry, self.shard)
        self._tell(opened, watcher)
        if len(opened.missing):
            if self.job is None and not is_compiled():
                warm_up(self.plan.world, [self.plan.stretches[0][0].parameters], watcher)
            self._run(opened, watcher, stop)
        return opened.store

    def lacking(self, store: Store) -> int:
        """Return how many of the runs that this sweep should do have no row."""
        there = numbers_of(store.table(["key"])["key"])
        return len(part_of(missing(self.plan.keys(), there), self.shard))

    def _tell(self, opened: Opened, watcher: Watcher) -> None:
        for path, reason in opened.aside:
            watcher.notice(f"put aside: {path.name} {reason}; its runs are repeated")
        was, now = opened.before, self.plan.experiment.design
        if was and was.design != now:
            watcher.notice(
                f"the Sobol sample grows from {was.design.size:,} to {now.size:,} points; "
                f"those that are there stay"
            )
        there = self.plan.runs - opened.lacking
        if there:
            watcher.notice(f"{there:,} of {self.plan.runs:,} runs are there already")

    def _run(self, opened: Opened, watcher: Watcher, stop: Callable[[], bool]) -> None:
        job = self.job or ModelRuns.of(self.plan)
        work = ChunkWork.of(self.plan, job, self.path.resolve(), self.limit)
        watch = Watch(self.plan, self.path, len(opened.missing), watcher)
        engine = self.engine(work)
        desk = Desk(self.plan, work, opened, engine.room, watch, self.chunk_size)
        try:
            Crew(engine, desk, stop).work()
        finally:
            watch.end()
        with disk_faults(self.path):
            join_small(opened.store, repeats=self.retry or opened.repeats)


def processes(workers: int | None = None) -> Opener:
    """Open processes on this machine, by default one for each core."""
    return lambda work: Processes(work, workers or os.cpu_count() or 1)


def sweep(
    experiment: Experiment | str | Path,
    store: str | Path,
    workers: int | None = None,
    engine: str | Executor = "processes",
    limit: float = LIMIT,
    watcher: Watcher | None = None,
    measures: Sequence[Measure] | Measure = (),
    rules: Sequence[Rule | Function] = (),
) -> pd.DataFrame:
    """Run what is missing of an experiment in its store and return a row for each run.

    ``measures`` are measures of your own beside those of the experiment, ``rules`` rules of your
    own for all its scenarios. ``engine`` is ``processes``, ``serial``, or any executor of futures
    with ``workers`` workers; ``limit`` is the time that a run may take [s]. Columns are those of
    ``Store.runs``.

    Raises:
        InputError: an experiment that cannot be used; nothing has been run.
        StoreError: the store is refused, or the disk is full; what was written is kept.

    """
    if workers is not None:
        check_numbers({"workers": workers})
    opener = _opener(engine, workers)
    asked = experiment if isinstance(experiment, Experiment) else Experiment.load(experiment)
    own = split_measures(measures)[1]
    if own or rules:
        scenarios: Any = with_rules(asked.load_scenarios(), rules)
        shown: Any = (*asked.measures, *own)
        asked = replace(asked, scenarios=scenarios, measures=shown)
    check_sent(asked.load_scenarios(), tuple(asked.own.measures.values()), engine == "serial")
    made = Sweep(Plan.of(asked), Path(store), opener, limit=limit)
    return made.carry_out(heard(watcher)).runs()


def _opener(engine: str | Executor, workers: int | None) -> Opener:
    """Return what opens an engine by its name, or hands work to an executor."""
    if isinstance(engine, Executor):
        return lambda work: Given(work, engine, workers or 1)
    if engine not in NAMED:
        raise unknown("engine", engine, NAMED)
    return Here if engine == "serial" else processes(workers)
