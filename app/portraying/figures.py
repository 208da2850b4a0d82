"""Figures of a run that its tables hold in another form: moves, time in level, mixing of roles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from interhelix.agents.roles import ROLES
from interhelix.app.choices import QUARTERS
from interhelix.app.portraits import Portrait

Float = NDArray[np.float64]


def moves_of(one: Portrait, way: str) -> list[float]:
    """Return moves of region pairs between neighbouring levels over the run, lowest first.

    Those over several levels count at each that they pass.
    """
    moves = one.run.transitions.to_numpy(dtype=float)
    moves = moves if way == "up" else moves.T
    return [float(moves[: level + 1, level + 1 :].sum()) for level in range(4)]


def stay_of(one: Portrait) -> Float:
    """Return how long a region pair stays at a level [years]: quarters there over departures.

    Infinite where none has left, NaN where none has been.
    """
    moves = one.run.transitions.to_numpy(dtype=float)
    spent = moves.sum(axis=1)
    left = spent - np.diag(moves)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(spent > 0, spent / left, np.nan) / QUARTERS)


def time_of(one: Portrait) -> Float:
    """Return the share of region-pair quarters spent at each level [%]."""
    spent = one.run.transitions.to_numpy(dtype=float).sum(axis=1)
    return np.asarray(100.0 * spent / spent.sum())


def mixing_of(one: Portrait) -> tuple[Float, Float, Float]:
    """Return ties across between roles: observed, expected, and the one over the other.

    Expected is what chance gives when each role keeps its number of ends of ties.
    """
    ties = one.run.ties[one.run.ties["region_a"] != one.run.ties["region_b"]]
    place = {role: index for index, role in enumerate(ROLES)}
    a, b = (ties[name].map(place).to_numpy(dtype=np.int64) for name in ("role_a", "role_b"))
    ends = np.zeros((len(ROLES), len(ROLES)))
    np.add.at(ends, (a, b), 1.0)
    ends += ends.T  # a tie inside a role stands twice on the diagonal
    share = ends.sum(axis=1)
    expected = np.outer(share, share) / max(share.sum(), 1.0)
    halves = 1.0 + np.eye(len(ROLES))
    observed, expected = ends / halves, expected / halves
    with np.errstate(divide="ignore", invalid="ignore"):
        return observed, expected, np.asarray(np.where(expected > 0, observed / expected, np.nan))
