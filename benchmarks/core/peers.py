"""All versions of the core: checked against one another, then timed in turn (``core.md``)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Protocol

from core import columns, in_c, records, with_mesa
from core import world as w

STEPS = 40


class Core(Protocol):
    """What each version offers."""

    def run(self, first: int, last: int) -> None:
        """Run the steps from ``first`` to before ``last``."""

    def levels(self) -> w.Levels:
        """Return the level of each tie."""


Versions = Mapping[str, Callable[[int], Core]]


def versions() -> Versions:
    """Return all versions by name; the first is the limit, the second is how this project writes.

    Raises:
        SystemExit: AgentPy is not installed.

    """
    try:
        from core import with_agentpy
    except ImportError:
        raise SystemExit("AgentPy is missing: pip install -c constraints.txt -e .[bench]") from None
    return {
        "c": in_c.Core,
        "numba": records.Core,
        "numpy": columns.Core,
        "mesa": with_mesa.Core,
        "agentpy": with_agentpy.Core,
    }


def check(cores: Versions, n: int, steps: int = STEPS) -> int:
    """Return the number of ties with which all versions end.

    Raises:
        SystemExit: two versions end with different levels, or all with no tie.

    """
    found = {}
    for name, make in cores.items():
        core = make(n)
        core.run(0, steps)
        found[name] = core.levels()
    first, *others = found
    wrong = [name for name in others if found[name] != found[first]]
    if wrong or not found[first]:
        raise SystemExit(f"the core in {wrong or first} ends with other levels than in {first}")
    return len(found[first])


def prepare(n: int) -> Callable[[], dict[str, float]]:
    """Check all versions with n actors, and return what times each of them once."""
    cores = versions()
    check(cores, n)

    def once() -> dict[str, float]:
        return {
            name: _timed(make, n, 5 if name in ("c", "numba") else 1)
            for name, make in cores.items()
        }

    return once


def _timed(make: Callable[[int], Core], n: int, repeats: int) -> float:
    """Return the least CPU time of several runs [ns per actor and step]."""
    taken = []
    for _ in range(repeats):
        core = make(n)
        started = time.process_time_ns()
        core.run(0, STEPS)
        taken.append(time.process_time_ns() - started)
    return min(taken) / n / STEPS
