"""How a kernel is compiled: once for a given source, then kept on disk (``machine_code``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

from interhelix.model.machine_code import cache_folder
from interhelix.model.numba_internals import KernelCache, link_first, one_version, with_part

WITHOUT_ENTRY = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
Function = TypeVar("Function", bound=Callable[..., object])

if not numba.config.DISABLE_JIT:
    cache_folder()  # chosen now, so that whatever is started from here on shares it


def kernel(function: Function) -> Function:
    """Compile ``function``; under ``NUMBA_DISABLE_JIT=1`` it stays Python with the same bits."""
    compiled = numba.njit(no_cfunc_wrapper=True, nogil=True)(function)
    if not numba.config.DISABLE_JIT:
        compiled._cache = KernelCache(function)
        part = one_version(numba.njit(**WITHOUT_ENTRY)(function))
        part._cache = KernelCache(function, "parts")
        compiled = with_part(link_first(compiled), link_first(part))
    return cast(Function, compiled)


def inlined(function: Function) -> Function:
    """Compile a small helper into every place in a kernel that calls it.

    It has no entry from Python, which halves its compilation; ``.py_func`` is the plain function.
    """
    return cast(Function, one_version(numba.njit(forceinline=True, **WITHOUT_ENTRY)(function)))


def called(function: Function) -> Function:
    """Compile a larger helper once, for kernels to call; no entry from Python either."""
    return cast(Function, one_version(numba.njit(**WITHOUT_ENTRY)(function)))
