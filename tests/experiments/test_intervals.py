import numpy as np
import pytest

from interhelix.experiments import intervals
from interhelix.experiments.intervals import (
    bootstrap_t,
    paired,
    ratio_interval,
    simultaneous_quantile,
    t_quantile,
)


def quantile(pairs: int, family: int = 1) -> float:
    return float(t_quantile(np.array([pairs]), family)[0])


def test_the_paired_t_interval_is_that_of_the_textbook():
    column = np.array([[2.0], [4.0], [6.0], [8.0]])
    summary = paired(column)
    assert summary.mean[0] == 5.0
    assert summary.sd[0] == pytest.approx(2.581989)
    assert summary.error[0] == pytest.approx(1.290994)
    assert quantile(4) == pytest.approx(3.182446)


def test_a_pair_without_a_value_is_left_out():
    with_gap = paired(np.array([[1.0, 5.0], [np.nan, 6.0], [3.0, np.inf]]))
    assert with_gap.pairs.tolist() == [2, 2]
    assert with_gap.mean.tolist() == [2.0, 5.5]


def test_a_column_without_any_value_has_no_mean_and_warns_nobody():
    assert np.isnan(paired(np.full((5, 1), np.nan)).mean[0])
    assert np.isnan(simultaneous_quantile(np.full((5, 1), np.nan)))


def test_a_difference_that_never_varies_has_no_error_at_all():
    summary = paired(np.full((30, 1), 0.1))
    assert summary.sd[0] == 0.0
    assert summary.skew[0] == 0.0


def test_no_difference_gives_exactly_zero():
    summary = paired(np.zeros((30, 3)))
    assert not summary.mean.any()
    assert not summary.error.any()


def test_max_t_of_one_measure_is_about_the_t_quantile():
    draw = np.random.default_rng(1)
    assert simultaneous_quantile(draw.normal(size=(60, 1))) == pytest.approx(quantile(60), rel=0.03)


def test_max_t_lies_between_plain_t_and_bonferroni():
    draw = np.random.default_rng(2)
    apart = simultaneous_quantile(draw.normal(size=(40, 12)))
    assert quantile(40) < apart <= quantile(40, family=12)


def test_measures_that_move_together_cost_nothing():
    one = np.random.default_rng(3).normal(size=(40, 1))
    together = simultaneous_quantile(np.hstack([one] * 10))
    assert together == pytest.approx(simultaneous_quantile(one), rel=0.01)


def test_the_unit_of_a_measure_does_not_matter():
    columns = np.random.default_rng(4).normal(size=(30, 5))
    scaled = simultaneous_quantile(columns * [1, 10, 100, 1e4, 1e6])
    assert scaled == pytest.approx(simultaneous_quantile(columns))


def test_resampling_repeats_itself():
    columns = np.random.default_rng(5).exponential(size=(30, 5))
    assert simultaneous_quantile(columns) == simultaneous_quantile(columns)
    assert bootstrap_t(columns[:, 0]) == bootstrap_t(columns[:, 0])


def test_a_handful_of_pairs_gives_no_endless_interval():
    assert np.isfinite(simultaneous_quantile(np.random.default_rng(6).normal(size=(2, 8))))


def test_all_intervals_hold_together_in_95_of_100_experiments(monkeypatch):
    monkeypatch.setattr(intervals, "FLIPS", 999)
    draw = np.random.default_rng(7)
    mixing = np.eye(8) + 0.5
    held_all = held_one = 0
    experiments = 400
    for _ in range(experiments):
        columns = draw.normal(size=(30, 8)) @ mixing
        summary = paired(columns)
        off = np.abs(summary.mean) / summary.error
        held_all += bool((off < simultaneous_quantile(columns)).all())
        held_one += bool((off < quantile(30)).all())
    assert 0.92 < held_all / experiments < 0.98
    assert held_one < held_all


def test_the_bootstrap_t_interval_leans_the_way_of_the_skew():
    column = np.random.default_rng(8).lognormal(sigma=1.0, size=40)
    low, high = bootstrap_t(column)
    assert high - column.mean() > column.mean() - low > 0


def test_a_cost_per_unit_has_fiellers_interval():
    draw = np.random.default_rng(9)
    effect = draw.normal(10, 1, 50)
    ratio, low, high = ratio_interval(3 * effect + draw.normal(0, 1, 50), effect)
    assert low < 3 < high
    assert low < ratio < high
    assert high - low < 0.2


def test_no_cost_per_unit_of_an_effect_that_may_be_zero():
    draw = np.random.default_rng(10)
    _, low, high = ratio_interval(draw.normal(5, 1, 50), draw.normal(0, 1, 50))
    assert np.isnan([low, high]).all()
    assert np.isnan(ratio_interval(np.ones(50), np.zeros(50))).all()
