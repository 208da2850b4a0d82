"""Measures of acts, trust, knowledge, objectives and what levels are worth (ODD 8)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from interhelix.agents.objectives import OBJECTIVES, SERVED
from interhelix.agents.roles import BUSINESS, PRODUCTION, ROLES, SCIENTIFIC
from interhelix.model.measures import measure_named, observe
from interhelix.model.state import FEES, MEMBER_QUARTERS, UPKEEP, State
from tests.model.states import act, founded, seed_of_form, tie, world_of

WORLD = world_of(4)


def read(name: str, state: State) -> float:
    return float(measure_named(name).read(observe(state, 4)))


def test_trust_is_the_mean_of_ties_across() -> None:
    state = founded(WORLD)
    assert math.isnan(read("trust", state))
    tie(state, 0, 1, trust=0.9)
    tie(state, 0, 4, trust=0.2)
    tie(state, 0, 8, trust=0.6)
    assert read("trust", state) == pytest.approx(0.4)


def test_disputes_are_held_against_all_acts_and_disputes() -> None:
    state = founded(WORLD)
    state.ledger.acts[0, 1], state.ledger.disputes[0] = 30, 10
    assert read("disputes", state) == 25


def test_levels_2_and_more_are_counted_together() -> None:
    state = founded(WORLD)
    for b, level in ((4, 1), (8, 2), (12, 3), (13, 3)):
        tie(state, 0, b, level)
    assert read("ties_level_2_up", state) == pytest.approx(100 * 3 / 16)


def test_stocks_are_means_of_actors_and_regions() -> None:
    state = founded(WORLD)
    state.actors.knowledge[:], state.actors.error[:] = 0.4, 0.3
    state.actors.openness[:], state.regions.memory[:] = 0.6, 0.2
    state.actors.funds[:], state.actors.backing[:8] = 100, 10
    state.ledger.inflow[:4] = 2
    names = ("knowledge", "forecast_error", "openness", "memory", "funds", "knowledge_inflow")
    assert [read(name, state) for name in names] == pytest.approx([40, 30, 0.6, 20, 100, 0.5])


def test_value_over_cost_is_told_by_level_and_may_be_below_1() -> None:
    state = founded(WORLD)
    state.ledger.worth[0, 1:4] = 5, 30, 80
    state.ledger.paid[1, 1:4] = 10, 10, 100
    assert [read(f"value_over_cost_{level}", state) for level in (1, 2, 3)] == [0.5, 3, 0.8]
    assert math.isnan(read("value_over_cost_4", state))
    assert read("value_of_acts", state) == pytest.approx(35 / 16)


NAMES = [(role, number, name) for role, names in enumerate(OBJECTIVES) for number, name in
         enumerate(names)]  # fmt: skip


@pytest.mark.parametrize(("role", "number", "name"), NAMES, ids=[name for _, _, name in NAMES])
def test_an_objective_is_served_by_acts_across_as_far_as_the_table_says(
    role: int, number: int, name: str
) -> None:
    state = founded(WORLD)
    partner = 4 + BUSINESS if role != BUSINESS else 4
    tie(state, role, partner, kind=PRODUCTION)
    act("exchange", state, {"exchange.rate_information": 1, "exchange.dispute": 0})
    expected = SERVED[role, number, PRODUCTION, state.actors.role[partner]]
    assert read(f"objective_{name}", state) == pytest.approx(expected)
    mine = sum(read(f"served_{one}", state) * 4 for one in ROLES)  # four actors of each role
    assert read("served", state) == pytest.approx(mine / 2)  # two entries of one act


def test_acts_inside_a_region_serve_no_objective_of_cooperation_across() -> None:
    state = founded(WORLD)
    tie(state, 0, 1, kind=SCIENTIFIC)
    act("exchange", state, {"exchange.rate_information": 1, "exchange.dispute": 0})
    assert state.ledger.acts.sum() == 2
    assert math.isnan(read("served", state))
    assert read("served_government", state) == 0


def test_weighing_what_an_act_serves_raises_how_far_it_serves() -> None:
    state = founded(WORLD)
    tie(state, 2, 6, kind=SCIENTIFIC)
    seed = seed_of_form(state, 0, 0)
    act("exchange", state, {"exchange.rate_information": 1, "exchange.dispute": 0}, seed)
    even = read("served_science", state)
    state.actors.weights[[2, 6]] = np.eye(5)[3]  # collaborations for innovation
    assert read("served_science", state) > even


def test_fees_and_upkeep_are_told_by_member_and_quarter() -> None:
    state = founded(WORLD)
    assert math.isnan(read("fees", state))
    state.platform.record[FEES], state.platform.record[UPKEEP] = 30, 12
    state.platform.record[MEMBER_QUARTERS] = 60
    assert read("fees", state) == 0.5
    assert read("platform_cost", state) == 0.2
    state.actors.member[[0, 4, 8, 1]] = 1
    shares = [read(f"members_{role}", state) for role in ROLES]
    assert shares == [75, 25, 0, 0]


def test_the_net_value_of_business_leaves_out_all_other_roles() -> None:
    state = founded(WORLD)
    state.ledger.value[:], state.ledger.cost[:] = 1, 5
    business = state.actors.role == 1
    state.ledger.value[business], state.ledger.cost[business] = 30, 10
    assert read("net_value_business", state) == pytest.approx(20)
