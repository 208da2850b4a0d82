"""The engine of threads of this process: they share what is loaded, and kernels free the lock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from interhelix.experiments.engines.engine import Engine


class Threads(Engine):
    """Works in threads; a piece under way is not broken off, so pieces should be short."""

    def __init__(self, work: Callable[[Any], Any], workers: int) -> None:
        super().__init__(work)
        self.room = 2 * workers
        self.pool = ThreadPoolExecutor(workers)

    def submit(self, piece: Any) -> Future[Any]:
        """Hand out a piece."""
        return self.pool.submit(self.work, piece)

    def close(self, at_once: bool) -> None:
        """Let the threads go; ``at_once`` does not wait for what they do."""
        self.pool.shutdown(wait=not at_once, cancel_futures=at_once)
