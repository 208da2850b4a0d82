"""Sensitivity over ranges: Sobol indices, or Morris' elementary effects, by SALib.

Replicates have the same luck at every setting, and values are means over them: a factor that does
nothing gets exactly nothing from Morris' and Saltelli's designs.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.analysis.effects import responses
from interhelix.experiments.analysis.grid import Grid
from interhelix.experiments.designs.samples import LEVELS
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.intervals import ROUNDING, SEED

Float = NDArray[np.float64]

FEWEST_DRAWS = 65  # for indices of the first order
FEWEST_FOR_TOTAL = 300  # for total indices; fewer are refused by SALib
HARMONICS = 6
NO_INDEX = ("one_at_a_time", "file")  # settings that fill no range evenly
BOOTSTRAP = 1_000  # of the base points
RESAMPLES, REFITS = 40, 10  # of the draws, for the half widths
FIRST, TOTAL, MORRIS = "first order", "total", "elementary effects"
COLUMNS = ["of", "measure", "unit", "factor", "figure", "value", "half_width", "sigma"]


def needs_salib() -> str:
    """Say what is to be installed, or nothing if it is there."""
    try:
        import SALib  # noqa: F401
    except ImportError:
        return 'sensitivity indices need SALib; pip install "interhelix[sensitivity]"'
    return ""


def sensitivity_of(experiment: Experiment, grid: Grid) -> pd.DataFrame:
    """Return a row for each response, measure, factor and figure; the grid is ``whole``.

    Latin and Sobol designs have the share of variance that each factor explains alone
    (``first order``, RBD-FAST), and with its interactions (``total``, HDMR), with the half width of
    a 95 % interval by resampling of draws; so do Saltelli designs (``saltelli2010``), where a
    factor that does nothing has 0 in both. Morris designs have mu* with its half width, and sigma.
    A response that does not vary, or too few draws, have no row; nor has any without SALib.
    """
    unranked = experiment.design.over_levels or experiment.design.kind in NO_INDEX
    if unranked or not experiment.factors or needs_salib():
        return pd.DataFrame(columns=COLUMNS)
    lines: list[tuple[object, ...]] = []
    for of, response in responses(grid).items():
        means = response.mean(axis=1)
        for column, measure in enumerate(grid.measures):
            values = means[:, column]
            if np.isfinite(values).all() and np.ptp(values) > ROUNDING * np.abs(values).max():
                found = _of(experiment, grid, values)
                lines += [(of, measure.name, measure.unit, *line) for line in found]
    return pd.DataFrame(lines, columns=COLUMNS)


def _of(experiment: Experiment, grid: Grid, values: Float) -> list[tuple[object, ...]]:
    names = list(experiment.factors)
    problem: dict[str, object] = {
        "num_vars": len(names),
        "names": names,
        "bounds": [list(experiment.factors[name]) for name in names],
    }
    if experiment.design.kind == "morris":
        return _morris(problem, grid, values)
    if experiment.design.kind == "saltelli":
        return _saltelli(problem, grid, values)
    return [
        *_first_order(problem, grid.settings.to_numpy(), values),
        *_total(problem, grid.settings.to_numpy(), values),
    ]


def _morris(problem: dict[str, object], grid: Grid, values: Float) -> list[tuple[object, ...]]:
    """Return mu* and sigma; a trajectory that lacks a setting is left out."""
    from SALib.analyze import morris

    kept = _complete(grid, grid.settings.shape[1] + 1)
    if kept.size == 0:
        return []
    settings = grid.settings.to_numpy()[kept]
    found = morris.analyze(problem, settings, values[kept], num_levels=LEVELS, seed=SEED)
    figures = zip(
        found["names"], found["mu_star"], found["mu_star_conf"], found["sigma"], strict=True
    )
    return [(name, MORRIS, float(mu), float(half), float(sd)) for name, mu, half, sd in figures]


def _complete(grid: Grid, size: int) -> NDArray[np.int64]:
    """Return the settings of the groups of a design, so many each, of which none lacks one."""
    groups = grid.order.reshape(-1, size)
    return np.asarray(groups[(groups >= 0).all(axis=1)].ravel())


def _saltelli(problem: dict[str, object], grid: Grid, values: Float) -> list[tuple[object, ...]]:
    """Return indices of both orders; a base point that lacks a setting is left out."""
    from SALib.analyze import sobol

    kept = _complete(grid, grid.settings.shape[1] + 2)
    if kept.size == 0:
        return []
    found = sobol.analyze(
        problem, values[kept], calc_second_order=False, num_resamples=BOOTSTRAP, seed=SEED
    )
    return [
        (name, figure, float(found[key][at]), float(found[f"{key}_conf"][at]), np.nan)
        for figure, key in ((FIRST, "S1"), (TOTAL, "ST"))
        for at, name in enumerate(grid.settings)
    ]


def _first_order(
    problem: dict[str, object], settings: Float, values: Float
) -> list[tuple[object, ...]]:
    from SALib.analyze import rbd_fast

    if len(values) < FEWEST_DRAWS:
        return []
    found = rbd_fast.analyze(
        problem, settings, values, M=HARMONICS, num_resamples=RESAMPLES, seed=SEED
    )
    figures = zip(found["names"], found["S1"], found["S1_conf"], strict=True)
    return [(name, FIRST, float(share), float(half), np.nan) for name, share, half in figures]


def _total(problem: dict[str, object], settings: Float, values: Float) -> list[tuple[object, ...]]:
    """Return total indices; one factor alone has no other to act with."""
    from SALib.analyze import hdmr

    if len(values) < FEWEST_FOR_TOTAL or settings.shape[1] == 1:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SALib divides by what may be zero
        found = hdmr.analyze(problem, settings, values, maxorder=2, K=REFITS, seed=SEED)
    figures = zip(found["Term"], found["ST"], found["ST_conf"], strict=True)
    totals = list(figures)[: settings.shape[1]]  # of factors; those of pairs have none
    return [(str(name), TOTAL, float(share), float(half), np.nan) for name, share, half in totals]
