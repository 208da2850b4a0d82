"""Policies at equal public money: the search for doses, and comparisons at them."""

import math

import numpy as np
import pytest

from interhelix.experiments import compare
from interhelix.experiments.comparing import Memory
from interhelix.experiments.inputs import value_of
from interhelix.experiments.scaling import (
    EQUAL,
    EQUAL_AND_LITTLE,
    MOST_STEPS,
    NO_DOSE,
    NO_MORE,
    QUANTITIES,
    TOLERANCE,
    Aim,
    Found,
    searched,
    sought,
)
from interhelix.model.errors import InputError
from interhelix.scenarios import Intervention, Scenario

SMALL = {"world": "synthetic:4", "replicates": 3, "quarters": 4, "workers": 1}
MONEY = Aim("money")


@pytest.mark.parametrize("target", [0.3, 4.0, 35.0])
def test_a_dose_is_found_below_and_above_the_policy(target):
    spent = []

    def money(dose):
        spent.append(5 * dose**2)
        return spent[-1]

    found = sought(money, 5.0, target, 10.0)
    assert found.reading == EQUAL
    assert (found.dose > 1) == (target > 5)
    assert abs(5 * found.dose**2 - target) <= TOLERANCE * target
    assert len(spent) <= MOST_STEPS


def test_more_money_asks_for_a_larger_dose():
    doses = [sought(lambda dose: 8 * dose, 8.0, target, 10.0).dose for target in (1, 3, 20, 60)]
    assert doses == sorted(set(doses))


def test_a_policy_with_the_money_already_is_not_run_again():
    def never(dose):
        raise AssertionError(dose)

    assert sought(never, 5.0, 5.0, 10.0) == Found(1.0, EQUAL)


def test_money_out_of_reach_is_told_and_the_policy_stays():
    above = sought(lambda dose: 5 * dose, 5.0, 100.0, 4.0)
    assert above == Found(1.0, "as it is: out of reach, 20 at dose 4")
    below = sought(lambda dose: 3 + 2 * dose, 5.0, 1.0, 4.0)
    assert below == Found(1.0, "as it is: out of reach, 3 at dose 0")


def test_a_policy_whose_money_jumps_over_the_target_stays_and_both_sides_are_told():
    found = sought(lambda dose: 4.0 if dose > 0.5 else 1.0, 4.0, 2.0, 10.0)
    assert found.dose == 1
    assert found.reading.startswith("as it is: no dose between 1 at dose 0.")
    assert " and 4 at dose 0.5" in found.reading


def test_a_fixed_cost_that_leaves_little_of_a_policy_is_told():
    found = sought(lambda dose: 5.0 + 100.0 * dose if dose else 0.0, 105.0, 5.5, 10.0)
    assert 0 < found.dose < 0.01
    assert found.reading == EQUAL_AND_LITTLE


def test_a_policy_without_any_dose_says_so():
    assert sought(lambda dose: 4.0, 4.0, 2.0, 0.0) == Found(1.0, NO_DOSE)


def budget(name: str, money: float) -> Scenario:
    values = {"networking.budget": money, "networking.pools": 1.0}
    return Scenario(name, "A pool", interventions=(Intervention("Pool", 0, None, values),))


def pretended(policies):
    """Let a policy spend its budget, more or less by pair; one without spends by luck alone."""
    luck = np.array([-1.0, 0.0, 1.5])
    spent = [value_of(policy[0], "networking.budget") for policy in policies.values()]
    return np.stack([money + 0.01 * luck for money in spent], axis=1)


def found_of(aim: Aim, **money: float):
    policies = {name: budget(name, each).parameters(2) for name, each in money.items()}
    return searched(aim, policies, 3, pretended, lambda text: None)


def test_the_target_is_the_money_of_the_cheapest_policy_that_surely_spends_more():
    search = found_of(MONEY, base=0.0, dear=4.0, cheap=1.0, free=0.0)
    assert search.target == pytest.approx(1.0, abs=0.01)
    assert search.found["cheap"] == Found(1.0, EQUAL)
    assert search.found["dear"].dose == pytest.approx(0.25, rel=TOLERANCE)
    assert search.found["free"] == Found(1.0, NO_MORE)


def test_an_amount_is_asked_of_all_that_spend():
    search = found_of(Aim("money", 2.0), base=0.0, dear=4.0, cheap=1.0, free=0.0)
    doses = {name: found.dose for name, found in search.found.items()}
    assert doses == pytest.approx({"dear": 0.5, "cheap": 2.0, "free": 1.0}, rel=TOLERANCE)


def test_where_no_policy_spends_more_nothing_is_scaled():
    search = found_of(MONEY, base=2.0, less=1.0, same=2.0)
    assert math.isnan(search.target)
    assert set(search.found.values()) == {Found(1.0, NO_MORE)}


def platform(launch_cost: float) -> Scenario:
    values = {"adopt.open": 1.0, "adopt.launch_cost": launch_cost}
    step = Intervention("Launch", 0, None, values)
    return Scenario("dear_platform", "A platform", base="conferences", interventions=(step,))


def test_a_scaled_platform_spends_the_target():
    found = compare("conferences", platform(40.0), equal="money", amount=5.0, **SMALL)
    (row,) = found.equal.doses.to_dict("records")
    assert row["reading"] == EQUAL
    assert 0 < row["dose"] < 1
    assert abs(row["mean"] - 5.0) <= TOLERANCE * 5.0
    assert row["low"] <= row["mean"] <= row["high"]
    spent = found.differences["dear_platform"]["policy_cost"]
    assert spent.mean() == pytest.approx(row["mean"])  # conferences spend nothing
    moved = found.equal.changes.set_index("parameter")
    cost = moved.loc["adopt.launch_cost"]
    assert cost["value"] == pytest.approx(5 + row["dose"] * 35)
    assert moved.loc["adopt.open", "value"] == row["dose"]


def test_at_dose_1_all_numbers_are_those_of_a_comparison_without_the_switch():
    names = ["networking_pools", "conferences"]
    equal = compare("conferences", names, equal="money", **SMALL)
    plain = compare("conferences", names, **SMALL)
    assert equal.equal.doses["dose"].tolist() == [1.0, 1.0]
    assert equal.equal.doses["reading"].tolist() == [EQUAL, NO_MORE]
    assert equal.rows.equals(plain.rows)
    assert equal.bands.equals(plain.bands)


def test_a_dearer_policy_comes_down_to_the_cheaper_and_is_scaled_in_all_figures():
    cheap, dear = budget("cheap", 1.0), budget("dear", 4.0)
    found = compare("no_policy", [dear, cheap], equal="money", **SMALL)
    assert found.equal.target == pytest.approx(SMALL["quarters"] * 1.0)
    assert found.dose(cheap) == 1
    assert found.dose(dear) == pytest.approx(0.25, rel=TOLERANCE)
    rows = found.rows[found.rows["measure"] == "policy_cost"].set_index("policy")
    assert rows.loc["dear", "difference"] == pytest.approx(4.0, rel=TOLERANCE)
    bands = found.bands[found.bands["measure"] == "policy_cost"].set_index("policy")
    assert bands.loc["dear", "mean"].iloc[-1] == pytest.approx(4.0, rel=TOLERANCE)


def test_runs_of_the_search_are_not_repeated_in_the_comparison(monkeypatch):
    from interhelix.experiments import comparing

    monkeypatch.setattr(comparing, "MEMORY", Memory())
    honest, tasks = comparing.run_all, []

    def run_all(job, asked, workers, watcher):
        tasks.append(len(asked))
        return honest(job, asked, workers, watcher)

    monkeypatch.setattr(comparing, "run_all", run_all)
    compare("no_policy", [budget("dear", 4.0)], equal="money", amount=4.0, **SMALL)
    assert sum(tasks) == 2 * 3 + 3 * (len(tasks) - 1)


def test_contacts_are_made_equal_by_their_measure():
    step = Intervention("Seek", 0, None, {"meet.rate": 12.0})
    busy = Scenario("busy", "Seek partners", interventions=(step,))
    sizes, measure = SMALL | {"quarters": 8}, QUANTITIES["contacts"]
    (plain,) = compare("no_policy", busy, measures=[measure], **sizes).rows.to_dict("records")
    amount = plain["baseline_mean"] + plain["difference"] / 2
    found = compare("no_policy", busy, equal="contacts", amount=amount, **sizes).equal
    (row,) = found.doses.to_dict("records")
    assert (found.aim.measure.name, row["reading"]) == (measure, EQUAL)
    assert 0 < row["dose"] < 1
    assert abs(row["mean"] - amount) <= TOLERANCE * amount


@pytest.mark.parametrize(
    ("equal", "amount", "said"),
    [
        ("mony", None, "equal: unknown quantity 'mony'; did you mean 'money'?"),
        (None, 3.0, "amount: is given, but nothing is made equal"),
        ("money", 0.0, "amount: 0.0 is not a number above 0; give an amount in u/actor"),
        ("money", math.inf, "amount: inf is not a number above 0"),
        ("money", math.nan, "amount: nan is not a number above 0"),
        ("money", "ten", "amount: 'ten' is not a number above 0"),
        ("money", True, "amount: True is not a number above 0"),
    ],
)
def test_what_cannot_be_made_equal_is_refused_before_any_run(equal, amount, said):
    with pytest.raises(InputError, match=r".") as caught:
        compare("conferences", "calls", "russia", equal=equal, amount=amount)
    assert str(caught.value).startswith(said)
