"""What a lesson showed: figures by point, and which of the answers they bear out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.app.lessons.plan import Task
from interhelix.app.lessons.rules import RULES, Blanks
from interhelix.experiments import Comparison

CURVES = {
    "n": lambda n: n,
    "n_log_n": lambda n: n * np.log(n),
    "n_squared": lambda n: n**2,
}


@dataclass(frozen=True, eq=False)
class Seen:
    """What was seen: a row of ``figures`` for each point and measure; ``came`` is the answer.

    ``blanks`` are the figures of its explanation; ``scales`` those of the curves, by name.
    """

    task: Task
    figures: pd.DataFrame
    came: str
    blanks: Blanks
    scales: Mapping[str, float]


def seen_in(task: Task, comparisons: Sequence[Comparison]) -> Seen:
    """Return what the comparisons of a lesson showed."""
    if task.plan.sizes:
        return _value(task, comparisons)
    (comparison,) = comparisons
    figures = _figures(task, comparison)
    came, blanks = RULES[task.lesson](task, comparison, figures)
    return Seen(task, figures, came, blanks, {})


def _figures(task: Task, comparison: Comparison) -> pd.DataFrame:
    """Return mean and 90 % band of the runs at the end, by point and measure."""
    bands = comparison.bands
    at_end = bands[bands["quarter"] == comparison.quarters].set_index(["policy", "measure"])
    points = (comparison.baseline, *comparison.policies)
    rows = [
        {"point": number, "measure": measure}
        | {key: float(at_end.loc[(point.name, measure), key]) for key in FIGURES}
        for measure in task.plan.measures
        for number, point in enumerate(points)
    ]
    return pd.DataFrame(rows)


FIGURES = ("mean", "low_90", "high_90")


def _value(task: Task, comparisons: Sequence[Comparison]) -> Seen:
    """Say which curve fits the mean value of networks of several sizes best.

    That is the one that the picture shows nearest. Where another one is as soon as any of the runs
    is left out, none is told to fit.
    """
    n = np.array([comparison.world.actors for comparison in comparisons], dtype=float)
    (measure,) = task.plan.measures
    least = min(comparison.pairs for comparison in comparisons)
    totals = np.array(
        [
            each.differences[each.policies[0].name][measure].to_numpy()[:least] * each.world.actors
            for each in comparisons
        ]
    )
    mean = totals.mean(axis=1)
    low, high = np.quantile(totals, [0.05, 0.95], axis=1)
    table = {"point": n, "measure": measure, "mean": mean, "low_90": low, "high_90": high}
    figures = pd.DataFrame(table)
    if (mean <= 0).any():
        return Seen(task, figures, "nothing", {"least": float(mean.min())}, {})
    scales = {name: math.exp(np.log(mean / curve(n)).mean()) for name, curve in CURVES.items()}
    first = closest(n, mean)
    without = [np.delete(totals, run, axis=1).mean(axis=1) for run in range(least)]
    blanks = {
        "runs": float(least),
        "wins": float(_times(first, n, totals.T)),
        "members": n[-1] / n[0],
        "value": mean[-1] / mean[0],
        "linear": n[-1] / n[0],
        "logarithmic": CURVES["n_log_n"](n)[-1] / CURVES["n_log_n"](n)[0],
        "squared": (n[-1] / n[0]) ** 2,
    }
    sure = _times(first, n, without) == least
    return Seen(task, figures, first if sure else "unclear", blanks, scales)


def _times(name: str, n: NDArray[np.float64], values: Iterable[NDArray[np.float64]]) -> int:
    """Count in how many of some values a curve is the closest."""
    return sum(bool((own > 0).all()) and closest(n, own) == name for own in values)


def closest(n: NDArray[np.float64], value: NDArray[np.float64]) -> str:
    """Return the curve that, scaled, lies nearest to the values in ratio."""
    return min(CURVES, key=lambda name: float(np.log(value / CURVES[name](n)).std()))
