import numpy as np
import pandas as pd
import pytest

from interhelix.experiments.analysis import analyse
from interhelix.experiments.analysis.effects import combined, contrasts_of, estimates
from interhelix.experiments.designs import Design, settings_of
from interhelix.scenarios import Scenario
from tests.experiments.analysis.conftest import experiment_of, runs_of

POLICY = "digital_platform − conferences"


def effect_of(found, of, effect, levels, measure="ties_level_1"):
    rows = found.effects
    chosen = (rows["of"] == of) & (rows["effect"] == effect) & (rows["levels"] == levels)
    return rows[chosen & (rows["measure"] == measure)].iloc[0]


def test_a_main_effect_is_the_difference_between_two_levels(factorial):
    row = effect_of(factorial, "conferences", "meet.rate", "0.5 → 1")
    assert row["difference"] == pytest.approx(1.5)
    assert (row["kind"], row["verdict"]) == ("main effect", "no material difference")


def test_a_factor_may_change_what_a_policy_does(factorial):
    row = effect_of(factorial, POLICY, "adopt.network", "0.3 → 0.8")
    assert row["difference"] == pytest.approx(5.0)
    assert row["verdict"] == "improves"
    assert (
        effect_of(factorial, POLICY, "adopt.network", "0.3 → 0.8", "isolates")["verdict"]
        == "worsens"
    )


def test_what_is_only_rounding_is_exactly_zero(factorial):
    row = effect_of(factorial, POLICY, "meet.rate", "0.5 → 1")
    assert row["difference"] == 0.0
    assert row["verdict"].startswith("identical")


def test_an_interaction_is_the_difference_of_differences():
    def product(scenario, values, luck):
        return 8.0 * values["adopt.network"] * values["meet.rate"] + luck.normal()

    experiment = experiment_of(replicates=30, scenarios=("conferences",))
    found = analyse(experiment, runs_of(experiment, product))
    row = effect_of(found, "conferences", "adopt.network x meet.rate", "0.3 → 0.8, 0.5 → 1")
    assert row["difference"] == pytest.approx(8 * 0.5 * 0.5)
    assert set(found.effects["of"]) == {"conferences"}


def test_effects_that_a_fraction_cannot_tell_apart_are_named():
    factors = dict.fromkeys(("trust.gain", "trust.loss", "adopt.rate"), (0.1, 0.2))
    experiment = experiment_of(Design("fractional", 4), factors)
    settings = pd.DataFrame(settings_of(experiment.design, factors, 1), columns=list(factors))
    found = {each.effect: each.alias for each in contrasts_of(experiment, settings)}
    assert found == {
        "trust.gain": "trust.loss x adopt.rate",
        "trust.loss": "trust.gain x adopt.rate",
        "adopt.rate": "trust.gain x trust.loss",
    }


def test_a_line_through_draws_rises_between_the_bounds_as_the_law_does(sampled):
    row = effect_of(sampled, "conferences", "meet.rate", "0 → 2")
    assert row["kind"] == "fitted line"
    assert row["difference"] == pytest.approx(6.0)
    row = effect_of(sampled, POLICY, "adopt.network", "0 → 1")
    assert row["difference"] == pytest.approx(10.0)


def test_weights_of_a_contrast_sum_to_zero():
    for experiment in (experiment_of(), experiment_of(Design("latin", 12))):
        design = settings_of(experiment.design, experiment.factors, 1)
        settings = pd.DataFrame(design, columns=list(experiment.factors))
        for contrast in contrasts_of(experiment, settings):
            assert contrast.weights.sum() == pytest.approx(0.0, abs=1e-12)


def test_contrasts_stand_contrast_by_contrast():
    experiment = experiment_of()
    design = settings_of(experiment.design, experiment.factors, 1)
    settings = pd.DataFrame(design, columns=list(experiment.factors))
    contrasts = contrasts_of(experiment, settings)
    response = np.zeros((6, 2, 3))
    response[settings["meet.rate"] == 1.0, :, 2] = 7.0
    found = estimates(contrasts, response).reshape(2, len(contrasts), 3)
    names = [contrast.effect for contrast in contrasts]
    assert found[:, names.index("meet.rate"), 2] == pytest.approx(7.0)
    assert not found[:, :, :2].any()


def test_scenarios_that_do_what_two_others_do_are_found():
    names = (
        "conferences",
        "digital_platform",
        "platform_and_specialisation",
        "smart_specialisation",
    )
    scenarios = [Scenario.load(name) for name in names]
    assert combined(scenarios, 20) == [
        ("platform_and_specialisation", "digital_platform", "smart_specialisation")
    ]
    assert combined(scenarios[:3], 20) == []
    assert combined([scenarios[0], scenarios[1], scenarios[1]], 20) == []


def test_policies_together_are_compared_with_their_sum():
    worth = {
        "conferences": 1.0,
        "digital_platform": 5.0,
        "smart_specialisation": 3.0,
        "platform_and_specialisation": 20.0,
    }
    experiment = experiment_of(scenarios=tuple(worth))
    runs = runs_of(experiment, lambda scenario, _, luck: worth[scenario] + luck.normal())
    rows = analyse(experiment, runs, experiment.load_scenarios()).effects
    row = rows[(rows["kind"] == "combination") & (rows["measure"] == "ties_level_1")].iloc[0]
    assert row["difference"] == pytest.approx(20 - 5 - 3 + 1)
    assert row["effect"] == "digital_platform x smart_specialisation"
    assert row["verdict"] == "improves"
