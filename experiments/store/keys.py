"""Keys of runs in great numbers: 32 hexadecimal digits each in a shard, two numbers each here."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

DIGITS = 32
HEX = np.full(256, 255, dtype=np.uint8)
HEX[np.frombuffer(b"0123456789abcdef", dtype=np.uint8)] = np.arange(16, dtype=np.uint8)

Keys = NDArray[np.uint64]


def are_keys(keys: pa.ChunkedArray) -> bool:
    """Say whether all texts are keys."""
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
    """Say whether a key stands twice."""
    first = np.sort(keys[:, 0])
    if not (first[1:] == first[:-1]).any():
        return False
    ordered = keys[np.lexsort((keys[:, 1], keys[:, 0]))]
    return bool((ordered[1:] == ordered[:-1]).all(axis=1).any())


def may_repeat(keys: pa.ChunkedArray) -> bool:
    """Say whether a key may stand twice, quickly; ``False`` is certain."""
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
