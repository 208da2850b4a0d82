"""The queue of a sweep: chunks to do, runs already there, notes of progress."""

from __future__ import annotations

import contextlib
import json
import math
import os
import socket
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.experiment import Experiment
from interhelix.experiments.progress import Watcher
from interhelix.experiments.store import Store
from interhelix.experiments.store.format import (
    SERIES,
    SHARDS,
    Keys,
    any_twice,
    disk_faults,
    missing,
    numbers_of,
)
from interhelix.experiments.store.maintenance import MANY, asked_for, columns_of, join_small
from interhelix.experiments.store.mark import PROGRESS, open_store
from interhelix.experiments.store.shards import Scan, checked, put_aside, scan
from interhelix.experiments.sweeps.plan import Plan, Task
from interhelix.experiments.sweeps.work import (
    Chunk,
    ChunkWork,
    Ended,
    Receipt,
    attempts,
    forget,
    given_up,
)

SECONDS = 5.0  # of work in a chunk
LARGEST = 5_000  # runs in a chunk
GROWTH = 8  # of chunks at most, until the time of a run is known well


class ChunkQueue:
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
        """Note that the rows of a chunk lie on the disk."""
        forget(self.work.journal(piece))
        self.runs += answer.rows
        self.seconds += answer.seconds
        self.shards += 1
        self.watch.told(answer)

    def returned(self, piece: Chunk) -> None:
        """Take a chunk back."""
        self.pile.append(piece.tasks)

    def begun(self, piece: Chunk) -> bool:
        """Say whether a worker that died had begun with a chunk, by its journal."""
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
        """Let others know that this sweep is alive; join shards when there are many."""
        self.watch.tick()
        if self.shards >= MANY:
            self.shards = 0
            with disk_faults(self.store.path):
                join_small(self.store, MANY)


@dataclass(frozen=True)
class Opened:
    """What a sweep finds in its store.

    ``missing`` are the numbers of the runs to do, in ascending order; ``lacking`` counts those of
    the whole plan, whatever part of it this sweep takes; ``repeats`` says that runs have more
    than one row; ``aside`` are the files that were put into quarantine, and why; ``before`` is the
    experiment that the store was of.
    """

    store: Store
    missing: NDArray[np.int64]
    lacking: int
    repeats: bool
    aside: tuple[tuple[Path, str], ...]
    before: Experiment | None = None


def open_for(
    plan: Plan, path: Path, retry: bool = False, shard: tuple[int, int] = (1, 1)
) -> Opened:
    """Open or make the store of a plan, check all that it holds, and find what is missing.

    With ``retry`` runs that failed are missing, too. ``shard`` k of n takes every n-th run.

    Raises:
        StoreError: the store is refused, two shards disagree, or the disk refuses.

    """
    before = open_store(path, plan.mark)
    store, keys = Store(path), plan.keys()
    mark = store.mark
    with disk_faults(path):
        found = scan(path / SHARDS, mark.family, store.schema, mark.contents)
        series = scan(path / SERIES, mark.family, store.series_schema, mark.contents)
        aside = [*found.bad, *series.bad]
        if other := _of_other_content(store, found, keys):
            put_aside(path, other)
            found = scan(path / SHARDS, mark.family, store.schema, mark.contents)
            aside = [*other, *aside]
        put_aside(path, [*found.bad, *series.bad])
    repeats = any_twice(found.keys)
    if repeats:
        store.table(["key"])  # refuses two results of one run
    numbers = missing(keys, _there(found, series if plan.experiment.series else None, retry))
    return Opened(store, part_of(numbers, shard), len(numbers), repeats, tuple(aside), before)


def part_of(numbers: NDArray[np.int64], shard: tuple[int, int]) -> NDArray[np.int64]:
    """Return the runs that belong to part k of n: every n-th from the k-th on."""
    return np.asarray(numbers[numbers % shard[1] == shard[0] - 1])


def _of_other_content(store: Store, found: Scan, keys: Keys) -> list[tuple[Path, str]]:
    """List the shards with rows that have a place in the plan, but not the key of that run.

    A shard of an earlier version does not say itself which content of a scenario it is of.
    """
    if not len(missing(found.keys, keys)):
        return []
    mark, columns = store.mark, ["key", *columns_of(store.experiment)]
    other = []
    for path in found.good:
        try:
            rows = checked(path, mark.family, store.schema, columns, mark.contents)
        except FileNotFoundError:  # joined with others in the meantime
            continue
        strange = missing(numbers_of(rows["key"]), keys)
        if asked_for(store.experiment, rows.take(strange)).any():
            other.append((path, "has runs of another content of a scenario"))
    return other


def _there(found: Scan, series: Scan | None, retry: bool) -> Keys:
    """Return the keys of runs that need not be repeated."""
    if series is None and (found.done.all() or not retry):
        return found.keys
    done = found.keys[found.done]
    if series is not None:
        done = np.delete(done, missing(done, series.keys), axis=0)
    return done if retry else np.concatenate([done, found.keys[~found.done]])


PAUSE = 2.0  # [s] between two notes
STALE = 60.0  # [s] without a note: whoever wrote it is gone
MOST_REASONS = 20


@dataclass
class Note:
    """How far a driver is; written into the folder ``progress`` of the store every few seconds."""

    host: str = field(default_factory=socket.gethostname)
    process: int = field(default_factory=os.getpid)
    runs: int = 0  # done by this driver
    of: int = 0  # that this driver has to do
    failed: int = 0
    seconds: float = 0.0  # since it began
    written: float = 0.0  # seconds since 1970

    @property
    def left(self) -> float | None:
        """The time that the rest will take [s], if something is known."""
        return self.seconds / self.runs * (self.of - self.runs) if self.runs else None


class Watch:
    """Tells a watcher and a file how far a sweep is."""

    def __init__(self, plan: Plan, store: Path, of: int, watcher: Watcher) -> None:
        self.plan, self.watcher = plan, watcher
        self.note = Note(of=of)
        self.path = store / PROGRESS / f"{self.note.host}-{self.note.process}.json"
        self.began = time.monotonic()
        self.reasons: Counter[str] = Counter()

    def told(self, receipt: Receipt) -> None:
        """Hear of a chunk that is done; show the first run that failed for each reason."""
        self.note.runs += receipt.rows
        self.note.failed += len(receipt.failed)
        for task, status, reason in receipt.failed:
            self.reasons[f"{status} {reason}"] += 1
            if self.reasons[f"{status} {reason}"] == 1 and len(self.reasons) <= MOST_REASONS:
                self.watcher.notice(f"{status}: {in_words(self.plan, task)}: {reason}")
        self.watcher.done(self.note.runs, self.note.of)
        self.tick()

    def tick(self) -> None:
        """Write the note if the last one is some seconds old."""
        if time.time() - self.note.written < PAUSE:
            return
        self.note.written = time.time()
        self.note.seconds = time.monotonic() - self.began
        with contextlib.suppress(OSError):  # a help for those who look, nothing more
            draft = self.path.with_suffix(".draft")
            draft.write_text(json.dumps(asdict(self.note)), encoding="utf-8")
            draft.replace(self.path)

    def end(self) -> None:
        """Remove the note."""
        with contextlib.suppress(OSError):
            self.path.unlink()


def in_words(plan: Plan, task: Task) -> str:
    """Name a run: scenario, factors, replicate."""
    factors = zip(plan.experiment.factors, task.values, strict=True)
    words = [plan.experiment.scenarios[task.scenario], *(f"{n}={v:g}" for n, v in factors)]
    return f"{' '.join(words)} replicate {task.replicate}"


def notes_in(store: Path) -> list[Note]:
    """Return what drivers that are at work have written."""
    found = []
    for path in (store / PROGRESS).glob("*.json"):
        with contextlib.suppress(OSError, ValueError, TypeError):
            note = Note(**json.loads(path.read_text(encoding="utf-8")))
            if time.time() - note.written < STALE and _lives(note):
                found.append(note)
    return found


def _lives(note: Note) -> bool:
    """Say whether the process of a note may be alive; on another host nobody can tell."""
    if note.host != socket.gethostname():
        return True
    try:
        os.kill(note.process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
