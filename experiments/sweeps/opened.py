"""A store that is open for a sweep: what is there, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.experiment import Experiment
from interhelix.experiments.store import Store
from interhelix.experiments.store.errors import disk_faults
from interhelix.experiments.store.keys import Keys, any_twice, missing, numbers_of
from interhelix.experiments.store.opening import open_store
from interhelix.experiments.store.places import asked_for, columns_of
from interhelix.experiments.store.scan import Scan, put_aside, scan
from interhelix.experiments.store.shards import checked
from interhelix.experiments.store.store import SERIES, SHARDS
from interhelix.experiments.sweeps.plan import Plan


@dataclass(frozen=True)
class Opened:
    """What a sweep finds in its store.

    ``missing`` are the numbers of the runs to do, in ascending order; ``lacking`` counts those of
    the whole plan, whatever part of it this sweep takes; ``repeats`` says that runs have more
    than one row; ``aside`` are the files that were put into quarantine, and why; ``before`` is the
    experiment that the store was of.
    """

    store: Store
    missing: NDArray[np.int64]
    lacking: int
    repeats: bool
    aside: tuple[tuple[Path, str], ...]
    before: Experiment | None = None


def open_for(
    plan: Plan, path: Path, retry: bool = False, shard: tuple[int, int] = (1, 1)
) -> Opened:
    """Open or make the store of a plan, check all that it holds, and find what is missing.

    With ``retry`` runs that failed are missing, too. ``shard`` k of n takes every n-th run.

    Raises:
        StoreError: the store is refused, two shards disagree, or the disk refuses.

    """
    before = open_store(path, plan.mark)
    store, keys = Store(path), plan.keys()
    mark = store.mark
    with disk_faults(path):
        found = scan(path / SHARDS, mark.family, store.schema, mark.contents)
        series = scan(path / SERIES, mark.family, store.series_schema, mark.contents)
        aside = [*found.bad, *series.bad]
        if other := _of_other_content(store, found, keys):
            put_aside(path, other)
            found = scan(path / SHARDS, mark.family, store.schema, mark.contents)
            aside = [*other, *aside]
        put_aside(path, [*found.bad, *series.bad])
    repeats = any_twice(found.keys)
    if repeats:
        store.table(["key"])  # refuses two results of one run
    numbers = missing(keys, _there(found, series if plan.experiment.series else None, retry))
    return Opened(store, part_of(numbers, shard), len(numbers), repeats, tuple(aside), before)


def part_of(numbers: NDArray[np.int64], shard: tuple[int, int]) -> NDArray[np.int64]:
    """Return the runs that belong to part k of n: every n-th from the k-th on."""
    return np.asarray(numbers[numbers % shard[1] == shard[0] - 1])


def _of_other_content(store: Store, found: Scan, keys: Keys) -> list[tuple[Path, str]]:
    """List the shards with rows that have a place in the plan, but not the key of that run.

    A shard of an earlier version does not say itself which content of a scenario it is of.
    """
    if not len(missing(found.keys, keys)):
        return []
    mark, columns = store.mark, ["key", *columns_of(store.experiment)]
    other = []
    for path in found.good:
        try:
            rows = checked(path, mark.family, store.schema, columns, mark.contents)
        except FileNotFoundError:  # joined with others in the meantime
            continue
        strange = missing(numbers_of(rows["key"]), keys)
        if asked_for(store.experiment, rows.take(strange)).any():
            other.append((path, "has runs of another content of a scenario"))
    return other


def _there(found: Scan, series: Scan | None, retry: bool) -> Keys:
    """Return the keys of runs that need not be repeated."""
    if series is None and (found.done.all() or not retry):
        return found.keys
    done = found.keys[found.done]
    if series is not None:
        done = np.delete(done, missing(done, series.keys), axis=0)
    return done if retry else np.concatenate([done, found.keys[~found.done]])
