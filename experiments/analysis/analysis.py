"""The analysis of a sweep: all its tables, and how many runs they rest on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from interhelix.experiments.analysis.conclusions import robustness_of, tipping_of
from interhelix.experiments.analysis.differences import by_setting, overall
from interhelix.experiments.analysis.effects import combined, effects_of
from interhelix.experiments.analysis.grid import Grid, failures_of, grid_of, whole
from interhelix.experiments.analysis.layers import layers_of
from interhelix.experiments.analysis.regret import regret_table, regrets
from interhelix.experiments.analysis.sensitivity import sensitivity_of
from interhelix.experiments.comparison import JSON_FIELDS, FailedRun, json_value, records
from interhelix.experiments.costs import costs_of
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.record import made_by
from interhelix.experiments.store import Store
from interhelix.experiments.store.contents import Contents
from interhelix.model.errors import InputError
from interhelix.scenarios import Scenario

TABLES = (
    "rows",
    "settings",
    "effects",
    "layers",
    "costs",
    "regret",
    "draws",
    "sensitivity",
    "tipping",
    "robustness",
)
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
    store: Store | None = None,
) -> Analysis:
    """Return what a sweep found, from a row for each run (``Store.runs``).

    ``scenarios`` are those of the experiment, to tell which of them do what two others do together;
    ``store`` is what the runs were read from.

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
        store=str(store.path) if store else experiment.name,
        made_by=store.mark.made_by if store else made_by(),
        contents=store.mark.contents if store else None,
        code=store.mark.code if store else {},
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


def analysed(store: Store) -> Analysis:
    """Return what the sweep of a store found, as far as it has come.

    Where a scenario's file is gone, what needs it (its title, which scenarios do what two others do
    together) is left out.

    Raises:
        StoreError: a shard is damaged.
        InputError: no replicate is complete.
        RunsFailedError: more than 1 % of the runs failed.

    """
    experiment = store.experiment
    columns = ["status", "scenario", "replicate", "reason"]
    try:
        scenarios = experiment.load_scenarios()
    except InputError:
        scenarios = ()
    runs = store.runs([*columns, *experiment.factors, *experiment.measures])
    return analyse(experiment, runs, scenarios, store)


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
