"""Progress of long work, shown to people, and the compilation before the first run."""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from interhelix.model.compiling import compile_here
from interhelix.model.loop import run
from interhelix.model.machine_code import is_compiled, note_compiled
from interhelix.model.parameters import Parameters
from interhelix.model.world import World

A_MINUTE = 60.0
SOON = 5.0  # [s] until the first line that says how far the work is
HALF_A_SECOND = 0.5
ENOUGH = 10  # runs after the first that tell a pace; of few runs a quarter
LOADING, RUNNING = "loading the model", "runs"


class Watcher(Protocol):
    """Receives the progress of long work."""

    def notice(self, text: str) -> None:
        """Receive a message that explains a wait."""

    def done(self, runs: int, of: int) -> None:
        """Receive how many runs are done; 0 when they begin."""


class Silence:
    """Ignores all progress."""

    def notice(self, text: str) -> None:
        """Do nothing."""

    def done(self, runs: int, of: int) -> None:
        """Do nothing."""


class Pace:
    """Tells the time that is left, as soon as enough runs are done to know it.

    The pace is that of the later half of what was done: what came before the first run, compilation
    or the runs that a store held already, and processes that start after it, are forgotten.
    """

    def __init__(self) -> None:
        self.first = 0
        self.marks: deque[tuple[float, int]] = deque()  # when so many were done

    def left(self, now: float, runs: int, of: int) -> float | None:
        """Hear at a time [s] how many runs are done; return the time left [s], if it is known."""
        if self.marks and runs < self.marks[-1][1]:
            self.marks.clear()  # other runs begin
        if runs == 0:
            return None
        if not self.marks:
            self.first = runs
        if not self.marks or runs > self.marks[-1][1]:
            self.marks.append((now, runs))
        new = runs - self.first
        while len(self.marks) > 2 and self.marks[1][1] <= self.first + new / 2:
            self.marks.popleft()
        began, before = self.marks[0]
        if now <= began or new < max(2, min(ENOUGH, (of - self.first) / 4)):
            return None
        return (of - runs) * (now - began) / (runs - before)


class Lines:
    """Writes how many runs begin, soon how far they are, then one a minute with the time left."""

    def __init__(
        self, stream: TextIO, pause: float = A_MINUTE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.stream, self.pause, self.clock = stream, pause, clock
        self.spoke, self.told = clock(), False
        self.pace = Pace()

    def notice(self, text: str) -> None:
        """Write the text as a line."""
        print(text, file=self.stream, flush=True)

    def done(self, runs: int, of: int) -> None:
        """Write how many runs are done, unless a line was written within the last minute."""
        now = self.clock()
        if runs == 0 and of > 1:
            self.notice(f"{of} runs begin")
        left = self.pace.left(now, runs, of)
        if not 0 < runs < of:
            return
        pause = self.pause if self.told or left is None else min(SOON, self.pause)
        if now - self.spoke >= pause:
            self.spoke, self.told = now, True
            self.notice(f"{runs} of {of} runs done{_more(left)}")


class Notebook:
    """Shows a line below a cell and renews it: why one waits, how many runs are done, time left."""

    def __init__(
        self, show: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.show, self.clock = show, clock
        self.pace = Pace()
        self.shown = -A_MINUTE

    def notice(self, text: str) -> None:
        """Show the text."""
        self.show(text)

    def done(self, runs: int, of: int) -> None:
        """Show how many runs are done, at most twice a second, and that all are."""
        now = self.clock()
        left = self.pace.left(now, runs, of)
        if runs >= of:
            self.show(f"{of} of {of} runs done")
        elif now - self.shown >= HALF_A_SECOND:
            self.show(f"{runs} of {of} runs done{_more(left)}")
            self.shown = now


def heard(watcher: Watcher | None) -> Watcher:
    """Return the watcher; without one, a line below the cell in a notebook, else ``Silence``."""
    if watcher is not None:
        return watcher
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return Notebook(_line(ipython)) if hasattr(shell, "kernel") else Silence()


def _line(ipython: Any) -> Callable[[str], None]:
    """Return what writes a line of a cell's output, and writes over it from then on."""
    handle: list[Any] = []

    def show(text: str) -> None:
        shown = {"text/plain": text}
        if handle:
            handle[0].update(shown, raw=True)
        else:
            handle.append(ipython.display.display(shown, raw=True, display_id=True))

    return show


class Bar:
    """Draws a bar in a terminal."""

    def __init__(self, progress: Progress, clock: Callable[[], float] = time.monotonic) -> None:
        self.progress, self.clock = progress, clock
        self.pace = Pace()
        self.task = progress.add_task(LOADING, total=None, left="")

    def notice(self, text: str) -> None:
        """Write the text above the bar."""
        self.progress.console.print(text, highlight=False)

    def done(self, runs: int, of: int) -> None:
        """Move the bar."""
        left = _more(self.pace.left(self.clock(), runs, of)).removeprefix(", ")
        self.progress.update(self.task, description=RUNNING, completed=runs, total=of, left=left)


def _more(left: float | None) -> str:
    """Return how a line about runs goes on, if the time left [s] is known."""
    return "" if left is None else f", {in_words(left)} left"


def in_words(seconds: float) -> str:
    """Return a duration in words: ``about 3 min``."""
    if seconds < A_MINUTE:
        return f"about {max(round(seconds), 1)} s"
    if seconds < 90 * A_MINUTE:
        return f"about {round(seconds / A_MINUTE)} min"
    return f"about {seconds / A_MINUTE / 60:.1f} h"


@contextmanager
def shown(stream: TextIO | None = None) -> Iterator[Watcher]:
    """Show progress on ``stream`` (standard error) for as long as the context lasts."""
    console = Console(file=stream or sys.stderr)
    if not console.is_terminal:
        yield Lines(stream or sys.stderr)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(progress)


COMPILING = "compiling the model for this machine, once, about a minute"
BESIDE = """
import gc, os, sys, threading
gc.disable()
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
from interhelix.model.compiling import compile_beside
compile_beside()
"""


@contextlib.contextmanager
def compiling(watcher: Watcher) -> Iterator[None]:
    """Report that kernels are compiled, which a second process does in parallel.

    This process compiles the mechanisms in the order of a quarter, the helper the longest two, then
    from the end of the quarter on; where they meet, each loads what the other has done. Python's
    garbage collector is off meanwhile: it would scan all objects of the compiler again and again.
    """
    if is_compiled():
        yield
        return
    watcher.notice(COMPILING)
    gc.disable()
    with subprocess.Popen(
        [sys.executable, "-c", BESIDE],
        stdin=subprocess.PIPE,  # it ends with this process, whoever ends that
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as helper:
        try:
            compile_here()
            yield
            with contextlib.suppress(OSError):  # where nothing can be kept, each run is a first one
                note_compiled()
        finally:
            gc.enable()
            helper.kill()


def warm_up(world: World, policy: Sequence[Parameters], watcher: Watcher) -> None:
    """Run a quarter, so that kernels are compiled before many processes would each do it."""
    with compiling(watcher), contextlib.suppress(Exception):  # what fails here fails again, told
        run(world, policy[:1], seed=0)


def largest_memory() -> int | None:
    """Return the largest memory that this process has used [bytes]; ``None`` on Windows."""
    if sys.platform == "win32":
        return None
    import resource

    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else 1024 * largest


def in_bytes(number: int) -> str:
    """Return a size roughly: ``about 1.2 GB``."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= size:
            return f"about {number / size:.1f} {unit}"
    return f"{number} bytes"
