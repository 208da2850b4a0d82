"""The engine of processes: spawned on this machine, silent on Ctrl-C, dead with their driver."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any

from interhelix.experiments.engines.crew import GUARD
from interhelix.experiments.engines.engine import Engine
from interhelix.experiments.engines.workers import start, work_kept

IN_FLIGHT = 2  # pieces handed out for each worker


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

    def submit(self, piece: Any) -> Future[Any]:
        """Hand out a piece; processes start when they are needed."""
        if self.pool is None:
            resource_tracker.ensure_running()
            self.pool = ProcessPoolExecutor(
                self.workers,
                multiprocessing.get_context("spawn"),
                initializer=start,
                initargs=(self.work, os.getpid()),
            )
        with _interrupts_held():
            return self.pool.submit(work_kept, piece)

    def restart(self) -> None:
        """End what is left of the processes; the next piece gets new ones."""
        pool, self.pool = self.pool, None
        if pool is None:
            return
        manager: Any = pool._executor_manager_thread
        processes = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        for process in processes:
            process.join()
        if manager is not None:  # Python, on leaving, writes to its pipe; it must have closed it
            manager.join()

    def close(self, at_once: bool) -> None:
        """Let the processes go, and leave none behind."""
        try:
            if self.pool is not None and not at_once:
                self.pool.shutdown()
                self.pool = None
        finally:
            self.restart()


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
