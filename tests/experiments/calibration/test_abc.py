"""Regression ABC on a problem whose posterior is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, norm
from scipy.stats.qmc import Sobol

from interhelix.experiments.calibration.fit import (
    Fit,
    Float,
    Reference,
    fitted,
    reached,
    recovered,
    weighted_quantiles,
)
from interhelix.model.errors import InputError

BOUNDS = np.array([[-3.0, 3.0], [-1.5, 1.5]])  # mean, and logarithm of the standard deviation
SIZE = 20  # of the sample that is observed
ACCEPTED = 0.15


def summaries_of(values: Float, luck: np.random.Generator) -> Float:
    """Return mean and log sd of a normal sample for each draw of its mean and log sd."""
    mean, spread = values[:, 0], np.exp(values[:, 1])
    means = norm.rvs(mean, spread / np.sqrt(SIZE), random_state=luck)
    squares = chi2.rvs(SIZE - 1, size=len(values), random_state=luck) / (SIZE - 1)
    return np.column_stack([means, np.log(spread * np.sqrt(squares))])


def reference_of(seed: int, dead: bool = False) -> Reference:
    """Return 2,048 draws; with ``dead`` a third parameter has no effect on any summary."""
    bounds = np.vstack([BOUNDS, [0.0, 1.0]]) if dead else BOUNDS
    luck = np.random.default_rng(seed)
    unit = Sobol(len(bounds), rng=luck).random_base2(11)
    values = bounds[:, 0] + unit * (bounds[:, 1] - bounds[:, 0])
    return Reference(values, bounds, summaries_of(values, luck), ("mean", "log sd"))


def exact(observed: Float) -> Fit:
    """Return the exact posterior on a grid."""
    axes = [np.linspace(*bounds, 301) for bounds in BOUNDS]
    mean, log_spread = (part.ravel() for part in np.meshgrid(*axes))
    spread, sd = np.exp(log_spread), np.exp(observed[1])
    square = (SIZE - 1) * sd**2 + SIZE * (observed[0] - mean) ** 2
    logs = -SIZE * log_spread - square / (2 * spread**2)
    weights = np.exp(logs - logs.max())
    grid = np.column_stack([mean, log_spread])
    return Fit(grid, weights / weights.sum(), np.arange(len(grid)), 0.0)


def test_intervals_are_those_of_the_exact_posterior() -> None:
    reference = reference_of(1)
    luck = np.random.default_rng(2)
    truth = luck.uniform([-1.5, -0.75], [1.5, 0.75], (200, 2))
    ours, theirs, covered = [], [], []
    for case, observed in zip(truth, summaries_of(truth, luck), strict=True):
        low, high = fitted(reference, observed, ACCEPTED).interval()
        ours.append(high - low)
        covered.append((low <= case) & (case <= high))
        low, high = exact(observed).interval()
        theirs.append(high - low)
    ratio = np.array(ours).mean(axis=0) / np.array(theirs).mean(axis=0)
    coverage = np.mean(covered, axis=0)
    assert (np.abs(ratio - 1) < 0.15).all(), ratio
    assert ((coverage >= 0.85) & (coverage <= 0.95)).all(), coverage


def test_no_draw_leaves_the_bounds_of_its_prior() -> None:
    reference = reference_of(3)
    found = fitted(reference, np.array([2.9, 1.4]), ACCEPTED)
    low, high = BOUNDS.T
    assert (found.values > low).all()
    assert (found.values < high).all()
    assert found.weights.sum() == pytest.approx(1)


def test_a_parameter_without_effect_keeps_its_prior_and_is_not_called_identified() -> None:
    found, _ = recovered(reference_of(4, dead=True), ACCEPTED)
    assert found["identified"].tolist() == [True, True, False]
    assert found["narrowed"].iloc[2] == pytest.approx(1, abs=0.05)
    assert abs(found["agreement"].iloc[2]) < 0.3 < 0.9 < found["agreement"].iloc[:2].min()


def test_what_lies_beyond_the_draws_is_not_reached_and_its_tolerance_tells() -> None:
    reference = reference_of(8)
    assert reached(reference, np.array([0.0, 0.0])).tolist() == [True, True]
    assert reached(reference, np.array([0.0, 4.0])).tolist() == [True, False]
    assert reference.only(np.array([True, False])).names == ("mean",)
    _, tolerances = recovered(reference, ACCEPTED)
    assert fitted(reference, np.array([0.0, 4.0]), ACCEPTED).tolerance > tolerances.max()
    assert fitted(reference, np.array([0.0, 0.0]), ACCEPTED).tolerance < np.median(tolerances)


def test_few_draws_give_wider_intervals_not_surer_ones() -> None:
    """Twelve summaries of pure noise, 60 draws kept: the regression fits luck."""
    luck = np.random.default_rng(9)
    values = luck.uniform(-3, 3, (400, 1))
    noise = luck.normal(size=(400, 12))
    reference = Reference(values, BOUNDS[:1], noise, tuple("abcdefghijkl"))
    found, _ = recovered(reference, 0.15, cases=100)
    assert 0.84 <= found["covered"].iloc[0] <= 0.96


def test_summaries_count_by_their_spread_not_by_their_unit() -> None:
    reference = reference_of(5)
    other = reference._replace(summaries=reference.summaries * [1.0, 1e6])
    ours = fitted(reference, np.array([0.5, 0.2]), ACCEPTED)
    theirs = fitted(other, np.array([0.5, 0.2e6]), ACCEPTED)
    assert ours.rows.tolist() == theirs.rows.tolist()
    assert np.allclose(ours.values, theirs.values)


def test_weighted_quantiles_with_equal_weights_are_the_usual_ones() -> None:
    values = np.random.default_rng(6).normal(size=5000)
    levels = np.array([0.05, 0.5, 0.95])
    found = weighted_quantiles(values, np.ones(5000), levels)
    assert found == pytest.approx(np.quantile(values, levels), abs=0.01)


def test_too_few_draws_and_a_constant_summary_are_refused_with_a_remedy() -> None:
    reference = reference_of(7)
    with pytest.raises(InputError, match=r"keeps 2 of 2048 draws.*run 9000 draws"):
        fitted(reference, np.zeros(2), 0.001)
    flat = reference._replace(summaries=reference.summaries * [1.0, 0.0])
    with pytest.raises(InputError, match="log sd is the same"):
        fitted(flat, np.zeros(2), ACCEPTED)
