"""The place of a run in an experiment: scenario, replicate, and the values of the factors."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from interhelix.experiments.designs import settings_of
from interhelix.experiments.experiment import Experiment


def columns_of(experiment: Experiment) -> list[str]:
    """Return the columns that say where a run has its place."""
    return ["scenario", "replicate", *experiment.factors]


def asked_for(experiment: Experiment, runs: pa.Table) -> NDArray[np.bool_]:
    """Say which runs have a place in an experiment; the others belong to a larger one."""
    scenarios = pc.is_in(runs["scenario"], value_set=pa.array(experiment.scenarios))
    found: NDArray[np.bool_] = scenarios.to_numpy()
    found &= runs["replicate"].to_numpy() < experiment.replicates
    values = {name: runs[name].to_numpy() for name in experiment.factors}
    if experiment.design.kind == "full" or not values:  # any value goes with any other
        for name, levels in experiment.factors.items():
            found &= np.isin(values[name], levels)
        return found
    settings = settings_of(experiment.design, experiment.factors, experiment.seed)
    rows = np.column_stack([*values.values()])
    both, inverse = np.unique(np.vstack([settings, rows]) + 0.0, axis=0, return_inverse=True)
    known = np.zeros(len(both), np.bool_)
    known[inverse.ravel()[: len(settings)]] = True
    return np.asarray(found & known[inverse.ravel()[len(settings) :]])


def larger(experiment: Experiment, runs: pa.Table) -> str:
    """Say in words what runs have that an experiment does not ask for."""
    said = []
    scenarios = sorted(set(runs["scenario"].to_pylist()) - set(experiment.scenarios))
    if scenarios:
        said.append(f"scenario {', '.join(scenarios)}")
    most = pc.max(runs["replicate"]).as_py()
    if most >= experiment.replicates:
        said.append(f"replicates {experiment.replicates + 1} to {most + 1}")
    return " and ".join(said or ["other values of the factors"])


def any_twice(experiment: Experiment, runs: pa.Table) -> bool:
    """Say whether two runs, each with a key of its own, have the same place."""
    places = runs.select(columns_of(experiment)).group_by(columns_of(experiment)).aggregate([])
    return bool(places.num_rows < runs.num_rows)
