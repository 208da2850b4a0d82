"""How a kernel is compiled: once for a given source, kept on disk, never stale.

Numba's own cache looks only at the file of the function it keeps, not at the functions that
it calls, so a changed helper would leave old machine code behind. Here the machine code lies in
a folder named by the fingerprint of the whole model, and a changed model finds an empty one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import lru_cache, partial
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

import numba
from numba import types

import interhelix.model.numba_state  # noqa: F401 (lets kernels take a state)

WITHOUT_ENTRY = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
Function = TypeVar("Function", bound=Callable[..., object])


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return the fingerprint of what decides a result: model, agents, NumPy, Numba."""
    root = Path(__file__).resolve().parent
    digest = blake2b(digest_size=10)
    for folder in (root.parent / "agents", root):
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder.parent).as_posix().encode())
            digest.update(path.read_bytes())
    for package in ("numpy", "numba", "llvmlite"):
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return the folder that keeps the machine code of this very model."""
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    base = Path(home) if home else Path.home() / ".cache"
    folder = base / "interhelix" / f"kernels-{fingerprint()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    return folder if writable else Path(tempfile.mkdtemp(prefix="interhelix-"))


if "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(cache_folder())


def is_compiled() -> bool:
    """Tell whether kernels of this very model already lie on disk."""
    return bool(numba.config.DISABLE_JIT) or any(Path(numba.config.CACHE_DIR).rglob("*.nbi"))


def kernel(function: Function) -> Function:
    """Compile ``function``; under ``NUMBA_DISABLE_JIT=1`` it stays Python with the same bits."""
    return cast(Function, numba.njit(cache=True, no_cfunc_wrapper=True)(function))


def inlined(function: Function) -> Function:
    """Compile a small helper into every place in a kernel that calls it.

    It has no entry from Python, which halves its compilation; ``.py_func`` is the plain function.
    """
    return cast(Function, one_version(numba.njit(forceinline=True, **WITHOUT_ENTRY)(function)))


def called(function: Function) -> Function:
    """Compile a larger helper once, for kernels to call; no entry from Python either."""
    return cast(Function, one_version(numba.njit(**WITHOUT_ENTRY)(function)))


def one_version(helper: Any) -> Any:
    """Let a helper be compiled once, for the widest whole numbers, and callers convert to them.

    Otherwise Numba compiles it anew for each constant and for each width of a row number. From
    Python, where it has no entry and would end the process, it is refused.
    """
    if not numba.config.DISABLE_JIT:
        find = helper.get_call_template
        helper.get_call_template = lambda kinds, kws: find(tuple(map(widened, kinds)), kws)
        helper._insert = lambda *_, **__: None  # so that a call finds no code and asks for some
        helper._compile_for_args = partial(refused, helper.__name__)
    return helper


def refused(name: str, *_: Any, **__: Any) -> NoReturn:
    """Refuse a call of a helper from Python.

    Raises:
        TypeError: always.

    """
    raise TypeError(f"{name} is a part of kernels and cannot be called; {name}.py_func can")


def widened(kind: Any) -> Any:
    """Return the type that stands for a constant's, and for that of a signed whole number."""
    kind = types.unliteral(kind)
    return types.int64 if isinstance(kind, types.Integer) and kind.signed else kind
