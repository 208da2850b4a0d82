"""Bits flip, files are cut, emptied, or come from elsewhere: found, put aside, run again."""

import random
import shutil

import pytest

from interhelix.experiments.engines import Serial
from interhelix.experiments.store.maintenance import verified


class Vandal:
    """Does harm to a store, one file at a time, and says which file it was."""

    def __init__(self, store, seed):
        self.random = random.Random(seed)
        self.store = store

    def shard(self):
        return self.random.choice(sorted((self.store / "shards").glob("*.parquet")))

    def flip(self):
        path = self.shard()
        data = bytearray(path.read_bytes())
        data[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)
        path.write_bytes(data)
        return path

    def cut(self):
        path = self.shard()
        data = path.read_bytes()
        path.write_bytes(data[: self.random.randrange(len(data))])
        return path

    def empty(self):
        path = self.shard()
        path.write_bytes(b"")
        return path

    def lie(self):
        path = self.shard()
        return path.rename(path.with_name("9" + path.name))

    def foreign(self):
        name = self.random.choice(["notes.txt", "1-" + "0" * 64 + ".parquet", "runs.parquet"])
        path = self.store / "shards" / name
        path.write_bytes(self.random.randbytes(200))
        return path

    def mark(self):
        path = self.store / "store.json"
        data = bytearray(path.read_bytes())
        at = self.random.randrange(len(data))
        data[at] ^= 1 << self.random.randrange(8)
        path.write_bytes(data)
        return path


HARM = ("flip", "cut", "empty", "lie", "foreign")


def campaign(plan, run, tmp_path, times, seed, kinds=HARM):
    """Do harm so often, sweep again each time, and return how often it was made good."""
    made = plan()
    store = run(made, Serial, chunk_size=5)
    digest, good = store.digest(), 0
    pristine = tmp_path / "pristine"
    shutil.copytree(store.path, pristine)
    vandal = Vandal(store.path, seed)
    for time in range(times):
        harmed = getattr(vandal, kinds[time % len(kinds)])()
        found = [path for path, _ in verified(store).bad]
        assert found == [harmed]
        again = run(made, Serial, chunk_size=5)
        aside = [path.name for path in (store.path / "quarantine").iterdir()]
        assert sorted(aside) == sorted([harmed.name, "why.txt"])
        assert verified(again).bad == ()
        good += again.digest() == digest
        shutil.rmtree(store.path)
        shutil.copytree(pristine, store.path)
    return good


def test_harm_of_every_kind_is_found_and_made_good(plan, run, tmp_path):
    assert campaign(plan, run, tmp_path, 20, seed=1) == 20


@pytest.mark.campaign
def test_two_thousand_times_harm_is_found_and_made_good(plan, run, tmp_path, capsys):
    good = campaign(plan, run, tmp_path, 2000, seed=2)
    with capsys.disabled():
        print(f"\n2000 times harm ({', '.join(HARM)}), {good} times found and made good")
    assert good == 2000


@pytest.mark.parametrize("seed", range(5))
def test_a_damaged_mark_is_put_aside_and_written_anew(plan, run, seed):
    made = plan()
    store = run(made, Serial)
    digest = store.digest()
    Vandal(store.path, seed).mark()
    again = run(made, Serial)
    assert (store.path / "quarantine" / "store.json").exists()
    assert again.digest() == digest


def test_shards_of_another_experiment_are_put_aside(plan, run):
    other = run(plan(more="seed = 2"), Serial, name="other")
    store = run(plan(), Serial)
    (stranger,) = (other.path / "shards").iterdir()
    shutil.copy(stranger, store.path / "shards")
    assert [reason for _, reason in verified(store).bad] == ["belongs to another store"]
    again = run(plan(), Serial)
    assert again.digest() == store.digest()
    assert (store.path / "quarantine" / stranger.name).exists()
    why = (store.path / "quarantine" / "why.txt").read_text(encoding="utf-8")
    assert why == f"shards/{stranger.name}: belongs to another store\n"
