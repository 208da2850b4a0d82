"""The check of a store without a sweep: every byte is looked at, nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from interhelix.experiments.experiment import Experiment
from interhelix.experiments.store.errors import StoreError
from interhelix.experiments.store.keys import missing
from interhelix.experiments.store.places import any_twice, columns_of
from interhelix.experiments.store.scan import scan
from interhelix.experiments.store.store import SERIES, SHARDS, Store
from interhelix.model.errors import Fault


@dataclass(frozen=True)
class Verified:
    """What a check found; without a digest where files are bad.

    ``without_series`` counts the runs that lack their series, where the experiment keeps them.
    """

    shards: int
    runs: int
    without_series: int
    digest: str | None
    bad: tuple[tuple[Path, str], ...]

    def as_json(self) -> dict[str, object]:
        """Return the findings as JSON values."""
        bad = [{"file": str(path), "reason": reason} for path, reason in self.bad]
        return {
            "shards": self.shards,
            "runs": self.runs,
            "without_series": self.without_series,
            "digest": self.digest,
            "bad": bad,
        }


def verified(store: Store) -> Verified:
    """Check every file among the shards of a store, and that no two disagree.

    Raises:
        StoreError: two rows with one key have different results, or two contents of a scenario are
            mixed.
        OSError: a file cannot be read.

    """
    mark, series = store.mark, store.path / SERIES
    found = scan(store.path / SHARDS, mark.family, store.schema, mark.contents)
    bad, there, lacking = [*found.bad], found.keys[:0], 0
    if series.is_dir():
        beside = scan(series, mark.family, store.series_schema, mark.contents)
        bad, there = [*bad, *beside.bad], beside.keys
    if store.experiment.series:
        lacking = len(missing(np.unique(found.keys[found.done], axis=0), there))
    if bad:
        return Verified(len(found.good), len(found.keys), lacking, None, tuple(bad))
    runs = store.table(columns_of(store.experiment))
    check_one_content(store.path, store.experiment, runs)
    return Verified(len(found.good), runs.num_rows, lacking, store.digest(), ())


def check_one_content(path: Path, experiment: Experiment, runs: pa.Table) -> None:
    """Refuse runs that have the same place in an experiment, but not the same key.

    Raises:
        StoreError: there are some; only shards of earlier versions do not say which.

    """
    if any_twice(experiment, runs):
        problem = "mixes runs of two contents of a scenario under one name"
        remedy = "run the sweep again: it puts aside what is not of its scenarios"
        raise StoreError(Fault(str(path), problem, remedy))
