"""How what is missing is cut into chunks, and what becomes of chunks whose worker dies."""

import numpy as np
import pytest

from interhelix.experiments.progress import Silence
from interhelix.experiments.sweeps import LARGEST, SECONDS, ChunkQueue, Watch
from interhelix.experiments.sweeps.plan import open_for
from interhelix.experiments.sweeps.work import ChunkWork, Ended, Journal, Receipt, attempts, killers
from tests.experiments.sweeps.jobs import Tiny


@pytest.fixture
def desk(plan, tmp_path):
    """Give a desk for two chunks under way."""

    def make(replicates=5, room=2, **more):
        made = plan(replicates)
        opened = open_for(made, tmp_path / "store")
        work = ChunkWork(Tiny(3), tmp_path / "store", made.mark, 10.0)
        watch = Watch(made, tmp_path / "store", len(opened.missing), Silence())
        return ChunkQueue(made, work, opened, room, watch, **more)

    return make


def sizes(desk, seconds, most=1000):
    """Take all chunks, one after the other, each run taking so many seconds."""
    found = []
    while len(found) < most and (chunk := desk.take()):
        found.append(len(chunk.tasks))
        desk.answered(chunk, Receipt(found[-1], seconds * found[-1], ()))
    return found


def test_every_run_is_handed_out_once(desk):
    made = desk()
    keys = []
    while chunk := made.take():
        keys += [task.key for task in chunk.tasks]
    assert sorted(keys) == sorted(made.plan.task(number).key for number in range(20))


def test_chunks_grow_until_they_take_some_seconds(desk):
    found = sizes(desk(replicates=500), seconds=0.1)
    assert found[:3] == [1, 8, int(SECONDS / 0.1)]
    assert max(found) == int(SECONDS / 0.1)


def test_the_last_chunks_are_shared_by_all_workers(desk):
    found = sizes(desk(replicates=500, room=4), seconds=0.001)
    assert found[-4:] == [1, 1, 1, 1]
    assert max(found) <= min(LARGEST, 2000 // 4)


def test_long_runs_are_handed_out_one_by_one(desk):
    assert sizes(desk(), seconds=60.0) == [1] * 20


def test_the_run_that_was_under_way_is_the_suspect_and_the_others_come_back(desk):
    made = desk(chunk_size=6)
    chunk = made.take()
    with Journal(made.work.journal(chunk)) as journal:
        for number in range(4):
            journal.run(number)
    assert made.begun(chunk)
    (suspect,) = made.suspects(chunk)
    assert suspect.tasks == chunk.tasks[3:4]
    assert [made.take().tasks for _ in range(2)] == [chunk.tasks[:3], chunk.tasks[4:]]


def test_where_no_run_was_under_way_the_chunk_comes_back_in_halves(desk):
    made = desk(chunk_size=5)
    chunk = made.take()
    with Journal(made.work.journal(chunk)) as journal:
        journal.run(0)
        journal.end()
    assert made.begun(chunk)
    assert list(made.suspects(chunk)) == []
    assert [made.take().tasks for _ in range(2)] == [chunk.tasks[:2], chunk.tasks[2:]]


def test_a_chunk_that_was_never_begun_comes_back_whole(desk):
    made = desk(chunk_size=5)
    chunk = made.take()
    assert not made.begun(chunk)
    assert list(made.suspects(chunk)) == []
    assert made.take().tasks == chunk.tasks


def test_a_run_whose_time_ran_out_is_known_at_once(desk):
    made = desk(chunk_size=5)
    chunk = made.take()
    with Journal(made.work.journal(chunk)) as journal:
        journal.run(2)
        journal.file.write(b"Timeout (0:00:10)!\nThread 0x1 (most recent call first):\n")
    assert made.begun(chunk)
    assert list(made.suspects(chunk)) == []
    runs = made.store.runs()
    assert runs[["key", "status"]].to_numpy().tolist() == [[chunk.tasks[2].key, "timeout"]]


def test_a_journal_tells_how_each_attempt_ended(tmp_path):
    path = tmp_path / "journal"
    assert attempts(path) == []
    for number in (1, 4, 1):
        with Journal(path) as journal:
            journal.run(number)
    with Journal(path) as journal:
        journal.run(7)
        journal.end()
    ended = [Ended(1, False), Ended(4, False), Ended(1, False), Ended(None, False)]
    assert attempts(path) == ended
    assert killers(path, 2) == {1: False}


def test_the_numbers_of_missing_runs_may_have_gaps(desk):
    made = desk(chunk_size=4)
    made.missing = np.array([3, 9, 17])
    keys = [task.key for task in made.take().tasks]
    assert keys == [made.plan.task(number).key for number in (3, 9, 17)]
