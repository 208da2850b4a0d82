"""Jobs for the runner: importable, so that worker processes find them."""

from __future__ import annotations

import os
import signal
import struct
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any


@dataclass(frozen=True)
class Double:
    """Doubles a number, fails on some, kills its process on others."""

    fails: tuple[int, ...] = ()
    dies: tuple[int, ...] = ()
    seconds: float = 0.0

    def __call__(self, task: int) -> int:
        time.sleep(self.seconds)
        if task in self.fails:
            raise ArithmeticError(f"no double of {task}\nsecond line")
        if task in self.dies:
            os._exit(9)
        return 2 * task


@dataclass(frozen=True)
class Stamp:
    """Leaves the number of its process in a folder, then sleeps."""

    folder: Path
    seconds: float = 3600.0

    def __call__(self, task: int) -> None:
        (self.folder / str(os.getpid())).touch()
        time.sleep(self.seconds)


@dataclass(frozen=True)
class Ends:
    """Doubles a number; a task ends its process, or its result, in one of many ways.

    ``once`` is a file: while it is not there, the first task that should end does, and makes it.
    """

    how: str
    when: tuple[int, ...] = (1,)
    once: Path | None = None

    def __call__(self, task: int) -> object:
        if task in self.when and self.may_end():
            match self.how:
                case "code 0":
                    os._exit(0)
                case "killed":
                    os.kill(os.getpid(), signal.SIGKILL)
                case "exits":
                    raise SystemExit(0)
                case "unpicklable":
                    return lambda: None
                case "unreadable":
                    return Unreadable()
                case "half a result":
                    send_half_a_result()
        return 2 * task

    def may_end(self) -> bool:
        """Say whether to end, and make sure that nobody does again."""
        if self.once is None:
            return True
        try:
            self.once.touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Be unpickled, in a process that starts perhaps."""
        self.__dict__.update(state)
        if self.how == "while starting" and self.may_end():
            os._exit(9)


class Unreadable:
    """What can be sent and not be received."""

    def __reduce__(self) -> tuple[Any, ...]:
        return int, ("none",)


def send_half_a_result() -> None:
    """Write the beginning of a message to where results are sent, then die."""
    frame: FrameType | None = sys._getframe()
    while frame and "result_queue" not in frame.f_locals:
        frame = frame.f_back
    assert frame
    os.write(frame.f_locals["result_queue"]._writer.fileno(), struct.pack("!i", 1000) + b"half")
    os._exit(9)
