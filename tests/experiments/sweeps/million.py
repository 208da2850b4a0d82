"""A sweep of very many runs of a job that costs nothing: what is left is the machinery.

``python -m tests.experiments.sweeps.million FOLDER RUNS`` prints its figures.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from interhelix.experiments.experiment import Experiment
from interhelix.experiments.progress import Silence
from interhelix.experiments.store import Store
from interhelix.experiments.sweeps import Sweep, processes
from interhelix.experiments.sweeps.plan import Plan, open_for
from tests.experiments.sweeps.jobs import Tiny

POINTS = 500
MEASURES = ("isolates", "net_value", "ties_level_1", "policy_cost", "effect_economic")
TEXT = """
question = "How large may a sweep be?"
world = "russia"
scenarios = ["conferences"]
quarters = 2
replicates = {replicates}
measures = {measures}

[factors]
"adopt.open" = {opens}
"adopt.seed" = {seeds}
"""


def experiment(folder: Path, runs: int) -> Path:
    """Write an experiment of so many runs."""
    path = folder / "million.toml"
    text = TEXT.format(
        replicates=runs // POINTS,
        measures=json.dumps(MEASURES),
        opens=[at / 25 for at in range(25)],
        seeds=[at / 20 for at in range(20)],
    )
    path.write_text(text, encoding="utf-8")
    return path


def memory() -> float:
    """Return the largest memory that this process has had [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def swept(path: Path, store: Path) -> dict[str, float]:
    """Carry out the sweep."""
    began = time.perf_counter()
    plan = Plan.of(Experiment.load(path))
    Sweep(plan, store, processes(2), job=Tiny(len(MEASURES))).carry_out(Silence())
    return {"sweep [s]": time.perf_counter() - began, "driver [MB]": memory()}


def scanned(path: Path, store: Path) -> dict[str, float]:
    """Open the store again and find that nothing is missing."""
    plan = Plan.of(Experiment.load(path))
    began, cpu = time.perf_counter(), time.process_time()
    missing = len(open_for(plan, store).missing)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {"scan [s]": seconds, "scan [cpu s]": cpu, "missing": missing, "scan [MB]": memory()}


def queried(path: Path, store: Path) -> dict[str, float]:
    """Read three columns, and see what a run takes on the disk beside its measures."""
    began, cpu = time.perf_counter(), time.process_time()
    rows = len(Store(store).runs(["scenario", "adopt.seed", "isolates"]))
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    size = sum(file.stat().st_size for file in store.rglob("*") if file.is_file())
    files = sum(1 for file in store.rglob("*") if file.is_file())
    return {
        "query [s]": seconds,
        "query [cpu s]": cpu,
        "rows": rows,
        "bytes a run": size / rows,
        "files": files,
    }


def figures(folder: Path, runs: int) -> dict[str, float]:
    """Return all figures, each step in a process of its own."""
    path, store = experiment(folder, runs), folder / "store"
    found: dict[str, float] = {}
    for step in ("swept", "scanned", "queried"):
        command = [sys.executable, "-m", __name__, step, str(path), str(store)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found |= json.loads(done.stdout)
    return found


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[0] in globals():
        print(json.dumps(globals()[words[0]](Path(words[1]), Path(words[2]))))
    else:
        __name__ = "tests.experiments.sweeps.million"
        print(json.dumps(figures(Path(words[0]), int(words[1])), indent=2))
