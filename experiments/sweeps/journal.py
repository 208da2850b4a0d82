"""The journal of a chunk: which run is under way, so that a run that kills its worker is found.

A line is written before each run; it outlives the process. Where a chunk is begun again under the
same name (Dask does so when a worker dies), the journal tells what killed the worker before.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path
from typing import IO, NamedTuple

ATTEMPT, RUN, END = "attempt", "run", "end"
TIMEOUT = "Timeout ("  # what faulthandler writes before it ends the process


class Journal:
    """A journal that is being written."""

    def __init__(self, path: Path) -> None:
        self.file: IO[bytes] = path.open("ab", buffering=0)
        try:
            self._write(ATTEMPT)
        except OSError:
            self.file.close()
            raise

    def run(self, number: int) -> None:
        """Note that a run of the chunk begins."""
        self._write(f"{RUN} {number}")

    def end(self) -> None:
        """Note that all runs are over."""
        self._write(END)

    def _write(self, line: str) -> None:
        self.file.write(f"{line}\n".encode())

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *reason: object) -> None:
        self.file.close()


class Ended(NamedTuple):
    """How an attempt at a chunk ended: within which run, if any, and whether time ran out."""

    run: int | None
    timed_out: bool


def attempts(path: Path) -> list[Ended]:
    """Return how each attempt ended that a journal tells of; none where there is no journal."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return [_ended(attempt) for attempt in text.split(f"{ATTEMPT}\n")[1:]]


def _ended(attempt: str) -> Ended:
    run, timed_out = None, False
    for line in attempt.splitlines():
        word, _, rest = line.partition(" ")
        if word == RUN and rest.isdigit():
            run, timed_out = int(rest), False
        elif word == END:
            run = None
        elif line.startswith(TIMEOUT):
            timed_out = True
    return Ended(run, timed_out)


def killers(path: Path, deaths: int) -> dict[int, bool]:
    """Return the runs within which so many attempts ended, and whether time ran out."""
    found = [ended for ended in attempts(path) if ended.run is not None]
    times = Counter(ended.run for ended in found)
    return {int(e.run or 0): e.timed_out for e in found if times[e.run] >= deaths}


def forget(path: Path) -> None:
    """Remove a journal that has served."""
    with contextlib.suppress(OSError):
        path.unlink()
