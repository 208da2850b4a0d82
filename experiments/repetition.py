"""Results made again: which tables are equal, and where the others differ."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.output import RECORD, as_csv
from interhelix.experiments.progress import Watcher
from interhelix.experiments.provenance import PACKAGE, made_by
from interhelix.experiments.remaking import Tables, maker_of
from interhelix.model.errors import Fault, InputError

Record = Mapping[str, Any]
OTHER_FOLDER = (
    "name a folder that 'interhelix run', 'compare', 'explain' or 'report' wrote with --out"
)


@dataclass(frozen=True)
class Repetition:
    """What came of making a folder again.

    ``tables`` says of each table how it differs, with no words where it is equal; ``circumstances``
    what else is not as it was: version, model, packages, files that ship.
    """

    folder: Path
    command: str
    tables: Mapping[str, str]
    circumstances: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether every table is the same to the byte."""
        return not any(self.tables.values())

    def as_json(self) -> dict[str, object]:
        """Return it as JSON values."""
        return {
            "folder": str(self.folder),
            "command": self.command,
            "equal": self.equal,
            "tables": [
                {"name": name, "equal": not told, "difference": told}
                for name, told in self.tables.items()
            ],
            "circumstances": list(self.circumstances),
        }

    def __str__(self) -> str:
        lines = [f"{name}: {told or 'equal'}" for name, told in self.tables.items()]
        differ = sum(map(bool, self.tables.values()))
        verdict = f"{differ} of {len(lines)} differ" if differ else "all equal to the byte"
        return "\n".join([*lines, f"{len(lines)} tables, {verdict}.", *self.circumstances])


def repeated(folder: Path, workers: int | None, watcher: Watcher) -> Repetition:
    """Make a folder of results again and compare its tables; the folder itself stays as it is.

    Raises:
        InputError: no folder of results, or an input of the user's own that is not what it was.
        RunsFailedError: more than 1 % of the runs failed.

    """
    record = record_of(folder)
    with _damage_told(folder / RECORD):
        make, others = maker_of(record)
        others = (*_environment(record), *others)
        command, failures = str(record["command"]), list(record.get("failed", []))
    hashes = _hashes(folder)
    tables, failed = make(workers, watcher)
    told = {name: _difference(folder, name, tables, hashes) for name in {**hashes, **tables}}
    if failed != failures:
        told["failed runs"] = f"{len(failures)} before, {len(failed)} now"
    return Repetition(folder, command, told, others)


def _difference(folder: Path, name: str, tables: Tables, hashes: Mapping[str, str]) -> str:
    if name not in tables:
        return "is not made again"
    return difference_of(folder / f"{name}.csv", tables[name], hashes.get(name))


def record_of(folder: Path) -> Record:
    """Return what made a folder of results.

    Raises:
        InputError: the folder holds no such record, or a damaged one.

    """
    path = folder / RECORD
    if (folder / "store.json").exists():
        remedy = f"check it by 'interhelix store verify {folder}', or repeat a report on it"
        raise InputError(Fault(str(folder), "is the store of a sweep", remedy))
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problem = "is missing" if isinstance(error, FileNotFoundError) else str(error.strerror)
        raise InputError(Fault(str(path), problem, OTHER_FOLDER)) from None
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise InputError(Fault(str(path), "is damaged", OTHER_FOLDER))
    return record


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """Turn what a damaged record raises into a message."""
    try:
        yield
    except InputError:
        raise
    except (LookupError, TypeError, AttributeError, ValueError):
        raise InputError(Fault(str(path), "is damaged", OTHER_FOLDER)) from None


def _environment(record: Record) -> Iterator[str]:
    """Return which version, model and packages made the folder, where others are here."""
    here = made_by()
    for name in ("interhelix", "fingerprint", "python"):
        if record[name] != here[name]:
            what = "model" if name == "fingerprint" else name
            yield f"Made by {what} {record[name]}; here is {here[name]}."
    packages: Any = here["packages"]
    for name, version in dict(record["packages"]).items():
        if version != packages.get(name):
            yield f"Made with {name} {version}; here is {packages.get(name, 'none')}."


def _hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each table when it was written, by its name."""
    with _damage_told(folder / PACKAGE):
        try:
            package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        except OSError:
            raise InputError(Fault(str(folder / PACKAGE), "is missing", OTHER_FOLDER)) from None
        tables = package["resources"]
        return {table["name"]: table["hash"].removeprefix("sha256:") for table in tables}


def difference_of(path: Path, table: pd.DataFrame, hashed: str | None) -> str:
    """Return how a file and a table differ; nothing where they are the same bytes.

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
    """Return how two tables of texts differ."""
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
