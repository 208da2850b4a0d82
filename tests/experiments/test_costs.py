import numpy as np
import pytest

from interhelix.experiments.costs import (
    EFFICIENT,
    RESAMPLES,
    Offer,
    costs_of,
    often_efficient,
    places,
)
from interhelix.experiments.statistics import SEED
from interhelix.experiments.tables import NAMES
from interhelix.model.measures import measure_named
from tests.experiments.test_tables import values


def test_an_effect_that_falls_has_no_cost_per_unit():
    baseline = values(1)
    treatment = baseline + 1.0 + 0.01 * values(2)
    treatment[:, NAMES.index("effect_social")] -= 5.0
    costs = costs_of(baseline, {"a": treatment}).set_index("measure")
    assert costs.loc["effect_economic", "reading"] == "per unit"
    assert costs.loc["effect_economic", "cost_per_unit"] == pytest.approx(1.0, abs=0.05)
    assert costs.loc["effect_social", "reading"] == "the effect falls"
    assert np.isnan(costs.loc["effect_social", "cost_per_unit"])


def test_a_policy_that_costs_more_and_gains_less_is_outdone():
    found = places([Offer("good", 1.0, 5.0), Offer("bad", 2.0, 4.0)])
    assert found["good"] == (EFFICIENT, 0.2)
    assert found["bad"][0] == "outdone by good"


def test_a_policy_that_gains_nothing_for_money_is_outdone_by_the_baseline():
    assert places([Offer("a", 1.0, -1.0)])["a"][0] == "outdone by the baseline"


def test_a_mix_of_two_may_outdo_a_third():
    offers = [Offer("small", 1.0, 5.0), Offer("middle", 5.0, 6.0), Offer("large", 6.0, 20.0)]
    found = places(offers)
    assert found["middle"][0] == "outdone by a mix of small and large"
    assert found["large"] == (EFFICIENT, pytest.approx(1 / 3))


def test_equal_offers_outdo_neither():
    found = places([Offer("a", 1.0, 5.0), Offer("b", 1.0, 5.0)])
    assert {place for place, _ in found.values()} == {EFFICIENT}


def test_a_policy_that_saves_money_and_gains_outdoes_the_baseline():
    place, extra = places([Offer("a", -1.0, 5.0)])["a"]
    assert place == EFFICIENT
    assert np.isnan(extra)


def test_how_often_a_policy_is_efficient_shows_how_sure_that_is():
    baseline, luck = values(1), values(2)
    sure = baseline + 1.0
    sure[:, NAMES.index("effect_social")] += 5.0
    worse = baseline + 2.0
    unsure = baseline + luck - luck.mean(axis=0) + 1.0
    unsure[:, NAMES.index("effect_social")] += 5.0
    costs = costs_of(baseline, {"sure": sure, "worse": worse, "unsure": unsure})
    often = costs[costs["measure"] == "effect_social"].set_index("policy")["often_efficient"]
    assert often["worse"] == 0.0
    assert 0.05 < often["sure"] < 0.95
    assert 0.05 < often["unsure"] < 0.95


def test_many_resamples_at_once_are_judged_as_each_alone():
    draw = np.random.default_rng(9)
    cost, gain = draw.normal(1, 1, (2, 3, 12)).round(1)
    weights = np.random.default_rng(SEED).multinomial(12, np.full(12, 1 / 12), RESAMPLES) / 12
    times = np.zeros(3)
    for costs, gains in zip(weights @ cost.T, weights @ gain.T, strict=True):
        alone = places(
            [Offer(str(i), *pair) for i, pair in enumerate(zip(costs, gains, strict=True))]
        )
        times += [place == EFFICIENT for place, _ in alone.values()]
    assert 0 < times.min() < times.max() < RESAMPLES
    assert often_efficient(cost, gain) == (times / RESAMPLES).tolist()


def test_without_the_cost_among_the_measures_nothing_is_said():
    measures = [measure_named("effect_social")]
    assert costs_of(np.zeros((4, 1)), {"a": np.ones((4, 1))}, measures).empty


def test_a_policy_that_saves_money_leaves_the_baseline_out_of_the_places():
    found = places([Offer("less", -1.0, -2.0), Offer("more", 1.0, 5.0)])
    assert set(found) == {"less", "more"}
    assert found["less"][0] == EFFICIENT
    assert found["more"] == (EFFICIENT, 1.0 / 5.0)
