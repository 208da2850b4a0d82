"""Sweeps made of invented runs: quick, and with known effects."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from interhelix.experiments.analysis import Analysis, analyse
from interhelix.experiments.designs import Design, Range
from interhelix.experiments.experiment import Experiment

MEASURES = ("ties_level_1", "isolates", "effect_social", "effect_network", "policy_cost")
LEVELS = {"adopt.network": (0.3, 0.5, 0.8), "meet.rate": (0.5, 1.0)}
RANGES = {"adopt.network": Range(0.0, 1.0), "meet.rate": Range(0.0, 2.0)}

Value = Callable[[str, dict[str, float], np.random.Generator], float]


def experiment_of(
    design: Design = Design(),  # noqa: B008
    factors: dict[str, tuple[float, ...]] | None = None,
    replicates: int = 30,
    scenarios: tuple[str, ...] = ("conferences", "digital_platform", "smart_specialisation"),
    measures: tuple[str, ...] = MEASURES,
) -> Experiment:
    """Describe an experiment as a file would."""
    chosen = (LEVELS if design.over_levels else RANGES) if factors is None else factors
    return Experiment(
        "invented", "Which one?", "russia", scenarios, 20, replicates, 1, measures, design, chosen
    )


def effect(scenario: str, values: dict[str, float], luck: np.random.Generator) -> float:
    """Add what a policy, the factors and the luck of a replicate do."""
    policy = {"conferences": 0.0, "digital_platform": 4.0, "smart_specialisation": 2.0}[scenario]
    slope = 10.0 * values.get("adopt.network", 0.0) * (scenario != "conferences")
    return policy + slope + 3.0 * values.get("meet.rate", 0.0) + luck.normal()


def runs_of(experiment: Experiment, value: Value = effect) -> pd.DataFrame:
    """Invent a row for each run; the luck of a replicate is the same in all of them."""
    rows = []
    seen = set()
    for scenario, values in experiment.points():
        for replicate in range(experiment.replicates):
            key = f"{scenario}-{values}-{replicate}"
            if key not in seen:
                seen.add(key)
                luck = np.random.default_rng([7, replicate])
                figures = {name: value(scenario, values, luck) for name in experiment.measures}
                place = {"scenario": scenario, "replicate": replicate}
                rows.append({"key": key, "status": "done", **place, **values, **figures})
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def factorial() -> Analysis:
    """Give the analysis of a full factorial, with the scenarios themselves."""
    experiment = experiment_of()
    return analyse(experiment, runs_of(experiment), experiment.load_scenarios())


@pytest.fixture(scope="session")
def sampled() -> Analysis:
    """Give the analysis of a Latin hypercube of 80 draws."""
    experiment = experiment_of(Design("latin", 80), replicates=4)
    return analyse(experiment, runs_of(experiment))
