"""Report what the machinery of a sweep costs, on this machine.

Run it as ``make bench``. Three questions: how much faster are two workers than one on the regions
of Russia, what does a sweep cost beside its runs, and how does it compare with ``mesa.batch_run``
on the same model. Times are reported, never asserted; the machine should have nothing else to do.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import mesa

from interhelix.experiments.engines.here import Here
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.mesa_model import CooperationModel
from interhelix.experiments.progress import Silence
from interhelix.experiments.seeds import replicate_seed
from interhelix.experiments.sweeping import Opener, Sweep, processes
from interhelix.experiments.sweeps.job import ModelRuns
from interhelix.experiments.sweeps.plan import Plan

TEXT = """
question = "How fast?"
world = "russia"
scenarios = ["conferences"]
quarters = 60
replicates = {replicates}
"""


class Rate(Silence):
    """Takes the time from the first chunk that is done to the last: workers are all at work."""

    def __init__(self) -> None:
        self.first: tuple[float, int] | None = None
        self.last = (0.0, 0)

    def done(self, runs: int, of: int) -> None:
        """Note the time."""
        self.last = (time.perf_counter(), runs)
        self.first = self.first or self.last

    @property
    def runs_per_second(self) -> float:
        """The speed between the two."""
        (begin, before), (end, after) = self.first or self.last, self.last
        return (after - before) / (end - begin)


def plan_of(folder: Path, replicates: int) -> Plan:
    """Return the plan of so many runs on the regions of Russia."""
    path = folder / "speed.toml"
    path.write_text(TEXT.format(replicates=replicates), encoding="utf-8")
    return Plan.of(Experiment.load(path))


def swept(plan: Plan, engine: Opener, chunk_size: int | None = None) -> Rate:
    """Carry out a sweep in a folder of its own, and say how fast it went."""
    rate = Rate()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        Sweep(plan, store, engine, chunk_size=chunk_size).carry_out(rate)
    return rate


def workers(folder: Path) -> None:
    """Print the speed of two workers over that of one; chunks are small so that ends are even."""
    plan = plan_of(folder, 120)
    one, two = (swept(plan, processes(n), 4).runs_per_second for n in (1, 2))
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"russia, 60 quarters: {one:.2f} runs/s with one worker, {two:.2f} with two")
    print(f"  ratio {two / one:.2f} (load of the machine {load:.1f}, {os.cpu_count()} cores)")


def overhead(folder: Path) -> None:
    """Print what a sweep takes in this process beside its runs: the store, the chunks, the keys."""
    plan = plan_of(folder, 60)
    ModelRuns.of(plan)(plan.task(0))
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as room:
        store = Sweep(plan, Path(room) / "store", Here).carry_out(Silence())
        whole = time.perf_counter() - began
        runs = float(store.runs(["seconds"])["seconds"].sum())
    print(f"{plan.runs} runs: {runs:.2f} s, the sweep of them {whole:.2f} s")
    print(f"  overhead {100 * (whole / runs - 1):.1f} %")


def beside_mesa(folder: Path) -> None:
    """Print the time of the same runs by ``mesa.batch_run``, in one process each."""
    plan = plan_of(folder, 20)
    (scenario,) = plan.experiment.load_scenarios()
    seeds = [replicate_seed(plan.experiment.seed, replicate) for replicate in range(20)]
    fixed = {"scenario": scenario, "world": plan.world, "quarters": 60}
    began = time.process_time()
    rows = mesa.batch_run(
        CooperationModel,
        {**fixed, "rng": seeds},
        max_steps=60,
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
    )
    batch = time.process_time() - began
    began = time.process_time()
    swept(plan, Here)
    own = time.process_time() - began
    print(f"{len(rows)} runs: mesa.batch_run {batch:.2f} s, a sweep {own:.2f} s")
    print(f"  ratio {batch / own:.2f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as room:
        overhead(Path(room))
        beside_mesa(Path(room))
        workers(Path(room))
