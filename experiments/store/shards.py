"""Shards: Parquet files named by their hash, and the scan of all shards of a store."""

from __future__ import annotations

import contextlib
import json
import re
import stat
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from interhelix.experiments.inputs import Contents
from interhelix.experiments.output import as_text
from interhelix.experiments.store.format import (
    DONE,
    DRAFT,
    Keys,
    are_keys,
    difference,
    numbers_of,
    put,
    sync_folder,
)

NAME = re.compile(r"(\d+)-([0-9a-f]{64})\.parquet")
FAMILY = b"interhelix.family"
CONTENTS = b"interhelix.contents"
MADE_BY = b"interhelix.made_by"
PAUSE = 0.01  # [s] between two looks at a folder whose shards are being joined
PATIENCE = 60.0  # [s] that a folder of a network may list what is gone
WORDS = ("status", "scenario", "replicate", "seed", "reason")  # few values, many rows
NEEDED = ("key", "status", "scenario", "replicate", "quarter")  # never null
REPEAT = "run the sweep again: it puts the file aside and repeats its runs"
SEED, OLD_SEED = pa.field("seed", pa.string()), pa.field("seed", pa.uint64())
Found = TypeVar("Found")


class ShardError(ValueError):
    """A file that is no shard of its store, and why."""


def schema_of(factors: Sequence[str], measures: Sequence[str]) -> pa.Schema:
    """Return the columns of a store; measures are null where undefined, and in failed runs."""
    numbers = [(name, pa.float64()) for name in (*factors, *measures)]
    return pa.schema(
        [
            ("key", pa.string()),
            ("status", pa.string()),
            ("scenario", pa.string()),
            ("replicate", pa.int32()),
            ("seed", pa.string()),
            *numbers,
            ("seconds", pa.float32()),
            ("reason", pa.string()),
        ]
    )


def write_shard(
    folder: Path,
    table: pa.Table,
    family: str,
    made_by: object,
    words: Sequence[str] = WORDS,
    contents: Contents | None = None,
) -> Path:
    """Write rows as a shard and return its path; it exists whole or not at all.

    ``words`` are the columns with few values, ``contents`` what the rows are rows of.

    Raises:
        OSError: the disk refused; nothing has changed.

    """
    notes = {FAMILY: family.encode(), MADE_BY: json.dumps(made_by).encode()}
    if contents is not None:
        notes[CONTENTS] = contents.as_bytes()
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

    One look, while shards are joined, may see neither the old ones nor the new one. The new one is
    there before the old ones go, so a second look that begins after the first sees it.
    """
    named = {path for _ in range(2) for path in folder.iterdir() if NAME.fullmatch(path.name)}
    return sorted(named, key=lambda path: (-rows_of(path), path.name))


def read_each(
    folder: Path,
    read: Callable[[Path], Found],
    listed: Callable[[Path], Iterable[Path]] = shards_in,
) -> dict[Path, Found]:
    """Read every shard that a folder holds at one moment, and return what was read of each.

    Where shards are joined meanwhile, those that are gone are left out and the new one is read.

    Raises:
        FileNotFoundError: a file is listed, and is not there, for a minute.

    """
    found: dict[Path, Found] = {}
    gone: dict[Path, float] = {}
    while True:
        now = list(listed(folder))
        complete = True
        for path in now:
            if path in found:
                continue
            try:
                found[path] = read(path)
            except FileNotFoundError:
                complete = False
                if time.monotonic() - gone.setdefault(path, time.monotonic()) > PATIENCE:
                    raise
        if complete:
            return {path: found[path] for path in now}
        time.sleep(PAUSE)


def rows_of(path: Path) -> int:
    """Return the number of rows that a shard has in its name."""
    named = NAME.fullmatch(path.name)
    return int(named[1]) if named else 0


def checked(
    path: Path,
    family: str,
    schema: pa.Schema,
    columns: Sequence[str],
    contents: Contents | None = None,
) -> pa.Table:
    """Return columns of a shard after checking every byte of it.

    All is done by this thread: Arrow's threads let go of the file after its call has returned, and
    a process that leaves meanwhile is aborted (https://github.com/apache/arrow/issues/34314).

    Raises:
        ShardError: the file is damaged, or its rows are not rows of this store.
        OSError: it cannot be read.

    """
    named = NAME.fullmatch(path.name)
    if not named:
        raise ShardError("has no name of a shard")
    check_is_file(path)
    with path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != named[2]:
            raise ShardError("is damaged: its bytes are not those that were written")
        file.seek(0)
        try:
            shard = pq.ParquetFile(pa.PythonFile(file, mode="r"), pre_buffer=False)
            _check_origin(shard, rows_of(path), family, schema, contents)
            needed = [name for name in NEEDED if name in schema.names]
            table = shard.read(list({*columns, *needed}), use_threads=False)
        except ShardError:
            raise
        except Exception as error:  # Arrow raises whatever the bytes lead it to
            raise ShardError(f"is damaged: {error}") from None
    for name in needed:
        if table[name].null_count:
            raise ShardError(f"has rows without {name}")
    if not are_keys(table["key"]):
        raise ShardError("has rows whose key is none")
    return _seeds_as_text(table).select(list(columns))


def _seeds_as_text(table: pa.Table) -> pa.Table:
    """Return a table whose seeds are text; format 1 had them as numbers."""
    at = table.schema.get_field_index(SEED.name)
    if at < 0 or table.schema.field(at).equals(SEED):
        return table
    seeds = table.column(at).combine_chunks().dictionary_encode()
    texts = pa.array([as_text(seed) for seed in seeds.dictionary.to_pylist()], SEED.type)
    return table.set_column(at, SEED, texts.take(seeds.indices))


def note_of(table: pa.Table) -> bytes | None:
    """Return what a shard, read as a table, notes about its contents."""
    note: bytes | None = (table.schema.metadata or {}).get(CONTENTS)
    return note


def check_is_file(path: Path) -> None:
    """Refuse what cannot be read like a file, a pipe among them, which would wait for ever.

    Raises:
        ShardError: it is no file, or a link that leads nowhere.
        FileNotFoundError: there is nothing any more.

    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if path.is_symlink():
            raise ShardError("is a link that leads nowhere") from None
        raise
    if not stat.S_ISREG(mode):
        raise ShardError("is no file")


def _check_origin(
    shard: pq.ParquetFile, rows: int, family: str, schema: pa.Schema, contents: Contents | None
) -> None:
    """Refuse a shard that belongs elsewhere."""
    notes = shard.schema_arrow.metadata or {}
    if problem := difference(notes.get(CONTENTS), contents):
        raise ShardError(problem)
    if notes.get(FAMILY) != family.encode():
        raise ShardError("belongs to another store")
    fields = [SEED if field.equals(OLD_SEED) else field for field in shard.schema_arrow]
    if shard.metadata.num_rows != rows or not pa.schema(fields).equals(schema):
        raise ShardError("has other rows or columns than this store")


QUARANTINE = "quarantine"
OLD = 24 * 3600.0  # [s] after which a draft or a journal has no owner any more


@dataclass
class Scan:
    """What a scan found: the keys of runs (n x 2), statuses, what was put aside and why."""

    keys: Keys = field(default_factory=lambda: np.empty((0, 2), np.uint64))
    done: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    good: list[Path] = field(default_factory=list)
    bad: list[tuple[Path, str]] = field(default_factory=list)


def scan(folder: Path, family: str, schema: pa.Schema, contents: Contents | None = None) -> Scan:
    """Check every byte of every file among shards with at least a key; nothing is changed.

    Raises:
        OSError: the folder cannot be read.

    """
    columns = [name for name in ("key", "status") if name in schema.names]

    def read(path: Path) -> tuple[Keys, NDArray[np.bool_] | None] | str:
        try:
            table = checked(path, family, schema, columns, contents)
        except ShardError as error:
            return str(error)
        done = pc.equal(table["status"], DONE).to_numpy() if "status" in columns else None
        return numbers_of(table["key"]), done

    found, keys, done = Scan(), [], []
    for path, told in read_each(folder, read, files_in).items():
        if isinstance(told, str):
            found.bad.append((path, told))
            continue
        found.good.append(path)
        keys.append(told[0])
        done += [] if told[1] is None else [told[1]]
    if keys:
        found.keys = np.concatenate(keys)
    if done:
        found.done = np.concatenate(done)
    return found


def files_in(folder: Path) -> list[Path]:
    """List what lies among the shards, without drafts; two looks, as in ``shards_in``."""
    looks = (path for _ in range(2) for path in folder.iterdir())
    return sorted({path for path in looks if not path.name.endswith(DRAFT)})


def put_aside(store: Path, bad: Sequence[tuple[Path, str]]) -> None:
    """Move files to the quarantine, with a note why; nothing is deleted.

    Raises:
        OSError: the disk refuses.

    """
    if not bad:
        return
    room = store / QUARANTINE
    room.mkdir(exist_ok=True)
    for path, reason in bad:
        number = 0
        while (target := room / f"{number or ''}{'-' if number else ''}{path.name}").exists():
            number += 1
        with contextlib.suppress(FileNotFoundError):  # another sweep was faster
            path.rename(target)
        with (room / "why.txt").open("a", encoding="utf-8") as file:
            file.write(f"{path.relative_to(store)}: {reason}\n")
    sync_folder(room)


def sweep_out(folder: Path, pattern: str) -> None:
    """Remove files of a pattern that have not been touched for a day: their owners are dead."""
    for path in folder.glob(pattern):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > OLD:
                path.unlink()
