"""Whether a conclusion holds: where a factor turns a difference, in how many draws it stays."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest

from interhelix.experiments.analysis.effects import difference_name
from interhelix.experiments.analysis.grid import Grid
from interhelix.experiments.document import Block, Heading, Table, Text, counted, number, percent
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.intervals import paired, simultaneous_bounds, t_quantile
from interhelix.experiments.report import each

Float = NDArray[np.float64]

MOST_LINES = 40  # of a table; files hold all
DRAWN = ("latin", "sobol", "file")  # designs whose settings are draws
TIPPING = ["of", "measure", "unit", "factor", "at_low", "at_high", "tips_at", "sure"]
ROBUSTNESS = [
    "of", "measure", "unit", "draws", "more", "holds", "low_holds", "high_holds", "surely",
    "surely_not",
]  # fmt: skip


def tipping_of(experiment: Experiment, grid: Grid) -> pd.DataFrame:
    """Return a row for each difference, measure and factor of a sweep of one factor at a time.

    ``tips_at`` is where the mean difference first changes its sign on the way up, on a straight
    line between two values that were tried; NaN where it never does. It is ``sure`` if a value
    before and one behind have intervals on the two sides of zero that hold together with all.
    """
    lines: list[tuple[object, ...]] = []
    if experiment.design.kind == "one_at_a_time" and grid.replicates > 1:
        centre = grid.settings.mode().iloc[0]
        for policy, differences in zip(grid.policies, grid.differences, strict=True):
            family = np.concatenate(list(differences), axis=1)
            bounds = [each.reshape(len(differences), -1) for each in simultaneous_bounds(family)]
            for factor in grid.settings:
                off = grid.settings.columns != factor
                alone = (grid.settings.loc[:, off] == centre[off]).all(axis=1).to_numpy()
                order = np.flatnonzero(alone)[np.argsort(grid.settings[factor][alone])]
                values = grid.settings[factor].to_numpy(dtype=np.float64)[order]
                for column, measure in enumerate(grid.measures):
                    means = differences[order, :, column].mean(axis=1)
                    low, high = (each[order, column] for each in bounds)
                    where = (difference_name(policy, grid), measure.name, measure.unit, factor)
                    lines.append((*where, means[0], means[-1], *_tip(values, means, low, high)))
    return pd.DataFrame(lines, columns=TIPPING)


def _tip(values: Float, means: Float, low: Float, high: Float) -> tuple[float, bool]:
    """Return where the means first change their sign, and whether bounds confirm it."""
    signs = np.sign(means)
    there = np.flatnonzero(signs)  # a mean of exactly zero is on neither side
    turns = np.flatnonzero(signs[there[:-1]] != signs[there[1:]])
    if not turns.size:
        return float("nan"), False
    before, behind = there[turns[0]], there[turns[0] + 1]
    share = means[before] / (means[before] - means[behind])
    tip = values[before] + share * (values[behind] - values[before])
    sure = np.where(low > 0, 1, np.where(high < 0, -1, 0)) * signs[before]
    return float(tip), bool((sure[: before + 1] > 0).any() and (sure[behind:] < 0).any())


def robustness_of(experiment: Experiment, grid: Grid) -> pd.DataFrame:
    """Return a row for each difference and measure: in what share of the draws it keeps its sign.

    The sign is that of the mean over all draws (``more`` than the baseline, or less). ``holds`` has
    a 95 % interval for the number of draws (Wilson); ``surely`` counts the draws in which the
    paired interval of that draw leaves out zero on that side, ``surely_not`` on the other.
    """
    lines: list[tuple[object, ...]] = []
    if experiment.design.kind in DRAWN and len(grid.settings) > 1:
        order = grid.order[grid.order >= 0]  # a setting that was drawn twice counts twice
        for policy, differences in zip(grid.policies, grid.differences[:, order], strict=True):
            for column, measure in enumerate(grid.measures):
                found = paired(differences[:, :, column].T)
                half = found.error * t_quantile(found.pairs)
                sign = float(np.sign(found.mean.mean()))
                if not np.isfinite(found.mean).all() or sign == 0:
                    continue
                same = int((found.mean * sign > 0).sum())
                share = binomtest(same, len(order)).proportion_ci(method="wilson")
                sure = [float((found.mean * side - half > 0).mean()) for side in (sign, -sign)]
                where = (difference_name(policy, grid), measure.name, measure.unit, len(order))
                holds = (same / len(order), float(share.low), float(share.high))
                lines.append((*where, sign > 0, *holds, *sure))
    return pd.DataFrame(lines, columns=ROBUSTNESS)


def tipping(rows: pd.DataFrame) -> list[Block]:
    """Return the section on where one factor at a time turns the sign of a difference."""
    if rows.empty:
        return []
    turning = rows[rows["tips_at"].notna()].sort_values("sure", ascending=False, kind="stable")
    header = ["difference, measure, factor", "unit", "at low", "at high", "tips at", "sure"]
    lines = [
        [
            f"{row.of}, {row.measure}, {row.factor}",
            row.unit,
            *(number(value) for value in (row.at_low, row.at_high, row.tips_at)),
            "yes" if row.sure else "no",
        ]
        for row in each(turning)
    ]
    text = (
        f"One factor at a time over its range, all others in the middle: {len(lines)} of"
        f" {counted(len(rows), 'difference')} change\ntheir sign on the way. *Sure* means that a"
        " value before and one behind have intervals on the two sides of zero;\nthey hold"
        " together over all values, factors and measures. `tipping.csv` holds all."
    )
    tables = [Table("Tipping points", header, lines[:MOST_LINES])] if lines else []
    return [Heading(2, "Tipping points"), Text(text), *tables]


def robustness(rows: pd.DataFrame) -> list[Block]:
    """Return the section on the share of draws in which each difference keeps its sign."""
    if rows.empty:
        return []
    header = ["difference, measure", "sign", "holds in", "95 % interval", "surely", "surely not"]
    lines = [
        [
            f"{row.of}, {row.measure}",
            "more" if row.more else "less",
            percent(row.holds),
            f"{percent(row.low_holds)} .. {percent(row.high_holds)}",
            percent(row.surely),
            percent(row.surely_not),
        ]
        for row in each(rows)
    ]
    text = (
        f"In what share of {counted(int(rows['draws'].iloc[0]), 'draw')} the mean difference has"
        " the sign that it has over all of them, with an\ninterval for the number of draws;"
        " *surely* counts those in which luck does not explain it (paired t interval\nof that"
        " draw), *surely not* those in which the sign is surely the other one."
    )
    table = Table("Robustness of each difference", header, lines[:MOST_LINES])
    return [Heading(2, "Robustness"), Text(text), table]
