"""The census counts what measures need, and no more (ODD 8)."""

from __future__ import annotations

import numpy as np
import pytest

from interhelix.model import loop
from interhelix.model.compiled import kernel
from interhelix.model.loop import figures, moments
from interhelix.model.measures import MEASURES, Observation, measure_named, observe
from interhelix.model.measures.counts import BY_PROJECTS, BY_TIES, Counts, take_census
from interhelix.model.measures.totals import gini, in_order, put_in_order, slope, total
from interhelix.model.state import EMPTY, LIVE, PROJECTS, TIES, State, new_table
from tests.laws.cases import LIVELY
from tests.model.states import given, world_of

QUARTERS = 8
WORLD = world_of(4, (1, 2, 1, 1))
POLICY = [given({**LIVELY, "founding.external": 2})] * QUARTERS


@pytest.fixture(scope="module")
def end() -> State:
    *_, last = moments(WORLD, POLICY, 1, twin=False)
    return last.state


@kernel
def total_of(values):  # type: ignore[no-untyped-def]
    return total(values)


@kernel
def gini_of(values):  # type: ignore[no-untyped-def]
    put_in_order(values)
    return gini(values)


@kernel
def ordered(numbers):  # type: ignore[no-untyped-def]
    return in_order(numbers)


@kernel
def slope_of(x, y):  # type: ignore[no-untyped-def]
    return slope(x, y)


@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 127, 128, 129, 1000])
def test_a_column_has_the_sum_that_numpy_gives_to_the_last_bit(n: int) -> None:
    column = np.random.default_rng(n).lognormal(0, 5, n)
    assert total_of(column) == column.sum()


@pytest.mark.parametrize("n", [1, 2, 5, 40])
def test_values_and_numbers_are_put_in_order(n: int) -> None:
    numbers = np.random.default_rng(n).integers(0, 9, n)
    np.testing.assert_array_equal(ordered(numbers), np.sort(numbers))
    values = np.random.default_rng(n).random(n)
    wanted = np.sort(values)
    gini_of(values)
    np.testing.assert_array_equal(values, wanted)


def test_gini_is_0_for_equals_and_near_1_for_one_who_has_all() -> None:
    assert gini_of(np.full(10, 3.0)) == pytest.approx(0)
    assert gini_of(np.zeros(10)) == 0
    assert gini_of(np.eye(1, 100)[0]) == pytest.approx(0.99)
    assert gini_of(np.array([3.0, 1.0])) == pytest.approx(0.25)


def test_a_slope_needs_three_points_and_an_x_that_varies() -> None:
    x = np.array([1.0, 2.0, 4.0])
    assert slope_of(x, 3.0 - 2.0 * x) == pytest.approx(-2)
    assert slope_of(x[:2], x[:2]) == 0
    assert slope_of(np.ones(3), x) == 0


def test_sums_and_counts_are_those_of_the_tables(end: State) -> None:
    c, ledger, regions = observe(end, QUARTERS).counts, end.ledger, end.regions
    ties, projects = end.ties[: end.used[TIES]], end.projects[: end.used[PROJECTS]]
    outside, over = ties.pair != EMPTY, projects.outcome != LIVE
    assert outside.any()
    assert over.any()
    assert c.trust == ties.trust[outside].sum()
    assert c.internal.sum() + c.external.sum() == len(ties)
    assert end.nation.spent > 0
    assert c.net_value == (ledger.value - ledger.cost).sum() - end.nation.spent
    assert c.acts == ledger.acts.sum()
    assert c.jobs == pytest.approx(ledger.jobs.mean() * len(regions))
    assert c.knowledge == pytest.approx(end.actors.knowledge.sum())
    assert c.nearness == (regions.profile / regions.profile.max(axis=0)).sum()
    assert c.ended == over.sum()
    assert c.ended_cost == (projects.budget + projects.coordination)[over].sum()
    access = np.zeros(len(end.actors))
    for ends in (ties.a, ties.b):
        np.add.at(access, ends, ties.trust * ties.level)
    assert c.log_access == pytest.approx(np.log1p(access).sum())
    busy = (ledger.acts.sum(axis=1) > 0) & (ledger.cost > 0)
    acts = ledger.acts[busy].sum(axis=1)
    line = np.polyfit(np.log(acts), np.log(ledger.cost[busy] / acts), 1)
    assert c.scale_exponent == pytest.approx(line[0])


def test_the_passes_that_a_measure_names_count_all_that_it_reads(end: State) -> None:
    everything = observe(end, QUARTERS)
    for measure in MEASURES:
        if not measure.at_end:
            alone = measure.read(observe(end, QUARTERS, measure.counted))
            np.testing.assert_array_equal(alone, measure.read(everything), measure.name)


def test_many_quarters_are_read_at_once_as_one_by_one(end: State) -> None:
    counts = new_table(Counts, 3)
    for row in range(3):
        take_census(end, counts, row, 15)
    quarters = np.array([2, 4, QUARTERS])
    many, each = Observation(end, quarters, counts), [observe(end, int(q)) for q in quarters]
    for measure in MEASURES:
        if not measure.at_end:
            single = [measure.read(one) for one in each]
            np.testing.assert_array_equal(measure.read(many), single, measure.name)


def test_only_what_is_asked_for_is_counted_and_only_when(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def noted(state: State, counts: Counts, row: int, passes: int) -> None:
        asked.append((row, passes))
        take_census(state, counts, row, passes)

    monkeypatch.setattr(loop, "take_census", noted)
    measures = [measure_named(name) for name in ("isolates", "ties_level_1", "effect_synergetic")]
    figures(WORLD, POLICY, 1, measures, (2, QUARTERS))
    both = BY_TIES | BY_PROJECTS
    assert asked == [(0, both), (0, BY_PROJECTS), (1, both), (1, BY_PROJECTS)]
