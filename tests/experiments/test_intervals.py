import numpy as np
import pytest

from interhelix.experiments.statistics import (
    bootstrap_t,
    paired,
    ratio_interval,
    simultaneous_bounds,
    t_quantile,
)


def quantile(pairs: int, family: int = 1) -> float:
    return float(t_quantile(np.array([pairs]), family)[0])


def factor(columns):
    """Return the width of the bounds together, in standard errors."""
    low, high = simultaneous_bounds(columns)
    return (high - low) / 2 / paired(columns).error


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
    assert np.isnan(simultaneous_bounds(np.full((5, 1), np.nan))).all()


def test_a_difference_that_never_varies_has_no_error_at_all():
    summary = paired(np.full((30, 1), 0.1))
    assert summary.sd[0] == 0.0
    assert summary.skew[0] == 0.0


def test_no_difference_gives_exactly_zero():
    summary = paired(np.zeros((30, 3)))
    assert not summary.mean.any()
    assert not summary.error.any()


def test_together_one_measure_is_about_alone():
    column = np.random.default_rng(1).normal(size=(60, 1))
    assert factor(column)[0] == pytest.approx(quantile(60), rel=0.05)


def test_together_lies_between_plain_t_and_bonferroni_where_nothing_is_skewed():
    draw = np.random.default_rng(2)
    half = draw.normal(size=(40, 12))
    apart = factor(np.vstack([half, -half]))
    assert (quantile(80) < apart).all()
    assert (apart < 1.03 * quantile(80, family=12)).all()


def test_measures_that_move_together_cost_nothing():
    one = np.random.default_rng(3).normal(size=(40, 1))
    np.testing.assert_allclose(factor(np.hstack([one] * 10)), factor(one)[0])


def test_the_unit_of_a_measure_does_not_matter():
    columns = np.random.default_rng(4).normal(size=(30, 5))
    np.testing.assert_allclose(factor(columns * [1, 10, 100, 1e4, 1e6]), factor(columns))


def test_bounds_turn_over_with_the_sign():
    columns = np.random.default_rng(11).exponential(size=(30, 3))
    low, high = simultaneous_bounds(columns)
    turned_low, turned_high = simultaneous_bounds(-columns)
    np.testing.assert_allclose(-low, turned_high)
    np.testing.assert_allclose(-high, turned_low)


def test_bounds_lean_the_way_of_the_skew():
    column = np.random.default_rng(12).exponential(size=(30, 1))
    low, high = simultaneous_bounds(column)
    assert high[0] - column.mean() > column.mean() - low[0]


def test_resampling_repeats_itself():
    columns = np.random.default_rng(5).exponential(size=(30, 5))
    np.testing.assert_equal(simultaneous_bounds(columns), simultaneous_bounds(columns))
    assert bootstrap_t(columns[:, 0]) == bootstrap_t(columns[:, 0])


def test_a_handful_of_pairs_has_bonferronis_bounds():
    columns = np.random.default_rng(6).normal(size=(4, 8))
    np.testing.assert_allclose(factor(columns), quantile(4, family=8))


def test_a_measure_that_hardly_ever_differs_widens_no_other():
    columns = np.random.default_rng(13).normal(size=(30, 4))
    rare = np.zeros((30, 1))
    rare[0] = 1.0
    together = np.hstack([columns, rare])
    np.testing.assert_allclose(factor(together)[:4], factor(columns))
    assert factor(together)[4] == pytest.approx(quantile(30, family=5))


def test_a_measure_that_never_varies_has_no_width():
    low, high = simultaneous_bounds(np.full((30, 2), 0.25))
    assert (low == 0.25).all()
    assert (high == 0.25).all()


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
