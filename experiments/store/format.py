"""What a store holds: keys, rows, hashes of contents, and files written atomically."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from errno import EDQUOT, EIO, ENOSPC, EROFS
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from interhelix.experiments.inputs import Contents
from interhelix.model.errors import Fault

if TYPE_CHECKING:
    pass


SHARDS, SERIES = "shards", "series"


DRAFT = ".draft"  # what a file is called until it is whole


def put(path: Path, data: bytes) -> None:
    """Write a file in one step that survives a crash: it is there whole, or not at all.

    Raises:
        OSError: the disk refused; nothing has changed.

    """
    draft = path.with_name(f".{uuid4().hex}{DRAFT}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException as error:
        if isinstance(error, OSError):
            error.filename = str(path)  # not the draft, which the user does not know
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names that were given or taken in a folder last."""
    if os.name == "nt":  # a folder cannot be opened there; a rename lasts by itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


REMEDIES = {
    ENOSPC: "free some space, then run the sweep again: it goes on where it stopped",
    EDQUOT: "free some space, then run the sweep again: it goes on where it stopped",
    EROFS: "make the disk writable, then run the sweep again: it goes on where it stopped",
    EIO: "look after the disk, then run the sweep again: it goes on where it stopped",
}


class StoreError(RuntimeError):
    """A store that cannot be used; what it holds has not been changed."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))

    def __reduce__(self) -> tuple[type[StoreError], tuple[Fault, ...]]:
        return type(self), self.faults


@contextmanager
def disk_faults(where: Path) -> Iterator[None]:
    """Turn what the file system refuses into a message."""
    try:
        yield
    except OSError as error:
        place = str(error.filename or where)
        problem = error.strerror or str(error)
        remedy = REMEDIES.get(error.errno or 0, "see that the folder exists and may be written")
        raise StoreError(Fault(place, problem[:1].lower() + problem[1:], remedy)) from error


def difference(note: bytes | None, own: Contents | None) -> str:
    """Return which content of a shard, by its note, is not that of its store; nothing if all are.

    A shard that an earlier version has written has no note. A scenario that the store does not have
    belongs to a larger experiment.
    """
    if note is None or own is None:
        return ""
    told = Contents(**json.loads(note))
    if told.model != own.model:
        return f"was made by model {told.model}, this store by {own.model}"
    if told.world != own.world:
        return "was made in a world of another content than that of this store"
    other = sorted(
        name for name, told_hash in told.scenarios.items()
        if own.scenarios.get(name, told_hash) != told_hash
    )  # fmt: skip
    if not other:
        return ""
    names = ", ".join(f"'{name}'" for name in other)
    return f"was made with another content of scenario {names} than this store"


def joined(notes: Iterable[bytes | None]) -> Contents | None:
    """Return the contents of shards that become one; ``None`` where none of them has a note."""
    told = [Contents(**json.loads(note)) for note in notes if note]
    if not told:
        return None
    scenarios = {name: content for one in told for name, content in one.scenarios.items()}
    return told[0]._replace(scenarios=scenarios)


DIGITS = 32
HEX = np.full(256, 255, dtype=np.uint8)
HEX[np.frombuffer(b"0123456789abcdef", dtype=np.uint8)] = np.arange(16, dtype=np.uint8)
Keys = NDArray[np.uint64]


def are_keys(keys: pa.ChunkedArray) -> bool:
    """Return whether all texts are keys."""
    lengths = pc.min_max(pc.binary_length(keys))
    if len(keys) and (lengths["min"].as_py(), lengths["max"].as_py()) != (DIGITS, DIGITS):
        return False
    return bool((HEX[_letters(keys)] < 16).all())


def numbers_of(keys: pa.ChunkedArray) -> Keys:
    """Return keys as two numbers each, n x 2."""
    digits = HEX[_letters(keys)].reshape(-1, 2)
    octets = (digits[:, 0] << 4 | digits[:, 1]).astype(np.uint8)
    return octets.view(">u8").reshape(-1, 2).astype(np.uint64)


def any_twice(keys: Keys) -> bool:
    """Return whether a key stands twice."""
    first = np.sort(keys[:, 0])
    if not (first[1:] == first[:-1]).any():
        return False
    ordered = keys[np.lexsort((keys[:, 1], keys[:, 0]))]
    return bool((ordered[1:] == ordered[:-1]).all(axis=1).any())


def may_repeat(keys: pa.ChunkedArray) -> bool:
    """Return whether a key may stand twice, quickly; ``False`` is certain."""
    halves = _letters(keys).view(np.uint64).reshape(-1, DIGITS // 8)
    mixed = np.sort(halves[:, 0] ^ (halves[:, 1] << np.uint64(5)))
    return bool((mixed[1:] == mixed[:-1]).any())


def missing(wanted: Keys, there: Keys) -> NDArray[np.int64]:
    """Return the rows of ``wanted`` that are not among ``there``.

    Two keys with equal first halves may count as missing: a run would be repeated, no more.
    """
    if len(there) == 0:
        return np.arange(len(wanted))
    order = np.argsort(there[:, 0])
    first, second = there[order, 0], there[order, 1]
    at = np.minimum(np.searchsorted(first, wanted[:, 0]), len(first) - 1)
    found = (first[at] == wanted[:, 0]) & (second[at] == wanted[:, 1])
    return np.flatnonzero(~found)


def _letters(keys: pa.ChunkedArray) -> NDArray[np.uint8]:
    """Return the digits of all keys as bytes, without a copy for each key."""
    joined = keys.combine_chunks()
    if isinstance(joined, pa.ChunkedArray):  # none at all
        return np.empty(0, dtype=np.uint8)
    _, _, letters = joined.buffers()
    if letters is None:
        return np.empty(0, dtype=np.uint8)
    begin, size = DIGITS * joined.offset, DIGITS * len(joined)
    return np.frombuffer(letters, dtype=np.uint8)[begin : begin + size]


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
