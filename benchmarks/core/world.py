"""The numbers of the core, and the actors with which it begins (``core.md``)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

KEY = 20
SEEK, WHO, ACCEPT, ACT, OUTCOME, CLIMB, LAPSE = range(1, 8)  # streams of draws
REGION = 4
RATE, NEAR = 0.5, 0.3
OPEN, FAR, APART = 1.0, 2.0, 1.5
FIRST_TRUST = 0.25
ACTS = (0.0, 0.5, 0.4, 0.3, 0.25)  # by level
LUCK, SKILL, HALF, APART_ACT = 0.55, 0.4, 20.0, 0.3
GAIN, LOSS = 0.2, 0.3
NEEDS = (0.0, 0.0, 0.35, 0.5, 0.65)
WANTED = (0, 1, 2, 3, 0)
CLIMB_RATE = 0.4
DECAY, MARGIN = 0.015, 0.1
PATIENCE, FALL = 4, 0.35
TIES = 12  # rows for ties that are kept for each actor

ACTOR = np.dtype(
    [
        ("head", "i4"),  # first half-edge of its ties, or -1
        ("load", "i4"),  # ties it has
        ("x", "f8"),
        ("y", "f8"),
        ("knowledge", "f8"),
        ("activity", "f8"),
        ("experience", "i4"),
        ("gained", "i4"),  # acts of this step
    ],
    align=True,
)
TIE = np.dtype(
    [
        ("a", "i4"),
        ("b", "i4"),
        ("after", "i4", 2),  # next half-edge of a, of b
        ("trust", "f8"),
        ("level", "i4"),
        ("acts", "i4"),
        ("active", "i4"),
    ],
    align=True,
)
Columns = dict[str, NDArray[np.float64]]
Levels = list[tuple[int, int, int]]
"""Of each tie the lower actor, the higher, and the level."""


def found(n: int) -> Columns:
    """Return the fixed columns of n actors."""
    luck = np.random.default_rng(KEY)
    place = luck.random((2, -(-n // REGION))).repeat(REGION, axis=1)[:, :n]
    return {
        "x": place[0].copy(),
        "y": place[1].copy(),
        "knowledge": luck.random(n),
        "activity": luck.random(n) + 0.5,
    }


def new_tables(n: int) -> tuple[np.recarray, np.recarray]:  # type: ignore[type-arg]
    """Return the tables of actors and of ties, as records, for the versions that use them."""
    actors = np.zeros(n, ACTOR).view(np.recarray)
    for name, column in found(n).items():
        actors[name] = column
    actors.head = -1
    return actors, np.zeros(n * TIES, TIE).view(np.recarray)
