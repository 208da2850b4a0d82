"""What happens inside a worker process: it keeps the job, runs tasks, and dies with its driver."""

from __future__ import annotations

import contextlib
import ctypes
import os
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

Job = Callable[[Any], Any]
_kept: list[Job] = []


@dataclass(frozen=True)
class Failure:
    """A run that gave no result, and why."""

    message: str


def start(job: Job, driver: int) -> None:
    """Keep the job for the tasks to come; leave Ctrl-C to the driver, and die when it dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(driver)
    _kept[:] = [job]


def attempt_kept(task: object) -> object:
    """Do a task with the job that this worker keeps."""
    return attempt(_kept[0], task)


def attempt(job: Job, task: object) -> object:
    """Do a task; what it raises becomes a ``Failure`` with its message."""
    try:
        return job(task)
    except Exception as error:
        first = str(error).strip().partition("\n")[0]
        return Failure(f"{type(error).__name__}: {first}".rstrip(": ")[:LONGEST_MESSAGE])


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
