"""A factor overrides what a scenario sets on request only; a Sobol sample grows and says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interhelix.experiments.designs import Design, Range, settings_of
from interhelix.experiments.engines import Serial
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.experiment_file import kept_of
from interhelix.experiments.store.format import StoreError
from interhelix.experiments.sweeps import Sweep
from interhelix.experiments.sweeps.plan import ModelRuns, Plan
from interhelix.model.errors import InputError
from interhelix.scenarios import Intervention, Scenario
from tests.experiments.sweeps.jobs import Tiny

SEEDING = """
question = "How much seeding?"
world = "synthetic:4"
scenarios = ["conferences", "own.toml"]
quarters = 6
replicates = 1
measures = ["members"]
{more}

[factors]
"adopt.seed" = [0, 0.5]
"""
OWN = """
title = "A platform from the third quarter on"

[[interventions]]
label = "Platform"
from = 2
set = { "adopt.open" = 1, "adopt.seed" = 0.2 }
"""
OVER = 'override = ["adopt.seed"]'


@pytest.fixture
def seeding(tmp_path: Path):
    """Give the experiment with a line more."""

    def load(more: str = OVER, text: str = SEEDING) -> Experiment:
        (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
        path = tmp_path / "seeding.toml"
        path.write_text(text.format(more=more), encoding="utf-8")
        return Experiment.load(path)

    return load


def test_a_factor_that_a_scenario_sets_is_refused_with_the_way_to_override(seeding) -> None:
    with pytest.raises(InputError, match=r'or add override = \["adopt.seed"\]'):
        seeding("")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('override = ["adopt.sed"]', "adopt.sed: overrides scenarios, and is no factor; add it"),
        ('override = "adopt.seed"', "override: 'adopt.seed' is not a list"),
    ],
)
def test_leave_to_override_that_is_of_no_use_is_refused(seeding, more, said) -> None:
    with pytest.raises(InputError) as caught:
        seeding(more)
    assert said in str(caught.value)


def test_leave_to_override_what_no_scenario_sets_is_refused(seeding) -> None:
    text = SEEDING.replace('"own.toml"', '"calls"')
    with pytest.raises(InputError, match="overrides what no scenario sets; take it out"):
        seeding(OVER, text)


def test_an_experiment_made_in_python_is_refused_as_one_in_a_file_is(seeding) -> None:
    with pytest.raises(InputError, match="scenario 'own' sets it, too"):
        Plan.of(replace(seeding(), override=()))


def test_a_factor_overrides_only_in_the_quarters_in_which_the_scenario_sets_it(seeding) -> None:
    plan = Plan.of(seeding())
    own = [(s.begin, s.end, s.chosen({"adopt.seed": 0.5})) for s in plan.stretches[1]]
    assert own == [(0, 2, {}), (2, 6, {"adopt.seed": 0.5})]
    everywhere = [(s.begin, s.end, s.chosen({"adopt.seed": 0.5})) for s in plan.stretches[0]]
    assert everywhere == [(0, 6, {"adopt.seed": 0.5})]


def test_a_quarter_in_which_a_scenario_sets_the_default_is_overridden_too(seeding) -> None:
    default = 0.0
    same = Scenario("same", "Same", interventions=(Intervention("i", 3, None, {"a.b": default}),))
    assert [sorted(kept_of(same, ["a.b"], quarter)) for quarter in (2, 3)] == [["a.b"], []]


def test_the_model_runs_with_the_factor_in_place_of_what_the_scenario_sets(seeding) -> None:
    plan = Plan.of(seeding())
    job = ModelRuns.of(plan)
    members = {
        (plan.experiment.scenarios[task.scenario], *task.values): job(task).values[-1, 0]
        for task in map(plan.task, range(plan.runs))
    }
    assert members["own", 0.5] > members["own", 0.0]
    written = OWN.replace("0.2", "0.5")
    by_hand = replace(plan.experiment, files={"own": _file(plan, "by_hand.toml", written)})
    other = Plan.of(by_hand)
    same = ModelRuns.of(other)(other.task(plan.runs - 1))
    assert same.values[-1, 0] == members["own", 0.5]


def _file(plan: Plan, name: str, text: str) -> str:
    path = Path(plan.experiment.files["own"]).with_name(name)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_each_value_of_an_overriding_factor_has_runs_of_its_own(seeding) -> None:
    keys = Plan.of(seeding()).keys()
    assert len(np.unique(keys, axis=0)) == len(keys) == 4


def test_a_store_keeps_what_overrides(seeding, tmp_path: Path) -> None:
    plan = Plan.of(seeding())
    store = Sweep(plan, tmp_path / "store", Serial, job=Tiny(1)).carry_out(Heard())
    assert store.experiment.override == ("adopt.seed",)
    assert store.experiment == plan.experiment


class Heard:
    """Keeps what a watcher hears."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def notice(self, text: str) -> None:
        self.texts.append(text)

    def done(self, runs: int, of: int) -> None:
        """Hear nothing."""


@pytest.fixture
def grow(tmp_path: Path):
    """Carry out a sweep over so many Sobol points; say how many runs were done, and what."""

    def carry_out(points: int) -> tuple[list[str], list[str]]:
        experiment = Experiment(
            name="sample",
            question="How does it grow?",
            world="synthetic:3",
            scenarios=("conferences",),
            quarters=1,
            replicates=1,
            seed=5,
            measures=("isolates",),
            design=Design("sobol", points),
            factors={"adopt.open": Range(0.0, 1.0), "meet.rate": Range(0.5, 4.0)},
        )
        heard = Heard()
        sweep = Sweep(Plan.of(experiment), tmp_path / "sobol", Serial, job=Tiny(1))
        return sorted(sweep.carry_out(heard).runs()["key"]), heard.texts

    return carry_out


def test_the_first_points_of_a_larger_sobol_sample_are_the_smaller_one() -> None:
    ranges = {"a": Range(0.0, 1.0), "b": Range(-2.0, 3.0), "c": Range(5.0, 6.0)}
    small, large = (settings_of(Design("sobol", size), ranges, 11) for size in (16, 64))
    np.testing.assert_array_equal(large[:16], small)


def test_a_sobol_sample_grows_keeps_its_runs_and_says_so(grow) -> None:
    small, said = grow(4)
    assert len(small) == 4
    assert not any("grows" in text for text in said)
    large, said = grow(16)
    assert len(large) == 16
    assert set(small) < set(large)
    assert said[:2] == [
        "the Sobol sample grows from 4 to 16 points; those that are there stay",
        "4 of 16 runs are there already",
    ]


def test_a_sobol_sample_does_not_shrink(grow) -> None:
    grow(8)
    with pytest.raises(StoreError, match="has Sobol points 5 to 8, which the experiment leaves"):
        grow(4)
