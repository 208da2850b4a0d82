"""Small shards are joined; whatever happens in between, no row is lost and none counts twice."""

import os

import pytest

from interhelix.experiments.engines import Serial
from interhelix.experiments.store import maintenance
from interhelix.experiments.store.format import StoreError
from interhelix.experiments.store.maintenance import join_small
from interhelix.experiments.store.shards import shards_in
from interhelix.experiments.sweeps import Sweep
from tests.experiments.sweeps.jobs import Tiny


@pytest.fixture
def pieces(plan, run, monkeypatch):
    """Give a store of many small shards, and its digest."""
    with monkeypatch.context() as patch:
        patch.setattr("interhelix.experiments.sweeps.join_small", lambda *_, **__: None)
        store = run(plan(more="series = 1"), Serial, chunk_size=3)
    assert len(shards_in(store.path / "shards")) > 4
    return store, store.digest()


def test_small_shards_become_one(pieces):
    store, digest = pieces
    join_small(store)
    assert len(shards_in(store.path / "shards")) == 1
    assert len(shards_in(store.path / "series")) == 1
    assert store.digest() == digest
    assert len(store.series()) == 40
    assert not (store.path / "joining.lock").exists()


def test_a_joined_shard_is_not_larger_than_it_may_be(pieces, monkeypatch):
    store, digest = pieces
    monkeypatch.setattr(maintenance, "LARGEST", 7)
    join_small(store)
    sizes = [int(path.name.split("-")[0]) for path in shards_in(store.path / "shards")]
    assert max(sizes) <= 7
    assert store.digest() == digest


def test_a_crash_before_the_old_shards_go_leaves_every_row_once_for_readers(pieces, monkeypatch):
    store, digest = pieces

    def crash(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.unlink", crash)
        with pytest.raises(KeyboardInterrupt):
            join_small(store)
    rows = store.rows()
    assert rows == 40
    assert len(store.runs()) == 20
    assert store.digest() == digest
    (store.path / "joining.lock").unlink()
    join_small(store, repeats=True)
    assert store.rows() == 20
    assert store.digest() == digest


def test_while_another_sweep_joins_nothing_is_done_unless_it_has_died_long_ago(pieces):
    store, digest = pieces
    lock = store.path / "joining.lock"
    lock.touch()
    before = shards_in(store.path / "shards")
    join_small(store)
    assert shards_in(store.path / "shards") == before
    os.utime(lock, (0, 0))
    join_small(store)
    assert len(shards_in(store.path / "shards")) == 1
    assert store.digest() == digest


def test_two_results_of_one_run_are_called_non_determinism(plan, run, tmp_path):
    made = plan()
    store = run(made, Serial)
    work = tmp_path / "other"
    other = Sweep(made, work, Serial, job=lambda task: Tiny(3)(task._replace(key=task.key[::-1])))

    class Silent:
        def notice(self, text):
            pass

        def done(self, runs, of):
            pass

    strange = other.carry_out(Silent())
    (shard,) = shards_in(strange.path / "shards")
    shard.rename(store.path / "shards" / shard.name)
    said = "non-determinism: scenario .* has two different results; compare the machines"
    with pytest.raises(StoreError, match=said):
        store.runs(["isolates"])
    with pytest.raises(StoreError, match=said):
        run(made, Serial)
