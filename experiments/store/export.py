"""The runs of a store as one file for other programs."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from interhelix.experiments.store.store import Store


def as_bytes(store: Store, form: str, series: bool) -> bytes:
    """Return all runs, or their series, sorted by key, as ``csv`` or ``parquet``.

    Raises:
        StoreError: a shard is damaged.

    """
    if series:
        frame = store.series().sort_values(["key", "quarter"])
        table = pa.Table.from_pandas(frame, preserve_index=False)
    else:
        table = store.table(store.schema.names).sort_by("key")
    sink = pa.BufferOutputStream()
    if form == "csv":
        pyarrow.csv.write_csv(table, sink)
    else:
        pq.write_table(table.replace_schema_metadata(None), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())
