"""What a sweep would take: runs, time, disk; and what its design cannot tell apart."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from interhelix.experiments.designs.fractional import aliases, resolution
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.progress import Watcher, in_words
from interhelix.experiments.sweeps.job import ModelRuns
from interhelix.experiments.sweeps.plan import Plan
from interhelix.experiments.warmup import warm_up

ROW, NUMBER, QUARTER = 80, 9, 12  # [bytes] of a run beside its measures, of a measure, of a quarter


@dataclass(frozen=True)
class Estimate:
    """What an experiment would take; ``seconds`` is the time of one run, tried here."""

    experiment: Experiment
    workers: int
    seconds: float

    @classmethod
    def of(cls, experiment: Experiment, workers: int | None, watcher: Watcher) -> Estimate:
        """Try one run and reckon the rest."""
        plan = Plan.of(experiment)
        warm_up(plan.world, [plan.stretches[0][0].parameters], watcher)
        job = ModelRuns.of(plan)
        job(plan.task(plan.points - 1))  # kernels are read from the disk
        began = time.perf_counter()
        job(plan.task(plan.points - 1))
        return cls(experiment, workers or os.cpu_count() or 1, time.perf_counter() - began)

    @property
    def total(self) -> float:
        """The time of all runs [s]."""
        return self.experiment.runs * self.seconds / self.workers

    @property
    def disk(self) -> int:
        """The size of the store [bytes]."""
        asked = self.experiment
        kept = asked.quarters // asked.series + 1 if asked.series else 0
        row = ROW + NUMBER * len(asked.measures)
        return asked.runs * (row + kept * (QUARTER + NUMBER * len(asked.measures)))

    @property
    def aliased(self) -> list[list[str]]:
        """Effects that a fractional design cannot tell apart, in groups."""
        asked = self.experiment
        if asked.design.kind != "fractional":
            return []
        return aliases(list(asked.factors), asked.settings)

    def as_json(self) -> dict[str, object]:
        """Return the estimate as JSON values."""
        return {
            "experiment": self.experiment.name,
            "scenarios": len(self.experiment.scenarios),
            "settings": self.experiment.settings,
            "replicates": self.experiment.replicates,
            "runs": self.experiment.runs,
            "workers": self.workers,
            "seconds": round(self.total, 1),
            "bytes": self.disk,
            "aliases": self.aliased,
        }

    def text(self) -> str:
        """Return the estimate in words."""
        asked = self.experiment
        size = f"{len(asked.scenarios)} scenarios x {asked.settings:,} settings"
        size += f" x {asked.replicates:,} replicates"
        one = 1000 * self.seconds
        lines = [
            f"{asked.name}: {asked.question}",
            f"{size} = {asked.runs:,} runs",
            f"time: {in_words(self.total)} with {self.workers} workers, {one:.0f} ms a run",
            f"disk: {_in_bytes(self.disk)}",
        ]
        if asked.design.kind == "fractional":
            number = resolution(len(asked.factors), asked.settings)
            lines += [f"resolution {number}; effects that cannot be told apart:"]
            groups = [f"  {' = '.join(group)}" for group in self.aliased]
            lines += groups or ["  none of two factors"]
        return "\n".join(lines)


def _in_bytes(number: int) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= size:
            return f"about {number / size:.1f} {unit}"
    return f"{number} bytes"
