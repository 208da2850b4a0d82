"""A disk that fails: every call that writes, syncs or renames below a folder may be refused."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)


class Disk:
    """Counts the calls that change something below a folder, and refuses from one of them on."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.calls: list[str] = []
        self.refuses_from: int | None = None
        self.error = errno.ENOSPC
        self.handles: set[int] = set()

    def reset(self, refuses_from: int | None = None, error: int = errno.ENOSPC) -> None:
        """Count from the start, and refuse with an error from a call on."""
        self.calls, self.refuses_from, self.error = [], refuses_from, error

    def called(self, what: str, path: object) -> None:
        """Note a call, or refuse it."""
        self.calls.append(f"{what} {path}")
        if self.refuses_from is not None and len(self.calls) > self.refuses_from:
            raise OSError(self.error, os.strerror(self.error), str(path))

    def ours(self, path: object) -> bool:
        """Say whether a path lies below the folder."""
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self.folder)

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand between the program and the disk."""
        for name in ("mkdir", "rename", "replace", "unlink"):
            monkeypatch.setattr(os, name, self._path_call(name, getattr(os, name)))
        self._watch_handles(monkeypatch)
        plain_open = io.open

        def opened(path: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
            if not self.ours(path) or not set(mode) & set("wax+"):
                return plain_open(path, mode, *rest, **more)
            self.called("open", path)
            file = plain_open(path, mode, *rest, **more)
            self.handles.add(file.fileno())
            return File(self, file, path)

        monkeypatch.setattr(io, "open", opened)

    def _path_call(self, name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *rest: Any, **more: Any) -> Any:
            if self.ours(path):
                self.called(name, path)
            return plain(path, *rest, **more)

        return call

    def _watch_handles(self, monkeypatch: pytest.MonkeyPatch) -> None:
        plain_open, plain_sync = os.open, os.fsync

        def opened(path: Any, flags: int, *rest: Any, **more: Any) -> int:
            if self.ours(path):
                self.called("os.open", path)
            handle = plain_open(path, flags, *rest, **more)
            if self.ours(path):
                self.handles.add(handle)
            return handle

        def synced(handle: int) -> None:
            if handle in self.handles:
                self.called("fsync", handle)
            plain_sync(handle)

        monkeypatch.setattr(os, "open", opened)
        monkeypatch.setattr(os, "fsync", synced)


class File:
    """A file whose writes may be refused."""

    def __init__(self, disk: Disk, file: Any, path: object) -> None:
        self.disk, self.file, self.path = disk, file, path

    def write(self, data: Any) -> Any:
        self.disk.called("write", self.path)
        return self.file.write(data)

    def flush(self) -> None:
        self.disk.called("flush", self.path)
        self.file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> File:
        return self

    def __exit__(self, *reason: object) -> None:
        self.file.close()
