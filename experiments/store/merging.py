"""Stores that were written apart, by the jobs of an array or on several machines, as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from interhelix.experiments.store.errors import StoreError, disk_faults
from interhelix.experiments.store.files import put
from interhelix.experiments.store.opening import check_joins, check_place, open_store
from interhelix.experiments.store.scan import scan
from interhelix.experiments.store.shards import REPEAT, read_each
from interhelix.experiments.store.store import SERIES, SHARDS, Store
from interhelix.model.errors import Fault


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
