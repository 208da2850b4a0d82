"""A folder of results made again: every table compared with the one that the folder holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interhelix.experiments.archive.results import PACKAGE
from interhelix.experiments.output import RECORD
from interhelix.experiments.progress import Watcher
from interhelix.experiments.record import made_by
from interhelix.experiments.remaking import Tables, maker_of
from interhelix.experiments.table_differences import difference_of
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
    """Say which version, model and packages made the folder, where others are here."""
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
