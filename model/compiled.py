"""How a kernel is compiled: once for a given source, then kept on disk (``machine_code``)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

import numba
from numba import types
from numba.core.caching import FunctionCache

import interhelix.model.numba_state  # noqa: F401 (lets kernels take a state)
from interhelix.model.machine_code import cache_folder, make

WITHOUT_ENTRY = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
Function = TypeVar("Function", bound=Callable[..., object])

if not numba.config.DISABLE_JIT:
    cache_folder()  # chosen now, so that whatever is started from here on shares it


class KernelCache(FunctionCache):  # type: ignore[misc]
    """Numba's cache of a kernel, opened when the kernel is first called: a mere import makes none.

    Nothing is kept where Numba would take another folder, as machine code there may be stale.
    """

    _enabled = False  # until it is open

    def __init__(self, function: Callable[..., object]) -> None:
        self.function = function

    def load_overload(self, signature: Any, target: Any) -> Any:
        """Return machine code that is kept, or ``None``, also where a power cut has damaged it."""
        if not hasattr(self, "_impl"):
            self._open()
        try:
            return super().load_overload(signature, target)
        except Exception:
            with contextlib.suppress(OSError):
                self.flush()  # so that it is kept anew
            return None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep machine code, but where the disk is full."""
        with contextlib.suppress(OSError):
            super().save_overload(signature, result)

    def _open(self) -> None:
        folder, before = cache_folder(), numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(folder)
        try:
            make(folder)
            super().__init__(self.function)
        except OSError:
            return
        finally:
            numba.config.CACHE_DIR = before
        if not Path(self.cache_path).is_relative_to(folder):
            self.disable()


def kernel(function: Function) -> Function:
    """Compile ``function``; under ``NUMBA_DISABLE_JIT=1`` it stays Python with the same bits."""
    compiled = numba.njit(no_cfunc_wrapper=True, nogil=True)(function)
    if not numba.config.DISABLE_JIT:
        compiled._cache = KernelCache(function)
    return cast(Function, compiled)


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
