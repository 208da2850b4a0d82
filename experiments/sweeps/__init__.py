"""Sweeps: every run of an experiment, kept in a store, by any engine."""

from __future__ import annotations

import contextlib
import json
import math
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from interhelix.experiments.engines import Engine, ExecutorEngine, Queue, Scheduler, Serial
from interhelix.experiments.engines.processes import Processes
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.inputs import check_numbers, check_sent, split_measures, with_rules
from interhelix.experiments.progress import Pace, Watcher, heard, warm_up
from interhelix.experiments.store import Store
from interhelix.experiments.store.format import disk_faults, missing, numbers_of
from interhelix.experiments.store.maintenance import MANY, join_small
from interhelix.experiments.store.mark import PROGRESS
from interhelix.experiments.sweeps.plan import Job, ModelRuns, Opened, Plan, Task, open_for, part_of
from interhelix.experiments.sweeps.status import Note
from interhelix.experiments.sweeps.work import (
    Chunk,
    ChunkWork,
    Ended,
    Receipt,
    attempts,
    forget,
    given_up,
)
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
        work = ChunkWork(job, self.path.resolve(), self.plan.mark, self.limit)
        watch = Watch(self.plan, self.path, len(opened.missing), watcher)
        engine = self.engine(work)
        queue = ChunkQueue(self.plan, work, opened, engine.room, watch, self.chunk_size)
        try:
            Scheduler(engine, queue, stop).work()
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
    check_numbers(workers=workers)
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
        return lambda work: ExecutorEngine(work, engine, workers or 1)
    if engine not in NAMED:
        raise unknown("engine", engine, NAMED)
    return Serial if engine == "serial" else processes(workers)


SECONDS = 5.0  # of work in a chunk
LARGEST = 5_000  # runs in a chunk
GROWTH = 8  # of chunks at most, until the time of a run is known well


class ChunkQueue(Queue[Chunk]):
    """Hands out chunks of the runs that are missing and notes what becomes of them.

    ``room`` is the number of chunks that may be under way.
    """

    def __init__(
        self,
        plan: Plan,
        work: ChunkWork,
        opened: Opened,
        room: int,
        watch: Watch,
        chunk_size: int | None = None,
    ) -> None:
        self.plan, self.work, self.store, self.room = plan, work, opened.store, room
        self.missing = opened.missing
        self.watch, self.chunk_size = watch, chunk_size
        self.next = 0
        self.pile: deque[tuple[Task, ...]] = deque()
        self.ended: dict[str, Ended | None] = {}
        self.size = 1
        self.runs, self.seconds, self.shards = 0, 0.0, 0

    def take(self) -> Chunk | None:
        """Return the next chunk, first of what came back."""
        if self.pile:
            return self._chunk(self.pile.popleft())
        numbers = self.missing[self.next : self.next + self._size()]
        self.next += len(numbers)
        tasks = tuple(self.plan.task(number) for number in numbers.tolist())
        return self._chunk(tasks) if tasks else None

    def _size(self) -> int:
        """Return how many runs take about ``SECONDS``."""
        if self.chunk_size:
            return self.chunk_size
        if self.runs:
            wanted = int(SECONDS * self.runs / max(self.seconds, 1e-6))
            self.size = max(1, min(wanted, LARGEST, GROWTH * self.size))
        left = len(self.missing) - self.next
        return max(1, min(self.size, math.ceil(left / self.room)))

    def _chunk(self, tasks: Sequence[Task]) -> Chunk:
        return Chunk(uuid4().hex, tuple(tasks))

    def answered(self, piece: Chunk, answer: Receipt) -> None:
        """Record that the rows of a chunk are stored."""
        forget(self.work.journal(piece))
        self.runs += answer.rows
        self.seconds += answer.seconds
        self.shards += 1
        self.watch.told(answer)

    def returned(self, piece: Chunk) -> None:
        """Take a chunk back."""
        self.pile.append(piece.tasks)

    def begun(self, piece: Chunk) -> bool:
        """Return whether a worker that died had begun with a chunk, by its journal."""
        path = self.work.journal(piece)
        ends = attempts(path)
        forget(path)
        self.ended[piece.name] = ends[-1] if ends else None
        return bool(ends)

    def suspects(self, piece: Chunk) -> Iterator[Chunk]:
        """Return the run that was under way as a chunk of its own; take the others back.

        A run that outlasted its limit is known for sure. Where no run was under way the worker
        died with all of them, and the chunk comes back in halves.
        """
        ended, tasks = self.ended.pop(piece.name), piece.tasks
        if ended is None:
            self.returned(piece)
            return
        if ended.run is None:
            if len(tasks) == 1:
                yield self._chunk(tasks)
            middle = len(tasks) // 2
            halves = [tasks[:middle], tasks[middle:]] if middle else []
            self.pile.extend(halves)
            return
        rest = [tasks[: ended.run], tasks[ended.run + 1 :]]
        self.pile.extend(part for part in rest if part)
        suspect = self._chunk(tasks[ended.run : ended.run + 1])
        if ended.timed_out:
            self._give_up(suspect, timed_out=True)
        else:
            yield suspect

    def given_up(self, piece: Chunk, cause: str) -> None:
        """Write the row of a run that kills its workers."""
        ended = self.ended.pop(piece.name, None)
        self._give_up(piece, timed_out=bool(ended and ended.timed_out), cause=cause)

    def _give_up(self, piece: Chunk, timed_out: bool, cause: str = "") -> None:
        rows = [given_up(task, timed_out, self.work.limit, cause) for task in piece.tasks]
        self.answered(piece, self.work.keep(rows))

    def tick(self) -> None:
        """Update the progress note; compact shards when there are many."""
        self.watch.tick()
        if self.shards >= MANY:
            self.shards = 0
            with disk_faults(self.store.path):
                join_small(self.store, MANY)


MOST_WARNED = 20
PAUSE = 2.0  # [s] between two notes


class Watch:
    """Reports the progress of a sweep to a watcher and to a file."""

    def __init__(self, plan: Plan, store: Path, of: int, watcher: Watcher) -> None:
        self.plan, self.watcher = plan, watcher
        self.note = Note(of=of)
        self.path = store / PROGRESS / f"{self.note.host}-{self.note.process}.json"
        self.pace = Pace()
        self.reasons: Counter[str] = Counter()

    def told(self, receipt: Receipt) -> None:
        """Record a chunk that is done; report the first failed run of each reason."""
        self.note.runs += receipt.rows
        self.note.failed += len(receipt.failed)
        for task, status, reason in receipt.failed:
            self.reasons[f"{status} {reason}"] += 1
            if self.reasons[f"{status} {reason}"] == 1 and len(self.reasons) <= MOST_WARNED:
                self.watcher.notice(f"{status}: {run_in_words(self.plan, task)}: {reason}")
        self.watcher.done(self.note.runs, self.note.of)
        self.note.left = self.pace.left(time.monotonic(), self.note.runs, self.note.of)
        self.tick()

    def tick(self) -> None:
        """Write the note if the last one is some seconds old."""
        if time.time() - self.note.written < PAUSE:
            return
        self.note.written = time.time()
        with contextlib.suppress(OSError):  # a help for those who look, nothing more
            draft = self.path.with_suffix(".draft")
            draft.write_text(json.dumps(asdict(self.note)), encoding="utf-8")
            draft.replace(self.path)

    def end(self) -> None:
        """Remove the note."""
        with contextlib.suppress(OSError):
            self.path.unlink()


def run_in_words(plan: Plan, task: Task) -> str:
    """Name a run: scenario, factors, replicate."""
    factors = zip(plan.experiment.factors, task.values, strict=True)
    words = [plan.experiment.scenarios[task.scenario], *(f"{n}={v:g}" for n, v in factors)]
    return f"{' '.join(words)} replicate {task.replicate}"
