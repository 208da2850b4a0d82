"""Tables as files that other programs read alike: CSV and Parquet.

In both, what is undefined is missing: an empty cell, a null. In CSV floats have a point or an
exponent (``0.0``, never ``0``), so that no program takes such a column for whole numbers. Truth is
``1`` or ``0``: R 4.2 takes ``true`` for text, so that ``mean(x == TRUE)`` is 0. A text that a
spreadsheet would take for a formula begins with an apostrophe there; names of regions that begin
so are refused where they are read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pandas.api.types import is_bool_dtype, is_numeric_dtype

FORMS = ("csv", "parquet")
FORMULA = tuple("=+-@＝＋－＠")  # what a spreadsheet takes for the beginning of a formula
Tabular: TypeAlias = "pd.DataFrame | pa.Table"


def write_table(table: Tabular, path: Path) -> None:
    """Write a table as a file, in the form that its name ends with; the same on every system."""
    path.write_bytes(as_bytes(table, path.suffix[1:]))


def as_bytes(table: Tabular, form: str) -> bytes:
    """Return a table, without its index, in one of ``FORMS``."""
    return as_csv(table).encode() if form == "csv" else as_parquet(table)


def as_csv(table: Tabular) -> str:
    """Return a table, without its index, as CSV."""
    if isinstance(table, pa.Table):
        table = table.to_pandas()
    words = {
        str(name): column.map(_in_words)
        for name, column in table.items()
        if is_bool_dtype(column) or not is_numeric_dtype(column)
    }
    text: str = table.assign(**words).to_csv(index=False, lineterminator="\n")
    return text


def as_parquet(table: Tabular) -> bytes:
    """Return a table, without its index, as the bytes of a Parquet file."""
    sink = pa.BufferOutputStream()
    if not isinstance(table, pa.Table):
        table = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(without_nan(table).replace_schema_metadata(None), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def without_nan(table: pa.Table) -> pa.Table:
    """Return a table whose NaN are null; statistics of Parquet files leave NaN out."""
    for at, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            column = table.column(at)
            null = pa.scalar(None, field.type)
            table = table.set_column(at, field, pc.if_else(pc.is_nan(column), null, column))
    return table


def _in_words(value: object) -> object:
    """Return truth as 1 or 0, and a text so that it is no formula; all else as it is."""
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    is_formula = isinstance(value, str) and value.lstrip().startswith(FORMULA)
    return f"'{value}" if is_formula else value
