"""How a kernel is compiled: once for a given source, then kept on disk (``machine_code``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

from interhelix.model.machine_code import cache_folder
from interhelix.model.numba_internals import KernelCache, inline, link_first, one_version, with_part

WITHOUT_ENTRY = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
Function = TypeVar("Function", bound=Callable[..., object])

if not numba.config.DISABLE_JIT:
    cache_folder()  # chosen now, so that whatever is started from here on shares it


def kernel(function: Function) -> Function:
    """Compile ``function``; under ``NUMBA_DISABLE_JIT=1`` it stays Python with the same bits."""
    compiled = numba.njit(no_cfunc_wrapper=True, nogil=True)(function)
    if not numba.config.DISABLE_JIT:
        compiled._cache = KernelCache(function)
        compiled = with_part(link_first(compiled), called(function))
    return cast(Function, compiled)


def inlined(function: Function) -> Function:
    """Compile a small helper into every place in a kernel that calls it.

    It has no entry from Python, which halves its compilation; ``.py_func`` is the plain function.
    """
    helper = called(function)
    return helper if numba.config.DISABLE_JIT else cast(Function, inline(helper))


def called(function: Function) -> Function:
    """Compile a larger helper once, for kernels to call; no entry from Python either.

    It is kept on disk, so that processes that compile at the same time share it.
    """
    compiled = numba.njit(**WITHOUT_ENTRY)(function)
    if not numba.config.DISABLE_JIT:
        compiled._cache = KernelCache(function, "parts")
        compiled = one_version(link_first(compiled))
    return cast(Function, compiled)
