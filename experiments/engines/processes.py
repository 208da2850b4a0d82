"""The engine of processes: spawned on this machine, silent on Ctrl-C, dead with their driver."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from typing import Any

from interhelix.experiments.engines.engine import Engine
from interhelix.experiments.engines.workers import start, work_kept

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
        self.seen_dead: float | None = (
            None  # when a dead process was first seen that is still there
        )

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
        """End what is left of the processes; the next piece gets new ones."""
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
        """Notice what the pool does not: a process that died while it sent a result; lost pieces.

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
        """Say which signal ended the processes that died, where it was one."""
        signals = [-end for end in self.ends if end is not None and end < 0 and -end != ENDED]
        if not signals:
            return ""
        name = signal.Signals(signals[-1]).name if signals[-1] in KNOWN else "unknown"
        short = ", as where memory runs out" if signals[-1] == KILLED else ""
        return f", ended by signal {signals[-1]} ({name}){short}"

    def advice(self) -> str:
        """Say what to do where no process lives long enough to give a result."""
        return FEWER if self.cause() else GUARD

    def close(self, at_once: bool) -> None:
        """Let the processes go, and leave none behind."""
        try:
            if self.pool is not None and not at_once:
                self.pool.shutdown()
                self.pool = None
        finally:
            self.restart()


@contextmanager
def _tracker_silent() -> Iterator[None]:
    """Have Python's tracker of resources, if it starts now, tidy up without a word."""
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
    """Hold Ctrl-C back while a process starts, so that it is born deaf to it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
