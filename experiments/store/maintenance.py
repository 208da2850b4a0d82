"""Compaction, merging and verification of stores."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from interhelix.experiments.designs import settings_of
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.output import without_nan
from interhelix.experiments.store import Store, shards
from interhelix.experiments.store.format import (
    SERIES,
    SHARDS,
    StoreError,
    disk_faults,
    first_of_each,
    joined,
    missing,
    put,
)
from interhelix.experiments.store.mark import check_joins, check_place, open_store
from interhelix.experiments.store.shards import REPEAT, read_each, scan
from interhelix.model.errors import Fault

SMALL = 5_000  # rows; what has more is left alone
LARGEST = 50_000  # rows of what is joined
MANY = 64  # small shards, while a sweep runs
LOCK = "joining.lock"
STALE = 600.0  # [s] after which a lock has lost its owner


def join_small(store: Store, least: int = 2, repeats: bool = False) -> None:
    """Join the small shards of a store if there are ``least`` or more.

    With ``repeats`` shards that share a run are joined, too, and each run keeps one row. A new
    shard is written before the old ones are removed; after a crash in between rows are stored twice
    until the next sweep. Where another sweep is joining, nothing is done.

    Raises:
        OSError: the disk refuses; no row is lost.

    """
    runs = (SHARDS, store.schema, shards.WORDS, ["key"])
    series = (SERIES, store.series_schema, ("quarter",), ["key", "quarter"])
    with _locked(store.path / LOCK) as mine:
        for name, schema, words, identity in (runs, series) if mine else ():
            found = shards.shards_in(store.path / name)
            chosen = [path for path in found if shards.rows_of(path) < SMALL]
            if repeats:
                chosen = _sharing(store, found, schema, chosen)
            for group in _groups(chosen) if len(chosen) >= least else ():
                _join(store, group, schema, words, identity)


def _groups(chosen: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield shards in groups that are not too large, two shards at least."""
    group: list[Path] = []
    for path in chosen:
        if len(group) > 1 and sum(map(shards.rows_of, [*group, path])) > LARGEST:
            yield group
            group = []
        group.append(path)
    if len(group) > 1:
        yield group


def _sharing(
    store: Store, found: Sequence[Path], schema: pa.Schema, chosen: Sequence[Path]
) -> list[Path]:
    """Return the chosen shards and all that have a run in common with another, these first."""
    mark = store.mark
    tables = [shards.checked(one, mark.family, schema, ["key"], mark.contents) for one in found]
    keys = [table["key"].unique() for table in tables]
    counts = pc.value_counts(pa.chunked_array([pa.array([], pa.string()), *keys]).combine_chunks())
    twice = counts.field(0).filter(pc.greater(counts.field(1), 1))
    sharing = [
        path
        for path, own in zip(found, keys, strict=True)
        if pc.any(pc.is_in(own, value_set=twice)).as_py()
    ]
    return [*sharing, *(path for path in chosen if path not in sharing)]


def _join(
    store: Store,
    group: Sequence[Path],
    schema: pa.Schema,
    words: Sequence[str],
    identity: Sequence[str],
) -> None:
    """Write the rows of shards as one, then remove the shards."""
    mark, names = store.mark, schema.names
    try:
        parts = [shards.checked(one, mark.family, schema, names, mark.contents) for one in group]
    except (FileNotFoundError, shards.ShardError):
        return  # a damaged one, which the next scan puts aside
    contents = joined(shards.note_of(part) for part in parts)
    table = without_nan(first_of_each(pa.concat_tables(parts), identity))
    made_by = dict(mark.made_by) | {"joined": len(group)}
    new = shards.write_shard(group[0].parent, table, mark.family, made_by, words, contents)
    for path in group:
        if path != new:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Yield whether the lock was free, and hold it within the context."""
    with contextlib.suppress(FileNotFoundError):
        if time.time() - path.stat().st_mtime > STALE:
            path.unlink(missing_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        yield False
        return
    try:
        yield True
    finally:
        path.unlink(missing_ok=True)


def merge(target: Path, sources: Sequence[Path]) -> Store:
    """Copy the runs and series of stores into ``target``, a new store or one that is there.

    A new one gets the largest of the experiments. Runs that several stores have count once.

    Raises:
        StoreError: a store is damaged, or its runs do not belong to the experiment; nothing has
            been copied. Or the disk refuses.

    """
    stores = [Store(path) for path in sources]
    there = [Store(target)] if check_place(target) else []
    mark = max(there or stores, key=lambda store: store.experiment.runs).mark
    for store in stores:
        check_joins(store.path, store.mark, mark)
    if faults := [fault for store in stores for fault in _faults_of(store)]:
        raise StoreError(*faults)
    open_store(target, mark)
    with disk_faults(target):
        for store in stores:
            for name in (SERIES, SHARDS):  # no run is there before its series
                _copy(store.path / name, target / name)
    return Store(target)


def _copy(source: Path, target: Path) -> None:
    """Copy the shards of a folder; what a shard holds follows from its name."""

    def copy(path: Path) -> None:
        if not (target / path.name).exists():
            put(target / path.name, path.read_bytes())

    if source.is_dir():
        read_each(source, copy)


def _faults_of(store: Store) -> list[Fault]:
    """List the files of a store that are damaged or do not belong there."""
    mark, bad = store.mark, []
    with disk_faults(store.path):
        for name, schema in ((SHARDS, store.schema), (SERIES, store.series_schema)):
            if (store.path / name).is_dir():
                bad += scan(store.path / name, mark.family, schema, mark.contents).bad
    return [Fault(str(path), reason, REPEAT) for path, reason in bad]


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


def columns_of(experiment: Experiment) -> list[str]:
    """Return the columns that say where a run has its place."""
    return ["scenario", "replicate", *experiment.factors]


def asked_for(experiment: Experiment, runs: pa.Table) -> NDArray[np.bool_]:
    """Return which runs belong to an experiment; the others are of a larger one."""
    scenarios = pc.is_in(runs["scenario"], value_set=pa.array(experiment.scenarios))
    found: NDArray[np.bool_] = scenarios.to_numpy()
    found &= runs["replicate"].to_numpy() < experiment.replicates
    values = {name: runs[name].to_numpy() for name in experiment.factors}
    if experiment.design.kind == "full" or not values:  # any value goes with any other
        for name, levels in experiment.factors.items():
            found &= np.isin(values[name], levels)
        return found
    settings = settings_of(experiment.design, experiment.factors, experiment.seed)
    rows = np.column_stack([*values.values()])
    both, inverse = np.unique(np.vstack([settings, rows]) + 0.0, axis=0, return_inverse=True)
    known = np.zeros(len(both), np.bool_)
    known[inverse.ravel()[: len(settings)]] = True
    return np.asarray(found & known[inverse.ravel()[len(settings) :]])


def larger(experiment: Experiment, runs: pa.Table) -> str:
    """Return in words what runs have that an experiment does not ask for."""
    said = []
    scenarios = sorted(set(runs["scenario"].to_pylist()) - set(experiment.scenarios))
    if scenarios:
        said.append(f"scenario {', '.join(scenarios)}")
    most = pc.max(runs["replicate"]).as_py()
    if most >= experiment.replicates:
        said.append(f"replicates {experiment.replicates + 1} to {most + 1}")
    return " and ".join(said or ["other values of the factors"])


def any_twice(experiment: Experiment, runs: pa.Table) -> bool:
    """Return whether two runs with different keys have the same place."""
    places = runs.select(columns_of(experiment)).group_by(columns_of(experiment)).aggregate([])
    return bool(places.num_rows < runs.num_rows)
