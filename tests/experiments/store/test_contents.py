"""Each shard says what it belongs to: rows of other contents are refused or counted apart."""

import shutil

import pytest

from interhelix.experiments.engines import Serial
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.inputs import Contents
from interhelix.experiments.store import Store, analysed
from interhelix.experiments.store.format import StoreError, difference
from interhelix.experiments.store.maintenance import merge, verified
from interhelix.experiments.store.shards import CONTENTS, checked, shards_in, write_shard
from interhelix.experiments.sweeps.plan import Plan
from interhelix.experiments.sweeps.status import Status
from interhelix.model.errors import InputError

OWN = Contents("m", "w", {"a": "1", "b": "2"})


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (OWN, ""),
        (OWN.of(["b"]), ""),
        (OWN._replace(scenarios={"c": "9"}), ""),
        (OWN._replace(scenarios={"b": "9", "a": "1"}), "another content of scenario 'b' than"),
        (OWN._replace(world="v"), "in a world of another content"),
        (OWN._replace(model="n"), "was made by model n, this store by m"),
    ],
)
def test_contents_that_differ_are_named(told, said):
    found = difference(told.as_bytes(), OWN)
    assert said in found
    assert bool(said) == bool(found)


@pytest.fixture
def own(plan, tmp_path):
    """Give the plan of an experiment whose scenario ``own`` holds so many conferences."""
    text = '[[interventions]]\nlabel = "x"\nset = {{ "meet.conferences" = {} }}\n'

    def make(conferences):
        plan()
        (tmp_path / "own.toml").write_text('title = "One"\n' + text.format(conferences))
        path = tmp_path / "experiment.toml"
        path.write_text(path.read_text().replace('"calls"', '"own.toml"'))
        return Plan.of(Experiment.load(path))

    return make


@pytest.fixture
def mixed(own, run):
    """Give a store, the plan of it, and shards of another content of a scenario that came in."""
    made = own(7)
    store = run(made, Serial)
    other = run(own(8), Serial, name="other")
    own(7)
    strangers = [store.path / "shards" / path.name for path in shards_in(other.path / "shards")]
    for path in strangers:
        shutil.copy(other.path / "shards" / path.name, path)
    return store, made, strangers


def without_note(store, path):
    """Write a shard anew as an earlier version did."""
    family, schema = store.mark.family, store.schema
    table = checked(path, family, schema, schema.names)
    path.unlink()
    return write_shard(path.parent, table, family, {})


def test_shards_of_another_content_of_a_scenario_are_named_and_put_aside(mixed, run):
    store, made, strangers = mixed
    (bad,) = verified(store).bad
    reason = "was made with another content of scenario 'own' than this store"
    assert bad == (strangers[0], reason)
    with pytest.raises(StoreError, match=f"{strangers[0].name}: {reason}; run the sweep again"):
        Status.of(store)
    run(made, Serial)
    assert (store.path / "quarantine" / strangers[0].name).exists()
    assert Status.of(store).text().endswith("20 of 20 runs done")


def test_such_shards_of_an_earlier_version_are_noticed_and_put_aside_too(mixed, run):
    store, made, strangers = mixed
    (stranger,) = [without_note(store, path) for path in strangers]
    for check in (Status.of, verified):
        with pytest.raises(StoreError, match="mixes runs of two contents of a scenario"):
            check(store)
    run(made, Serial)
    assert (store.path / "quarantine" / stranger.name).exists()
    assert Status.of(store).text().endswith("20 of 20 runs done")
    assert verified(store).bad == ()


def test_a_joined_shard_says_what_it_belongs_to(plan, run):
    store = run(plan(), Serial, chunk_size=3)
    (shard,) = shards_in(store.path / "shards")
    table = checked(shard, store.mark.family, store.schema, ["key"])
    assert table.schema.metadata[CONTENTS] == store.mark.contents.as_bytes()


def test_runs_of_a_larger_experiment_are_counted_apart(plan, run):
    store = run(plan(replicates=5), Serial)
    (store.path / "store.json").unlink()
    run(plan(replicates=3), Serial)
    status = Status.of(Store(store.path))
    assert (status.there, status.missing, status.more) == (12, 0, 8)
    said = "12 of 12 runs done (8 more, replicates 4 to 5, belong to a larger experiment: run"
    assert said in status.text()
    with pytest.raises(InputError, match=r"8 of 20 runs are not of the experiment .* larger one"):
        analysed(Store(store.path))
    assert len(shards_in(store.path / "shards")) == 1


@pytest.mark.parametrize(
    ("more", "fewer", "said"),
    [
        ('"adopt.open" = [0, 0.5, 1]', '"adopt.open" = [0, 1]', "other values of the factors"),
        ('"adopt.open" = { low = 0, high = 1 }', '"adopt.open" = { low = 0, high = 0.9 }', "other"),
    ],
)
def test_values_that_nobody_asks_for_are_counted_apart(plan, run, tmp_path, more, fewer, said):
    design = "" if "[" in more else 'design = { kind = "latin", size = 4 }'
    plan()
    path = tmp_path / "experiment.toml"
    text = path.read_text().replace("[factors]", f"{design}\n[factors]")
    for factor in (more, fewer):
        path.write_text(text.replace('"adopt.open" = [0, 1]', factor))
        (tmp_path / "store" / "store.json").unlink(missing_ok=True)
        run(Plan.of(Experiment.load(path)), Serial)
    status = Status.of(Store(tmp_path / "store"))
    assert (status.missing, status.more) == (0, 10 if not design else 40)
    assert f"more, {said}" in status.text()


def test_runs_without_their_series_are_told(plan, run):
    made = plan(more="series = 1")
    first = run(made, Serial, shard=(1, 2))
    second = run(made, Serial, name="second", shard=(2, 2))
    for path in shards_in(second.path / "shards"):
        shutil.copy(path, first.path / "shards")
    store = Store(first.path)
    assert verified(store).without_series == 10
    assert "10 runs lack their series: copy the folder series" in Status.of(store).text()
    assert Status.of(store).as_json()["without_series"] == 10
    shutil.rmtree(first.path / "series")
    assert verified(store).without_series == Status.of(store).without_series == 20


def test_stores_that_were_written_apart_become_one_with_their_series(plan, run, tmp_path):
    made = plan(more="series = 1")
    whole = run(made, Serial, name="whole")
    parts = [run(made, Serial, name=str(k), shard=(k, 3)).path for k in (1, 2, 3)]
    merged = merge(tmp_path / "merged", parts)
    assert merged.digest() == whole.digest()
    assert len(merged.series()) == len(whole.series()) == 40
    assert verified(merged).without_series == 0
    assert merge(parts[0], parts[1:]).digest() == whole.digest()


def test_a_store_that_grew_takes_in_one_that_did_not(plan, run, tmp_path):
    few = run(plan(replicates=2), Serial, name="few").path
    many = run(plan(replicates=5), Serial, name="many", shard=(1, 2)).path
    assert merge(tmp_path / "merged", [few, many]).experiment.replicates == 5
    with pytest.raises(StoreError, match="has replicates 3 to 5, which the experiment leaves out"):
        merge(few, [many])


def test_stores_of_other_contents_or_with_damage_are_not_merged(own, run, tmp_path):
    first, second = run(own(7), Serial).path, run(own(8), Serial, name="other").path
    with pytest.raises(StoreError, match="scenario 'own' has changed since"):
        merge(tmp_path / "merged", [first, second])
    (shard,) = shards_in(second / "shards")
    shard.write_bytes(shard.read_bytes()[:-1])
    with pytest.raises(StoreError, match=f"{shard.name}: is damaged"):
        merge(tmp_path / "merged", [second])
    assert not (tmp_path / "merged").exists()
