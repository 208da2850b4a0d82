"""Worker processes of the server: started on demand, shut down when idle.

The server itself never runs the model. So pages answer while a comparison runs, and cancelling a
job means killing its worker, with the processes that it has started. A worker keeps libraries and
compiled code in memory, so none is kept beside sessions that are idle.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from multiprocessing import util
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pkgutil import resolve_name
from typing import Any, Literal, NamedTuple

COMPARE = "interhelix.experiments:compare"
IDLE = 120.0  # [s] without a job, after which a worker is shut down
TRIES = 2  # a worker may have been shut down just before a job came
LEAVING = 10.0  # [s] that a worker whose pipe has ended takes at most to exit
ENDING = 2.0  # [s] that a worker takes at most to exit when it is told to
ARENAS = -8, 2  # mallopt: threads share two heaps, as each heap keeps its peak
LARGE = -3, 131_072  # [bytes] mallopt: blocks as large as a picture are returned at once
SPARE = -1, 131_072  # [bytes] mallopt: kept at most at the end of a heap

Serve = Callable[[Connection, float], None]


class WorkerProcess:
    """A worker process; ``serve`` answers what comes through a pipe until it has been idle.

    A second pipe shows that the worker has started; it exits when the server closes that pipe.
    """

    def __init__(self, name: str, serve: Serve, idle: float) -> None:
        self.name, self.serve, self.idle = name, serve, idle
        self.process: BaseProcess | None = None
        self.pipe: Connection | None = None
        self.life: Connection | None = None
        self.closed = False

    def open(self) -> Connection:
        """Start it unless it runs, and return the pipe to it.

        Raises:
            EOFError: it was closed for good.

        """
        if self.closed:
            raise EOFError
        if self.pipe is None or self.process is None or not self.process.is_alive():
            spawn = multiprocessing.get_context("spawn")
            self.pipe, theirs = spawn.Pipe()
            self.life, end = spawn.Pipe()
            asked = (self.serve, theirs, self.idle, end)
            self.process = spawn.Process(target=_run_worker, args=asked, name=self.name)
            self.process.start()
            theirs.close()
            end.close()
            threading.Thread(target=self._free_after, args=(self.process,), daemon=True).start()
        return self.pipe

    def wake(self) -> None:
        """Start it again if it was shut down when idle."""
        if self.process is not None and not self.closed:
            with contextlib.suppress(OSError):
                self.open()

    def was_idle(self) -> bool:
        """Return whether a worker whose pipe has ended was shut down when idle, not killed."""
        if self.process is None:
            return False
        self.process.join(LEAVING)
        return self.process.exitcode == 0

    def _free_after(self, process: BaseProcess) -> None:
        """Wait until it has ended, and return unused memory of the server then."""
        wait([process.sentinel])
        if self.process is process:
            free_memory()

    def end(self) -> None:
        """Kill the process and its children, even during start-up."""
        process, self.process = self.process, None
        if process is not None and process.is_alive():  # the number of a dead one may be used again
            if self.life is not None and self.life.poll():
                self.life.close()
                wait([process.sentinel], ENDING)
            with contextlib.suppress(ProcessLookupError, AttributeError):  # Windows has no groups
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.join()

    def close(self) -> None:
        """End it for good."""
        self.closed = True
        self.end()


def _run_worker(serve: Serve, pipe: Connection, idle: float, life: Connection) -> None:
    """Serve in a worker process; Ctrl-C is handled by the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(AttributeError):  # Windows has no groups
        os.setsid()  # so that the server can kill this process and its children together
    threading.Thread(target=_exit_with, args=(life,), daemon=True).start()
    limit_memory()
    serve(pipe, idle)


def _exit_with(life: Connection) -> None:
    """Exit when the server closes the pipe, or has ended, whatever runs here.

    Semaphores of process pools are removed, as their names would outlive this process.
    """
    with contextlib.suppress(OSError):  # the server has ended already
        life.send("I listen")
    wait([life])
    for worker in multiprocessing.active_children():
        worker.kill()
    util._run_finalizers(0)
    os._exit(1)


def limit_memory() -> None:
    """Make this process return unused memory to the system, where the C library can."""
    for what, value in (ARENAS, LARGE, SPARE):
        _call_libc("mallopt", what, value)


def free_memory() -> None:
    """Return memory of closed pages and drawn pictures to the system."""
    gc.collect()
    _call_libc("malloc_trim", 0)


def _call_libc(function: str, *values: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # not every Linux has the GNU library
            getattr(ctypes.CDLL(None), function)(*values)


PAUSE = 0.1  # [s] between two messages of progress


class Message(NamedTuple):
    """A message of a worker: a notice, progress, the result, or why there is none."""

    kind: Literal["notice", "done", "found", "refused", "failed"]
    content: Any


class ProgressSender:
    """A watcher that sends progress to the server, ten times a second at most."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe, self.sent = pipe, 0.0

    def notice(self, text: str) -> None:
        """Send what explains a wait."""
        self.pipe.send(Message("notice", text))

    def done(self, runs: int, of: int) -> None:
        """Send how many runs are done."""
        now = time.monotonic()
        if runs == of or now - self.sent >= PAUSE:
            self.sent = now
            self.pipe.send(Message("done", (runs, of)))


def work_on_jobs(pipe: Connection, idle: float) -> None:
    """Do the jobs that the server sends, until none came for ``idle`` seconds."""
    resolve_name(COMPARE)  # imported before the first job comes
    with contextlib.suppress(EOFError, OSError):  # the server has ended
        while pipe.poll(idle):
            work, asked = pipe.recv()
            do = partial(resolve_name(work), **asked, watcher=ProgressSender(pipe))
            pipe.send(reply_of(do))


def reply_of(do: Callable[[], Any]) -> Message:
    """Do a piece of work, and return its last message: the result, or why there is none.

    Errors of wrong input have ``faults``, comparisons with too many failed runs ``failures``.
    """
    try:
        return Message("found", do())
    except Exception as error:
        if faults := getattr(error, "faults", None):
            return Message("refused", [str(fault) for fault in faults])
        if getattr(error, "failures", None):
            return Message("failed", str(error).splitlines())
        traceback.print_exc(file=sys.stderr)  # an error of the program: the log has all of it
        return Message("failed", [traceback.format_exc().strip().splitlines()[-1]])
