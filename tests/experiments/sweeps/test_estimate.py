from __future__ import annotations

import sys

import pytest

from interhelix.experiments.experiment import Experiment
from interhelix.experiments.progress import largest_memory
from interhelix.experiments.sweeps import status as estimating
from interhelix.experiments.sweeps.plan import Plan
from interhelix.experiments.sweeps.status import Estimate


@pytest.fixture
def estimate():
    """360 runs of a tenth of a second on four workers."""
    return Estimate(Experiment.load("first_sweep"), workers=4, seconds=0.1, memory=300_000_000)


def test_a_worker_does_one_run_after_another(estimate):
    assert estimate.total() == pytest.approx(3 + 90 * 0.1)
    assert estimate.total(8) == pytest.approx(3 + 12 * 0.1)  # 32 workers: 11.25 runs for each


def test_no_cluster_is_faster_than_the_start_and_one_run(estimate):
    assert estimate.total(90) == estimate.total(100_000) == 3.1


def test_disk_is_a_row_for_each_run_and_a_number_for_each_measure(estimate):
    assert estimate.disk == 3500 + 360 * (80 + 9 * 7)


def test_words_and_json_say_time_memory_and_disk_here_and_on_100_machines(estimate):
    lines = estimate.text().splitlines()
    assert (
        lines[2] == "time: about 12 s with 4 workers, 100 ms a run; about 3 s on 100 such machines"
    )
    assert lines[3:] == [
        "disk: about 55.0 kB",
        "memory: about 300.0 MB a worker, about 1.2 GB a machine",
    ]
    said = estimate.as_json()
    assert (said["seconds"], said["seconds_on_100_machines"]) == (12.0, 3.1)
    assert (said["memory_of_a_worker"], said["bytes"]) == (300_000_000, 54_980)


def test_runs_of_every_scenario_are_tried_first(monkeypatch):
    plan = Plan.of(Experiment.load("first_sweep"))
    done = []

    def job(task):
        done.append(task.scenario)

    monkeypatch.setattr(estimating.ModelRuns, "of", lambda plan: job)
    monkeypatch.setattr(estimating, "TRIAL", 0.0)
    estimating.tried(plan)
    assert done == [0, 1]


def test_a_system_that_does_not_tell_memory_gets_no_line_about_it(estimate):
    unknown = Estimate(estimate.experiment, 4, 0.1, memory=None)
    assert "memory" not in unknown.text()
    assert unknown.as_json()["memory_of_a_worker"] is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell")
def test_the_memory_of_this_process_is_told_in_bytes():
    block = bytearray(b"x" * 50_000_000)
    assert largest_memory() > len(block)
