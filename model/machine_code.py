"""Where the machine code of the model is kept: a folder for a given source, so never a stale one.

Numba's own cache looks only at the file of the function it keeps, not at the functions that
it calls, so a changed helper would leave old machine code behind. Here the machine code lies in
a folder named by the fingerprint of the whole model, and a changed model finds an empty one.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from uuid import uuid4

BASE = "NUMBA_CACHE_DIR"  # the folder that a user chose; children of a process inherit it
_temporary: dict[int, Path] = {}  # by the process that chose it


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return the fingerprint of what decides a result: model, agents, NumPy, Numba."""
    from importlib.metadata import version

    root = Path(__file__).resolve().parent
    digest = blake2b(digest_size=10)
    for folder in (root.parent / "agents", root):
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder.parent).as_posix().encode())
            digest.update(path.read_bytes())
    for package in ("numpy", "numba", "llvmlite"):
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def cache_folder() -> Path:
    """Return the folder that keeps the machine code of this very model.

    It is in ``NUMBA_CACHE_DIR``, else in the user's folder of caches. Where that cannot be
    written it is in a temporary folder, which is made when it is first used, shared with the
    processes that this one starts, and removed when this one ends.
    """
    name = f"kernels-{fingerprint()}"
    try:
        folder = _base() / name
        make(folder)
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        folder = _temporary_base() / name
    return folder


def make(folder: Path) -> None:
    """Make a folder for machine code, which nobody else may write.

    Raises:
        OSError: it cannot be made, or not be written.

    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    tempfile.TemporaryFile(dir=folder).close()


def _base() -> Path:
    if chosen := os.environ.get(BASE):
        return Path(chosen).absolute()
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".cache").absolute() / "interhelix"


def _temporary_base() -> Path:
    import numba

    base = Path(tempfile.gettempdir(), f"interhelix-{uuid4().hex}")
    os.environ[BASE] = numba.config.CACHE_DIR = str(base)
    _temporary[os.getpid()] = base
    atexit.register(remove_temporary)
    return base


def remove_temporary() -> None:
    """Remove the temporary folder that this process chose, if it did."""
    if base := _temporary.pop(os.getpid(), None):
        shutil.rmtree(base, ignore_errors=True)


def is_compiled() -> bool:
    """Tell whether the whole model has been compiled, by this Python and for this processor."""
    import numba

    return bool(numba.config.DISABLE_JIT) or _mark().exists()


def note_compiled() -> None:
    """Note that the whole model has been compiled, by this Python and for this processor.

    Raises:
        OSError: nothing can be kept.

    """
    _mark().touch()


def _mark() -> Path:
    """Name the note by what Numba tells machine code apart by: Python, processor, place."""
    from numba.core.registry import cpu_target

    apart = cpu_target.target_context.codegen().magic_tuple(), str(Path(__file__).resolve())
    digest = blake2b(repr(apart).encode(), digest_size=10).hexdigest()
    python = f"py{sys.version_info.major}{sys.version_info.minor}{getattr(sys, 'abiflags', '')}"
    return cache_folder() / f"whole-{python}-{digest}"
