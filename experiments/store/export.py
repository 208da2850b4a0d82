"""The runs of a store as one file for other programs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pandas as pd

import interhelix
from interhelix.experiments.store.rows import DONE
from interhelix.experiments.store.store import Store
from interhelix.experiments.table_files import as_bytes


def exported(store: Store, form: str, series: bool) -> bytes:
    """Return all runs, or their series, as ``csv``, ``parquet`` or ``behaviorspace``.

    Raises:
        StoreError: a shard is damaged.

    """
    if form == "behaviorspace":
        return behaviorspace(store, series).encode()
    if series:
        return as_bytes(
            store.series_table().sort_by([("key", "ascending"), ("quarter", "ascending")]), form
        )
    return as_bytes(store.table(store.schema.names).sort_by("key"), form)


def behaviorspace(store: Store, series: bool) -> str:
    """Return the runs that are done as NetLogo's BehaviorSpace writes a table (version 2.0).

    Six lines stand before the names of the columns: program and version, model, experiment, time,
    and the bounds of a grid, which are 0. Then come ``[run number]``, what was varied, ``[step]``
    (the quarter), and what was measured. All cells are quoted, undefined ones empty.
    """
    asked = store.experiment
    varied = ["scenario", *asked.factors, "replicate", "seed"]
    runs = store.runs()
    runs = runs[runs["status"] == DONE].sort_values(["replicate", "scenario", *asked.factors])
    runs = runs.reset_index(drop=True)
    runs["[run number]"] = runs.index + 1
    if series:
        kept = ["key", "[run number]", *varied]
        rows = runs[kept].merge(store.series().rename(columns={"quarter": "[step]"}), on="key")
        rows = rows.sort_values(["[run number]", "[step]"])
    else:
        rows = runs.assign(**{"[step]": asked.quarters})
    lines = rows[["[run number]", *varied, "[step]", *asked.measures]]
    sink = io.StringIO()
    write = csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
    program = f"BehaviorSpace results (interhelix {interhelix.__version__})"
    write([program, "Table version 2.0"])
    write([f"interhelix, world {asked.world}"])
    write([asked.name])
    write([f"{datetime.now(UTC):%m/%d/%Y %H:%M:%S:000 +0000}"])
    write(["min-pxcor", "max-pxcor", "min-pycor", "max-pycor"])
    write([0, 0, 0, 0])
    write(list(lines))
    for row in lines.itertuples(index=False):
        write(["" if pd.isna(cell) else cell for cell in row])
    return sink.getvalue()
