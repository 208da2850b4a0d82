import sys

import pytest

from interhelix.experiments.analysis import analyse
from interhelix.experiments.analysis.sweep_report import report
from interhelix.experiments.designs import Design, Range
from tests.experiments.analysis.conftest import experiment_of, runs_of

ONE = {"scenarios": ("conferences",), "measures": ("net_value",)}


def law(scenario, values, luck):
    """Let one factor explain 9 parts of the variance and the other 1."""
    return 3.0 * values["adopt.network"] + 0.5 * values["meet.rate"] + 1e-9 * luck.normal()


def shares(found, figure):
    rows = found.sensitivity
    return rows[rows["figure"] == figure].set_index("factor")["value"]


@pytest.mark.parametrize("kind", ["latin", "sobol"])
def test_a_factor_explains_its_share_of_the_variance(kind):
    experiment = experiment_of(Design(kind, 256), replicates=2, **ONE)
    first = shares(analyse(experiment, runs_of(experiment, law)), "first order")
    assert first["adopt.network"] == pytest.approx(0.9, abs=0.06)
    assert first["meet.rate"] == pytest.approx(0.1, abs=0.06)


def test_an_interaction_shows_in_the_total_only():
    def product(scenario, values, luck):
        return (values["adopt.network"] - 0.5) * (values["meet.rate"] - 1.0)

    experiment = experiment_of(Design("latin", 300), replicates=2, **ONE)
    found = analyse(experiment, runs_of(experiment, product))
    assert shares(found, "first order").max() < 0.15
    assert shares(found, "total").min() > 0.7


def test_elementary_effects_are_those_of_the_law():
    experiment = experiment_of(Design("morris", 10), replicates=2, **ONE)
    found = analyse(experiment, runs_of(experiment, law))
    assert shares(found, "elementary effects").to_dict() == pytest.approx(
        {"adopt.network": 3.0, "meet.rate": 1.0}
    )
    assert found.sensitivity["sigma"].max() < 1e-6


def test_a_trajectory_that_lacks_a_setting_is_left_out():
    experiment = experiment_of(Design("morris", 10), replicates=2, **ONE)
    runs = runs_of(experiment, law)
    found = analyse(experiment, runs.drop(index=0))
    assert len(found.grid.settings) == len(runs) / 2 - 1
    assert shares(found, "elementary effects")["adopt.network"] == pytest.approx(3.0)


def test_few_draws_have_no_indices_and_the_report_says_how_many_it_takes():
    experiment = experiment_of(Design("latin", 20), replicates=2, **ONE)
    found = analyse(experiment, runs_of(experiment, law))
    assert found.sensitivity.empty
    assert "No index can be computed from 20 draws: there are fewer than 65" in report(found)


def test_without_salib_the_report_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib", None)
    experiment = experiment_of(Design("latin", 80), replicates=2, **ONE)
    text = report(analyse(experiment, runs_of(experiment, law)))
    assert 'sensitivity indices need SALib; pip install "interhelix[sensitivity]"' in text


def test_a_factorial_has_no_indices(factorial):
    assert factorial.sensitivity.empty
    assert "## Sensitivity" not in report(factorial)


def test_one_factor_alone_explains_everything():
    one = {"adopt.network": Range(0.0, 1.0)}
    experiment = experiment_of(Design("latin", 300), one, replicates=2, **ONE)
    runs = runs_of(experiment, lambda _, values, luck: values["adopt.network"] + 0 * luck.normal())
    found = analyse(experiment, runs)
    assert shares(found, "first order")["adopt.network"] == pytest.approx(1.0, abs=0.05)
    assert shares(found, "total").empty
