"""A process of the server's own: it starts when someone asks, and rests when nobody has lately.

What a process holds when it has been at work (libraries, compiled code) is what the app weighs,
so none is kept beside sessions that are idle.
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
from collections.abc import Callable
from multiprocessing import util
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

IDLE = 120.0  # [s] without a question, after which a process ends
TRIES = 2  # it may have gone to rest just before it was asked
LEAVING = 10.0  # [s] that one whose pipe has ended takes at most to be gone
ENDING = 2.0  # [s] that one takes at most to be gone when it is told to
ARENAS = -8, 2  # mallopt: threads share two heaps, as each would keep what it once needed
LARGE = -3, 131_072  # [bytes] mallopt: what is as large as a picture is given back at once
SPARE = -1, 131_072  # [bytes] mallopt: more than this is not kept at the end of a heap


Attend = Callable[[Connection, float], None]


class Helper:
    """Such a process; ``attend`` is what it does with its end of a pipe until it rests.

    By a second pipe it says that it listens there; when the end here is closed, it leaves.
    """

    def __init__(self, name: str, attend: Attend, idle: float) -> None:
        self.name, self.attend, self.idle = name, attend, idle
        self.process: BaseProcess | None = None
        self.pipe: Connection | None = None
        self.life: Connection | None = None
        self.closed = False

    def open(self) -> Connection:
        """Start it unless it lives, and return the pipe that leads to it.

        Raises:
            EOFError: it was closed for good.

        """
        if self.closed:
            raise EOFError
        if self.pipe is None or self.process is None or not self.process.is_alive():
            spawn = multiprocessing.get_context("spawn")
            self.pipe, theirs = spawn.Pipe()
            self.life, end = spawn.Pipe()
            asked = (self.attend, theirs, self.idle, end)
            self.process = spawn.Process(target=_live, args=asked, name=self.name)
            self.process.start()
            theirs.close()
            end.close()
            threading.Thread(target=self._tidy_after, args=(self.process,), daemon=True).start()
        return self.pipe

    def wake(self) -> None:
        """Start it if it has gone to rest; one that nobody has asked yet is left alone."""
        if self.process is not None and not self.closed:
            with contextlib.suppress(OSError):
                self.open()

    def has_rested(self) -> bool:
        """Tell, of one whose pipe has ended, whether it went to rest and did not die."""
        if self.process is None:
            return False
        self.process.join(LEAVING)
        return self.process.exitcode == 0

    def _tidy_after(self, process: BaseProcess) -> None:
        """Wait until it has gone to rest, as nobody works then, and tidy up behind it."""
        wait([process.sentinel])
        if self.process is process:
            tidy()

    def end(self) -> None:
        """End it, and all that it has started, be it only half awake."""
        process, self.process = self.process, None
        if process is not None and process.is_alive():  # the number of a dead one may be another's
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


def _live(attend: Attend, pipe: Connection, idle: float, life: Connection) -> None:
    """Do what a helper does; Ctrl-C is left to the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(AttributeError):  # Windows has no groups
        os.setsid()  # so that the server can end this process and its workers at one blow
    threading.Thread(target=_leave_with, args=(life,), daemon=True).start()
    be_frugal()
    attend(pipe, idle)


def _leave_with(life: Connection) -> None:
    """Leave when the server is done with this process, or is gone, whatever is at work here.

    Queues of workers hold semaphores, whose names would outlive this process.
    """
    with contextlib.suppress(OSError):  # it is gone already
        life.send("I listen")
    wait([life])
    for worker in multiprocessing.active_children():
        worker.kill()
    util._run_finalizers(0)
    os._exit(1)


def be_frugal() -> None:
    """Have this process give memory back that it no longer needs, where the C library can."""
    for what, value in (ARENAS, LARGE, SPARE):
        _ask_library("mallopt", what, value)


def tidy() -> None:
    """Give back what pages that were left and pictures that were drawn have held until now."""
    gc.collect()
    _ask_library("malloc_trim", 0)


def _ask_library(function: str, *values: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # not every Linux has the GNU library
            getattr(ctypes.CDLL(None), function)(*values)
