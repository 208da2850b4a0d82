"""The engine that is given: any executor of futures, with workers that others look after."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

from interhelix.experiments.engines.engine import Engine, EngineGoneError

IN_FLIGHT = 2  # pieces handed out for each worker


class Given(Engine):
    """Hands work to an executor; it stays open when the work is done."""

    deaths = (BrokenExecutor,)

    def __init__(self, work: Callable[[Any], Any], executor: Executor, workers: int) -> None:
        super().__init__(work)
        self.executor = executor
        self.room = IN_FLIGHT * workers

    def submit(self, piece: Any) -> Future[Any]:
        """Hand out a piece."""
        return self.executor.submit(self.work, piece)

    def restart(self) -> None:
        """Give up: only the caller can replace the executor.

        Raises:
            EngineGoneError: always.

        """
        raise EngineGoneError("a worker of the executor has died, and took the others with it")
