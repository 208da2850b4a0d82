"""Simulated proof that intervals hold as often as they say.

A laboratory draws comparisons from laws whose means are known, and counts how often all intervals
of a comparison hold the means together. `make test` does it small, `make campaign` in full.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from interhelix.experiments import statistics
from interhelix.experiments.statistics import simultaneous_bounds
from interhelix.experiments.tables import rows_of
from interhelix.model.measures import Measure, measure_named

Float = NDArray[np.float64]

PAIRS, MEASURES = 30, 16
SHARED = 0.3  # of the variance is shared by all measures of a pair


@dataclass(frozen=True)
class Law:
    """How paired differences are drawn, made of correlated normal numbers, and their mean."""

    name: str
    of: Callable[[Float], Float]
    mean: float


NORMAL = Law("normal", lambda z: z, 0.0)
EXPONENTIAL = Law("exponential", lambda z: -np.log(np.clip(normal_tail(z), 1e-300, 1.0)), 1.0)
LOGNORMAL = Law("lognormal, sigma 0.7", lambda z: np.exp(0.7 * z), float(np.exp(0.245)))


def normal_tail(z: Float) -> Float:
    """Return how likely a standard normal number is larger."""
    from scipy.special import ndtr

    return np.asarray(ndtr(-z))


def drawn(law: Law, draw: np.random.Generator, measures: int = MEASURES) -> Float:
    """Draw the differences of one comparison, pairs x measures."""
    shared, own = draw.normal(size=(PAIRS, 1)), draw.normal(size=(PAIRS, measures))
    return law.of(np.sqrt(SHARED) * shared + np.sqrt(1 - SHARED) * own)


def coverage(law: Law, comparisons: int, seed: int, measures: int = MEASURES) -> float:
    """Return the share of comparisons in which every interval holds the mean."""
    draw = np.random.default_rng(seed)
    held = 0
    for _ in range(comparisons):
        low, high = simultaneous_bounds(drawn(law, draw, measures))
        held += bool(((low <= law.mean) & (law.mean <= high)).all())
    return held / comparisons


def false_verdicts(comparisons: int, seed: int) -> float:
    """Return the share of comparisons of a policy with its equal that call any measure changed."""
    draw = np.random.default_rng(seed)
    measures = [plain(measure_named("net_value"), number) for number in range(MEASURES)]
    names = [measure.name for measure in measures]
    wrong = 0
    for _ in range(comparisons):
        baseline, policy = drawn(LOGNORMAL, draw), drawn(LOGNORMAL, draw)
        verdicts = rows_of(baseline, {"equal": policy}, measures, names)["verdict"]
        wrong += bool(verdicts.isin(["improves", "worsens"]).any())
    return wrong / comparisons


def plain(measure: Measure, number: int) -> Measure:
    """Return a measure of a name of its own, of which the smallest difference matters."""
    return Measure(f"m{number}", measure.unit, measure.wanted, 0.0, measure.text, measure.read)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(statistics, "RESAMPLES", 999)


def test_all_intervals_of_a_comparison_hold_together(quick):
    assert 0.91 < coverage(NORMAL, 400, seed=1) < 0.98


def test_they_hold_where_differences_are_skewed(quick):
    assert coverage(EXPONENTIAL, 400, seed=2) > 0.9


def test_equal_policies_are_hardly_ever_called_different(quick):
    assert false_verdicts(150, seed=3) < 0.1


@pytest.mark.campaign
@pytest.mark.parametrize("measures", [1, 8, 16])
def test_coverage_on_normal_differences(measures):
    found = coverage(NORMAL, 1_000, seed=11, measures=measures)
    print(f"\ncoverage, normal, {PAIRS} pairs, {measures} measures: {100 * found:.1f} %")
    assert 0.93 <= found <= 0.97


@pytest.mark.campaign
@pytest.mark.parametrize("law", [EXPONENTIAL, LOGNORMAL], ids=["exponential", "lognormal"])
@pytest.mark.parametrize("measures", [1, 8, 16])
def test_coverage_on_skewed_differences(law, measures):
    found = coverage(law, 1_000, seed=12, measures=measures)
    print(f"\ncoverage, {law.name}, {PAIRS} pairs, {measures} measures: {100 * found:.1f} %")
    assert found >= 0.9


@pytest.mark.campaign
def test_family_wise_error():
    found = false_verdicts(1_000, seed=13)
    print(f"\nfalse verdicts in a family of {MEASURES}, {PAIRS} pairs: {100 * found:.1f} %")
    assert found <= 0.06
