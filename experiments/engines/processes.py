"""Worker processes on this machine, and the runner of many tasks."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import parent_process, resource_tracker
from multiprocessing.connection import wait
from typing import Any

from interhelix.experiments.engines import (
    IDLE_DEATHS,
    LONGEST_MESSAGE,
    NO_WORKERS,
    Engine,
    Failure,
    NoWorkersError,
    Queue,
    Scheduler,
    Serial,
    Threads,
    message_of,
    no_workers,
)
from interhelix.experiments.progress import Silence, Watcher

PR_SET_PDEATHSIG = 1
UNSENT = "its result cannot be pickled"
Job = Callable[[Any], Any]
_kept: list[Callable[[Any], Any]] = []


def start(work: Callable[[Any], Any], driver: int) -> None:
    """Keep the work for the pieces to come; leave Ctrl-C to the driver, and die when it dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(driver)
    _kept[:] = [work]


def work_kept(piece: object) -> object:
    """Do a piece of the work that this worker keeps."""
    return _kept[0](piece)


@dataclass(frozen=True)
class Attempts:
    """Does one task of a job; what it raises becomes a ``Failure`` with its message.

    So does a result that cannot travel to another process, whether or not it has to.
    """

    job: Job

    def __call__(self, piece: tuple[int, object]) -> object:
        """Do the task of a piece."""
        try:
            result = self.job(piece[1])
        except (Exception, SystemExit) as error:
            return Failure(message_of(error))
        try:
            pickle.dumps(result)
        except Exception as error:  # whatever its parts raise, another thing in each Python
            return Failure(f"{UNSENT}: {message_of(error)}"[:LONGEST_MESSAGE])
        return result


def _die_with(driver: int) -> None:
    """End this process when the driver ends, however the driver ends."""
    if sys.platform == "linux":  # at once, even in the middle of a kernel
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != driver:  # it died before we could ask
            os._exit(1)
    threading.Thread(target=_watch_driver, daemon=True).start()


def _watch_driver() -> None:
    """Wait until the driver is gone, then exit without output."""
    if driver := parent_process():
        wait([driver.sentinel])
        os._exit(1)


IN_FLIGHT = 2  # pieces handed out for each worker
UNNOTICED = 5.0  # [s] that the pool may take to notice that a process has died
KILLED, ENDED = 9, 15  # SIGKILL, and SIGTERM, by which a pool ends those beside one that died
SILENT = "ignore:resource_tracker:UserWarning"
KNOWN = frozenset(int(number) for number in signal.Signals)
TORN = "a process of the pool has died"
GUARD = "in a script of your own call from below `if __name__ == '__main__':`, or give workers=1"
FEWER = "give fewer workers, or use a machine with more memory"


class Processes(Engine):
    """Processes that keep the work; when one of them dies, all are replaced."""

    deaths = (BrokenExecutor,)
    shared_fate = True

    def __init__(self, work: Callable[[Any], Any], workers: int) -> None:
        if getattr(multiprocessing.current_process(), "_inheriting", False):  # a script runs again
            raise RuntimeError(GUARD)
        super().__init__(work)
        self.workers = workers
        self.room = IN_FLIGHT * workers
        self.pool: ProcessPoolExecutor | None = None
        self.flying: list[Future[Any]] = []
        self.ends: list[int | None] = []  # exit codes of processes that died
        self.torn = False  # the pool can take nothing more, whether or not it knows
        self.seen_dead: float | None = None  # when a process was first seen that is dead

    def submit(self, piece: Any) -> Future[Any]:
        """Hand out a piece; processes start when they are needed.

        Raises:
            BrokenExecutor: a process has died, noticed by the pool or not.

        """
        if self.torn:
            raise BrokenExecutor(TORN)
        if self.pool is None:
            with _tracker_silent():
                resource_tracker.ensure_running()
            self.pool = ProcessPoolExecutor(
                self.workers,
                multiprocessing.get_context("spawn"),
                initializer=start,
                initargs=(self.work, os.getpid()),
            )
        try:
            with _interrupts_held():
                future = self.pool.submit(work_kept, piece)
        except OSError as error:  # to start a process beside one that died, whose pipe is closed
            self.torn = bool(self.pool._broken) or isinstance(error, BrokenPipeError)
            if self.torn:
                raise BrokenExecutor(TORN) from error
            raise
        self.flying = [one for one in self.flying if not one.done()] + [future]
        return future

    def restart(self) -> None:
        """Kill the remaining processes; the next piece starts new ones."""
        pool, self.pool, self.seen_dead, self.torn = self.pool, None, None, False
        if pool is None:
            return
        manager: Any = pool._executor_manager_thread
        processes = list((pool._processes or {}).values())
        dead = wait([process.sentinel for process in processes], 0)
        _end(pool, processes)
        pool.shutdown(wait=False, cancel_futures=True)
        self.ends += [process.exitcode for process in processes if process.sentinel in dead]
        if manager is not None:  # Python, on leaving, writes to its pipe; it must have closed it
            manager.join()

    def check(self) -> None:
        """Detect what the pool does not: a process that died while sending a result, lost pieces.

        A piece that is handed out while the pool ends its processes may be forgotten by it.
        """
        manager: Any = self.pool and self.pool._executor_manager_thread
        if manager is not None and not manager.is_alive():
            for future in self.flying:
                if not future.done():
                    future.set_exception(BrokenExecutor(TORN))
        processes = list(((self.pool and self.pool._processes) or {}).values())
        if not wait([process.sentinel for process in processes], 0):
            self.seen_dead = None
        elif self.seen_dead is None:
            self.seen_dead = time.monotonic()
        elif time.monotonic() - self.seen_dead > UNNOTICED:
            self.torn = True
            _end(self.pool, processes)

    def cause(self) -> str:
        """Return which signal ended the processes that died, if it was one."""
        signals = [-end for end in self.ends if end is not None and end < 0 and -end != ENDED]
        if not signals:
            return ""
        name = signal.Signals(signals[-1]).name if signals[-1] in KNOWN else "unknown"
        short = ", as where memory runs out" if signals[-1] == KILLED else ""
        return f", ended by signal {signals[-1]} ({name}){short}"

    def advice(self) -> str:
        """Return the remedy if no process lives long enough to return a result."""
        return FEWER if self.cause() else GUARD

    def close(self, at_once: bool) -> None:
        """Shut all processes down; none is left."""
        try:
            if self.pool is not None and not at_once:
                self.pool.shutdown()
                self.pool = None
        finally:
            self.restart()


@contextmanager
def _tracker_silent() -> Iterator[None]:
    """Have Python's tracker of resources, if it starts now, start without warnings."""
    sys.warnoptions.append(SILENT)
    try:
        yield
    finally:
        sys.warnoptions.remove(SILENT)


def _end(pool: Any, processes: Sequence[Any]) -> None:
    """End all processes of a pool, and what waits for the rest of a result that one was sending."""
    for process in processes:
        process.kill()
    for process in processes:
        process.join()
    if pool._result_queue is not None:
        pool._result_queue._writer.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while a process starts, so that it starts with the signal blocked."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


WORTH_PROCESSES = 30.0  # [s] work that is left; below it, threads are done before
DIED = "the worker process died"


def run_all(
    job: Job, tasks: Sequence[object], workers: int | None = None, watcher: Watcher | None = None
) -> list[object]:
    """Do all tasks and return a result or a ``Failure`` for each, in the order of the tasks.

    ``workers`` is the number of processes; 1 means this process. By default the first task is done
    here, and the rest in a thread for each core, or in as many processes if it would take long.
    """
    queue = TaskQueue(tasks, watcher or Silence())
    queue.watcher.done(0, len(tasks))
    work = Attempts(job)
    engine = _engine(queue, work) if workers is None else _processes(work, min(workers, len(tasks)))
    try:
        Scheduler(engine, queue, stop=lambda: False).work()
    except NoWorkersError:
        queue.fail_all(no_workers(engine))
    return [queue.results[index] for index in range(len(tasks))]


def _processes(work: Attempts, workers: int) -> Engine:
    return Processes(work, workers) if workers > 1 else Serial(work)


def _engine(queue: TaskQueue, work: Attempts) -> Engine:
    """Do the first task here, and return the engine that is fastest for the others.

    Processes load the model for a second or two; threads share what is loaded, but one of them at
    a time does what is not compiled. Only processes can be ended in the middle of a task.
    """
    began = time.thread_time()  # others on this machine make no task longer
    first = queue.take()
    if first is not None:
        queue.answered(first, work(first))
        queue.worked = False  # no process yet
    workers = min(os.cpu_count() or 1, len(queue.waiting))
    left = (time.thread_time() - began) * len(queue.waiting)
    return _processes(work, workers) if left >= WORTH_PROCESSES else Threads(work, max(workers, 1))


Piece = tuple[int, object]


class TaskQueue(Queue[Piece]):
    """The queue of a comparison: a piece is one task with its number."""

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

    def given_up(self, piece: Piece, cause: str) -> None:
        """Note that a task kills its workers; where each one does, workers are at fault."""
        self.results[piece[0]] = Failure(f"{DIED}{cause}")
        if not self.worked and len(self.results) >= IDLE_DEATHS:
            raise NoWorkersError(NO_WORKERS)

    def fail_all(self, why: str) -> None:
        """Give up every task that has no result yet."""
        for index in range(len(self.tasks)):
            self.results.setdefault(index, Failure(why))
