"""A process of the server's own: it starts when it is asked, rests, wakes, and is ended at once."""

from __future__ import annotations

import _multiprocessing
import contextlib
import multiprocessing
import sys
import threading
import time

import pytest

from interhelix.app.shell import worker as helper
from interhelix.app.shell.worker import WorkerProcess
from tests.waiting import PATIENCE

LONG, SHORT = 600.0, 0.01  # [s]


def echo(pipe, idle):
    with contextlib.suppress(EOFError):
        while pipe.poll(idle):
            pipe.send(pipe.recv())


def hold(pipe, idle):
    """Hold a semaphore, as a queue of workers does, and work without an end."""
    held = multiprocessing.get_context("spawn").Semaphore()
    pipe.send(held._semlock.name)
    while True:
        time.sleep(SHORT)


@pytest.fixture
def tidied(monkeypatch):
    """Tell when the server tidies up."""
    happened = threading.Event()
    monkeypatch.setattr(helper, "free_memory", happened.set)
    return happened


@pytest.fixture
def helped():
    """Make helpers that are gone afterwards."""
    made: list[WorkerProcess] = []

    def make(idle, attend=echo):
        made.append(WorkerProcess("helper of a test", attend, idle))
        return made[-1]

    yield make
    for one in made:
        one.close()


def answers(one: WorkerProcess) -> bool:
    pipe = one.open()
    pipe.send("there?")
    return pipe.recv() == "there?"


def test_it_starts_when_it_is_asked_and_is_asked_again_as_it_is(helped):
    one = helped(LONG)
    assert one.process is None
    assert answers(one)
    first = one.process.pid
    assert answers(one)
    assert one.process.pid == first


def test_it_rests_when_nobody_asks_and_is_tidied_up_behind(helped, tidied):
    one = helped(SHORT)
    pipe = one.open()
    with pytest.raises(EOFError):
        pipe.recv()
    assert one.was_idle()
    assert tidied.wait(PATIENCE)


def test_one_that_rests_is_woken_and_one_that_was_never_asked_is_not(helped):
    one = helped(SHORT)
    one.wake()
    assert one.process is None
    one.open()
    one.process.join(PATIENCE)
    before, one.idle = one.process.pid, LONG
    one.wake()
    assert one.process.pid != before
    assert answers(one)


def test_one_that_was_killed_has_not_rested_and_the_next_one_answers(helped):
    one = helped(LONG)
    assert answers(one)
    one.process.kill()
    with pytest.raises(EOFError):
        one.pipe.recv()
    assert not one.was_idle()
    assert answers(one)


def test_one_that_is_ended_is_gone_at_once_and_nothing_is_tidied(helped, tidied):
    one = helped(LONG)
    assert answers(one)
    process = one.process
    one.end()
    assert not process.is_alive()
    assert not tidied.is_set()


@pytest.mark.skipif(sys.platform == "win32", reason="semaphores have no names there")
def test_one_that_is_ended_at_work_leaves_no_semaphore_behind(helped, monkeypatch):
    monkeypatch.setattr(helper, "ENDING", PATIENCE)  # a busy machine may need more than two seconds
    one = helped(LONG, hold)
    name = one.open().recv()
    assert one.life.poll(PATIENCE)
    one.end()
    with pytest.raises(FileNotFoundError):
        _multiprocessing.sem_unlink(name)


def test_one_that_does_not_listen_yet_is_ended_too(helped):
    one = helped(LONG)
    one.open()
    process = one.process
    one.end()
    assert not process.is_alive()


def test_nothing_is_killed_by_the_number_of_one_that_has_gone(helped, monkeypatch):
    one = helped(SHORT)
    one.open()
    one.process.join(PATIENCE)
    killed = []
    monkeypatch.setattr(helper.os, "killpg", lambda *asked: killed.append(asked))
    one.end()
    assert one.process is None
    assert killed == []


def test_one_that_is_closed_stays_closed(helped):
    one = helped(LONG)
    assert answers(one)
    one.close()
    one.wake()
    assert one.process is None
    with pytest.raises(EOFError):
        one.open()
