"""Long work in the background: one job a session, one at a time on this machine, ended at once."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from interhelix.app.driver import Word, Work, drive, end

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

    def __init__(self) -> None:
        self.turn = threading.Condition()
        self.queue: list[Job] = []
        self.process: multiprocessing.process.BaseProcess | None = None
        self.pipe: Connection | None = None

    def open(self) -> None:
        """Start the process that compares, so that the first job need not wait for it."""
        if self.process is None or not self.process.is_alive():
            spawn = multiprocessing.get_context("spawn")
            self.pipe, theirs = spawn.Pipe()
            self.process = spawn.Process(target=drive, args=(theirs,), name="interhelix driver")
            self.process.start()
            theirs.close()

    def close(self) -> None:
        """End the process and all that it has started, be it only half awake."""
        if self.process is not None:
            end(self.process)
            self.process = None

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
        try:
            pipe = self._begin(job)
            while True:
                word = pipe.recv()
                if word.kind not in ("notice", "done"):
                    return word
                job.tell(word)
        except (EOFError, OSError) as error:  # it was killed, by us or by someone else
            if job.cancelled.is_set():
                raise CancelledError from error
            with self.turn:
                self.close()
            return Word("failed", ["the process that compares has died; try again"])

    def _begin(self, job: Job) -> Connection:
        """Hand the job over, unless it was cancelled, and return where its words come from."""
        with self.turn:
            if job.cancelled.is_set():
                raise CancelledError
            self.open()
            assert self.pipe is not None
            self.pipe.send((job.work, dict(job.asked)))
            return self.pipe

    def leave(self, job: Job) -> None:
        """Take a cancelled job out of the queue; if it is under way, end its process."""
        with self.turn:
            under_way = bool(self.queue) and self.queue[0] is job
            if under_way:
                self.close()
                with contextlib.suppress(OSError):
                    self.open()
            self.turn.notify_all()

    def waiting(self) -> int:
        """Return how many jobs are under way or wait."""
        with self.turn:
            return len(self.queue)


DESK = Desk()
