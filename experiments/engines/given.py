"""The engine that is given: any executor of futures, with workers that others look after."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from types import TracebackType
from typing import Any

from interhelix.experiments.engines.crew import EngineGoneError

IN_FLIGHT = 2  # pieces handed out for each worker


class Given:
    """Hands work to an executor; it stays open when the work is done."""

    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)
    shared_fate = False

    def __init__(self, work: Callable[[Any], Any], executor: Executor, workers: int) -> None:
        self.work, self.executor = work, executor
        self.room = IN_FLIGHT * workers

    def submit(self, piece: Any) -> Future[Any]:
        """Hand out a piece."""
        return self.executor.submit(self.work, piece)

    def recall(self, future: Future[Any]) -> bool:
        """Take a piece back that still waits."""
        return future.cancel()

    def restart(self) -> None:
        """Give up: only the caller can replace the executor.

        Raises:
            EngineGoneError: always.

        """
        raise EngineGoneError("a worker of the executor has died, and took the others with it")

    def check(self) -> None:
        """Trust the executor."""

    def __enter__(self) -> Given:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the executor open: it is the caller's."""
