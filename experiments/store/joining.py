"""Joining small shards into larger ones, so that a long sweep does not leave thousands of files."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from interhelix.experiments.store import shards
from interhelix.experiments.store.contents import joined
from interhelix.experiments.store.rows import first_of_each
from interhelix.experiments.store.store import SERIES, SHARDS, Store
from interhelix.experiments.table_files import without_nan

SMALL = 5_000  # rows; what has more is left alone
LARGEST = 50_000  # rows of what is joined
MANY = 64  # small shards, while a sweep runs
LOCK = "joining.lock"
STALE = 600.0  # [s] after which a lock has lost its owner


def join_small(store: Store, least: int = 2, repeats: bool = False) -> None:
    """Join the small shards of a store if there are ``least`` or more.

    With ``repeats`` shards that share a run are joined, too, and each run keeps one row. A new
    shard lies on the disk before the old ones go; after a crash in between rows stand twice until
    the next sweep. Where another sweep is joining, nothing is done.

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
    """Say whether the lock was free, and hold it for as long as the context lasts."""
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
