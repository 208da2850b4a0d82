"""Long work in the background: one job a session, one at a time on this machine, ended at once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from interhelix.app.driver import Word, Work, drive
from interhelix.app.helper import IDLE, TRIES, Helper

Tell = Callable[[Word], None]


class CancelledError(Exception):
    """The job was cancelled; nothing of it is left."""


@dataclass(eq=False)
class Job:
    """Work that is asked for: what it is given, and who hears how far it is."""

    asked: Mapping[str, Any]
    tell: Tell
    work: Work = "compare"
    cancelled: threading.Event = field(default_factory=threading.Event)
    deserted: float | None = None  # [s] of the clock, when it was first found that nobody waits

    def start(self) -> None:
        """Work in a thread of its own; ``tell`` hears the end, whatever it is."""
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        try:
            self.tell(DESK.work(self))
        except CancelledError:
            return

    def cancel(self) -> None:
        """End the job; its processes are gone when this returns."""
        self.cancelled.set()
        DESK.leave(self)


class Desk:
    """Where jobs wait for their turn, and the process that does them."""

    def __init__(self, idle: float = IDLE) -> None:
        self.turn = threading.Condition()
        self.queue: list[Job] = []
        self.helper = Helper("interhelix driver", drive, idle)

    def work(self, job: Job) -> Word:
        """Wait for the job's turn, do it, and return the last word on it.

        Raises:
            CancelledError: it was cancelled meanwhile.

        """
        with self.turn:
            self.queue.append(job)
            self.turn.wait_for(lambda: job.cancelled.is_set() or self.queue[0] is job)
        try:
            return self._do(job)
        finally:
            with self.turn:
                self.queue.remove(job)
                self.turn.notify_all()

    def _do(self, job: Job) -> Word:
        for _ in range(TRIES):
            try:
                pipe = self._begin(job)
                while (word := pipe.recv()).kind in ("notice", "done"):
                    job.tell(word)
            except (EOFError, OSError) as error:  # it rests, or was killed, by us or someone else
                if job.cancelled.is_set():
                    raise CancelledError from error
                with self.turn:
                    rested = self.helper.has_rested()
                    self.helper.end()
                if not rested:
                    break
            else:
                return word
        return Word("failed", ["the process that compares has died; try again"])

    def _begin(self, job: Job) -> Connection:
        """Hand the job over, unless it was cancelled, and return where its words come from."""
        with self.turn:
            if job.cancelled.is_set():
                raise CancelledError
            pipe = self.helper.open()
            pipe.send((job.work, dict(job.asked)))
            return pipe

    def leave(self, job: Job) -> None:
        """Take a cancelled job out of the queue; if it is under way, end its process."""
        with self.turn:
            under_way = bool(self.queue) and self.queue[0] is job
            if under_way:
                self.helper.end()
                with contextlib.suppress(OSError, EOFError):
                    self.helper.open()
            self.turn.notify_all()

    def wake(self) -> None:
        """Start the process again if it rests, as someone may soon have a job for it."""
        with self.turn:
            self.helper.wake()

    def waiting(self) -> int:
        """Return how many jobs are under way or wait."""
        with self.turn:
            return len(self.queue)


DESK = Desk()
