"""The status of a store: what is there, what failed and why, who is at work."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from interhelix.experiments.document import counted
from interhelix.experiments.progress import in_words
from interhelix.experiments.store import Store
from interhelix.experiments.store.places import asked_for, columns_of, larger
from interhelix.experiments.store.rows import DONE
from interhelix.experiments.store.verify import check_one_content
from interhelix.experiments.sweeps.watch import Note, notes_in

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
            runs=experiment.runs,
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


def lack(runs: int) -> str:
    """Say how many runs lack their series."""
    return f"{counted(runs, 'run')} {'lacks its' if runs == 1 else 'lack their'} series"


def _at_work(note: Note) -> str:
    left = "" if note.left is None else f", {in_words(note.left)} left"
    return f"at work: process {note.process} on {note.host}, {note.runs:,} of {note.of:,}{left}"
