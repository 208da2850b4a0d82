import io
import sys
from types import SimpleNamespace

from interhelix.experiments.progress import Lines, Notebook, Pace, Silence, heard, in_words, shown


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_line_is_written_once_a_minute_with_the_time_left():
    clock, stream = Clock(), io.StringIO()
    lines = Lines(stream, clock=clock)
    for done in range(1, 10):
        clock.now = 30.0 * done
        lines.done(done, 10)
    written = stream.getvalue().splitlines()
    assert written[:2] == ["2 of 10 runs done", "4 of 10 runs done, about 3 min left"]
    assert len(written) == 4


def test_neither_compilation_nor_runs_that_a_store_held_tell_the_pace():
    clock, stream = Clock(), io.StringIO()
    lines = Lines(stream, clock=clock)
    clock.now = 3600.0
    lines.done(900, 1000)
    clock.now = 3660.0
    lines.done(910, 1000)
    assert stream.getvalue().splitlines() == [
        "900 of 1000 runs done",
        "910 of 1000 runs done, about 9 min left",
    ]


def times_left(pace, of, times):
    """Return what is left after each run, by the times at which runs are done."""
    return [pace.left(now, runs, of) for runs, now in enumerate(times, 1)]


def test_no_time_is_left_to_say_after_two_runs_and_processes_that_start_between_them():
    times = [60.0] + [64.0 + 0.1 * after for after in range(100)]  # the first in this process
    left = times_left(Pace(), 6060, times)
    assert left[:10] == [None] * 10
    assert all(540 < one < 606 for one in left[10:])


def test_of_few_runs_a_quarter_tells_the_pace():
    left = times_left(Pace(), 13, [10.0 * run for run in range(1, 14)])
    assert left[:3] == [None] * 3
    assert left[3:] == [10.0 * (13 - runs) for runs in range(4, 14)]


def test_runs_that_end_at_once_tell_no_pace():
    assert times_left(Pace(), 4, [5.0, 5.0, 5.0]) == [None] * 3


def test_the_runs_of_another_piece_of_work_have_a_pace_of_their_own():
    pace = Pace()
    times_left(pace, 100, [10.0 * run for run in range(50)])
    assert pace.left(500.0, 0, 100) is None
    assert times_left(pace, 100, [501.0 + run for run in range(20)])[-1] == 80.0


def test_the_end_needs_no_line():
    clock, stream = Clock(), io.StringIO()
    lines = Lines(stream, clock=clock)
    clock.now = 1000.0
    lines.done(10, 10)
    assert stream.getvalue() == ""


def test_time_is_said_roughly():
    assert in_words(0.2) == "about 1 s"
    assert in_words(42.4) == "about 42 s"
    assert in_words(200) == "about 3 min"
    assert in_words(9000) == "about 2.5 h"


def test_what_is_no_terminal_gets_lines():
    stream = io.StringIO()
    with shown(stream) as watcher:
        watcher.notice("compiling")
        watcher.done(1, 2)
    assert stream.getvalue() == "compiling\n"


def test_how_many_runs_begin_is_written_at_once_and_how_far_they_are_soon():
    clock, stream = Clock(), io.StringIO()
    lines = Lines(stream, clock=clock)
    lines.done(0, 90)
    for done in range(1, 13):
        clock.now = 0.5 * done
        lines.done(done, 90)
    assert stream.getvalue().splitlines() == [
        "90 runs begin",
        "11 of 90 runs done, about 40 s left",
    ]


def test_a_single_run_needs_no_line():
    stream = io.StringIO()
    Lines(stream).done(0, 1)
    assert stream.getvalue() == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_says_that_the_model_is_loaded_before_anything_is_heard(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with shown(stream):
        pass
    assert "loading the model" in stream.getvalue()


def test_a_terminal_gets_a_bar(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with shown(stream) as watcher:
        watcher.notice("compiling")
        watcher.done(1, 2)
    assert "compiling" in stream.getvalue()
    assert "1/2" in stream.getvalue()


def test_the_bar_of_a_terminal_tells_the_time_left(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    clock, stream = Clock(), Terminal()
    with shown(stream) as watcher:
        watcher.clock = clock
        for runs in range(1, 51):
            clock.now = 30.0 * runs
            watcher.done(runs, 90)
    assert "about 20 min left" in stream.getvalue()


class Cell:
    """What a notebook shows below a cell, and a clock to be set."""

    def __init__(self):
        self.lines, self.now = [], 0.0
        self.watcher = Notebook(self.lines.append, lambda: self.now)


def test_a_cell_says_why_one_waits_then_how_far_the_runs_are_and_the_time_left():
    cell = Cell()
    cell.watcher.notice("compiling the model for this machine, once, about a minute")
    for cell.now, runs in [(0.0, 0), (1.0, 10), (1.1, 11), (3.0, 20), (4.0, 60)]:
        cell.watcher.done(runs, 60)
    assert cell.lines == [
        "compiling the model for this machine, once, about a minute",
        "0 of 60 runs done",
        "10 of 60 runs done",
        "20 of 60 runs done, about 8 s left",
        "60 of 60 runs done",
    ]


def test_a_notebook_is_told_by_its_kernel_and_one_line_is_renewed(monkeypatch):
    shown = []
    handle = SimpleNamespace(update=lambda data, raw: shown.append(("again", data["text/plain"])))

    def display(data, raw, display_id):
        shown.append(("new", data["text/plain"]))
        return handle

    ipython = SimpleNamespace(
        get_ipython=lambda: SimpleNamespace(kernel=1), display=SimpleNamespace(display=display)
    )
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    watcher = heard(None)
    watcher.notice("a")
    watcher.done(3, 3)
    assert shown == [("new", "a"), ("again", "3 of 3 runs done")]


def test_without_a_notebook_nothing_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    assert isinstance(heard(None), Silence)
    monkeypatch.delitem(sys.modules, "IPython")
    assert isinstance(heard(None), Silence)
    mine = Silence()
    assert heard(mine) is mine
