"""What a lesson showed: figures by point, and which of the answers they bear out.

Nothing is known before a run. Whether something moved is asked of the paired differences: their
95 % interval must leave zero, by more than what matters for the measure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.app.lessons.plan import Task
from interhelix.experiments import Comparison
from interhelix.model.measures import measure_named

CURVES = {
    "n": lambda n: n,
    "n_log_n": lambda n: n * np.log(n),
    "n_squared": lambda n: n**2,
}
CLEAR = 0.75  # share of the runs in which one curve must fit best
LEAST_SPREAD = 10.0  # [% of actors] below it, the start made no difference
LEAST_JUMP = 0.5  # share of the whole spread in one step that makes a threshold
ALIKE = 0.15  # difference of two shares that is taken as none
Blanks = Mapping[str, float]


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


def _value(task: Task, comparisons: Sequence[Comparison]) -> Seen:
    """Say which curve fits the value of networks of several sizes in most of the runs."""
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
    best = [closest(n, run) for run in totals.T if (run > 0).all()]
    wins = {name: best.count(name) for name in CURVES}
    first = max(wins, key=lambda name: wins[name])
    blanks = {
        "runs": float(least),
        "wins": float(wins[first]),
        "members": n[-1] / n[0],
        "value": mean[-1] / mean[0],
        "linear": n[-1] / n[0],
        "logarithmic": CURVES["n_log_n"](n)[-1] / CURVES["n_log_n"](n)[0],
        "squared": (n[-1] / n[0]) ** 2,
    }
    return Seen(task, figures, first if wins[first] >= CLEAR * least else "unclear", blanks, scales)


def closest(n: NDArray[np.float64], value: NDArray[np.float64]) -> str:
    """Return the curve that, scaled, lies nearest to the values in ratio."""
    return min(CURVES, key=lambda name: float(np.log(value / CURVES[name](n)).std()))


def _mass(task: Task, _: Comparison, figures: pd.DataFrame) -> tuple[str, Blanks]:
    members = _means(figures, "members")
    steps = np.diff(members)
    step = int(steps.argmax())
    starts = [100.0 * value for value in task.plan.values]
    blanks = {
        "below": starts[step],
        "above": starts[step + 1],
        "from": members[step],
        "to": members[step + 1],
        "least": members.min(),
        "most": members.max(),
    }
    spread = float(np.ptp(members))
    if spread < LEAST_SPREAD:
        return "none", blanks
    return ("threshold" if steps[step] >= LEAST_JUMP * spread else "steady"), blanks


def _steps(_: Task, comparison: Comparison, figures: pd.DataFrame) -> tuple[str, Blanks]:
    level_1, level_2, level_3 = (_means(figures, f"ties_level_{level}") for level in (1, 2, 3))
    upper = level_2 + level_3
    blanks = {
        "lower_without": level_1[0],
        "lower_with": level_1[-1],
        "upper_without": upper[0],
        "upper_with": upper[-1],
    }
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
    blanks = {
        "isolated_few": isolated[0],
        "isolated_many": isolated[-1],
        "unequal_few": unequal[0],
        "unequal_many": unequal[-1],
    }
    moved = _moved(comparison, "isolates"), _moved(comparison, "gini_strength")
    names = {(-1, -1): "evener", (-1, 1): "hubs", (0, 1): "hubs", (0, 0): "none"}
    return names.get(moved, "unclear"), blanks


def _double(_: Task, comparison: Comparison, figures: pd.DataFrame) -> tuple[str, Blanks]:
    common, joint = (_means(figures, name) for name in ("duplication", "joint_projects"))
    blanks = {
        "common_without": common[0],
        "common_with": common[-1],
        "joint_without": joint[0],
        "joint_with": joint[-1],
    }
    if _moved(comparison, "duplication") >= 0:
        return "same", blanks
    names = {1: "fewer_gain", 0: "fewer_only", -1: "fewer_loss"}
    return names[_moved(comparison, "joint_projects")], blanks


def _weakest(task: Task, _: Comparison, figures: pd.DataFrame) -> tuple[str, Blanks]:
    digital = _means(figures, "digital")
    lost = 100.0 * (1.0 - digital[1:].mean() / digital[0]) if digital[0] > 0 else 0.0
    fair = 100.0 * (1.0 - task.plan.to) / len(task.plan.knocks)
    blanks = {"all": digital[0], "weak": digital[1:].mean(), "lost": lost, "fair": fair}
    if lost < fair * (1 - 2 * ALIKE):
        return "little", blanks
    return ("share" if lost <= fair * (1 + 2 * ALIKE) else "more"), blanks


RULES = {
    "mass": _mass,
    "steps": _steps,
    "hubs": _hubs,
    "double": _double,
    "weakest": _weakest,
}
EXTRA = {
    "value": ("nothing", "unclear"),
    "steps": ("unclear",),
    "hubs": ("unclear",),
    "double": ("fewer_loss",),
}  # what may come that nobody could predict
