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
from interhelix.experiments.engines.here import Here
from interhelix.experiments.engines.processes import Processes
from interhelix.experiments.engines.workers import Attempts, Failure, Job
from interhelix.experiments.progress import Silence, Watcher

WORTH_PROCESSES = 6.0  # [s] work that is left; below it, starting processes costs more
DIED = "the worker process died"


def run_all(
    job: Job, tasks: Sequence[object], workers: int | None = None, watcher: Watcher | None = None
) -> list[object]:
    """Do all tasks and return a result or a ``Failure`` for each, in the order of the tasks.

    ``workers`` is the number of processes; 1 means this process. By default the first task is done
    here, and the rest is spread over all cores if it would take long.
    """
    desk = _Tasks(tasks, watcher or Silence())
    work = Attempts(job)
    if workers is None and tasks:
        began = time.perf_counter()
        first = desk.waiting.pop()
        desk.answered(first, work(first))
        desk.worked = False  # no process yet
        left = (time.perf_counter() - began) * (len(tasks) - 1)
        workers = (os.cpu_count() or 1) if left > WORTH_PROCESSES else 1
    workers = min(workers or 1, len(tasks) - len(desk.results))
    engine = Processes(work, workers) if workers > 1 else Here(work)
    try:
        Crew(engine, desk, stop=lambda: False).work()
    except NobodyWorksError:
        desk.fail_all(nobody_works(engine))
    return [desk.results[index] for index in range(len(tasks))]


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
