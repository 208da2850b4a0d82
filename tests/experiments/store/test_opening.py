"""A store is checked before it is touched; what does not belong to it is refused."""

import json
import os
from dataclasses import replace
from hashlib import sha256

import pytest

from interhelix.experiments.experiment import Experiment
from interhelix.experiments.store import Store
from interhelix.experiments.store.format import StoreError
from interhelix.experiments.store.mark import FORMAT, Mark, open_store
from interhelix.experiments.store.shards import write_shard
from interhelix.experiments.sweeps.plan import Plan

TEXT = """
question = "Which?"
world = "synthetic:4"
scenarios = ["conferences", "calls"]
quarters = 2
replicates = 5
measures = ["isolates"]

[factors]
"adopt.open" = [0, 1]
"""


@pytest.fixture
def mark(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, encoding="utf-8")
    return Plan.of(Experiment.load(path)).mark


@pytest.fixture
def store(mark, tmp_path):
    open_store(tmp_path / "store", mark)
    return tmp_path / "store"


def everything(folder):
    return {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def refused(folder, mark):
    before = everything(folder)
    with pytest.raises(StoreError) as caught:
        open_store(folder, mark)
    assert everything(folder) == before
    return [fault.problem for fault in caught.value.faults]


def changed(mark, **fields):
    return replace(mark, experiment=replace(mark.experiment, **fields))


def test_a_mark_comes_back_as_it_was_written(store, mark):
    assert Store(store).mark == mark
    assert Store(store).experiment.text == TEXT


@pytest.mark.parametrize("kind", ["full", "latin"])
def test_factors_come_back_as_levels_or_ranges(mark, tmp_path, kind):
    from interhelix.experiments.designs import Design, Range

    factors = {"adopt.open": (0.0, 1.0)} if kind == "full" else {"adopt.open": Range(0.0, 1.0)}
    made = changed(mark, design=Design(kind, None if kind == "full" else 8), factors=factors)
    open_store(tmp_path / kind, made)
    again = Store(tmp_path / kind).experiment
    assert again == made.experiment
    assert type(again.factors["adopt.open"]) is type(factors["adopt.open"])


def test_a_store_may_grow(store, mark):
    grown = changed(mark, replicates=9, factors={"adopt.open": (0.0, 0.5, 1.0)})
    open_store(store, grown)
    assert Store(store).experiment == grown.experiment
    more = replace(
        changed(grown, scenarios=("conferences", "calls", "closed")),
        scenarios={**mark.scenarios, "closed": "00"},
    )
    open_store(store, more)
    assert Store(store).experiment.scenarios == ("conferences", "calls", "closed")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"replicates": 3}, "has replicates 4 to 5, which the experiment leaves out"),
        ({"scenarios": ("calls",)}, "has scenario 'conferences', which the experiment leaves out"),
        ({"factors": {"adopt.open": (0.0, 0.5)}}, "has adopt.open = 1, which the experiment leave"),
        ({"factors": {}}, "has another design or other factors"),
        ({"seed": 2}, "has seed 1, not 2"),
        ({"quarters": 3}, "has quarters 2, not 3"),
        ({"measures": ("net_value",)}, "has measures isolates, not net_value"),
        ({"series": 1}, "has series 0, not 1"),
    ],
)
def test_a_store_of_other_runs_is_refused_and_not_touched(store, mark, fields, problem):
    (found,) = refused(store, changed(mark, **fields))
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"fingerprint": "ff"}, "this one is ff"),
        ({"world": "ff"}, "the table of the world has changed since"),
        ({"scenarios": {"conferences": "ff", "calls": "ff"}}, "scenario 'conferences' has changed"),
    ],
)
def test_a_store_of_another_model_world_or_scenario_is_refused(store, mark, fields, problem):
    assert problem in refused(store, replace(mark, **fields))[0]


def test_a_store_of_a_newer_format_is_refused_by_name(store, mark):
    body = json.loads((store / "store.json").read_bytes())
    del body["sha256"]
    body |= {"format": FORMAT + 1, "interhelix": "9.1", "unheard": "of"}
    digest = sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    (store / "store.json").write_text(json.dumps({**body, "sha256": digest}), encoding="utf-8")
    assert refused(store, mark) == [
        f"has format {FORMAT + 1}, and this version knows format {FORMAT}"
    ]
    with pytest.raises(StoreError, match=r"use interhelix 9.1 or later, or give another folder"):
        Store(store)


def test_a_store_of_another_world_is_refused_by_name(store, mark):
    other = replace(changed(mark, world="russia"), world="ff")
    assert refused(store, other) == ["has world synthetic:4, not russia"]


def test_a_world_that_was_moved_is_the_same_world(store, mark):
    moved = changed(mark, world="elsewhere/world.toml")
    open_store(store, moved)
    assert Store(store).experiment.world == "elsewhere/world.toml"


def test_what_dead_sweeps_left_behind_goes_after_a_day_and_nothing_else(store, mark):
    shard = write_shard(store / "shards", Store(store).schema.empty_table(), mark.family, {})
    left = [store / "shards" / ".1.draft", store / "journals" / "1", store / "progress" / "1.json"]
    recent = [path.with_name(f"{path.name}.draft") for path in left]
    for path in (*left, *recent):
        path.touch()
    for path in (shard, store / "store.json", *left):
        os.utime(path, (0, 0))
    open_store(store, mark)
    assert [path for path in left if path.exists()] == []
    assert all(path.exists() for path in (shard, store / "store.json", *recent))


def test_a_lost_mark_is_written_anew(store, mark):
    (store / "store.json").unlink()
    with pytest.raises(StoreError, match="is missing; run the sweep again"):
        Store(store)
    open_store(store, mark)
    assert Store(store).mark == mark


def test_the_family_of_a_store_does_not_depend_on_what_may_grow(mark):
    assert changed(mark, replicates=9).family == mark.family
    assert isinstance(mark, Mark)
    assert changed(mark, seed=9).family != mark.family
