"""What a store holds, as the page shows it; it is read in the process that works for the app."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from interhelix.experiments.analysis.effects import combined, effects_of, effects_on
from interhelix.experiments.analysis.grid import Grid, failures_of, figures_of, grid_of, whole
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.progress import Watcher
from interhelix.experiments.replicates import RunsFailedError
from interhelix.experiments.store import Store
from interhelix.experiments.store.format import StoreError
from interhelix.experiments.sweeps.status import Status
from interhelix.model.errors import Fault, InputError
from interhelix.model.machine_code import fingerprint
from interhelix.model.measures import measure_named

MOST_NUMBERS = 1_000_000  # runs x measures that the app reads


@dataclass(frozen=True, eq=False)
class Sweep:
    """A store: its experiment, how many runs are done, failed and missing, and what they say.

    ``grid`` has every run that is there, ``None`` where too many failed; ``effects`` rests on the
    replicates that are whole, and is empty where none is. ``troubles`` says why.
    """

    path: Path
    experiment: Experiment
    done: int
    failed: int
    missing: int
    same_model: bool
    grid: Grid | None
    effects: pd.DataFrame
    troubles: tuple[str, ...]

    def __getstate__(self) -> dict[str, Any]:
        """Leave the measures behind: they are functions, and the other process has its own."""
        return self.__dict__ | {"grid": self.grid and replace(self.grid, measures=())}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the measures that the experiment names."""
        own = tuple(measure_named(name) for name in state["experiment"].measures)
        grid = state["grid"] and replace(state["grid"], measures=own)
        self.__dict__.update(state | {"grid": grid})


def open_store(path: Path, watcher: Watcher) -> Sweep:
    """Read a store.

    Raises:
        StoreError: it is no store, damaged, newer, or too large for a page.
        InputError: it holds runs that are not of its experiment.

    """
    store = Store(path)
    asked = store.experiment
    if store.rows() * len(asked.measures) > MOST_NUMBERS:
        most = MOST_NUMBERS // len(asked.measures)
        problem = f"has more runs than a page can show ({most:,} with so many measures)"
        raise StoreError(Fault(str(path), problem, f"interhelix report {path}"))
    status = Status.of(store)
    watcher.done(status.there, max(status.runs, status.there))
    runs = store.runs(
        ["status", "scenario", "replicate", "reason", *asked.factors, *asked.measures]
    )
    grid, effects, troubles = None, pd.DataFrame(), []
    try:
        failures_of(runs)
        grid = grid_of(asked, runs)
        effects = _effects(asked, whole(grid, asked.design.over_levels))
    except (RunsFailedError, InputError) as error:
        if grid is None and isinstance(error, InputError):
            raise
        troubles = str(error).splitlines()
    return Sweep(
        path=path,
        experiment=asked,
        done=status.counts.get("done", 0),
        failed=status.failed,
        missing=max(status.missing, 0),
        same_model=store.mark.fingerprint == fingerprint(),
        grid=grid,
        effects=effects,
        troubles=tuple(troubles),
    )


def _effects(experiment: Experiment, grid: Grid) -> pd.DataFrame:
    """Return the effects of the report, and those on the mean of each policy beside them."""
    try:
        scenarios = experiment.load_scenarios()
    except InputError:  # as in the report: what needs a file that is gone is left out
        scenarios = ()
    together = combined(scenarios, experiment.quarters) if scenarios else ()
    own = effects_of(experiment, grid, together)
    means = {name: figures_of(grid)[name] for name in grid.policies}
    return pd.concat([own, effects_on(experiment, grid, means)]) if means else own
