"""Functions of a user's own: what is recorded of them, and which ones cannot be recorded."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import Any

from interhelix.model.errors import Fault, InputError

Function = Callable[..., Any]
BY_DEF = "write it with def in a file or in a cell of a notebook"


@lru_cache(maxsize=256)
def source_of(function: Function) -> str:
    """Return the source text of a function of the user's own.

    Raises:
        InputError: it is no function written with ``def``, uses variables of a function around it,
            or its source cannot be read.

    """
    name = getattr(function, "__qualname__", repr(function))
    if not inspect.isfunction(function) or function.__name__ == "<lambda>":
        raise InputError(Fault(f"'{name}'", "has no name and source to record", BY_DEF))
    if function.__closure__:
        names = ", ".join(function.__code__.co_freevars)
        problem = f"uses variables of the function around it ({names}), which are not recorded"
        raise InputError(Fault(f"'{name}'", problem, "write the values into the function"))
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        raise InputError(Fault(f"'{name}'", "has no source that can be read", BY_DEF)) from None


def hash_of_source(function: Function) -> str:
    """Return the SHA-256 of the source text of a function."""
    return sha256(source_of(function).encode()).hexdigest()


def check_pickles(function: Function) -> None:
    """Refuse a function that other processes could not import.

    Raises:
        InputError: it is local to a function, or belongs to no module that can be imported.

    """
    remedy = "write it in a module of its own and import it, or run in this process alone"
    try:
        pickle.dumps(function)
        main = function.__module__ == "__main__"
        found = not main or hasattr(inspect.getmodule(function), "__file__")
    except (pickle.PicklingError, AttributeError, ImportError, KeyError):
        found = False
    if not found:
        name = getattr(function, "__qualname__", repr(function))
        raise InputError(Fault(f"'{name}'", "cannot be sent to other processes", remedy))
