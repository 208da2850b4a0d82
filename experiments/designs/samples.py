"""Designs that sample ranges: Latin hypercube and Sobol (SciPy), Morris trajectories (SALib)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from interhelix.model.errors import Fault, InputError

LEVELS = 4  # of a Morris grid (``morris1991``)

Ranges = Sequence[Sequence[float]]


def latin(ranges: Ranges, points: int, seed: int) -> NDArray[np.float64]:
    """Return a Latin hypercube: ``points`` strips of each range hold one point each."""
    from scipy.stats.qmc import LatinHypercube

    unit = LatinHypercube(len(ranges), rng=np.random.default_rng(seed)).random(points)
    return _scaled(unit, ranges)


def sobol(ranges: Ranges, points: int, seed: int) -> NDArray[np.float64]:
    """Return the first points of a scrambled Sobol sequence; ``points`` is a power of 2."""
    from scipy.stats.qmc import Sobol

    sequence = Sobol(len(ranges), rng=np.random.default_rng(seed))
    return _scaled(sequence.random_base2(points.bit_length() - 1), ranges)


def morris(ranges: Ranges, trajectories: int, seed: int) -> NDArray[np.float64]:
    """Return Morris trajectories, factors + 1 settings each, on a grid of four levels.

    Raises:
        InputError: SALib is not installed.

    """
    try:
        from SALib.sample import morris as salib
    except ImportError:
        remedy = 'pip install "interhelix[sensitivity]"'
        raise InputError(Fault("design", "a morris design needs SALib", remedy)) from None
    problem = {
        "num_vars": len(ranges),
        "names": [str(at) for at in range(len(ranges))],
        "bounds": [list(bounds) for bounds in ranges],
    }
    sample = salib.sample(problem, trajectories, num_levels=LEVELS, seed=seed % 2**32)
    return np.asarray(sample, dtype=np.float64)


def _scaled(unit: NDArray[np.float64], ranges: Ranges) -> NDArray[np.float64]:
    """Stretch points of the unit cube over the ranges."""
    low, high = np.array([list(bounds) for bounds in ranges]).T
    return np.asarray(low + unit * (high - low))
