"""Relabelling regions permutes results: no rule looks at the number of a row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interhelix.model.loop import step_on
from interhelix.model.network import enter_pairs
from interhelix.model.parameters import Parameters
from interhelix.model.rules import money
from interhelix.model.state import EMPTY, PAIRS, PROJECTS, TIES, State
from tests.laws.cases import LIVELY, few
from tests.model.states import begun, levels, world_of
from tests.model.states import given as given_values

QUARTERS = 6


def relabelled(state: State, order: list[int]) -> State:
    """Return the same state with its regions, and so its actors, in another order of rows."""
    place = np.argsort(order)  # of an old region among the new
    size = int(state.regions.last[0])
    rows = (np.array(order)[:, None] * size + np.arange(size)).ravel()
    actor = np.argsort(rows)  # of an old actor among the new
    regions, actors = state.regions[order].copy(), state.actors[rows].copy()
    regions.first, regions.last = state.regions.first, state.regions.last
    partner = regions.coordinated
    regions.coordinated = np.where(partner == EMPTY, EMPTY, place[partner])
    regions.gate = actor[regions.gate]
    actors.region = place[actors.region]
    ties, pairs, projects = state.ties.copy(), state.pairs.copy(), state.projects.copy()
    ties.a, ties.b = actor[ties.a], actor[ties.b]
    ends = np.sort([place[pairs.r], place[pairs.s]], axis=0)
    pairs.r, pairs.s = ends
    projects.lead, projects.members = actor[projects.lead], actor[projects.members]
    slots = np.full_like(state.slots, EMPTY)
    enter_pairs(pairs, slots, state.used)
    count = int(state.platform.members.sum())
    directory = state.directory.copy()
    directory.by_ident, directory.region = actor[directory.by_ident], place[directory.region]
    directory.roster[:count] = actor[directory.roster[:count]]
    return state._replace(
        nation=state.nation.copy(),
        regions=regions,
        actors=actors,
        ties=ties,
        pairs=pairs,
        slots=slots,
        projects=projects,
        platform=state.platform.copy(),
        ledger=state.ledger[rows].copy(),
        used=state.used.copy(),
        directory=directory,
    )


def compare(one: State, other: State, order: list[int]) -> None:
    size = int(one.regions.last[0])
    rows = (np.array(order)[:, None] * size + np.arange(size)).ravel()
    assert levels(one) == levels(other)
    assert (one.used == other.used).all()
    tables = (
        (one.regions[order], other.regions),
        (one.actors[rows], other.actors),
        (one.ledger[rows], other.ledger),
    )
    numbers = {"region", "first", "last", "gate", "coordinated", "head"}
    for mine, theirs in tables:
        for name in set(mine.dtype.names) - numbers:
            assert theirs[name] == pytest.approx(mine[name], rel=1e-9, abs=1e-9), name
    for mine, theirs in zip(
        (*one.nation, *one.platform), (*other.nation, *other.platform), strict=True
    ):
        assert theirs == pytest.approx(mine, rel=1e-9, abs=1e-9)
    n, m = one.used[TIES], one.used[PROJECTS]
    assert other.ties.trust[:n] == pytest.approx(one.ties.trust[:n], rel=1e-9)
    assert (other.pairs.level[: one.used[PAIRS]] == one.pairs.level[: one.used[PAIRS]]).all()
    assert (other.projects.outcome[:m] == one.projects.outcome[:m]).all()
    assert money(other) == pytest.approx(money(one), rel=1e-9)


def run_both(parameters: Parameters, order: list[int], seed: int) -> tuple[State, State]:
    one = begun(world_of(len(order)), LIVELY, seed)
    other = relabelled(one, order)
    for step in range(QUARTERS):
        one = step_on(one, parameters, seed, step)
        other = step_on(other, parameters, seed, step)
    return one, other


@few
@given(st.permutations(range(5)), st.integers(0, 99))
def test_relabelling_regions_permutes_the_run(order: list[int], seed: int) -> None:
    one, other = run_both(given_values(LIVELY), order, seed)
    assert one.used[PROJECTS] > 0
    compare(one, other, order)


def test_the_comparison_sees_a_single_actor_that_differs() -> None:
    order = [3, 1, 0, 2]
    one, other = run_both(given_values(LIVELY), order, 3)
    other.actors.knowledge[7, 2] += 1e-6
    with pytest.raises(AssertionError):
        compare(one, other, order)
