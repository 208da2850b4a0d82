"""The files of a run and of a sweep, for other programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from interhelix.experiments import simulate
from interhelix.experiments.engines import Serial
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.output import write_table
from interhelix.experiments.progress import Silence
from interhelix.experiments.simulation import write_hypergraph, write_map, write_network
from interhelix.experiments.store import Store
from interhelix.experiments.sweeps import Sweep
from interhelix.experiments.sweeps.plan import Plan


@pytest.fixture(scope="package")
def run():
    return simulate("platform_and_specialisation", "russia", quarters=16, seed=3)


@pytest.fixture(scope="package")
def folder(run, tmp_path_factory) -> Path:
    """Give the files of a run."""
    place = tmp_path_factory.mktemp("run")
    write_network(run, place / "network.graphml")
    write_hypergraph(run, place / "projects.hif.json")
    write_map(run, place / "regions.geojson")
    write_table(run.series.reset_index(), place / "series.csv")
    write_table(run.regions.reset_index(), place / "regions.csv")
    return place


@pytest.fixture(scope="package")
def store(tmp_path_factory) -> Store:
    """Give the store of a sweep that keeps quarters 2 and 4."""
    experiment = Experiment(
        name="small",
        question="What do other programs read?",
        world="synthetic:6",
        scenarios=("conferences", "calls"),
        quarters=4,
        replicates=2,
        seed=1,
        measures=("isolates", "project_return", "ties_level_3"),
        factors={"meet.rate": (1.0, 2.5)},
        series=2,
    )
    place = tmp_path_factory.mktemp("sweep") / "store"
    return Sweep(Plan.of(experiment), place, Serial).carry_out(Silence())
