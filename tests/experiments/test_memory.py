"""Runs of a session are remembered: by what decides them, within a bound."""

from __future__ import annotations

import numpy as np
import pytest

from interhelix.experiments import RunsFailedError, compare, comparing
from interhelix.experiments.comparing import Key, Memory
from interhelix.experiments.engines import Failure
from interhelix.experiments.replicates import Outcome
from interhelix.scenarios import load_world

SMALL = {"world": "synthetic:4", "replicates": 2, "quarters": 2, "seed": 1, "workers": 1}


@pytest.fixture
def ran(monkeypatch):
    """Remember runs from now on, and give the list of tasks that are carried out."""
    monkeypatch.setattr(comparing, "MEMORY", Memory())
    tasks = []
    honest = comparing.run_all

    def run_all(job, asked, workers, watcher):
        tasks.extend(asked)
        return honest(job, asked, workers, watcher)

    monkeypatch.setattr(comparing, "run_all", run_all)
    return tasks


def test_a_second_comparison_with_a_baseline_runs_only_what_is_new(ran, monkeypatch):
    compare("closed", "conferences", **SMALL)
    ran.clear()
    again = compare("closed", ["calls", "conferences"], **SMALL)
    assert ran == [(1, 0), (1, 1)]
    monkeypatch.setattr(comparing, "MEMORY", Memory())
    fresh = compare("closed", ["calls", "conferences"], **SMALL)
    assert len(ran) == 2 + 6
    assert again.to_json() == fresh.to_json()
    assert again.bands.equals(fresh.bands)
    assert again.standing.equals(fresh.standing)
    for name, pairs in fresh.networks.items():
        assert again.networks[name].equals(pairs)


def test_equal_policies_of_a_comparison_run_once(ran):
    found = compare("closed", ["closed"], **SMALL)
    assert ran == [(0, 0), (0, 1)]
    assert not found.differences["closed"].any(axis=None)


@pytest.mark.parametrize(
    "other",
    [{"world": "synthetic:5"}, {"quarters": 3}, {"seed": 2}],
    ids=lambda each: next(iter(each)),
)
def test_what_decides_a_run_makes_another_run(ran, other):
    compare("closed", "conferences", **SMALL)
    ran.clear()
    compare("closed", "conferences", **{**SMALL, **other})
    assert len(ran) == 4


def test_a_world_is_known_by_its_content_and_not_by_its_name(ran):
    world = load_world("synthetic:4")
    compare("closed", "conferences", **SMALL)
    ran.clear()
    compare("closed", "conferences", **{**SMALL, "world": world})
    assert ran == []


def test_a_change_of_what_was_found_changes_nothing_that_is_remembered(ran):
    first = compare("closed", "conferences", **SMALL)
    kept = first.networks["conferences"].copy()
    first.networks["conferences"]["level"] = 0
    assert compare("closed", "conferences", **SMALL).networks["conferences"].equals(kept)
    assert kept["level"].all()


def test_a_run_that_failed_is_tried_again(ran, monkeypatch):
    honest = comparing.run_all
    monkeypatch.setattr(comparing, "run_all", lambda job, tasks, *_: [Failure("no")] * len(tasks))
    with pytest.raises(RunsFailedError):
        compare("closed", "conferences", **SMALL)
    monkeypatch.setattr(comparing, "run_all", honest)
    assert compare("closed", "conferences", **SMALL).pairs == 2


def outcome(numbers: int) -> Outcome:
    return Outcome(np.zeros((numbers, 1)), np.zeros(0), np.zeros(0))


def test_memory_is_bounded_and_forgets_first_what_was_asked_for_longest_ago():
    memory = Memory(most=3 * 800)
    keys = [Key("run", seed, False) for seed in range(4)]
    for key in keys[:3]:
        memory.keep(key, outcome(100))
    assert memory.recall(keys[0]) is not None
    memory.keep(keys[3], outcome(100))
    assert memory.recall(keys[1]) is None
    assert all(memory.recall(keys[i]) for i in (0, 2, 3))
    assert memory.size == sum(each.size for each in memory.outcomes.values()) == memory.most
    memory.keep(keys[1], outcome(301))  # alone above the bound
    assert (memory.size, len(memory.outcomes)) == (0, 0)


def test_a_run_that_is_kept_twice_counts_once():
    memory = Memory(most=800)
    for _ in range(2):
        memory.keep(Key("run", 1, True), outcome(100))
    assert memory.size == 800
