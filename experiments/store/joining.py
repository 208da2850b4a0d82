"""Joining small shards into larger ones, so that a long sweep does not leave thousands of files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from interhelix.experiments.store import shards
from interhelix.experiments.store.store import SERIES, SHARDS, Store

SMALL = 10_000  # rows; what has more is left alone
MANY = 64  # small shards


def join_small(store: Store) -> None:
    """Join the small shards of a store if there are many.

    The new shard lies on the disk before the old ones go; after a crash in between rows stand
    twice, and readers take one of the two. Runs that end at the same time may join, too.

    Raises:
        OSError: the disk refuses; no row is lost.

    """
    runs = (SHARDS, store.schema, shards.WORDS)
    series = (SERIES, store.series_schema, ("quarter",))
    for name, schema, words in (runs, series):
        folder = store.path / name
        small = [path for path in shards.shards_in(folder) if shards.rows_of(path) < SMALL]
        if len(small) >= MANY:
            _join(store, small, schema, words)


def _join(store: Store, small: Sequence[Path], schema: pa.Schema, words: Sequence[str]) -> None:
    """Write the rows of shards as one, then remove the shards."""
    family = store.mark.family
    try:
        parts = [shards.checked(path, family, schema, schema.names) for path in small]
    except (FileNotFoundError, shards.ShardError):
        return  # another sweep was faster; or a damaged one, which the next scan puts aside
    table = pa.concat_tables(parts)
    made_by = dict(store.mark.made_by) | {"joined": len(small)}
    joined = shards.write_shard(small[0].parent, table, family, made_by, words)
    for path in small:
        if path != joined:
            path.unlink(missing_ok=True)
