"""The scan of a store before a sweep: every shard is checked, what is not one is put aside."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from interhelix.experiments.store import shards
from interhelix.experiments.store.contents import Contents
from interhelix.experiments.store.files import DRAFT, sync_folder
from interhelix.experiments.store.keys import Keys, numbers_of
from interhelix.experiments.store.rows import DONE

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
            table = shards.checked(path, family, schema, columns, contents)
        except shards.ShardError as error:
            return str(error)
        done = pc.equal(table["status"], DONE).to_numpy() if "status" in columns else None
        return numbers_of(table["key"]), done

    found, keys, done = Scan(), [], []
    for path, told in shards.read_each(folder, read, files_in).items():
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
        note = f"{path.relative_to(store)}: {reason}\n"
        with (room / "why.txt").open("a", encoding="utf-8") as file:
            file.write(note)
    sync_folder(room)


def sweep_out(folder: Path, pattern: str) -> None:
    """Remove files of a pattern that nobody has touched for a day: their owners are dead."""
    for path in folder.glob(pattern):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > OLD:
                path.unlink()
