"""Small experiments, and sweeps of them with a job in place of the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from interhelix.experiments.experiment import Experiment
from interhelix.experiments.progress import Silence
from interhelix.experiments.store import Store
from interhelix.experiments.sweeps import Opener, Sweep, processes
from interhelix.experiments.sweeps.plan import Plan
from tests.experiments.sweeps.jobs import Tiny

TEXT = """
question = "Which?"
world = "synthetic:4"
scenarios = ["conferences", "calls"]
quarters = 2
replicates = {replicates}
measures = ["isolates", "net_value", "ties_level_1"]
{more}

[factors]
"adopt.open" = [0, 1]
"""

Make = Callable[..., Plan]
Run = Callable[..., Store]


@pytest.fixture
def plan(tmp_path: Path) -> Make:
    """Give plans of 4 design points: ``plan(replicates=5)``."""

    def make(replicates: int = 5, more: str = "") -> Plan:
        path = tmp_path / "experiment.toml"
        path.write_text(TEXT.format(replicates=replicates, more=more), encoding="utf-8")
        return Plan.of(Experiment.load(path))

    return make


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Carry out a plan: ``run(plan(), processes(2), job=…)``; the job is ``Tiny``."""

    def carry_out(
        made: Plan,
        engine: Opener | None = None,
        name: str = "store",
        job: Tiny | None = None,
        chunk_size: int | None = None,
        limit: float = 3600.0,
        retry: bool = False,
        shard: tuple[int, int] = (1, 1),
    ) -> Store:
        job = job or Tiny(len(made.experiment.measures))
        sweep = Sweep(
            made, tmp_path / name, engine or processes(2), shard, limit, retry, chunk_size, job
        )
        return sweep.carry_out(Silence())

    return carry_out
