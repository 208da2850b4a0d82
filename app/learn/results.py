"""The results of a lesson: figures by point, and which of the answers they support.

Nothing is known before a run. Whether a measure changed follows from the paired differences: their
95 % interval must exclude zero, and the difference must exceed what matters for the measure. A
share counts as above or below a bound only where its whole 95 % interval does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.app.learn.plan import Task
from interhelix.experiments import Comparison
from interhelix.model.measures import measure_named

CLEAR = 0.75  # share of the runs that must agree
LEAST_SPREAD = 10.0  # [% of actors] below it, the start made no difference
LEAST_JUMP = 0.5  # share of the whole spread in one step that makes a threshold
ALIKE = 0.15  # difference of two shares that is taken as none
SURE = 0.95
Blanks = Mapping[str, float]


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the t interval of the mean of values that do not depend on each other."""
    from scipy import stats

    half = float(stats.t.ppf((1 + SURE) / 2, len(values) - 1) * stats.sem(values))
    return float(values.mean()) - half, float(values.mean()) + half


def _moved(comparison: Comparison, measure: str) -> int:
    """Return 1 or -1 where the last point is surely above or below the first, 0 otherwise."""
    rows = comparison.rows
    own = rows[(rows["policy"] == comparison.policies[-1].name) & (rows["measure"] == measure)]
    difference, low, high = (float(own[key].iloc[0]) for key in ("difference", "low", "high"))
    surely = low > 0 or high < 0
    return (
        int(math.copysign(1, difference)) if surely and abs(difference) >= _matters(measure) else 0
    )


def _matters(measure: str) -> float:
    return measure_named(measure).matters


def _means(figures: pd.DataFrame, measure: str) -> NDArray[np.float64]:
    return figures[figures["measure"] == measure]["mean"].to_numpy()


def _mass(task: Task, comparison: Comparison, figures: pd.DataFrame) -> tuple[str, Blanks]:
    """Ask in how many runs one step between two starts makes up half of what the start changes."""
    members = _means(figures, "members")
    others = [comparison.differences[policy.name]["members"] for policy in comparison.policies]
    paths = np.column_stack([np.zeros(len(others[0])), *others])  # of each pair, from its first
    spread, largest = np.ptp(paths, axis=1), np.diff(paths, axis=1).max(axis=1)
    flat = spread < LEAST_SPREAD
    sharp = ~flat & (largest >= LEAST_JUMP * spread)
    runs = {"none": flat, "threshold": sharp, "steady": ~flat & ~sharp}
    wins = {name: int(each.sum()) for name, each in runs.items()}
    first = max(wins, key=lambda name: wins[name])
    step = int(np.diff(members).argmax())
    starts = [task.plan.times * value for value in task.plan.values]
    blanks = {
        "below": starts[step],
        "above": starts[step + 1],
        "from": members[step],
        "to": members[step + 1],
        "least": members.min(),
        "most": members.max(),
        "wins": float(wins[first]),
        "runs": float(len(paths)),
    }
    return first if wins[first] >= CLEAR * len(paths) else "unclear", blanks


def _first_and_last(ends: tuple[str, str], **means: NDArray[np.float64]) -> Blanks:
    """Return the first and the last of each row of means, as blanks ``<name>_<end>``."""
    return {
        f"{name}_{end}": float(values[at])
        for name, values in means.items()
        for end, at in zip(ends, (0, -1), strict=True)
    }


def _steps(_: Task, comparison: Comparison, figures: pd.DataFrame) -> tuple[str, Blanks]:
    level_1, level_2, level_3 = (_means(figures, f"ties_level_{level}") for level in (1, 2, 3))
    upper = level_2 + level_3
    blanks = _first_and_last(("without", "with"), lower=level_1, upper=upper)
    moved = [_moved(comparison, f"ties_level_{level}") for level in (1, 2, 3)]
    if not any(moved):
        return "none", blanks
    if level_1[-1] <= 0 or upper[-1] <= 0:
        return "unclear", blanks
    kept_lower, kept_upper = level_1[0] / level_1[-1], upper[0] / upper[-1]
    little = kept_lower >= 1 - 2 * ALIKE
    if little and max(moved[1:]) > 0 and kept_upper < kept_lower - ALIKE:
        return "upper", blanks
    falls = max(kept_lower, kept_upper) < 1
    return ("alike" if falls and abs(kept_lower - kept_upper) <= ALIKE else "unclear"), blanks


def _hubs(_: Task, comparison: Comparison, figures: pd.DataFrame) -> tuple[str, Blanks]:
    isolated, unequal = (_means(figures, name) for name in ("isolates", "gini_strength"))
    blanks = _first_and_last(("few", "many"), isolated=isolated, unequal=unequal)
    moved = _moved(comparison, "isolates"), _moved(comparison, "gini_strength")
    names = {(-1, -1): "evener", (-1, 1): "hubs", (0, 1): "hubs", (0, 0): "none"}
    return names.get(moved, "unclear"), blanks


def _double(_: Task, comparison: Comparison, figures: pd.DataFrame) -> tuple[str, Blanks]:
    common, joint = (_means(figures, name) for name in ("duplication", "joint_projects"))
    blanks = _first_and_last(("without", "with"), common=common, joint=joint)
    if _moved(comparison, "duplication") >= 0:
        return "same", blanks
    names = {1: "fewer_gain", 0: "fewer_only", -1: "fewer_loss"}
    return names[_moved(comparison, "joint_projects")], blanks


def _weakest(task: Task, comparison: Comparison, figures: pd.DataFrame) -> tuple[str, Blanks]:
    """Ask what is lost when one of four is weak, against its share; means over the four."""
    digital = _means(figures, "digital")
    each = [comparison.differences[policy.name]["digital"] for policy in comparison.policies]
    lost = -100.0 * np.mean(each, axis=0) / max(digital[0], 1e-9)  # of each pair
    low, high = (min(end, 100.0) for end in interval(lost))  # no more than all can be lost
    fair = 100.0 * (1.0 - task.plan.to) / len(task.plan.knocks)
    blanks = {"all": digital[0], "weak": digital[1:].mean(), "fair": fair}
    blanks |= {"lost": float(lost.mean()), "lost_low": low, "lost_high": high}
    below, above = fair * (1 - 2 * ALIKE), fair * (1 + 2 * ALIKE)
    if digital[0] > 0 and low > above:
        return "more", blanks
    if high < below:
        return "little", blanks
    return ("share" if below <= low and high <= above else "unclear"), blanks


RULES = {
    "mass": _mass,
    "steps": _steps,
    "hubs": _hubs,
    "double": _double,
    "weakest": _weakest,
}
EXTRA = {
    "value": ("nothing", "unclear"),
    "mass": ("unclear",),
    "steps": ("unclear",),
    "hubs": ("unclear",),
    "double": ("fewer_loss",),
    "weakest": ("unclear",),
}  # results that are not among the answers to predict

CURVES = {
    "n": lambda n: n,
    "n_log_n": lambda n: n * np.log(n),
    "n_squared": lambda n: n**2,
}


@dataclass(frozen=True, eq=False)
class Result:
    """What was seen: a row of ``figures`` for each point and measure; ``came`` is the answer.

    ``blanks`` are the figures of its explanation; ``scales`` those of the curves, by name.
    """

    task: Task
    figures: pd.DataFrame
    came: str
    blanks: Blanks
    scales: Mapping[str, float]


def result_of(task: Task, comparisons: Sequence[Comparison]) -> Result:
    """Return what the comparisons of a lesson showed."""
    if task.plan.sizes:
        return _value_result(task, comparisons)
    (comparison,) = comparisons
    figures = _figures(task, comparison)
    came, blanks = RULES[task.lesson](task, comparison, figures)
    return Result(task, figures, came, blanks, {})


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


def _value_result(task: Task, comparisons: Sequence[Comparison]) -> Result:
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
        return Result(task, figures, "nothing", {"least": float(mean.min())}, {})
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
    return Result(task, figures, first if sure else "unclear", blanks, scales)


def _times(name: str, n: NDArray[np.float64], values: Iterable[NDArray[np.float64]]) -> int:
    """Count in how many of some values a curve is the closest."""
    return sum(bool((own > 0).all()) and closest(n, own) == name for own in values)


def closest(n: NDArray[np.float64], value: NDArray[np.float64]) -> str:
    """Return the curve that, scaled, is closest to the values in ratio."""
    return min(CURVES, key=lambda name: float(np.log(value / CURVES[name](n)).std()))
