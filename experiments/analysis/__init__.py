"""What a sweep found: differences, effects, sensitivity, conclusions, costs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest

from interhelix.experiments.analysis.effects import by_setting, combined, effects_of, overall
from interhelix.experiments.analysis.grid import Grid, difference_name, failures_of, grid_of, whole
from interhelix.experiments.analysis.sensitivity import (
    layers_of,
    regret_table,
    regrets,
    sensitivity_of,
)
from interhelix.experiments.costs import costs_of
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.inputs import Contents
from interhelix.experiments.output import JSON_FIELDS, json_value, records
from interhelix.experiments.provenance import made_by
from interhelix.experiments.replicates import FailedRun
from interhelix.experiments.statistics import paired, simultaneous_bounds, t_quantile
from interhelix.scenarios import Scenario

TABLES = (
    "rows", "settings", "effects", "layers", "costs", "regret", "draws", "sensitivity", "tipping",
    "robustness",
)  # fmt: skip
FULL = ("effects", "layers", "costs", "regret", "sensitivity", "tipping", "robustness")


@dataclass(frozen=True)
class Analysis:
    """What a sweep found.

    ``rows`` has the differences over all settings together, ``settings`` those at each setting (of
    factorial designs), ``effects`` what factors do, ``layers`` luck and ignorance, ``costs`` the
    cost per unit of effect, ``regret`` the regret of each scenario, ``draws`` the mean of every
    scenario and its regret at each setting, ``sensitivity`` the indices of designs that sample,
    ``tipping`` where one factor turns a difference, ``robustness`` in how many draws one holds.
    ``store`` is the path of what holds the runs, ``made_by`` what made them, ``code`` the
    source of rules and measures of the user's own, ``contents`` hashes of
    what they are runs of.
    ``grid`` holds the values that all but ``settings`` rest on, ``planned`` counts the runs of the
    experiment, ``runs`` those that the store holds.
    """

    experiment: Experiment
    store: str
    made_by: Mapping[str, object]
    contents: Contents | None
    code: Mapping[str, Any]
    scenarios: tuple[Scenario, ...]
    grid: Grid
    planned: int
    runs: int
    failures: tuple[FailedRun, ...]
    rows: pd.DataFrame
    settings: pd.DataFrame
    effects: pd.DataFrame
    layers: pd.DataFrame
    costs: pd.DataFrame
    regret: pd.DataFrame
    draws: pd.DataFrame
    sensitivity: pd.DataFrame
    tipping: pd.DataFrame
    robustness: pd.DataFrame

    @property
    def pairs(self) -> int:
        """The number of replicates that were run at every setting."""
        return self.grid.replicates

    def as_json(self) -> dict[str, object]:
        """Return the analysis as JSON values; what is not a finite number is null."""
        experiment = self.experiment
        return {
            "experiment": experiment.name,
            "model": self.made_by["fingerprint"],
            "question": experiment.question,
            "world": experiment.world,
            "baseline": experiment.scenarios[0],
            "scenarios": list(experiment.scenarios),
            "design": experiment.design.kind,
            "factors": {name: list(values) for name, values in experiment.factors.items()},
            "settings": len(self.grid.settings),
            "quarters": experiment.quarters,
            "pairs": self.pairs,
            "seed": json_value(experiment.seed),
            "planned": self.planned,
            "runs": self.runs,
            "failed": len(self.failures),
            "rows": records(self.rows[list(JSON_FIELDS)]),
            **{name: records(getattr(self, name)) for name in FULL},
        }

    def to_json(self) -> str:
        """Return the analysis as text."""
        return json.dumps(self.as_json(), indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def analyse(
    experiment: Experiment,
    runs: pd.DataFrame,
    scenarios: Sequence[Scenario] = (),
    store: str = "",
    made: Mapping[str, object] | None = None,
    contents: Contents | None = None,
    code: Mapping[str, Any] | None = None,
) -> Analysis:
    """Return what a sweep found, from a row for each run (``Store.runs``).

    ``scenarios`` are those of the experiment, to tell which of them do what two others do together;
    ``store`` is the path of what the runs were read from, ``made`` what made them, ``contents`` the
    hashes of what they are runs of, ``code`` the source of rules and measures of the user's own.

    Raises:
        InputError: no replicate is complete, or runs of another experiment.
        RunsFailedError: more than 1 % of the runs failed.

    """
    failures = failures_of(runs)
    everything = grid_of(experiment, runs)
    over_levels = experiment.design.over_levels
    grid = whole(everything, over_levels)
    compared = bool(grid.policies)
    together = combined(scenarios, experiment.quarters) if scenarios else ()
    means = grid.values.mean(axis=1)
    treatments = dict(zip(grid.policies, means[1:], strict=True))
    several = compared and over_levels and len(grid.settings) > 1
    return Analysis(
        experiment=experiment,
        store=store or experiment.name,
        made_by=made or made_by(),
        contents=contents,
        code=code or {},
        scenarios=tuple(scenarios) or tuple(Scenario(name, "") for name in experiment.scenarios),
        grid=grid,
        planned=int(np.prod(everything.values.shape[:3])),
        runs=len(runs),
        failures=failures,
        rows=overall(grid) if compared else pd.DataFrame(columns=list(JSON_FIELDS)),
        settings=by_setting(everything) if several else pd.DataFrame(),
        effects=effects_of(experiment, grid, together),
        layers=layers_of(grid),
        costs=costs_of(means[0], treatments, grid.measures),
        regret=regret_table(grid),
        draws=draws_of(grid),
        sensitivity=sensitivity_of(experiment, grid),
        tipping=tipping_of(experiment, grid),
        robustness=robustness_of(experiment, grid),
    )


def draws_of(grid: Grid) -> pd.DataFrame:
    """Return the mean over replicates of each setting, scenario and measure, with its regret."""
    means = grid.values.mean(axis=2)
    found = regrets(grid)
    tables = []
    for place, scenario in enumerate(grid.scenarios):
        for column, measure in enumerate(grid.measures):
            table = grid.settings.copy()
            table["setting"] = np.arange(len(table))
            table["scenario"], table["measure"] = scenario, measure.name
            table["mean"] = means[place, :, column]
            regret = found.get(measure.name)
            table["regret"] = np.nan if regret is None else regret[:, place]
            tables.append(table)
    return pd.concat(tables, ignore_index=True)


Float = NDArray[np.float64]
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
