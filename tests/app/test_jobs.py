"""Long work: it tells how far it is, waits its turn, and is gone as soon as it is cancelled."""

from __future__ import annotations

import queue
from types import SimpleNamespace

import psutil
import pytest

from interhelix.app.shell.queue import QUEUE, Job
from interhelix.app.shell.worker import Message
from tests.waiting import PATIENCE, living, wait_until

SHORT = {
    "baseline": "conferences",
    "policies": ["digital_platform"],
    "world": "synthetic:6",
    "replicates": 2,
    "quarters": 4,
}
LONG = SHORT | {"world": "synthetic:60", "replicates": 2000, "quarters": 60}


@pytest.fixture(scope="module", autouse=True)
def closed_afterwards():
    yield
    QUEUE.worker.end()


def begun(asked) -> tuple[Job, queue.Queue]:
    words: queue.Queue = queue.Queue()
    job = Job(asked, words.put)
    job.start()
    return job, words


def last(words: queue.Queue):
    while (word := words.get(timeout=PATIENCE)).kind in ("notice", "done"):
        pass
    return word


def test_a_job_tells_how_far_it_is_and_hands_over_what_it_found():
    words = begun(SHORT)[1]
    heard = [words.get(timeout=PATIENCE)]
    while heard[-1].kind in ("notice", "done"):
        heard.append(words.get(timeout=PATIENCE))
    assert (4, 4) in [word.content for word in heard if word.kind == "done"]
    assert heard[-1].kind == "found"
    assert heard[-1].content.pairs == 2


def test_cancel_leaves_no_process_at_work_and_the_next_job_is_done():
    job, words = begun(LONG)
    while words.get(timeout=PATIENCE).kind != "done":
        pass
    wait_until(lambda: len(workers()) > 1)  # its workers are there
    began = workers()
    job.cancel()
    wait_until(lambda: not living(began))
    assert last(begun(SHORT)[1]).kind == "found"
    assert words.empty() or all(word.kind == "done" for word in drained(words))


def test_a_job_that_waits_can_be_cancelled_and_the_one_before_goes_on():
    first, words = begun(LONG)
    while words.get(timeout=PATIENCE).kind != "done":
        pass
    second, silent = begun(SHORT)
    wait_until(lambda: QUEUE.waiting() == 2)
    second.cancel()
    wait_until(lambda: QUEUE.waiting() == 1)
    assert silent.empty()
    assert words.get(timeout=PATIENCE).kind == "done"
    first.cancel()


def test_what_cannot_be_used_is_said_in_words():
    word = last(begun(SHORT | {"world": "mars"})[1])
    assert word.kind == "refused"
    assert "unknown world 'mars'" in word.content[0]


def test_a_process_that_someone_else_ends_fails_its_job_only():
    _, words = begun(LONG)
    while words.get(timeout=PATIENCE).kind != "done":
        pass
    QUEUE.worker.process.kill()
    assert last(words).kind == "failed"
    assert last(begun(SHORT)[1]).kind == "found"


@pytest.fixture
def followed(session, monkeypatch):
    """Give a job of this session, and what says to it, at a time, whether a browser is there."""
    ended = []
    monkeypatch.setattr(QUEUE, "leave", ended.append)
    mine = Job({}, lambda word: None)
    session.job.set(mine)

    def hear(second, attended):
        monkeypatch.setattr(session, "time", SimpleNamespace(monotonic=lambda: second))
        monkeypatch.setattr(session, "is_attended", lambda: attended)
        session.receive(mine, lambda _: None, "", session.NONE_DONE, Message("done", (1, 80)))
        return ended == [mine]

    return hear


def test_a_job_is_ended_when_nobody_has_waited_for_it_for_long(followed, session):
    assert not followed(100.0, attended=False)
    assert not followed(100.0 + session.ABANDONED, attended=False)
    assert followed(100.1 + session.ABANDONED, attended=False)
    assert session.job.value is None


def test_a_job_whose_browser_comes_back_goes_on(followed, session):
    assert not followed(100.0, attended=False)
    assert not followed(101.0, attended=True)
    assert not followed(102.0 + session.ABANDONED, attended=False)
    assert session.job.value is not None


def workers() -> list[int]:
    """List the processes that the process of the desk has started."""
    return [child.pid for child in psutil.Process(QUEUE.worker.process.pid).children()]


def drained(words: queue.Queue) -> list:
    return [words.get_nowait() for _ in range(words.qsize())]
