"""Integrate: region pairs rise and fall, and reach a joint strategy (ODD 7.1, level 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from interhelix.model.state import EMPTY, State
from tests.model.states import act, enter_pair, founded, pair_levels, tie, world_of

WORLD = world_of(4)
NO_OFFICE = {"integrate.office": 0}
WILLING = {"integrate.base": 5}


def covered(roles: int = 4, level: int = 3, r: int = 0, s: int = 1) -> State:
    """Return a state in which so many roles of two regions hold a tie across."""
    state = founded(WORLD)
    for role in range(roles):
        tie(state, 4 * r + role, 4 * s + role, level, 0.9)
    return state


def quarters(state: State, values: Mapping[str, float], count: int, first: int = 0) -> list[int]:
    seen = []
    for step in range(first, first + count):
        act("integrate", state, values, step=step)
        seen.append(int(state.pairs.level[0]))
    return seen


def test_a_pair_rises_one_level_a_quarter_to_the_level_of_its_highest_tie() -> None:
    assert quarters(covered(1, level=1), {}, 3) == [1, 1, 1]
    assert quarters(covered(1, level=3), {}, 5) == [1, 2, 3, 3, 3]


def test_a_pair_falls_one_level_a_quarter_when_its_ties_fall_or_end() -> None:
    state = covered(1, level=3)
    quarters(state, {}, 3)
    state.ties.level[0] = 1
    assert quarters(state, {}, 3) == [2, 1, 1]


def test_a_pair_reaches_level_4_when_all_roles_of_both_sides_are_covered_and_both_sign() -> None:
    state = covered()
    seen = quarters(state, WILLING, 6)
    assert seen[:3] == [1, 2, 3]
    assert seen[-1] == 4
    assert state.pairs.signed[0] == 1
    assert state.pairs.since[0] == seen.index(4)


@pytest.mark.parametrize("roles", [1, 2, 3])
def test_no_pair_signs_without_a_tie_of_every_role(roles: int) -> None:
    assert max(quarters(covered(roles), WILLING, 12)) == 3


def test_ties_below_level_3_cover_no_role() -> None:
    state = covered()
    state.ties.level[3] = 2
    assert max(quarters(state, WILLING, 12)) == 3


def test_both_sides_of_a_pair_must_be_covered() -> None:
    state = founded(WORLD)
    for role in range(4):
        tie(state, role, 4, 3, 0.9)  # all four roles of one side, one role of the other
    assert max(quarters(state, WILLING, 12)) == 3
    assert state.pairs.cover[0] == 0b0001_1111


def test_governments_that_are_not_willing_do_not_sign() -> None:
    assert max(quarters(covered(), {"integrate.base": -15}, 12)) == 3


def test_trust_in_the_joint_work_makes_governments_sign_and_coordination_does_not() -> None:
    founding = founded(WORLD)
    r, s = (int(x) for x in np.flatnonzero(founding.regions.coordinated >= 0))
    values = {"integrate.base": -3, "integrate.trust": 30}

    def highest(trust: float, coordination: float) -> int:
        state = covered(r=r, s=s)
        state.ties.trust[:4] = trust
        return max(quarters(state, {**values, "integrate.coordination": coordination}, 8))

    assert highest(0.95, 0) == 4
    assert highest(0.7, 0) == highest(0.7, 1) == 3


def test_only_trust_at_level_3_and_above_counts_for_the_signature() -> None:
    def highest(level: int) -> int:
        state = covered()
        for member in (5, 6, 7):
            tie(state, 0, member, level, 0.0)
        return max(quarters(state, {"integrate.base": -3, "integrate.trust": 40}, 8))

    assert highest(2) == 4
    assert highest(3) == 3


def test_a_joint_office_costs_public_money_in_a_coordinated_pair_and_in_a_strategy() -> None:
    def spent(state: State, coordination: float) -> float:
        before = float(state.nation.spent), float(state.nation.inflow), float(state.nation.outflow)
        values = {"integrate.office": 7, "integrate.coordination": coordination}
        act("integrate", state, values, step=20)
        after = float(state.nation.spent), float(state.nation.inflow), float(state.nation.outflow)
        paid = np.subtract(after, before)
        assert paid == pytest.approx(paid[0])  # what is spent comes in and leaves
        return float(paid[0])

    r, s = (int(x) for x in np.flatnonzero(founded(WORLD).regions.coordinated >= 0))
    assert spent(founded(WORLD), 0) == 0
    assert spent(founded(WORLD), 0.5) == pytest.approx(3.5)
    joint = covered(r=r, s=s)
    quarters(joint, WILLING, 8)
    assert joint.pairs.signed[0] == 1
    assert spent(joint, 0) == spent(joint, 1) == pytest.approx(7)  # one office, not two


def signed(**values: float) -> State:
    state = covered()
    quarters(state, {**WILLING, **values}, 8)
    assert state.pairs.level[0] == 4
    return state


def test_a_strategy_ends_when_nobody_worked_at_level_3_for_longer_than_patience() -> None:
    state = signed()
    state.ties.level[:4] = 2
    seen = quarters(state, {"integrate.patience": 3}, 5, first=8)
    assert seen == [4, 4, 4, 3, 2]
    assert state.pairs.signed[0] == 0
    assert state.pairs.since[0] == EMPTY


def test_a_strategy_lasts_while_one_tie_works_at_level_3_though_roles_are_no_longer_covered() -> (
    None
):
    state = signed()
    state.ties.level[1:4] = 1
    assert quarters(state, {"integrate.patience": 3}, 12, first=8) == [4] * 12
    assert state.pairs.cover[0] == 0b0001_0001


def test_joint_work_that_returns_in_time_keeps_the_strategy() -> None:
    state = signed()
    for first in (8, 12, 16):
        state.ties.level[:4] = 2
        quarters(state, {"integrate.patience": 3}, 3, first)
        state.ties.level[3] = 3
        quarters(state, {"integrate.patience": 3}, 1, first + 3)
    assert state.pairs.signed[0] == 1


def test_both_governments_pay_for_leaving_as_far_as_they_can() -> None:
    state = signed()
    state.ties.level[:4] = 2
    state.actors.funds[[0, 4]] = 100, 30
    others = state.actors.funds.sum() - 130
    out = float(state.nation.outflow)
    quarters(state, {**NO_OFFICE, "integrate.patience": 1, "integrate.leaving": 80}, 3, first=8)
    assert state.actors.funds[[0, 4]] == pytest.approx([20, 0])
    assert state.actors.funds.sum() - 20 == pytest.approx(others)
    assert state.nation.outflow - out == pytest.approx(110)


def test_the_governments_of_a_region_share_what_leaving_costs_and_others_pay_nothing() -> None:
    counts = [[2, 1, 1, 1], [0, 2, 1, 1]]
    state = founded(replace(world_of(2), local_organisations=counts, pairs=()))
    state.pairs.signed[enter_pair(state, 0, 1)] = 1
    state.actors.funds[:] = 100
    state.actors.funds[1] = 30
    quarters(state, {**NO_OFFICE, "integrate.patience": 1, "integrate.leaving": 80}, 3)
    assert not state.pairs.signed[0]
    assert state.actors.funds.tolist() == [60, 0, *[100] * 7]
    assert state.nation.outflow == pytest.approx(70)


def test_a_pool_evens_two_budgets_and_loses_nothing() -> None:
    state = signed()
    state.regions.support[:2] = 100, 20
    act("integrate", state, {"integrate.pooled": 0.2}, step=9)
    assert state.regions.support[:2] == pytest.approx([80 + 12, 16 + 12])
    assert not state.regions.support[2:].any()


def test_partners_in_a_strategy_merge_their_priorities() -> None:
    state = signed()
    state.regions.priority[:] = 0
    state.regions.priority[0, 2] = state.regions.priority[1, 5] = 1
    act("integrate", state, step=9)
    assert (state.regions.priority[0] == state.regions.priority[1]).all()
    assert np.flatnonzero(state.regions.priority[0]).tolist() == [2, 5]
    assert not state.regions.priority[2:].any()


def test_a_pair_without_a_strategy_shares_neither_budgets_nor_priorities() -> None:
    state = covered()
    state.regions.support[:2] = 100, 20
    state.regions.priority[0, 2] = 1
    quarters(state, {"integrate.base": -15}, 5)
    assert state.regions.support[:2].tolist() == [100, 20]
    assert state.regions.priority.sum() == 1


def test_only_pairs_that_ever_had_a_tie_stand_in_the_table() -> None:
    assert pair_levels(covered(r=1, s=3)) == {(1, 3): 0}
