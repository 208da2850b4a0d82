"""Interrupts of a long sweep: the first lets begun work end, the second ends it at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

STOPPING = "stopping when the runs that have begun are done; again to stop at once"


class Interrupts:
    """Hears Ctrl-C and SIGTERM for as long as its context lasts; ``stopping`` after the first."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.heard = False
        self.before: dict[int, Any] = {}

    def stopping(self) -> bool:
        """Say whether to begin nothing more."""
        return self.heard

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self.before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self.heard:
            raise KeyboardInterrupt
        self.heard = True
        self.say(STOPPING)
