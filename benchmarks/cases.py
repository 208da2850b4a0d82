"""The cases that are timed, and the child process that times one of them.

``python cases.py CASE`` prepares a case and waits: each line that it reads asks for one more
measurement, which it prints as JSON. It uses public entry points of the project only, so that the
same file measures older and newer builds.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core import peers

from interhelix import Scenario, load_world, sweep
from interhelix.model import loop

BOTH = "platform_and_specialisation"
Figures = dict[str, float]
Measurement = Callable[[], Figures]


@dataclass(frozen=True)
class Case:
    """What is measured: ``prepare`` returns the function that measures once.

    ``units`` says in which unit each figure is, ``repeats`` how many measurements are taken.
    """

    what: str
    units: dict[str, str]
    repeats: int
    prepare: Callable[[], Measurement]


def cpu() -> float:
    """Return the CPU time of this process and of its children that have ended [s]."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the CPU time and the elapsed time of a call [s]."""
    started, elapsed = cpu(), time.perf_counter()
    work()
    return cpu() - started, time.perf_counter() - elapsed


def peak() -> float:
    """Return the largest memory that this process has used so far [MB]."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1e6 if sys.platform == "darwin" else 1e6 / 1024)


def rules(scenario: str) -> Measurement:
    """Measure the founding and 60 quarters, without measures and without the counterfactual."""
    world, policy = load_world("russia"), Scenario.load(scenario).parameters(60)

    def quarters() -> None:
        state = loop.begin(world, policy[0], 1)
        for step, parameters in enumerate(policy):
            state = loop.step_on(state, parameters, 1, step)

    return lambda: {"cpu": 1000 * timed(quarters)[0]}


def whole_run(scenario: str) -> Measurement:
    """Measure a run with its counterfactual, all measures in all quarters, and all tables."""
    world, policy = load_world("russia"), Scenario.load(scenario).parameters(60)
    return lambda: {"cpu": 1000 * timed(lambda: loop.run(world, policy, 1))[0]}


def large(name: str) -> Measurement:
    """Measure the founding of a world, four quarters of it, and the memory of the process."""
    world, policy = load_world(name), Scenario.load(BOTH).parameters(4)

    def once() -> Figures:
        states = []
        founding, _ = timed(lambda: states.append(loop.begin(world, policy[0], 1)))

        def quarters() -> None:
            for step, parameters in enumerate(policy):
                states.append(loop.step_on(states.pop(), parameters, 1, step))

        steps, _ = timed(quarters)
        each = 1e9 * steps / world.actors / len(policy)
        return {"quarter": each, "founding": 1000 * founding, "memory": peak()}

    return once


def command(*words: str, **environment: str) -> tuple[float, float]:
    """Return the CPU time and the elapsed time of a command of ``interhelix`` [s]."""
    call = [sys.executable, "-m", "interhelix", *words]
    settings = {**os.environ, **environment}
    return timed(lambda: subprocess.run(call, env=settings, check=True, capture_output=True))


def compare(*words: str) -> Measurement:
    """Measure the comparison of the README, 90 runs."""
    policies = ["conferences", "digital_platform", BOTH]

    def once() -> Figures:
        used, elapsed = command("compare", *policies, "--world", "russia", "--seed", "1", *words)
        return {"cpu": used, "elapsed": elapsed}

    return once


def first_run() -> Measurement:
    """Measure a run on a machine that has compiled nothing yet."""
    os.environ.pop("NUMBA_CACHE_DIR", None)

    def once() -> Figures:
        with tempfile.TemporaryDirectory() as empty:
            run = ["run", "conferences", "--world", "russia", "--json"]
            used, elapsed = command(*run, XDG_CACHE_HOME=empty)
        return {"cpu": used, "elapsed": elapsed}

    return once


SWEEP = """
question = "How fast?"
world = "russia"
scenarios = ["conferences", "platform_and_specialisation"]
quarters = 60
replicates = 20
measures = ["ties_level_2", "ties_level_3", "isolates", "effect_economic", "net_value"]
"""


def sweep_runs() -> Measurement:
    """Measure the runs of a sweep, with their store, in one process."""

    def once() -> Figures:
        with tempfile.TemporaryDirectory() as folder:
            experiment = Path(folder) / "speed.toml"
            experiment.write_text(SWEEP, encoding="utf-8")
            used, _ = timed(lambda: sweep(experiment, Path(folder) / "store", engine="serial"))
        return {"cpu": 1000 * used / 40}

    return once


MS = {"cpu": "ms"}
BY_CLOCK = {"cpu": "s", "elapsed": "s"}
LARGE = {"quarter": "ns per actor", "founding": "ms", "memory": "MB"}
CORE = dict.fromkeys(("c", "numba", "numpy", "mesa", "agentpy"), "ns per actor")
CASES = {
    "core_332": Case("the core, 332 actors, 40 steps", CORE, 3, partial(peers.prepare, 332)),
    "core_10000": Case(
        "the core, 10,000 actors, 40 steps", CORE, 2, partial(peers.prepare, 10_000)
    ),
    "rules_conferences": Case(
        "founding and 60 quarters, russia, conferences", MS, 30, partial(rules, "conferences")
    ),
    "rules_both": Case(f"founding and 60 quarters, russia, {BOTH}", MS, 30, partial(rules, BOTH)),
    "run_conferences": Case(
        "run, counterfactual, all measures, russia, conferences",
        MS,
        15,
        partial(whole_run, "conferences"),
    ),
    "run_both": Case(
        f"run, counterfactual, all measures, russia, {BOTH}", MS, 15, partial(whole_run, BOTH)
    ),
    "compare": Case(
        "README's comparison, 90 runs, one worker", BY_CLOCK, 3, partial(compare, "--workers", "1")
    ),
    "compare_all_cores": Case(
        "README's comparison, 90 runs, a worker for each core", BY_CLOCK, 3, compare
    ),
    "sweep": Case("one run of a sweep of 40, store included", MS, 5, sweep_runs),
    "first_run": Case("first run on an empty cache", BY_CLOCK, 2, first_run),
    "actors_3000": Case("3,000 actors, 4 quarters", LARGE, 10, partial(large, "synthetic:30x25")),
    "actors_1000000": Case(
        "1,000,000 actors, 4 quarters", LARGE, 2, partial(large, "synthetic:250x1000")
    ),
}


def main(name: str) -> None:
    """Answer each line with a measurement; nothing else goes to the standard output."""
    answers = sys.stdout
    with redirect_stdout(sys.stderr):
        measure = CASES[name].prepare()
        if CASES[name].repeats > 3:
            measure()  # machine code is loaded, memory is there
        print(Path(loop.__file__).parent.parent, file=answers, flush=True)
        for _ in sys.stdin:
            print(json.dumps(measure()), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
