"""Shards: Parquet files that are named by their rows and the hash of their bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import file_digest, sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from interhelix.experiments.store.files import put

NAME = re.compile(r"(\d+)-([0-9a-f]{64})\.parquet")
FAMILY = b"interhelix.family"
MADE_BY = b"interhelix.made_by"

LOOKS = 5  # at a folder, until two agree
WORDS = ("status", "scenario", "replicate", "reason")  # few values, many rows


class ShardError(ValueError):
    """A file that is no shard of its store, and why."""


def schema_of(factors: Sequence[str], measures: Sequence[str]) -> pa.Schema:
    """Return the columns of a store; measures are null in runs that failed."""
    numbers = [(name, pa.float64()) for name in (*factors, *measures)]
    return pa.schema(
        [
            ("key", pa.string()),
            ("status", pa.string()),
            ("scenario", pa.string()),
            ("replicate", pa.int32()),
            ("seed", pa.uint64()),
            *numbers,
            ("seconds", pa.float32()),
            ("reason", pa.string()),
        ]
    )


def write_shard(
    folder: Path, table: pa.Table, family: str, made_by: object, words: Sequence[str] = WORDS
) -> Path:
    """Write rows as a shard and return its path; it exists whole or not at all.

    ``words`` are the columns with few values.

    Raises:
        OSError: the disk refused; nothing has changed.

    """
    notes = {FAMILY: family.encode(), MADE_BY: json.dumps(made_by).encode()}
    sink = pa.BufferOutputStream()
    pq.write_table(
        table.replace_schema_metadata(notes),
        sink,
        compression="zstd",
        use_dictionary=list(words),
        write_page_checksum=True,
    )
    data = sink.getvalue().to_pybytes()
    path = folder / f"{table.num_rows}-{sha256(data).hexdigest()}.parquet"
    put(path, data)
    return path


def shards_in(folder: Path) -> list[Path]:
    """List the shards of a folder, the largest first, by their names alone.

    While shards are joined, one look may see neither the old nor the new; so two looks must agree.
    """
    before, now = set[Path](), _named_in(folder)
    for _ in range(LOOKS):
        if now == before:
            break
        before, now = now, _named_in(folder)
    return sorted(now, key=lambda path: (-rows_of(path), path.name))


def _named_in(folder: Path) -> set[Path]:
    return {path for path in folder.iterdir() if NAME.fullmatch(path.name)}


def rows_of(path: Path) -> int:
    """Return the number of rows that a shard has in its name."""
    named = NAME.fullmatch(path.name)
    return int(named[1]) if named else 0


def checked(path: Path, family: str, schema: pa.Schema, columns: Sequence[str]) -> pa.Table:
    """Return columns of a shard after checking every byte of it.

    Raises:
        ShardError: the file is damaged, or belongs to another store.
        OSError: it cannot be read.

    """
    named = NAME.fullmatch(path.name)
    if not named:
        raise ShardError("has no name of a shard")
    with path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != named[2]:
            raise ShardError("is damaged: its bytes are not those that were written")
    return read(path, family, schema, columns)


def read(path: Path, family: str, schema: pa.Schema, columns: Sequence[str]) -> pa.Table:
    """Return columns of a shard after checking the pages that hold them.

    All is done by this thread: Arrow's threads let go of the file after its call has returned, and
    a process that leaves meanwhile is aborted (https://github.com/apache/arrow/issues/34314).

    Raises:
        ShardError: they are damaged, or the file belongs to another store.
        OSError: it cannot be read.

    """
    with path.open("rb") as file:
        shard = _opened(pa.PythonFile(file, mode="r"), rows_of(path), family, schema)
        try:
            return shard.read(list(columns), use_threads=False)
        except (pa.ArrowException, OSError) as error:
            raise ShardError(f"is damaged: {error}") from None


def _opened(source: object, rows: int, family: str, schema: pa.Schema) -> pq.ParquetFile:
    try:
        shard = pq.ParquetFile(source, page_checksum_verification=True, pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        raise ShardError(f"is damaged: {error}") from None
    notes = shard.schema_arrow.metadata or {}
    if notes.get(FAMILY) != family.encode():
        raise ShardError("belongs to another store")
    if shard.metadata.num_rows != rows or not shard.schema_arrow.equals(schema):
        raise ShardError("has other rows or columns than this store")
    return shard
