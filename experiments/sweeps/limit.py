"""The time limit of a run: first a signal, then the end of the worker process.

A signal is heard between two bytecodes, so a run that hangs inside compiled code does not hear it;
``faulthandler`` has a thread of its own that ends the process even then.
"""

from __future__ import annotations

import faulthandler
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from types import FrameType
from typing import IO

LATE = 1.5  # of the limit, when the process is ended
SLACK = 1.0  # [s]
REARM = 0.25  # of the limit


class TimeLimitError(Exception):
    """A run that took longer than it may."""


class Limit:
    """Limits the time of each run of a chunk."""

    def __init__(self, seconds: float, journal: IO[bytes]) -> None:
        self.seconds, self.journal = seconds, journal
        self.hears = hasattr(signal, "setitimer") and (
            threading.current_thread() is threading.main_thread()
        )
        self.may_end = parent_process() is not None  # never the process of the user
        self.armed = float("-inf")
        self.running = False

    @contextmanager
    def each(self) -> Iterator[None]:
        """Raise ``TimeLimitError`` in what takes too long, or end the process."""
        now = time.monotonic()
        if self.may_end and now - self.armed > REARM * self.seconds:
            faulthandler.dump_traceback_later(
                LATE * self.seconds + SLACK, exit=True, file=self.journal
            )
            self.armed = now
        if not self.hears:
            yield
            return
        self.running = True
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        try:
            yield
        finally:
            self.running = False
            signal.setitimer(signal.ITIMER_REAL, 0.0)

    def __enter__(self) -> Limit:
        if self.hears:
            self.before = signal.signal(signal.SIGALRM, self._too_long)
        return self

    def __exit__(self, *reason: object) -> None:
        if self.may_end:
            faulthandler.cancel_dump_traceback_later()
        if self.hears:
            signal.signal(signal.SIGALRM, self.before)

    def _too_long(self, number: int, frame: FrameType | None) -> None:
        if self.running:
            raise TimeLimitError(f"longer than {self.seconds:g} s")
