"""Whatever does the work, in whichever pieces: the same rows to the last bit."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from interhelix.experiments.engines import EngineGoneError, ExecutorEngine, Serial
from interhelix.experiments.sweeps import Sweep, processes
from tests.experiments.sweeps.jobs import Tiny


@pytest.fixture
def digest(plan, run):
    return run(plan(), Serial, name="serial").digest()


@pytest.mark.parametrize("chunk_size", [1, 7, 1000])
def test_chunks_of_any_size_give_the_same_rows(plan, run, digest, chunk_size):
    assert run(plan(), Serial, chunk_size=chunk_size).digest() == digest


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2, pytest.param(4, marks=pytest.mark.campaign)])
def test_any_number_of_processes_gives_the_same_rows(plan, run, digest, workers):
    assert run(plan(), processes(workers), chunk_size=3).digest() == digest


def test_any_executor_of_futures_gives_the_same_rows(plan, run, digest):
    with ThreadPoolExecutor(2) as threads:
        store = run(plan(), lambda work: ExecutorEngine(work, threads, 2), chunk_size=3)
    assert store.digest() == digest


@pytest.mark.slow
def test_an_executor_that_breaks_ends_the_sweep_and_what_is_done_is_kept(plan, run, digest):
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    made = plan()
    job = Tiny(3, does={3: "dies"})
    with ProcessPoolExecutor(1, get_context("spawn")) as pool, pytest.raises(EngineGoneError):
        run(made, lambda work: ExecutorEngine(work, pool, 1), job=job, chunk_size=4)
    assert run(made, Serial).digest() == digest


def test_parts_of_a_job_array_make_a_whole_in_one_store_or_when_they_are_copied(plan, run, digest):
    made = plan()
    first = run(made, Serial, name="first", shard=(1, 2))
    second = run(made, Serial, name="second", shard=(2, 2))
    assert (len(first.runs()), len(second.runs())) == (10, 10)
    for path in (second.path / "shards").iterdir():
        shutil.copy(path, first.path / "shards")
    assert first.digest() == digest
    run(made, Serial, name="one", shard=(1, 2))
    assert run(made, Serial, name="one", shard=(2, 2)).digest() == digest


def test_replicates_may_be_added_later(plan, run):
    first = run(plan(replicates=2), Serial)
    kept = first.runs().set_index("key")
    ran = []
    job = Tiny(3)

    def noted(task):
        ran.append(task.replicate)
        return job(task)

    store = run(plan(replicates=5), Serial, job=noted)
    assert sorted(ran) == sorted([2, 3, 4] * 4)
    runs = store.runs().set_index("key")
    assert runs.loc[kept.index].equals(kept)
    assert store.digest() == run(plan(replicates=5), Serial, name="at_once").digest()


def test_nothing_is_run_twice(plan, run):
    def nothing(task):
        raise AssertionError(task)

    made = plan()
    store = run(made, Serial)
    assert run(made, Serial, job=nothing).digest() == store.digest()


class Heard:
    """Notes what a watcher is told."""

    def __init__(self):
        self.notices, self.counts = [], []

    def notice(self, text):
        self.notices.append(text)

    def done(self, runs, of):
        self.counts.append((runs, of))


def test_failures_are_shown_while_a_sweep_runs(plan, tmp_path):
    heard = Heard()
    job = Tiny(3, does={2: "raises"})
    Sweep(plan(), tmp_path / "store", Serial, chunk_size=4, job=job).carry_out(heard)
    assert heard.counts == [(4, 20), (8, 20), (12, 20), (16, 20), (20, 20)]
    said = "failed: conferences adopt.open=0 replicate 2: ArithmeticError: no figures of 2"
    assert heard.notices == [said]


def test_a_sweep_stops_between_chunks_when_it_is_told_to(plan, tmp_path):
    heard = Heard()
    sweep = Sweep(plan(), tmp_path / "store", Serial, chunk_size=4, job=Tiny(3))
    store = sweep.carry_out(heard, stop=lambda: len(heard.counts) == 2)
    assert len(store.runs()) == 8
    assert not list((tmp_path / "store/journals").iterdir())
    assert not list((tmp_path / "store/progress").iterdir())


def test_the_series_is_kept_when_it_is_asked_for(plan, run):
    store = run(plan(more="series = 1"), Serial, chunk_size=3)
    series = store.series()
    assert list(series.columns) == ["key", "quarter", "isolates", "net_value", "ties_level_1"]
    assert len(series) == 2 * 20
    last = series[series["quarter"] == 2].set_index("key")["isolates"]
    assert last.sort_index().equals(store.runs().set_index("key")["isolates"].sort_index())
    (shard,) = (store.path / "series").iterdir()
    shard.write_bytes(shard.read_bytes()[:-1])
    assert run(plan(more="series = 1"), Serial).series()["key"].nunique() == 20


def test_many_small_shards_are_joined_while_a_sweep_runs(plan, run, monkeypatch):
    monkeypatch.setattr("interhelix.experiments.sweeps.MANY", 8)
    made = plan(replicates=20)
    seen = []
    job = Tiny(3)

    def looking(task):
        seen.append(len(list((made_at / "shards").glob("*.parquet"))))
        return job(task)

    made_at = run(plan(replicates=1), Serial).path
    store = run(made, Serial, job=looking, chunk_size=1)
    assert max(seen) <= 9
    assert len(list((store.path / "shards").iterdir())) == 1
    assert json.loads((store.path / "store.json").read_text())["experiment"]["replicates"] == 20
    assert store.digest() == run(made, Serial, name="other").digest()
