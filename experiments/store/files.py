"""Files that appear whole or not at all: a temporary name, fsync, rename, fsync of the folder."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from uuid import uuid4

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
            error.filename = str(path)  # not the draft, which nobody has named
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
