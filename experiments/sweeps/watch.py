"""What a sweep tells while it runs: in this terminal, and in a file that others can read."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from interhelix.experiments.progress import Pace, Watcher
from interhelix.experiments.store.opening import PROGRESS
from interhelix.experiments.sweeps.plan import Plan, Task
from interhelix.experiments.sweeps.work import Receipt

PAUSE = 2.0  # [s] between two notes
STALE = 60.0  # [s] without a note: whoever wrote it is gone
MOST_REASONS = 20


@dataclass
class Note:
    """How far a driver is; written into the folder ``progress`` of the store every few seconds."""

    host: str = field(default_factory=socket.gethostname)
    process: int = field(default_factory=os.getpid)
    runs: int = 0  # done by this driver
    of: int = 0  # that this driver has to do
    failed: int = 0
    left: float | None = None  # [s] that the rest will take, if it is known
    written: float = 0.0  # seconds since 1970


class Watch:
    """Tells a watcher and a file how far a sweep is."""

    def __init__(self, plan: Plan, store: Path, of: int, watcher: Watcher) -> None:
        self.plan, self.watcher = plan, watcher
        self.note = Note(of=of)
        self.path = store / PROGRESS / f"{self.note.host}-{self.note.process}.json"
        self.pace = Pace()
        self.reasons: Counter[str] = Counter()

    def told(self, receipt: Receipt) -> None:
        """Hear of a chunk that is done; show the first run that failed for each reason."""
        self.note.runs += receipt.rows
        self.note.failed += len(receipt.failed)
        for task, status, reason in receipt.failed:
            self.reasons[f"{status} {reason}"] += 1
            if self.reasons[f"{status} {reason}"] == 1 and len(self.reasons) <= MOST_REASONS:
                self.watcher.notice(f"{status}: {in_words(self.plan, task)}: {reason}")
        self.watcher.done(self.note.runs, self.note.of)
        self.note.left = self.pace.left(time.monotonic(), self.note.runs, self.note.of)
        self.tick()

    def tick(self) -> None:
        """Write the note if the last one is some seconds old."""
        if time.time() - self.note.written < PAUSE:
            return
        self.note.written = time.time()
        with contextlib.suppress(OSError):  # a help for those who look, nothing more
            draft = self.path.with_suffix(".draft")
            draft.write_text(json.dumps(asdict(self.note)), encoding="utf-8")
            draft.replace(self.path)

    def end(self) -> None:
        """Remove the note."""
        with contextlib.suppress(OSError):
            self.path.unlink()


def in_words(plan: Plan, task: Task) -> str:
    """Name a run: scenario, factors, replicate."""
    factors = zip(plan.experiment.factors, task.values, strict=True)
    words = [plan.experiment.scenarios[task.scenario], *(f"{n}={v:g}" for n, v in factors)]
    return f"{' '.join(words)} replicate {task.replicate}"


def notes_in(store: Path) -> list[Note]:
    """Return what drivers that are at work have written."""
    found = []
    for path in (store / PROGRESS).glob("*.json"):
        with contextlib.suppress(OSError, ValueError, TypeError):
            note = Note(**json.loads(path.read_text(encoding="utf-8")))
            if time.time() - note.written < STALE and _lives(note):
                found.append(note)
    return found


def _lives(note: Note) -> bool:
    """Say whether the process of a note may be alive; on another host nobody can tell."""
    if note.host != socket.gethostname():
        return True
    try:
        os.kill(note.process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
