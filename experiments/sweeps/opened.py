"""A store that is open for a sweep: what is there, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.store import Store
from interhelix.experiments.store.errors import disk_faults
from interhelix.experiments.store.keys import Keys, any_twice, missing
from interhelix.experiments.store.opening import open_store
from interhelix.experiments.store.scan import Scan, put_aside, scan
from interhelix.experiments.store.store import SERIES, SHARDS
from interhelix.experiments.sweeps.plan import Plan


@dataclass(frozen=True)
class Opened:
    """What a sweep finds in its store.

    ``missing`` are the numbers of the runs to do, in ascending order; ``lacking`` counts those of
    the whole plan, whatever part of it this sweep takes; ``repeats`` says that runs have more
    than one row; ``aside`` are the files that were put into quarantine, and why.
    """

    store: Store
    missing: NDArray[np.int64]
    lacking: int
    repeats: bool
    aside: tuple[tuple[Path, str], ...]


def open_for(
    plan: Plan, path: Path, retry: bool = False, shard: tuple[int, int] = (1, 1)
) -> Opened:
    """Open or make the store of a plan, check all that it holds, and find what is missing.

    With ``retry`` runs that failed are missing, too. ``shard`` k of n takes every n-th run.

    Raises:
        StoreError: the store is refused, two shards disagree, or the disk refuses.

    """
    open_store(path, plan.mark)
    store = Store(path)
    with disk_faults(path):
        found = scan(path / SHARDS, store.mark.family, store.schema)
        series = scan(path / SERIES, store.mark.family, store.series_schema)
        aside = (*found.bad, *series.bad)
        put_aside(path, aside)
    repeats = any_twice(found.keys)
    if repeats:
        store.table(["key"])  # refuses two results of one run
    numbers = missing(plan.keys(), _there(found, series if plan.experiment.series else None, retry))
    mine = numbers[numbers % shard[1] == shard[0] - 1]
    return Opened(store, mine, len(numbers), repeats, aside)


def _there(found: Scan, series: Scan | None, retry: bool) -> Keys:
    """Return the keys of runs that need not be repeated."""
    if series is None and (found.done.all() or not retry):
        return found.keys
    done = found.keys[found.done]
    if series is not None:
        done = np.delete(done, missing(done, series.keys), axis=0)
    return done if retry else np.concatenate([done, found.keys[~found.done]])
