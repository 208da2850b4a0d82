"""A million runs of a job that costs nothing pass through the real driver, chunks and shards."""

import pytest

from interhelix.experiments.engines import Serial
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.progress import Silence
from interhelix.experiments.sweeps import Sweep
from interhelix.experiments.sweeps.plan import Plan
from tests.experiments.sweeps.jobs import Tiny
from tests.experiments.sweeps.million import MEASURES, experiment, figures, queried, scanned

RUNS = 1_000_000


def test_the_machinery_of_the_million_works_on_a_few(tmp_path):
    path, store = experiment(tmp_path, 1000), tmp_path / "store"
    plan = Plan.of(Experiment.load(path))
    Sweep(plan, store, Serial, job=Tiny(len(MEASURES))).carry_out(Silence())
    found = scanned(path, store) | queried(path, store)
    assert found["missing"] == 0
    assert found["rows"] == 1000


@pytest.mark.campaign
def test_a_million_runs_stay_within_bounds(tmp_path, capsys):
    found = figures(tmp_path, RUNS)
    with capsys.disabled():
        print(f"\n{RUNS:,} runs:", {name: round(value, 2) for name, value in found.items()})
    assert found["missing"] == 0
    assert found["rows"] == RUNS
    assert found["driver [MB]"] < 300
    assert found["scan [MB]"] < 300
    assert found["scan [cpu s]"] < 5  # of this process: other work on the machine has no part
    assert found["query [cpu s]"] < 1
    assert found["bytes a run"] < 300 + 8 * len(MEASURES)
