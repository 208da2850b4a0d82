"""A driver to be killed: sweeps an experiment and notes the keys of what it has acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

from interhelix.experiments.experiment import Experiment
from interhelix.experiments.progress import Silence
from interhelix.experiments.sweeps import ChunkQueue, Sweep, processes
from interhelix.experiments.sweeps.plan import Plan
from interhelix.experiments.sweeps.work import Chunk, Receipt
from tests.experiments.sweeps.jobs import Tiny


def main(experiment: str, store: str, notes: str, seconds: str) -> None:
    """Sweep ``experiment`` into ``store``; runs take so many seconds."""
    answered = ChunkQueue.answered
    with Path(notes).open("a", encoding="utf-8") as file:

        def noted(self: ChunkQueue, piece: Chunk, answer: Receipt) -> None:
            answered(self, piece, answer)
            file.writelines(f"{task.key}\n" for task in piece.tasks)
            file.flush()

        ChunkQueue.answered = noted  # type: ignore[method-assign]
        plan = Plan.of(Experiment.load(Path(experiment)))
        job = Tiny(len(plan.experiment.measures), float(seconds))
        Sweep(plan, Path(store), processes(2), chunk_size=5, job=job).carry_out(Silence())


if __name__ == "__main__":
    main(*sys.argv[1:])
