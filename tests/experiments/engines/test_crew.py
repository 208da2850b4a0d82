"""A crew outlives workers that die at any moment, and gives up only what kills them."""

from concurrent.futures import Future

import pytest

from interhelix.experiments.engines import Engine, NoWorkersError, Scheduler


class WorkerDiedError(Exception):
    pass


class Staged(Engine):
    """Does what a script says at each hand-out: work, die at once, or die when it is waited for."""

    room = 2
    deaths = (WorkerDiedError,)
    shared_fate = True

    def __init__(self, script):
        super().__init__(lambda piece: 10 * piece)
        self.script, self.restarts, self.closed = list(script), 0, None

    def submit(self, piece):
        act = self.script.pop(0) if self.script else "works"
        if act == "refuses":
            raise WorkerDiedError
        future = Future()
        if act == "dies":
            future.set_exception(WorkerDiedError())
        else:
            future.set_result(self.work(piece))
        return future

    def restart(self):
        self.restarts += 1

    def close(self, at_once):
        self.closed = "at once" if at_once else "in peace"


class Numbers:
    """A desk of numbers."""

    def __init__(self, count, begun=True):
        self.waiting, self.began = list(range(count))[::-1], begun
        self.answers, self.lost, self.ticks = {}, [], 0

    def take(self):
        return self.waiting.pop() if self.waiting else None

    def answered(self, piece, answer):
        self.answers[piece] = answer

    def returned(self, piece):
        self.waiting.append(piece)

    def begun(self, piece):
        return self.began

    def suspects(self, piece):
        yield piece

    def given_up(self, piece, cause):
        self.lost.append(piece)

    def tick(self):
        self.ticks += 1


def work(engine, desk, stop=lambda: False):
    Scheduler(engine, desk, stop).work()
    return desk


ALL = {number: 10 * number for number in range(5)}


@pytest.mark.parametrize(
    "script",
    [
        [],
        ["refuses"],
        ["works", "refuses"],
        ["works", "works", "refuses"],
        ["dies"],
        ["works", "dies"],
        ["dies", "dies"],
        ["dies", "works", "dies"],
        ["refuses", "works", "refuses", "dies", "works"],
    ],
)
def test_all_is_done_whenever_workers_die(script):
    engine = Staged(script)
    desk = work(engine, Numbers(5))
    assert desk.answers == ALL
    assert desk.lost == []
    assert engine.closed == "in peace"


def test_a_piece_that_kills_its_worker_twice_more_when_alone_is_given_up():
    desk = work(Staged(["dies", "works", "dies", "dies"]), Numbers(5))
    assert desk.lost == [0]
    assert desk.answers == {number: ALL[number] for number in (1, 2, 3, 4)}


@pytest.mark.parametrize("act", ["dies", "refuses"])
def test_workers_that_never_begin_are_not_tried_for_ever(act):
    engine = Staged([act] * 100)
    with pytest.raises(NoWorkersError, match="no process came to work"):
        work(engine, Numbers(5, begun=False))
    assert engine.closed == "at once"


def test_when_it_is_told_to_stop_it_begins_nothing_more():
    engine, desk = Staged([]), Numbers(50)
    work(engine, desk, stop=lambda: len(desk.answers) >= 4)
    assert len(desk.answers) == 4
    assert engine.closed == "in peace"


def test_an_error_of_the_desk_ends_the_workers_at_once():
    engine, desk = Staged([]), Numbers(5)

    def refuse(piece, answer):
        raise OSError("full")

    desk.answered = refuse
    with pytest.raises(OSError, match="full"):
        work(engine, desk)
    assert engine.closed == "at once"
