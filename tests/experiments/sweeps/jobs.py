"""Jobs for sweeps in place of the model: quick, with known figures, and with every way to fail."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field

import numpy as np

from interhelix.experiments.sweeps.plan import Figures, Task


def forever() -> None:
    """Hold the interpreter, deaf to signals, as a kernel that never ends does."""
    sum(range(10**14))


@dataclass(frozen=True)
class Tiny:
    """Gives figures that follow from the key.

    ``does`` says what else happens in a replicate of the first scenario without a platform.
    """

    measures: int
    seconds: float = 0.0
    does: dict[int, str] = field(default_factory=dict)

    def __call__(self, task: Task) -> Figures:
        if self.seconds:
            time.sleep(self.seconds)
        values = np.frombuffer(bytes.fromhex(task.key), dtype=np.uint16).astype(float)
        values = np.resize(values, self.measures)
        strange = self.does.get(task.replicate, "") if not task.scenario + task.values[0] else ""
        match strange:
            case "raises":
                raise ArithmeticError(f"no figures of {task.replicate}\nsecond line")
            case "nan":
                values[0] = np.nan
            case "hangs":
                time.sleep(3600)
            case "hangs deaf":
                forever()
            case "dies":
                os._exit(9)
            case "leaves":
                raise SystemExit(3)
        return Figures((1, 2), np.stack([values - 1.0, values]))
