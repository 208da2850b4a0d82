import numpy as np
import pytest

from interhelix.experiments.analysis import analyse
from tests.experiments.analysis.conftest import experiment_of, runs_of

SMALL = {"factors": {"meet.rate": (0.0, 1.0)}, "measures": ("net_value", "isolates")}


def worth(scenario, values, luck):
    """Let one policy be best at each setting, and a third one nearly as good at both."""
    table = {
        "conferences": (10.0, 0.0),
        "digital_platform": (0.0, 10.0),
        "smart_specialisation": (8.0, 7.0),
    }
    return table[scenario][int(values["meet.rate"])] + 0.0 * luck.normal()


@pytest.fixture
def regret():
    experiment = experiment_of(**SMALL)
    return analyse(experiment, runs_of(experiment, worth)).regret.set_index(["measure", "scenario"])


def test_regret_is_how_far_one_lies_behind_the_best(regret):
    more = regret.loc["net_value"]
    assert more["max_regret"].to_dict() == {
        "conferences": 10.0,
        "digital_platform": 10.0,
        "smart_specialisation": 3.0,
    }
    assert more.loc["smart_specialisation", "mean_regret"] == 2.5
    assert more.loc["conferences", "worst_setting"] == 1


def test_the_choice_has_the_least_largest_regret_though_it_is_never_best(regret):
    more = regret.loc["net_value"]
    assert more["choice"].to_dict() == {
        "conferences": False,
        "digital_platform": False,
        "smart_specialisation": True,
    }
    assert more["often_best"].tolist() == [0.5, 0.5, 0.0]


def test_where_less_is_wanted_the_least_is_best(regret):
    less = regret.loc["isolates"]
    assert less.loc["conferences", "max_regret"] == 10.0
    assert less.loc["digital_platform", "worst_setting"] == 1


def test_regret_of_luck_alone_is_told_to_be_luck():
    def luck_only(scenario, values, luck):
        own = np.random.default_rng([len(scenario), int(10 * luck.random()), luck.integers(999)])
        return own.normal()

    experiment = experiment_of(**SMALL)
    table = analyse(experiment, runs_of(experiment, luck_only)).regret
    assert (table["mean_regret"] <= 3 * table["luck"].max()).all()
    assert table["luck"].max() == pytest.approx((2 / 30) ** 0.5, rel=0.5)


def test_one_scenario_or_one_setting_has_no_regret():
    for experiment in (experiment_of(scenarios=("conferences",)), experiment_of(factors={})):
        assert analyse(experiment, runs_of(experiment)).regret.empty


def test_measures_of_which_neither_is_wanted_have_no_regret(factorial):
    wanted = {measure.name for measure in factorial.grid.measures if measure.wanted != "neither"}
    assert set(factorial.regret["measure"]) <= wanted


def test_the_draws_hold_every_setting(factorial):
    draws = factorial.draws
    assert len(draws) == 6 * 3 * 5
    row = draws[(draws["scenario"] == "digital_platform") & (draws["measure"] == "ties_level_1")]
    assert not row["regret"].any()
    assert list(draws.columns[:2]) == ["adopt.network", "meet.rate"]
