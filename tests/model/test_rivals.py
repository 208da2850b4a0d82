"""Rival platforms: members, fees and help stay apart, unless one is on all of them (ODD 7.8)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from interhelix.agents.roles import ROLES
from interhelix.model.state import EMPTY, FEES, MEMBER_QUARTERS, UPKEEP, State
from tests.model.meetings import NOBODY_SEARCHES, met
from tests.model.platforms import FREE, THRESHOLD
from tests.model.states import act, founded, seed_of_form, tie, world_of

WORLD = world_of(8)
PAID = {f"adopt.fee_{role}": 1 for role in ROLES}
ALL_IN = {"adopt.open": 1, "adopt.seed": 1, "adopt.rate": 0, "adopt.attacks": 0}


def opened(values: Mapping[str, float]) -> State:
    return act("adopt", founded(WORLD), {**ALL_IN, **values})


def test_without_rivals_all_members_are_on_one_platform() -> None:
    state = opened(FREE)
    assert not state.actors.home.any()
    assert state.platform.homes.tolist() == [32, 0, 0, 0, 0, 0, 0]


def test_rivals_divide_the_members_among_platforms() -> None:
    state = opened({**FREE, "adopt.rivals": 2})
    assert set(state.actors.home) == {0, 1, 2}
    assert state.platform.homes[:3].sum() == 32
    assert state.platform.homes[:3].min() > 0


def test_multihoming_puts_its_share_on_all_platforms() -> None:
    homes = [
        (opened({**FREE, "adopt.rivals": 2, "adopt.multihoming": share}).actors.home == EMPTY).sum()
        for share in (0, 0.5, 1)
    ]
    assert homes[0] == 0 < homes[1] < homes[2] == 32


def test_a_rival_takes_its_share_of_the_fee_away_and_who_is_on_all_pays_all() -> None:
    def fee(**values: float) -> float:
        state = opened({**PAID, **{f"adopt.{name}": value for name, value in values.items()}})
        cost = np.unique(state.ledger.cost)
        assert len(cost) == 1
        assert state.platform.record[FEES] == pytest.approx(cost[0] * 32)
        return float(cost[0])

    assert fee() == pytest.approx(1)
    assert fee(rivals=1, competition=0.3) == pytest.approx(0.7)
    assert fee(rivals=2, competition=0.3) == pytest.approx(0.49)
    assert fee(rivals=2, competition=0) == pytest.approx(1)
    assert fee(rivals=2, competition=0.3, multihoming=1) == pytest.approx(3 * 0.49)


def test_every_platform_of_a_member_has_its_upkeep_less_efficiency() -> None:
    costs = {**FREE, "adopt.upkeep": 0.5, "adopt.rivals": 1, "adopt.launch_cost": 0}
    one = opened({**costs, "adopt.efficiency": 0})
    both = opened({**costs, "adopt.efficiency": 0, "adopt.multihoming": 1})
    saving = opened({**costs, "adopt.efficiency": 0.2})
    assert one.platform.record[UPKEEP] == pytest.approx(16)
    assert both.platform.record[UPKEEP] == pytest.approx(32)
    assert saving.platform.record[UPKEEP] == pytest.approx(0.8 * 16)
    assert [s.platform.record[MEMBER_QUARTERS] for s in (one, both)] == [32, 64]
    assert saving.nation.spent == pytest.approx(0.8 * 16)


def test_members_of_rival_platforms_do_not_help_each_other() -> None:
    def flow(homes: tuple[int, int]) -> float:
        state = founded(WORLD)
        tie(state, 0, 4)
        state.actors.knowledge[[0, 4]] = 0.5
        state.actors.knowledge[0, 3] = 0.9
        state.actors.member[[0, 4]] = 1
        state.actors.home[[0, 4]] = homes
        values = {"exchange.rate_information": 1, "exchange.dispute": 0, "exchange.sharing": 2}
        act("exchange", state, values, seed_of_form(state, 0, 0))
        return float(state.actors.knowledge[4, 3] - 0.5)

    alone = flow((0, 1))
    assert flow((1, 1)) == pytest.approx(2 * alone)
    assert flow((EMPTY, 1)) == flow((0, EMPTY)) == flow((EMPTY, EMPTY)) == flow((1, 1))


def test_no_tie_is_born_between_rival_platforms() -> None:
    values = {**NOBODY_SEARCHES, "meet.platform_contacts": 6, "meet.base": 3}
    state = founded(WORLD)
    state.actors.home[::2] = 1
    every = met(values, WORLD, members=list(range(32)))
    assert every.used[0] > 0
    state.actors.member[:] = 1
    state.directory.roster[:] = range(32)
    state.platform.members[:] = 8
    act("meet", state, values)
    n = state.used[0]
    assert 0 < n < every.used[0]
    home = state.actors.home
    assert (home[state.ties.a[:n]] == home[state.ties.b[:n]]).all()


def members_after(values: Mapping[str, float], quarters: int = 8) -> int:
    state = founded(WORLD)
    for step in range(quarters):
        act("adopt", state, {**THRESHOLD, "adopt.seed": 0.9, **values}, step=step)
    return int(state.actors.member.sum())


# From 19 of 32 members on a platform is worth it: one of half of them is not.
def test_one_platform_lives_where_two_rivals_die_and_multihoming_saves_both() -> None:
    assert members_after({}) >= 28
    assert members_after({"adopt.rivals": 1}) <= 1
    assert members_after({"adopt.rivals": 1, "adopt.multihoming": 1}) >= 28
