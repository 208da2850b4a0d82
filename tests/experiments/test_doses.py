"""The dose of a policy: a straight line from the baseline through the policy, within bounds."""

import pytest

from interhelix.experiments import scaling
from interhelix.experiments.inputs import packed, stretches_of, value_of
from interhelix.experiments.scaling import changes_of, dosed, most_dose
from interhelix.model.parameters import catalogue
from interhelix.scenarios import Intervention, Scenario, scenario_names

QUARTERS = 30


def policy(*steps: Intervention) -> tuple:
    return Scenario("own", "Own", interventions=steps).parameters(QUARTERS)


def setting(values: dict[str, float], start: int = 0, until: int | None = None) -> Intervention:
    return Intervention("Step", start, until, values)


NOTHING = policy()


@pytest.mark.parametrize("name", scenario_names())
def test_dose_1_of_every_policy_that_ships_is_the_same_run(name):
    base = Scenario.load("conferences").parameters(QUARTERS)
    own = Scenario.load(name).parameters(QUARTERS)
    assert packed(stretches_of(dosed(base, own, 1.0))) == packed(stretches_of(own))


def test_dose_0_is_the_baseline_where_every_parameter_has_a_dose():
    base = policy(setting({"meet.conferences": 12}))
    own = policy(setting({"meet.conferences": 5, "adopt.open": 1}))
    assert packed(stretches_of(dosed(base, own, 0.0))) == packed(stretches_of(base))


@pytest.mark.parametrize(("dose", "rate"), [(0.25, 1.5), (0.5, 2.0), (2.0, 5.0)])
def test_a_dose_moves_a_parameter_along_the_straight_line(dose, rate):
    own = policy(setting({"meet.rate": 3}))
    assert value_of(NOTHING[0], "meet.rate") == 1
    assert value_of(dosed(NOTHING, own, dose)[0], "meet.rate") == rate


def test_each_quarter_moves_from_the_baseline_of_that_quarter():
    base = policy(setting({"meet.rate": 2}, 10))
    own = policy(setting({"meet.rate": 4}, 5, 20))
    half = dosed(base, own, 0.5)
    rates = {q: value_of(half[q], "meet.rate") for q in (4, 5, 10, 20)}
    assert rates == {4: 1.0, 5: 2.5, 10: 3.0, 20: 1.5}
    assert len(stretches_of(half)) == 4


def test_no_dose_leaves_the_bounds_and_none_beyond_the_last_that_changes_anything():
    own = policy(setting({"adopt.open": 0.5, "meet.closure": 0.05}))
    assert most_dose(NOTHING, own) == 2.0
    twice, more = (dosed(NOTHING, own, dose) for dose in (2.0, 9.0))
    assert value_of(twice[0], "adopt.open") == 1.0
    assert value_of(twice[0], "meet.closure") == 0.0
    assert more == twice
    assert {change.treatment for change in changes_of(NOTHING, own, 2.0)} == {scaling.AT_BOUND}


def test_a_dose_is_never_so_large_that_it_is_another_policy():
    assert most_dose(NOTHING, policy(setting({"meet.conferences": 0.01}))) == scaling.MOST


def test_whole_numbers_and_the_split_of_a_budget_stay_and_are_named():
    left = {"prioritise.domains": 5.0, "adopt.rivals": 2.0, "propose.call_regions": 2.0}
    split = {"networking.pools": 1.0}
    own = policy(setting({"networking.budget": 4, **left, **split}))
    half = dosed(NOTHING, own, 0.5)[0]
    assert {name: value_of(half, name) for name in left | split} == left | split
    assert value_of(half, "networking.budget") == 2
    treated = {each.parameter: each.treatment for each in changes_of(NOTHING, own, 0.5)}
    assert treated == {
        "networking.budget": scaling.SCALED,
        **dict.fromkeys(left, scaling.WHOLE_NUMBER),
        **dict.fromkeys(split, scaling.BUDGET),
    }
    assert most_dose(NOTHING, policy(setting(left | split))) == 0


def test_units_and_parameters_without_a_dose_are_declared():
    assert set(scaling.WHOLE) <= {parameter.unit for parameter in catalogue().values()}
    assert set(scaling.SPLIT) <= set(catalogue())


def test_changes_tell_when_and_from_what_to_what():
    own = policy(setting({"meet.rate": 3}, 5, 20))
    (change,) = changes_of(NOTHING, own, 0.5)
    assert change == ("meet.rate", "contacts/quarter", 5, 20, 1.0, 3.0, 2.0, scaling.SCALED)
