"""The core in C: compiled by gcc into a folder that is deleted at once (``core.md``)."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from core import world as w

SOURCE = Path(__file__).with_name("core.c")


@cache
def library() -> ctypes.CDLL:
    """Compile the source with the numbers of the core as macros, and load it."""
    numbers = {name: value for name, value in vars(w).items() if isinstance(value, int | float)}
    lists = {name: getattr(w, name) for name in ("ACTS", "NEEDS", "WANTED")}
    macros = {
        **numbers,
        **{name: "{" + ",".join(map(str, row)) + "}" for name, row in lists.items()},
    }
    defined = [f"-D{name}={value}" for name, value in macros.items()]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "core.so"
        compiler = ["gcc", "-O3", "-march=native", "-std=gnu11", "-Wall", "-shared", "-fPIC"]
        subprocess.run([*compiler, *defined, "-o", target, SOURCE, "-lm"], check=True)
        loaded = ctypes.CDLL(str(target))
    whole, table = ctypes.c_int64, ctypes.c_void_p
    loaded.steps.restype = whole
    loaded.steps.argtypes = [table, whole, table, whole, whole, whole]
    return loaded


class Core:
    """The core of n actors."""

    def __init__(self, n: int) -> None:
        self.actors, self.ties = w.new_tables(n)
        self.used = 0

    def run(self, first: int, last: int) -> None:
        """Run the steps from ``first`` to before ``last``."""
        actors, ties = self.actors, self.ties
        self.used = library().steps(
            actors.ctypes.data, len(actors), ties.ctypes.data, self.used, first, last
        )

    def levels(self) -> w.Levels:
        """Return the level of each tie."""
        ties = self.ties[: self.used]
        return sorted(zip(ties.a.tolist(), ties.b.tolist(), ties.level.tolist(), strict=True))
