"""Rows of a store: one for each run, and a hash that does not depend on their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from interhelix.experiments.store.errors import StoreError
from interhelix.experiments.store.keys import may_repeat
from interhelix.model.errors import Fault

DONE = "done"
UNEQUAL = ("seconds", "reason")  # may differ where the same run is done twice


def without_repeats(table: pa.Table, whole: Callable[[], pa.Table]) -> pa.Table:
    """Return one row for each key, that of a run that was done before that of one that failed.

    ``whole`` gives all columns of the same rows, to compare those that repeat.

    Raises:
        StoreError: two rows with one key have different results.

    """
    keys = table["key"]
    if not may_repeat(keys) or pc.count_distinct(keys).as_py() == table.num_rows:
        return table
    check_repeats(whole())
    return first_of_each(table, ["key"])


def first_of_each(table: pa.Table, identity: Sequence[str]) -> pa.Table:
    """Return one row for each identity, that of a run that was done if there is one."""
    rows = table.select(list(identity)).append_column(
        "row", pa.array(range(table.num_rows), pa.int64())
    )
    if "status" in table.column_names:
        failed = pc.not_equal(table["status"], DONE)
        order = pc.sort_indices(failed, sort_keys=[("", "ascending")])
        rows = rows.take(order)
    first = rows.group_by(list(identity), use_threads=False).aggregate([("row", "first")])
    return table.take(first["row_first"])


def check_repeats(table: pa.Table) -> None:
    """Refuse rows of runs that were done twice with different results.

    Raises:
        StoreError: with the first such run.

    """
    done = table.filter(pc.equal(table["status"], DONE))
    counts = pc.value_counts(done["key"].combine_chunks())
    twice = counts.field(0).filter(pc.greater(counts.field(1), 1))
    if len(twice) == 0:
        return
    same = [name for name in table.column_names if name not in UNEQUAL]
    repeated = done.filter(pc.is_in(done["key"], value_set=twice)).select(same).to_pandas()
    distinct = repeated.drop_duplicates()
    different = distinct[distinct["key"].duplicated()]
    if len(different):
        row = different.iloc[0]
        problem = (
            f"non-determinism: scenario {row['scenario']}, replicate {row['replicate']} "
            f"(key {row['key']}) has two different results"
        )
        remedy = "compare the machines that ran it: the same code must give the same bits"
        raise StoreError(Fault("", problem, remedy))


def digest_of(table: pa.Table) -> str:
    """Return a hash of the rows, sorted by key."""
    frame = table.sort_by("key").to_pandas()
    digest = sha256("\n".join(frame.columns).encode())
    for name in frame.columns:
        column = frame[name]
        if column.dtype.kind in "iuf":
            digest.update(np.ascontiguousarray(column.to_numpy()).tobytes())
        else:
            digest.update("\0".join(column.fillna("").astype(str)).encode())
    return digest.hexdigest()
