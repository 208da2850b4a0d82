"""A chunk of runs inside a worker: results go to a shard, attempts to a journal.

The journal outlives the process, so that a run that kills its worker is found. The time limit is
first a signal, handled between two bytecodes; then ``faulthandler`` ends the process.
"""

from __future__ import annotations

import contextlib
import faulthandler
import math
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import Path
from types import FrameType
from typing import IO, Any, NamedTuple

import numpy as np
import pyarrow as pa

from interhelix.experiments.engines import message_of
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.output import as_text
from interhelix.experiments.store.format import DONE, SERIES, SHARDS, StoreError, disk_faults
from interhelix.experiments.store.mark import JOURNALS, Mark
from interhelix.experiments.store.shards import WORDS, schema_of, write_shard
from interhelix.experiments.sweeps.plan import Figures, Job, Task
from interhelix.model.errors import Fault
from interhelix.model.machine_code import fingerprint
from interhelix.model.measures.undefined import UNDEFINED

ATTEMPT, RUN, END = "attempt", "run", "end"
DUMPED = "Timeout ("  # what faulthandler writes before it ends the process


class Journal:
    """A journal of the runs that a worker begins, being written."""

    def __init__(self, path: Path) -> None:
        self.file: IO[bytes] = path.open("ab", buffering=0)
        try:
            self._write(ATTEMPT)
        except OSError:
            self.file.close()
            raise

    def run(self, number: int) -> None:
        """Record that a run of the chunk begins."""
        self._write(f"{RUN} {number}")

    def end(self) -> None:
        """Note that all runs are over."""
        self._write(END)

    def _write(self, line: str) -> None:
        self.file.write(f"{line}\n".encode())

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *reason: object) -> None:
        self.file.close()


class Ended(NamedTuple):
    """How an attempt at a chunk ended: within which run, if any, and whether time ran out."""

    run: int | None
    timed_out: bool


def attempts(path: Path) -> list[Ended]:
    """Return how each attempt in a journal ended; nothing without a journal."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return [_ended(attempt) for attempt in text.split(f"{ATTEMPT}\n")[1:]]


def _ended(attempt: str) -> Ended:
    run, timed_out = None, False
    for line in attempt.splitlines():
        word, _, rest = line.partition(" ")
        if word == RUN and rest.isdigit():
            run, timed_out = int(rest), False
        elif word == END:
            run = None
        elif line.startswith(DUMPED):
            timed_out = True
    return Ended(run, timed_out)


def killers(path: Path, deaths: int) -> dict[int, bool]:
    """Return the runs within which so many attempts ended, and whether time ran out."""
    found = {run: timed_out for run, timed_out in attempts(path) if run is not None}
    times = Counter(ended.run for ended in attempts(path))
    return {run: timed_out for run, timed_out in found.items() if times[run] >= deaths}


def forget(path: Path) -> None:
    """Remove a journal that is no longer needed."""
    with contextlib.suppress(OSError):
        path.unlink()


FAILED, NAN, TIMEOUT, CRASHED = "failed", "nan", "timeout", "crashed"
DEATHS = 2  # of a worker within the same run, until the run is given up


class Chunk(NamedTuple):
    """Runs that are handed out together; ``name`` is that of their journal."""

    name: str
    tasks: tuple[Task, ...]


class Row(NamedTuple):
    """What is known of a run when it is over; figures only if it is done."""

    task: Task
    status: str
    figures: Figures | None
    seconds: float
    reason: str | None


class Receipt(NamedTuple):
    """What a worker returns for a chunk whose shard is stored."""

    rows: int
    seconds: float
    failed: tuple[tuple[Task, str, str], ...]  # with status and reason


@dataclass(frozen=True)
class ChunkWork:
    """Runs the tasks of a chunk and writes their shard; it is sent to every worker."""

    job: Job
    store: Path
    mark: Mark
    limit: float  # [s]

    @property
    def experiment(self) -> Experiment:
        """The experiment that the runs belong to."""
        return self.mark.experiment

    def __call__(self, chunk: Chunk) -> Receipt:
        """Run a chunk; when this returns, its shard is stored.

        Raises:
            StoreError: the shard cannot be written, or this worker has another model.

        """
        if fingerprint() != self.mark.fingerprint:
            problem = f"the model here is {fingerprint()}, the driver's is {self.mark.fingerprint}"
            raise StoreError(Fault("worker", problem, "install the same interhelix on both"))
        path = self.journal(chunk)
        with disk_faults(path):
            killed = killers(path, DEATHS)
            with Journal(path) as journal, Limit(self.limit, journal.file) as limit:
                rows = []
                for number, task in enumerate(chunk.tasks):
                    if number in killed:
                        rows.append(given_up(task, killed[number], self.limit))
                        continue
                    journal.run(number)
                    rows.append(self._run(task, limit))
                journal.end()
            return self.keep(rows)

    def journal(self, chunk: Chunk) -> Path:
        """Return the path of the journal of a chunk."""
        return self.store / JOURNALS / chunk.name

    def _run(self, task: Task, limit: Limit) -> Row:
        """Run a task and return its row, also if it fails."""
        began = time.perf_counter()
        figures, reason = None, None
        try:
            with limit.each():
                figures = self.job(task)
            status, reason = self._judged(figures)
        except TimeLimitError as error:
            status, reason = TIMEOUT, message_of(error)
        except (Exception, SystemExit) as error:
            status, reason = FAILED, message_of(error)
        kept = figures if status == DONE else None
        return Row(task, status, kept, time.perf_counter() - began, reason)

    def _judged(self, figures: Figures) -> tuple[str, str | None]:
        """Return the status of a run that came to its end."""
        for name, value in zip(self.experiment.measures, figures.values[-1].tolist(), strict=True):
            if math.isinf(value) or (
                math.isnan(value) and name not in {*UNDEFINED, *self.experiment.own.measures}
            ):
                return NAN, f"{name} is {value}"
        return DONE, None

    def keep(self, rows: Sequence[Row]) -> Receipt:
        """Write rows as a shard, before it the series if they are kept.

        Raises:
            StoreError: the disk refuses.

        """
        mark = self.mark
        contents = mark.contents.of({self.experiment.scenarios[row.task.scenario] for row in rows})
        tables = [(SERIES, self._series(rows), ("quarter",))] if self.experiment.series else []
        with disk_faults(self.store):
            for name, table, words in (*tables, (SHARDS, self._table(rows), WORDS)):
                folder = self.store / name
                write_shard(folder, table, mark.family, dict(mark.made_by), words, contents)
        return Receipt(
            rows=len(rows),
            seconds=sum(row.seconds for row in rows),
            failed=tuple((r.task, r.status, r.reason or "") for r in rows if r.status != DONE),
        )

    def _table(self, rows: Sequence[Row]) -> pa.Table:
        """Return rows as a table; a run that failed has no numbers."""
        tasks = [row.task for row in rows]
        ends = [row.figures.values[-1] if row.figures else None for row in rows]
        nothing = np.full(len(self.experiment.measures), np.nan)
        values = np.array([nothing if end is None else end for end in ends])
        columns: list[Any] = [
            [task.key for task in tasks],
            [row.status for row in rows],
            [self.experiment.scenarios[task.scenario] for task in tasks],
            [task.replicate for task in tasks],
            [as_text(task.seed) for task in tasks],
            *([task.values[at] for task in tasks] for at in range(len(self.experiment.factors))),
            *(pa.array(column, from_pandas=True) for column in values.T),
            [row.seconds for row in rows],
            [row.reason for row in rows],
        ]
        schema = schema_of(list(self.experiment.factors), self.experiment.measures)
        pairs = zip(columns, schema, strict=True)
        arrays = [pa.array(column, field.type) for column, field in pairs]
        return pa.Table.from_arrays(arrays, schema=schema)

    def _series(self, rows: Sequence[Row]) -> pa.Table:
        """Return the measures by quarter of the runs that are done."""
        kept = [(row.task.key, row.figures) for row in rows if row.figures]
        keys = [key for key, figures in kept for _ in figures.quarters]
        quarters = [quarter for _, figures in kept for quarter in figures.quarters]
        values = np.concatenate(
            [np.empty((0, len(self.experiment.measures))), *(f.values for _, f in kept)]
        )
        arrays = [pa.array(keys, pa.string()), pa.array(quarters, pa.int32())]
        arrays += [pa.array(column, from_pandas=True) for column in values.T]
        return pa.Table.from_arrays(arrays, names=["key", "quarter", *self.experiment.measures])


def given_up(task: Task, timed_out: bool, limit: float, cause: str = "") -> Row:
    """Return the row of a run that has killed its worker again and again."""
    if timed_out:
        return Row(task, TIMEOUT, None, limit, f"longer than {limit:g} s, and hears no signal")
    return Row(task, CRASHED, None, 0.0, f"its worker died {DEATHS} times{cause}")


LATE = 1.5  # of the limit, when the process is ended
SLACK = 1.0  # [s]
REARM = 0.25  # of the limit


class TimeLimitError(Exception):
    """A run that took longer than it may."""


class Limit:
    """Limits the time of each run of a chunk."""

    def __init__(self, seconds: float, journal: IO[bytes]) -> None:
        self.seconds, self.journal = seconds, journal
        in_main = threading.current_thread() is threading.main_thread()
        self.has_timer = in_main and hasattr(signal, "setitimer")
        self.may_end = parent_process() is not None  # never the process of the user
        self.armed = float("-inf")
        self.running = False

    @contextmanager
    def each(self) -> Iterator[None]:
        """Raise ``TimeLimitError`` in what takes too long, or end the process."""
        now = time.monotonic()
        if self.may_end and now - self.armed > REARM * self.seconds:
            late = LATE * self.seconds + SLACK
            faulthandler.dump_traceback_later(late, exit=True, file=self.journal)
            self.armed = now
        if not self.has_timer:
            yield
            return
        self.running = True
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        try:
            yield
        finally:
            self.running = False
            signal.setitimer(signal.ITIMER_REAL, 0.0)

    def __enter__(self) -> Limit:
        if self.has_timer:
            self.before = signal.signal(signal.SIGALRM, self._too_long)
        return self

    def __exit__(self, *reason: object) -> None:
        if self.may_end:
            faulthandler.cancel_dump_traceback_later()
        if self.has_timer:
            signal.signal(signal.SIGALRM, self.before)

    def _too_long(self, number: int, frame: FrameType | None) -> None:
        if self.running:
            raise TimeLimitError(f"longer than {self.seconds:g} s")
