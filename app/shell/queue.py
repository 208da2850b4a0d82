"""Jobs in the background: one for each session, one at a time on this machine."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from interhelix.app.shell.worker import COMPARE, IDLE, TRIES, Message, WorkerProcess, work_on_jobs

Receive = Callable[[Message], None]


class CancelledError(Exception):
    """The job was cancelled."""


@dataclass(eq=False)
class Job:
    """A job: the arguments of a function (``work``, as for ``resolve_name``), and a receiver."""

    asked: Mapping[str, Any]
    receive: Receive
    work: str = COMPARE
    cancelled: threading.Event = field(default_factory=threading.Event)
    abandoned: float | None = None  # [s] on the clock, when no browser was found first

    def start(self) -> None:
        """Wait and work in a thread; ``receive`` gets every message, the result last."""
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        try:
            self.receive(QUEUE.work(self))
        except CancelledError:
            return

    def cancel(self) -> None:
        """Cancel the job; its processes have ended when this returns."""
        self.cancelled.set()
        QUEUE.leave(self)


class JobQueue:
    """The queue of jobs, and the worker process that does them one after the other."""

    def __init__(self, idle: float = IDLE) -> None:
        self.turn = threading.Condition()
        self.queue: list[Job] = []
        self.worker = WorkerProcess("interhelix driver", work_on_jobs, idle)

    def work(self, job: Job) -> Message:
        """Wait for the job's turn, do it, and return its last message.

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

    def _do(self, job: Job) -> Message:
        for _ in range(TRIES):
            try:
                pipe = self._begin(job)
                while (message := pipe.recv()).kind in ("notice", "done"):
                    job.receive(message)
            except (EOFError, OSError) as error:  # it was shut down when idle, or was killed
                if job.cancelled.is_set():
                    raise CancelledError from error
                with self.turn:
                    idle = self.worker.was_idle()
                    self.worker.end()
                if not idle:
                    break
            else:
                return message
        return Message("failed", ["the process that compares has died; try again"])

    def _begin(self, job: Job) -> Connection:
        """Send the job, unless it was cancelled, and return the pipe of its messages."""
        with self.turn:
            if job.cancelled.is_set():
                raise CancelledError
            pipe = self.worker.open()
            pipe.send((job.work, dict(job.asked)))
            return pipe

    def leave(self, job: Job) -> None:
        """Remove a cancelled job; if it is running, kill the worker and start another."""
        with self.turn:
            under_way = bool(self.queue) and self.queue[0] is job
            if under_way:
                self.worker.end()
                with contextlib.suppress(OSError, EOFError):
                    self.worker.open()
            self.turn.notify_all()

    def wake(self) -> None:
        """Start the worker again if it was shut down, as a job may follow soon."""
        with self.turn:
            self.worker.wake()

    def waiting(self) -> int:
        """Return the number of jobs that are running or waiting."""
        with self.turn:
            return len(self.queue)


QUEUE = JobQueue()
