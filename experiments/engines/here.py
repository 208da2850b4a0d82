"""The serial engine: pieces are worked on in this process, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any


class Here:
    """Works in this process."""

    deaths: tuple[type[BaseException], ...] = ()
    shared_fate = False
    room = 1

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work

    def submit(self, piece: Any) -> Future[Any]:
        """Do a piece."""
        future: Future[Any] = Future()
        future.set_result(self.work(piece))
        return future

    def recall(self, future: Future[Any]) -> bool:
        """Take a piece back that still waits."""
        return future.cancel()

    def restart(self) -> None:
        """Nobody can have died."""

    def check(self) -> None:
        """This process is here."""

    def __enter__(self) -> Here:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nobody has to go."""
