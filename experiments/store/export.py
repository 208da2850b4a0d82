"""The runs of a store as one file for other programs."""

from __future__ import annotations

from interhelix.experiments.store.store import Store
from interhelix.experiments.table_files import as_bytes


def exported(store: Store, form: str, series: bool) -> bytes:
    """Return all runs, or their series, sorted by key, as ``csv`` or ``parquet``.

    Raises:
        StoreError: a shard is damaged.

    """
    if series:
        return as_bytes(
            store.series_table().sort_by([("key", "ascending"), ("quarter", "ascending")]), form
        )
    return as_bytes(store.table(store.schema.names).sort_by("key"), form)
