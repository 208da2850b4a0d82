"""Jobs for the runner: importable, so that worker processes find them."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path


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
