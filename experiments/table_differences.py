"""How a table that was made again differs from the one that a folder holds."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.table_files import as_csv


def difference_of(path: Path, table: pd.DataFrame, hashed: str | None) -> str:
    """Say how a file and a table differ; nothing where they are the same bytes.

    ``hashed`` is the SHA-256 of the file when it was written, if that is known.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    again = as_csv(table)
    if data == again.encode():
        return ""
    changed = hashed is not None and sha256(data).hexdigest() != hashed
    notice = "was changed after it was written; " if changed else ""
    try:
        kept = _cells(data.decode())
    except (UnicodeDecodeError, ValueError):
        return f"{notice}is no table any more"
    return notice + _told(kept, _cells(again))


def _cells(text: str) -> pd.DataFrame:
    """Return a table in CSV as texts."""
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def _told(kept: pd.DataFrame, again: pd.DataFrame) -> str:
    """Say how two tables of texts differ."""
    if list(kept.columns) != list(again.columns):
        other = sorted({*kept.columns} ^ {*again.columns})
        return "has other columns: " + (", ".join(other[:5]) or "in another order")
    if len(kept) != len(again):
        return f"has {len(kept)} rows, and {len(again)} when it is made again"
    differs = (kept != again).to_numpy()
    if not differs.any():
        return "has the same cells, written in another way"
    row, column = (int(place) for place in np.argwhere(differs)[0])
    columns = [str(kept.columns[int(place)]) for place in np.flatnonzero(differs.any(axis=0))]
    most = _largest(kept.to_numpy()[differs], again.to_numpy()[differs])
    cells = "cells differs" if differs.sum() == 1 else "cells differ"
    return (
        f"{differs.sum()} of {differs.size} {cells}, in {', '.join(columns[:5])}"
        f"{' and more' if len(columns) > 5 else ''}; first in line {row + 2}: "
        f"{kept.iat[row, column]!r}, and {again.iat[row, column]!r} when it is made again{most}"
    )


def _largest(kept: NDArray[np.object_], again: NDArray[np.object_]) -> str:
    """Say by which share numbers differ at most; nothing where a text differs."""
    pairs = [pd.to_numeric(pd.Series(each), errors="coerce").to_numpy() for each in (kept, again)]
    size = np.maximum(*np.abs(pairs))
    share = np.abs(pairs[0] - pairs[1]) / np.where(size > 0, size, 1.0)
    return f"; at most by a share of {share.max():.2g}" if np.isfinite(share).all() else ""
