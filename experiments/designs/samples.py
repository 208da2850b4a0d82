"""Designs over ranges: Latin hypercube and Sobol (SciPy), Morris and Saltelli (SALib), by one."""

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
        raise _needs_salib("morris") from None
    sample = salib.sample(_problem(ranges), trajectories, num_levels=LEVELS, seed=seed % 2**32)
    return np.asarray(sample, dtype=np.float64)


def saltelli(ranges: Ranges, points: int, seed: int) -> NDArray[np.float64]:
    """Return Saltelli's design (``saltelli2010``): factors + 2 settings for each base point.

    A base point A comes first, then A with one factor after another from B, then B; ``points`` is a
    power of 2.

    Raises:
        InputError: SALib is not installed.

    """
    try:
        from SALib.sample import sobol as salib
    except ImportError:
        raise _needs_salib("saltelli") from None
    sample = salib.sample(_problem(ranges), points, calc_second_order=False, seed=seed % 2**32)
    return np.asarray(sample, dtype=np.float64)


def one_at_a_time(ranges: Ranges, values: int, centre: Sequence[float]) -> NDArray[np.float64]:
    """Return settings in which one factor after another runs over its range in equal steps.

    All others stand at the centre, each within its own range.
    """
    middle = np.clip(centre, *np.array([list(bounds) for bounds in ranges]).T)
    settings = np.tile(middle, (len(ranges), values, 1))
    for factor, (low, high) in enumerate(ranges):
        settings[factor, :, factor] = np.linspace(low, high, values)
    return np.asarray(settings.reshape(-1, len(ranges)), dtype=np.float64)


def _problem(ranges: Ranges) -> dict[str, object]:
    return {
        "num_vars": len(ranges),
        "names": [str(at) for at in range(len(ranges))],
        "bounds": [list(bounds) for bounds in ranges],
    }


def _needs_salib(kind: str) -> InputError:
    remedy = 'pip install "interhelix[sensitivity]"'
    return InputError(Fault("design", f"a {kind} design needs SALib", remedy))


def _scaled(unit: NDArray[np.float64], ranges: Ranges) -> NDArray[np.float64]:
    """Stretch points of the unit cube over the ranges."""
    low, high = np.array([list(bounds) for bounds in ranges]).T
    return np.asarray(low + unit * (high - low))
