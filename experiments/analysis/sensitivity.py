"""Sensitivity indices, the two layers of uncertainty, and regret.

Replicates have the same random numbers at every setting, and values are means over them: a factor
without effect gets exactly 0 from Morris' and Saltelli's designs (SALib).
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.analysis.effects import responses
from interhelix.experiments.analysis.grid import Grid
from interhelix.experiments.designs import LEVELS
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.statistics import CONFIDENCE, ROUNDING, SEED, paired, t_quantile
from interhelix.model.measures import Measure

Float = NDArray[np.float64]
FEWEST_DRAWS = 65  # for indices of the first order
FEWEST_FOR_TOTAL = 300  # for total indices; fewer are refused by SALib
HARMONICS = 6
NO_INDEX = ("one_at_a_time", "file")  # settings that fill no range evenly
BOOTSTRAP = 1_000  # of the base points
RESAMPLES, REFITS = 40, 10  # of the draws, for the half widths
FIRST, TOTAL, MORRIS = "first order", "total", "elementary effects"
INDEX_COLUMNS = ["of", "measure", "unit", "factor", "figure", "value", "half_width", "sigma"]


def needs_salib() -> str:
    """Return what is to be installed, or nothing if it is there."""
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
        return pd.DataFrame(columns=INDEX_COLUMNS)
    lines: list[tuple[object, ...]] = []
    for of, response in responses(grid).items():
        means = response.mean(axis=1)
        for column, measure in enumerate(grid.measures):
            values = means[:, column]
            if np.isfinite(values).all() and np.ptp(values) > ROUNDING * np.abs(values).max():
                found = _of(experiment, grid, values)
                lines += [(of, measure.name, measure.unit, *line) for line in found]
    return pd.DataFrame(lines, columns=INDEX_COLUMNS)


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


TOWARD = {"more": 1.0, "less": -1.0}


class Layers(NamedTuple):
    """How far luck and ignorance spread a figure, and the interval of each.

    ``sd_luck`` is between replicates at one setting, ``sd_ignorance`` between settings once luck
    is taken off. ``low_luck`` and ``high_luck`` bound the mean over the settings (paired t over
    replicates); between ``low_ignorance`` and ``high_ignorance`` lie 95 % of the settings.
    ``better`` is the share of settings where the figure has the wanted sign.
    """

    mean: float
    sd_luck: float
    sd_ignorance: float
    share_ignorance: float
    low_luck: float
    high_luck: float
    low_ignorance: float
    high_ignorance: float
    better: float


def layers_of(grid: Grid) -> pd.DataFrame:
    """Return a row for each response and measure; the grid is ``whole``.

    Without two settings and two replicates the layers cannot be told apart, and the table is empty.
    """
    lines = []
    if grid.replicates > 1 and len(grid.settings) > 1:
        for name, response in responses(grid).items():
            for column, measure in enumerate(grid.measures):
                found = layers(response[:, :, column], measure)
                lines.append({"of": name, "measure": measure.name, "unit": measure.unit}
                             | found._asdict())  # fmt: skip
    return pd.DataFrame(lines, columns=["of", "measure", "unit", *Layers._fields])


def layers(values: Float, measure: Measure) -> Layers:
    """Split the variance of settings x replicates, which share their luck across settings.

    Variance components by mean squares of the crossed design: settings, replicates (luck that
    strikes every setting alike) and the rest (luck of a setting and replicate). A component below
    zero is zero. Means of settings are drawn together, to vary as ignorance alone does.
    """
    if not np.isfinite(values).all():
        return Layers(*[np.nan] * len(Layers._fields))
    settings, replicates = values.shape
    least = (ROUNDING * np.abs(values).max()) ** 2  # a variance below is that of adding up
    mean = float(values.mean())
    rows, columns = values.mean(axis=1), values.mean(axis=0)
    rest = values - rows[:, np.newaxis] - columns + mean
    own = float((rest**2).sum() / ((settings - 1) * (replicates - 1)))
    between, shared = float(rows.var(ddof=1)), float(columns.var(ddof=1))
    ignorance = _above(between - own / replicates, least)
    luck = _above(own + _above(shared - own / settings, least), least)
    drawn = mean + (rows - mean) * np.sqrt(ignorance / between if between > 0 else 0.0)
    summary = paired(columns[:, np.newaxis])
    half = float((summary.error * t_quantile(summary.pairs))[0])
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    toward = TOWARD.get(measure.wanted, np.nan)
    total = ignorance + luck
    return Layers(
        mean=mean,
        sd_luck=float(np.sqrt(luck)),
        sd_ignorance=float(np.sqrt(ignorance)),
        share_ignorance=ignorance / total if total > 0 else np.nan,
        low_luck=mean - half,
        high_luck=mean + half,
        low_ignorance=float(low),
        high_ignorance=float(high),
        better=float((drawn * toward > 0).mean()) if np.isfinite(toward) else np.nan,
    )


def _above(variance: float, least: float) -> float:
    """Return a variance component, zero where it is none."""
    return variance if variance > least else 0.0


REGRET_COLUMNS = [
    "measure", "unit", "scenario", "mean_regret", "max_regret", "worst_setting", "often_best",
    "luck", "choice",
]  # fmt: skip


def regrets(grid: Grid) -> dict[str, Float]:
    """Return settings x scenarios for each measure of which more, or less, is wanted.

    The regret of a scenario at a setting is how far its mean over replicates lies behind the best.
    A measure that is undefined somewhere is left out, and so is one on which all are always equal.
    """
    found = {}
    means = grid.values.mean(axis=2)
    for column, measure in enumerate(grid.measures):
        if measure.wanted in TOWARD and np.isfinite(means[:, :, column]).all():
            gains = TOWARD[measure.wanted] * means[:, :, column].T
            regret = gains.max(axis=1, keepdims=True) - gains
            regret[regret <= ROUNDING * np.abs(gains)] = 0.0
            if regret.any():
                found[measure.name] = regret
    return found


def regret_table(grid: Grid) -> pd.DataFrame:
    """Return a row for each measure and scenario: mean and largest regret over the settings.

    ``choice`` marks the scenario whose largest regret is smallest (minimax regret), ``often_best``
    is the share of settings where a scenario is best, ``luck`` the standard error of its regret at
    a setting: what of it may be luck. ``worst_setting`` counts from 0. The grid is ``whole``; with
    one scenario or one setting the table is empty.
    """
    lines: list[tuple[object, ...]] = []
    if len(grid.scenarios) > 1 and len(grid.settings) > 1:
        for name, regret in regrets(grid).items():
            column = [measure.name for measure in grid.measures].index(name)
            luck = _luck(grid.values[..., column], regret)
            largest = regret.max(axis=0)
            for place, scenario in enumerate(grid.scenarios):
                lines.append(
                    (
                        name,
                        grid.measures[column].unit,
                        scenario,
                        regret[:, place].mean(),
                        largest[place],
                        int(regret[:, place].argmax()),
                        float((regret[:, place] == 0).mean()),
                        luck[place],
                        bool(largest[place] == largest.min()),
                    )
                )
    return pd.DataFrame(lines, columns=REGRET_COLUMNS)


def _luck(values: Float, regret: Float) -> Float:
    """Return the root mean square standard error of the regret of each scenario.

    ``values`` is scenarios x settings x replicates. A scenario that is best has no error.
    """
    if values.shape[2] < 2:
        return np.full(len(values), np.nan)
    best = values[regret.argmin(axis=1), np.arange(values.shape[1])]
    error = (values - best).std(axis=2, ddof=1) / np.sqrt(values.shape[2])
    return np.asarray(np.sqrt((error**2).mean(axis=1)))
