"""What an engine is: an executor of futures, and what a crew must know of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


class EngineGoneError(RuntimeError):
    """There is nobody left to work; what was written is kept."""


class Engine:
    """Where pieces are worked on, and what a crew must know of it.

    ``room`` is how many pieces may be under way, ``deaths`` what a future raises when its worker
    has died; with ``shared_fate`` all pieces under way are then lost.
    """

    room = 1
    deaths: tuple[type[BaseException], ...] = ()
    shared_fate = False

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work

    def submit(self, piece: Any) -> Future[Any]:
        """Hand out a piece."""
        raise NotImplementedError

    def recall(self, future: Future[Any]) -> bool:
        """Take a piece back if nobody has begun with it; say whether that went."""
        return future.cancel()

    def restart(self) -> None:
        """Get new workers after some have died."""

    def check(self) -> None:
        """Raise ``EngineGoneError`` if there is nobody to work any more."""

    def cause(self) -> str:
        """Say what ended the workers that died last, if that is known: ``", by …"``."""
        return ""

    def advice(self) -> str:
        """Say what to do where no worker lives long enough to give a result."""
        return "look at what they print"

    def close(self, at_once: bool) -> None:
        """Let all workers go, after what they do or ``at_once``."""
