"""The runner: one job, many tasks, in this process or in several, with the same results."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from threading import Thread

from interhelix.experiments.progress import Silence, Watcher
from interhelix.experiments.workers import Failure, Job, attempt, attempt_kept, start

WORTH_PROCESSES = 6.0  # [s] work that is left; below it, starting processes costs more
IN_FLIGHT = 2  # tasks handed out for each worker
DIED = "the worker process died"
GUARD = "in a script of your own call from below `if __name__ == '__main__':`, or give workers=1"
NONE_WORKED = f"no process came to work: each died before its first result, {GUARD}"


def run_all(
    job: Job, tasks: Sequence[object], workers: int | None = None, watcher: Watcher | None = None
) -> list[object]:
    """Do all tasks and return a result or a ``Failure`` for each, in the order of the tasks.

    ``workers`` is the number of processes; 1 means this process. By default the first task is done
    here, and the rest is spread over all cores if it would take long.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):  # a script runs again
        raise RuntimeError(GUARD)
    watcher = watcher or Silence()
    results: dict[int, object] = {}
    if workers is None and tasks:
        began = time.perf_counter()
        results[0] = attempt(job, tasks[0])
        rest = len(tasks) - 1
        cores = os.cpu_count() or 1
        workers = cores if (time.perf_counter() - began) * rest > WORTH_PROCESSES else 1
        watcher.done(1, len(tasks))
    workers = min(workers or 1, len(tasks) - len(results))
    if workers > 1:
        _Crew(job, tasks, results, watcher).work(workers)
    else:
        for index in range(len(results), len(tasks)):
            results[index] = attempt(job, tasks[index])
            watcher.done(len(results), len(tasks))
    return [results[index] for index in range(len(tasks))]


class _Crew:
    """Processes that share out the tasks; a task that kills its worker is found and given up."""

    def __init__(
        self, job: Job, tasks: Sequence[object], results: dict[int, object], watcher: Watcher
    ) -> None:
        self.job, self.tasks, self.results, self.watcher = job, tasks, results, watcher
        self.worked = False

    def work(self, workers: int) -> None:
        """Do what is left; when a worker dies, try each task that was under way alone."""
        while left := self.left():
            for index in self.round(left, workers):
                if self.round([index], 1):
                    self.results[index] = Failure(DIED)
            if not self.worked:
                self.results |= dict.fromkeys(self.left(), Failure(NONE_WORKED))

    def left(self) -> list[int]:
        """List the tasks that have no result yet."""
        return [index for index in range(len(self.tasks)) if index not in self.results]

    def round(self, indices: Sequence[int], workers: int) -> list[int]:
        """Do tasks until all are done or a worker dies; return those that were then under way."""
        queue = iter(indices)
        flying: dict[Future[object], int] = {}
        with _pool(self.job, workers) as pool:
            try:
                while self._hand_out(pool, queue, flying, IN_FLIGHT * workers):
                    for future in wait(flying, return_when=FIRST_COMPLETED).done:
                        self.results[flying[future]] = future.result()
                        del flying[future]
                        self.worked = True
                        self.watcher.done(len(self.results), len(self.tasks))
            except BrokenProcessPool:
                return sorted(flying.values())
        return []

    def _hand_out(
        self,
        pool: ProcessPoolExecutor,
        queue: Iterator[int],
        flying: dict[Future[object], int],
        most: int,
    ) -> int:
        """Hand out tasks until ``most`` are under way, and return how many are."""
        while len(flying) < most and (index := next(queue, None)) is not None:
            with _interrupts_held():
                flying[pool.submit(attempt_kept, self.tasks[index])] = index
        return len(flying)


@contextmanager
def _pool(job: Job, workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open processes that know the job; whatever goes wrong, none of them stays behind."""
    resource_tracker.ensure_running()
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, spawn, initializer=start, initargs=(job, os.getpid()))
    try:
        yield pool
    except BaseException:
        processes = list(pool._processes.values())
        manager: Thread | None = pool._executor_manager_thread  # type: ignore[assignment]
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        for process in processes:
            process.join()
        if manager:  # Python, on leaving, writes to its pipe; it must have closed it before
            manager.join()
        raise
    pool.shutdown()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while a process starts, so that it is born deaf to it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
