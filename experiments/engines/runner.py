"""The runner of a comparison: one job, many tasks, here or in processes, with the same results."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence

from interhelix.experiments.engines.crew import (
    IDLE_DEATHS,
    NOBODY_WORKS,
    Crew,
    NobodyWorksError,
    nobody_works,
)
from interhelix.experiments.engines.engine import Engine
from interhelix.experiments.engines.here import Here
from interhelix.experiments.engines.processes import Processes
from interhelix.experiments.engines.threads import Threads
from interhelix.experiments.engines.workers import Attempts, Failure, Job
from interhelix.experiments.progress import Silence, Watcher

WORTH_PROCESSES = 30.0  # [s] work that is left; below it, threads are done before
DIED = "the worker process died"


def run_all(
    job: Job, tasks: Sequence[object], workers: int | None = None, watcher: Watcher | None = None
) -> list[object]:
    """Do all tasks and return a result or a ``Failure`` for each, in the order of the tasks.

    ``workers`` is the number of processes; 1 means this process. By default the first task is done
    here, and the rest in a thread for each core, or in as many processes if it would take long.
    """
    desk = _Tasks(tasks, watcher or Silence())
    desk.watcher.done(0, len(tasks))
    work = Attempts(job)
    engine = _engine(desk, work) if workers is None else _processes(work, min(workers, len(tasks)))
    try:
        Crew(engine, desk, stop=lambda: False).work()
    except NobodyWorksError:
        desk.fail_all(nobody_works(engine))
    return [desk.results[index] for index in range(len(tasks))]


def _processes(work: Attempts, workers: int) -> Engine:
    return Processes(work, workers) if workers > 1 else Here(work)


def _engine(desk: _Tasks, work: Attempts) -> Engine:
    """Do the first task here, and return the engine that is fastest for the others.

    Processes load the model for a second or two; threads share what is loaded, but one of them at
    a time does what is not compiled. Only processes can be ended in the middle of a task.
    """
    began = time.thread_time()  # others on this machine make no task longer
    first = desk.take()
    if first is not None:
        desk.answered(first, work(first))
        desk.worked = False  # no process yet
    workers = min(os.cpu_count() or 1, len(desk.waiting))
    left = (time.thread_time() - began) * len(desk.waiting)
    return _processes(work, workers) if left >= WORTH_PROCESSES else Threads(work, max(workers, 1))


Piece = tuple[int, object]


class _Tasks:
    """The desk of a comparison: a piece is one task with its number."""

    def __init__(self, tasks: Sequence[object], watcher: Watcher) -> None:
        self.tasks, self.watcher = tasks, watcher
        self.waiting: list[Piece] = list(enumerate(tasks))[::-1]
        self.results: dict[int, object] = {}
        self.worked = False

    def take(self) -> Piece | None:
        """Return the next task."""
        return self.waiting.pop() if self.waiting else None

    def answered(self, piece: Piece, answer: object) -> None:
        """Keep a result."""
        self.results[piece[0]] = answer
        self.worked = True
        self.watcher.done(len(self.results), len(self.tasks))

    def returned(self, piece: Piece) -> None:
        """Take a task back."""
        self.waiting.append(piece)

    def begun(self, piece: Piece) -> bool:
        """Say that it had: nothing tells."""
        return True

    def suspects(self, piece: Piece) -> Iterator[Piece]:
        """Return the task: it may have killed its worker."""
        yield piece

    def given_up(self, piece: Piece, cause: str) -> None:
        """Note that a task kills its workers; where each one does, workers are at fault."""
        self.results[piece[0]] = Failure(f"{DIED}{cause}")
        if not self.worked and len(self.results) >= IDLE_DEATHS:
            raise NobodyWorksError(NOBODY_WORKS)

    def fail_all(self, why: str) -> None:
        """Give up every task that has no result yet."""
        for index in range(len(self.tasks)):
            self.results.setdefault(index, Failure(why))

    def tick(self) -> None:
        """Nothing depends on time."""
