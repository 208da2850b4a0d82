"""How far a sweep is, and what one would take."""

from __future__ import annotations

import contextlib
import json
import math
import os
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from interhelix.experiments.designs import aliases, resolution, settings_of
from interhelix.experiments.experiment import OWN, Experiment
from interhelix.experiments.progress import Watcher, in_bytes, in_words, largest_memory, warm_up
from interhelix.experiments.statistics import counted
from interhelix.experiments.store import Store
from interhelix.experiments.store.format import DONE
from interhelix.experiments.store.maintenance import (
    asked_for,
    check_one_content,
    columns_of,
    larger,
)
from interhelix.experiments.store.mark import PROGRESS
from interhelix.experiments.sweeps.plan import ModelRuns, Plan

MOST_REASONS = 10
LARGER = "belong to a larger experiment: run the sweep with it"
SERIES_LOST = (
    "copy the folder series of their store, too, or run the sweep again, which repeats them"
)


@dataclass(frozen=True)
class Status:
    """What is known about a sweep by its store.

    ``counts`` are the runs of the experiment by status, ``reasons`` failed ones by status and
    reason, the most frequent first; ``more`` counts runs of a larger experiment, ``of_larger`` says
    what they have beyond this one; ``without_series`` counts runs that lack their series; ``notes``
    are those of drivers that are at work.
    """

    store: Store
    runs: int
    counts: dict[str, int]
    reasons: list[tuple[str, int]]
    more: int
    of_larger: str
    without_series: int
    notes: list[Note]

    @classmethod
    def of(cls, store: Store) -> Status:
        """Read the status of a store.

        Raises:
            StoreError: a shard is damaged, or two contents of a scenario are mixed.

        """
        experiment = store.experiment
        whole = store.table(["status", "reason", *columns_of(experiment)])
        check_one_content(store.path, experiment, whole)
        asked = asked_for(experiment, whole)
        table, more = whole.filter(pa.array(asked)), whole.filter(pa.array(~asked))
        failed = table.filter(pc.not_equal(table["status"], DONE)).to_pylist()
        reasons = Counter(f"{row['status']}: {row['reason']}" for row in failed)
        counts = Counter(row["status"] for row in failed)
        counts[DONE] = table.num_rows - len(failed)
        return cls(
            store=store,
            runs=distinct_runs(experiment),
            counts=dict(counts),
            reasons=reasons.most_common(),
            more=more.num_rows,
            of_larger=larger(experiment, more) if more.num_rows else "",
            without_series=store.without_series(),
            notes=notes_in(store.path),
        )

    @property
    def there(self) -> int:
        """The number of runs that have a row."""
        return sum(self.counts.values())

    @property
    def failed(self) -> int:
        """The number of runs that failed."""
        return self.there - self.counts[DONE]

    @property
    def missing(self) -> int:
        """The number of runs that have none."""
        return self.runs - self.there

    @property
    def left(self) -> float | None:
        """The time until the last of the drivers is done [s], if it is known."""
        return max((note.left for note in self.notes if note.left is not None), default=None)

    def as_json(self) -> dict[str, object]:
        """Return the status as JSON values."""
        return {
            "experiment": self.store.experiment.name,
            "runs": self.runs,
            "done": self.counts[DONE],
            "failed": self.failed,
            "missing": self.missing,
            "more": self.more,
            "without_series": self.without_series,
            "statuses": self.counts,
            "reasons": [{"reason": reason, "runs": runs} for reason, runs in self.reasons],
            "drivers": len(self.notes),
            "seconds_left": None if self.left is None else round(self.left, 1),
        }

    def text(self) -> str:
        """Return the status in words."""
        asked = self.store.experiment
        lines = [
            f"{asked.name}: {asked.question}",
            f"{self.counts[DONE]:,} of {counted(self.runs, 'run')} done"
            + (f", {self.failed:,} failed" if self.failed else "")
            + (f", {self.missing:,} missing" if self.missing else "")
            + (f" ({self.more:,} more, {self.of_larger}, {LARGER})" if self.more else ""),
        ]
        if self.without_series:
            lines.append(f"{lack(self.without_series)}: {SERIES_LOST}")
        lines += [f"  {runs:,} x {reason}" for reason, runs in self.reasons[:MOST_REASONS]]
        if len(self.reasons) > MOST_REASONS:
            lines.append(f"  and {counted(len(self.reasons) - MOST_REASONS, 'more reason')}")
        lines += [_at_work(note) for note in self.notes]
        return "\n".join(lines)


def distinct_runs(experiment: Experiment) -> int:
    """Return the number of runs: a setting that a design holds twice is run once."""
    if experiment.luck == OWN or experiment.design.kind not in ("one_at_a_time", "file"):
        return experiment.runs
    settings = settings_of(experiment.design, experiment.factors, experiment.seed)
    return experiment.runs // len(settings) * len(np.unique(settings + 0.0, axis=0))


def lack(runs: int) -> str:
    """Return in words how many runs lack their series."""
    return f"{counted(runs, 'run')} {'lacks its' if runs == 1 else 'lack their'} series"


def _at_work(note: Note) -> str:
    left = "" if note.left is None else f", {in_words(note.left)} left"
    return f"at work: process {note.process} on {note.host}, {note.runs:,} of {note.of:,}{left}"


FILE = 3_500  # [bytes] of a file of runs beside them
ROW, NUMBER, QUARTER = 80, 9, 12  # [bytes] of a run beside its measures, of a measure, of a quarter
START = 3.0  # [s] of CPU time of a worker before its first run
TRIAL = 2.0  # [s] after which no further run is tried
MACHINES = 100  # a cluster, for which the time is told too


@dataclass(frozen=True)
class Estimate:
    """What an experiment would take (docs/cost.md).

    ``seconds`` is the CPU time of a run, tried here; ``memory`` the largest memory of the process
    that tried it [bytes], which a worker needs too; ``None`` where the system does not tell.
    """

    experiment: Experiment
    workers: int
    seconds: float
    memory: int | None

    @classmethod
    def of(cls, experiment: Experiment, workers: int | None, watcher: Watcher) -> Estimate:
        """Try some runs and reckon the rest."""
        plan = Plan.of(experiment)
        warm_up(plan.world, [plan.stretches[0][0].parameters], watcher)
        seconds = tried(plan)
        return cls(experiment, workers or os.cpu_count() or 1, seconds, largest_memory())

    def total(self, machines: int = 1) -> float:
        """The time of all runs on so many machines [s]; a worker does one run after another."""
        rounds = math.ceil(self.experiment.runs / (self.workers * machines))
        return START + rounds * self.seconds

    @property
    def disk(self) -> int:
        """The size of the store, at most [bytes]."""
        asked = self.experiment
        kept = asked.quarters // asked.series + 1 if asked.series else 0
        row = ROW + NUMBER * len(asked.measures)
        return FILE + asked.runs * (row + kept * (QUARTER + NUMBER * len(asked.measures)))

    @property
    def aliased(self) -> list[list[str]]:
        """Effects that a fractional design cannot tell apart, in groups."""
        asked = self.experiment
        if asked.design.kind != "fractional":
            return []
        return aliases(list(asked.factors), asked.settings)

    def as_json(self) -> dict[str, object]:
        """Return the estimate as JSON values."""
        return {
            "experiment": self.experiment.name,
            "scenarios": len(self.experiment.scenarios),
            "settings": self.experiment.settings,
            "replicates": self.experiment.replicates,
            "runs": self.experiment.runs,
            "workers": self.workers,
            "seconds": round(self.total(), 1),
            f"seconds_on_{MACHINES}_machines": round(self.total(MACHINES), 1),
            "memory_of_a_worker": self.memory,
            "bytes": self.disk,
            "aliases": self.aliased,
        }

    def text(self) -> str:
        """Return the estimate in words."""
        asked = self.experiment
        scenarios = counted(len(asked.scenarios), "scenario")
        settings, each = counted(asked.settings, "setting"), counted(asked.replicates, "replicate")
        size = f"{scenarios} x {settings} x {each}"
        one, here = 1000 * self.seconds, in_words(self.total())
        there = f"{in_words(self.total(MACHINES))} on {MACHINES} such machines"
        lines = [
            f"{asked.name}: {asked.question}",
            f"{size} = {asked.runs:,} runs",
            f"time: {here} with {counted(self.workers, 'worker')}, {one:.0f} ms a run; {there}",
            f"disk: {in_bytes(self.disk)}",
        ]
        if self.memory is not None:
            each, all_of_them = in_bytes(self.memory), in_bytes(self.workers * self.memory)
            lines.append(f"memory: {each} a worker, {all_of_them} a machine")
        if asked.design.kind == "fractional":
            number = resolution(len(asked.factors), asked.settings)
            lines += [f"resolution {number}; effects that cannot be told apart:"]
            groups = [f"  {' = '.join(group)}" for group in self.aliased]
            lines += groups or ["  none of two factors"]
        return "\n".join(lines)


def tried(plan: Plan) -> float:
    """Return the mean CPU time of some runs [s]: two or more, at settings drawn at random.

    At each setting one scenario comes after another, as they may differ more than settings do.
    """
    job, taken = ModelRuns.of(plan), list[float]()
    by_scenario = np.arange(plan.points).reshape(-1, len(plan.settings))
    for point in np.random.default_rng(0).permutation(by_scenario, axis=1).T.flat:
        began = time.process_time()
        job(plan.task(int(point)))
        taken.append(time.process_time() - began)
        if len(taken) > 1 and sum(taken) > TRIAL:
            break
    return sum(taken) / len(taken)


STALE = 60.0  # [s] without a note: whoever wrote it is gone


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
    """Return whether the process of a note may be alive; on another host this is unknown."""
    if note.host != socket.gethostname():
        return True
    try:
        os.kill(note.process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
