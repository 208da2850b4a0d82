"""What happens inside a worker process: it keeps the job, runs tasks, and dies with its driver."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import wait
from typing import Any

PR_SET_PDEATHSIG = 1
LONGEST_MESSAGE = 200
UNSENT = "its result cannot be pickled"

Job = Callable[[Any], Any]
_kept: list[Callable[[Any], Any]] = []


@dataclass(frozen=True)
class Failure:
    """A run that gave no result, and why."""

    message: str


def start(work: Callable[[Any], Any], driver: int) -> None:
    """Keep the work for the pieces to come; leave Ctrl-C to the driver, and die when it dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(driver)
    _kept[:] = [work]


def work_kept(piece: object) -> object:
    """Do a piece of the work that this worker keeps."""
    return _kept[0](piece)


@dataclass(frozen=True)
class Attempts:
    """Does one task of a job; what it raises becomes a ``Failure`` with its message.

    So does a result that cannot travel to another process, whether or not it has to.
    """

    job: Job

    def __call__(self, piece: tuple[int, object]) -> object:
        """Do the task of a piece."""
        try:
            result = self.job(piece[1])
        except (Exception, SystemExit) as error:
            return Failure(message_of(error))
        try:
            pickle.dumps(result)
        except Exception as error:  # whatever its parts raise, another thing in each Python
            return Failure(f"{UNSENT}: {message_of(error)}"[:LONGEST_MESSAGE])
        return result


def message_of(error: BaseException) -> str:
    """Return the kind of an error and the first line of its message."""
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first}".rstrip(": ")[:LONGEST_MESSAGE]


def _die_with(driver: int) -> None:
    """End this process when the driver ends, however the driver ends."""
    if sys.platform == "linux":  # at once, even in the middle of a kernel
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != driver:  # it died before we could ask
            os._exit(1)
    threading.Thread(target=_watch_driver, daemon=True).start()


def _watch_driver() -> None:
    """Wait until the driver is gone, then leave without a word."""
    if driver := parent_process():
        wait([driver.sentinel])
        os._exit(1)
