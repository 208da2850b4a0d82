"""What a worker does with a chunk of runs: it runs them and writes one shard of their rows."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from interhelix.experiments.engines.workers import message_of
from interhelix.experiments.seeds import as_text
from interhelix.experiments.store import StoreError
from interhelix.experiments.store.contents import Contents
from interhelix.experiments.store.errors import disk_faults
from interhelix.experiments.store.opening import JOURNALS
from interhelix.experiments.store.rows import DONE
from interhelix.experiments.store.shards import WORDS, schema_of, write_shard
from interhelix.experiments.store.store import SERIES, SHARDS
from interhelix.experiments.sweeps.job import Figures, Job
from interhelix.experiments.sweeps.journal import Journal, killers
from interhelix.experiments.sweeps.limit import Limit, TimeLimitError
from interhelix.experiments.sweeps.plan import Plan, Task
from interhelix.model.errors import Fault
from interhelix.model.machine_code import fingerprint
from interhelix.model.measures.undefined import UNDEFINED

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
    """What a worker tells about a chunk: its shard lies on the disk, safe."""

    rows: int
    seconds: float
    failed: tuple[tuple[Task, str, str], ...]  # with status and reason


@dataclass(frozen=True)
class ChunkWork:
    """Runs the tasks of a chunk and writes their shard; it is sent to every worker."""

    job: Job
    store: Path
    family: str
    contents: Contents
    scenarios: tuple[str, ...]
    factors: tuple[str, ...]
    measures: tuple[str, ...]
    series: int
    limit: float  # [s]
    made_by: dict[str, object]
    own: frozenset[str]  # measures of the user's own, which may be undefined

    @classmethod
    def of(cls, plan: Plan, job: Job, store: Path, limit: float) -> ChunkWork:
        """Take from a plan what workers need."""
        asked, mark = plan.experiment, plan.mark
        return cls(
            job=job,
            store=store,
            family=mark.family,
            contents=mark.contents,
            scenarios=asked.scenarios,
            factors=tuple(asked.factors),
            measures=asked.measures,
            series=asked.series,
            limit=limit,
            made_by=dict(mark.made_by),
            own=frozenset(asked.own.measures),
        )

    def __call__(self, chunk: Chunk) -> Receipt:
        """Run a chunk; when this returns, its shard lies on the disk.

        Raises:
            StoreError: the shard cannot be written, or this worker has another model.

        """
        if fingerprint() != self.contents.model:
            problem = f"the model here is {fingerprint()}, the driver's is {self.contents.model}"
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
        """Run a task; whatever it does, there is a row."""
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
        for name, value in zip(self.measures, figures.values[-1].tolist(), strict=True):
            if math.isinf(value) or (math.isnan(value) and name not in {*UNDEFINED, *self.own}):
                return NAN, f"{name} is {value}"
        return DONE, None

    def keep(self, rows: Sequence[Row]) -> Receipt:
        """Write rows as a shard, before it the series if they are kept.

        Raises:
            StoreError: the disk refuses.

        """
        contents = self.contents.of({self.scenarios[row.task.scenario] for row in rows})
        tables = [(SERIES, self._series(rows), ("quarter",))] if self.series else []
        with disk_faults(self.store):
            for name, table, words in (*tables, (SHARDS, self._table(rows), WORDS)):
                folder = self.store / name
                write_shard(folder, table, self.family, self.made_by, words, contents)
        return Receipt(
            rows=len(rows),
            seconds=sum(row.seconds for row in rows),
            failed=tuple((r.task, r.status, r.reason or "") for r in rows if r.status != DONE),
        )

    def _table(self, rows: Sequence[Row]) -> pa.Table:
        """Return rows as a table; a run that failed has no numbers."""
        tasks = [row.task for row in rows]
        ends = [row.figures.values[-1] if row.figures else None for row in rows]
        nothing = np.full(len(self.measures), np.nan)
        values = np.array([nothing if end is None else end for end in ends])
        columns: list[Any] = [
            [task.key for task in tasks],
            [row.status for row in rows],
            [self.scenarios[task.scenario] for task in tasks],
            [task.replicate for task in tasks],
            [as_text(task.seed) for task in tasks],
            *([task.values[at] for task in tasks] for at in range(len(self.factors))),
            *(_numbers(values[:, at]) for at in range(len(self.measures))),
            [row.seconds for row in rows],
            [row.reason for row in rows],
        ]
        schema = schema_of(self.factors, self.measures)
        pairs = zip(columns, schema, strict=True)
        arrays = [pa.array(column, field.type) for column, field in pairs]
        return pa.Table.from_arrays(arrays, schema=schema)

    def _series(self, rows: Sequence[Row]) -> pa.Table:
        """Return the measures by quarter of the runs that are done."""
        kept = [(row.task.key, row.figures) for row in rows if row.figures]
        keys = [key for key, figures in kept for _ in figures.quarters]
        quarters = [quarter for _, figures in kept for quarter in figures.quarters]
        values = np.concatenate([np.empty((0, len(self.measures))), *(f.values for _, f in kept)])
        arrays = [pa.array(keys, pa.string()), pa.array(quarters, pa.int32())]
        arrays += [_numbers(values[:, at]) for at in range(len(self.measures))]
        return pa.Table.from_arrays(arrays, names=["key", "quarter", *self.measures])


def _numbers(values: NDArray[np.float64]) -> pa.Array:
    """Return a column of numbers; what is undefined is null."""
    return pa.array(values, pa.float64(), from_pandas=True)


def given_up(task: Task, timed_out: bool, limit: float, cause: str = "") -> Row:
    """Return the row of a run that has killed its worker again and again."""
    if timed_out:
        return Row(task, TIMEOUT, None, limit, f"longer than {limit:g} s, and hears no signal")
    return Row(task, CRASHED, None, 0.0, f"its worker died {DEATHS} times{cause}")
