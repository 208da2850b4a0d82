"""Measures of projects: how many, whose, how well they end, what they cost and lose (ODD 8)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from interhelix.model.measures import measure_named, observe
from interhelix.model.state import FAILED, SUCCEEDED, State
from tests.model.states import founded, plan, world_of

WORLD = world_of(4)


def read(name: str, state: State) -> float:
    return float(measure_named(name).read(observe(state, 8)))


def logged() -> State:
    """Log four projects: two across have ended, one across and one inside are live."""
    state = founded(WORLD)
    state, _ = plan(state, [0, 5, 10], domain=1, outcome=SUCCEEDED, value=900, target=1000,
                    kept=0.9, coordination=12, in_priority=1)  # fmt: skip
    state, _ = plan(state, [2, 4], outcome=FAILED, value=60, target=500, kept=0.5, coordination=2)
    state, _ = plan(state, [1, 4, 10, 15], target=2000, coordination=6)
    state, _ = plan(state, [2, 3], target=400, coordination=1)
    return state


def test_projects_are_counted_by_reach_and_end_per_100_actors() -> None:
    state = logged()
    assert read("joint_projects", state) == pytest.approx(100 * 3 / 16)
    assert read("projects_ended", state) == pytest.approx(100 * 2 / 16)
    assert read("projects_of_three_regions", state) == pytest.approx(100 * 2 / 16)


def test_success_counts_ended_projects_only() -> None:
    assert read("success", logged()) == 50
    assert read("success", founded(WORLD)) == 0


def test_the_return_is_value_less_budget_and_coordination_over_both() -> None:
    cost = 300 + 12 + 200 + 2
    assert read("project_return", logged()) == pytest.approx(100 * (960 - cost) / cost)


def test_the_target_is_held_against_the_budget() -> None:
    assert read("project_target", logged()) == pytest.approx(3900 / 1100)


def test_costs_are_those_of_projects_across_by_member_and_by_pair_of_members() -> None:
    state = logged()
    state.projects.budget[2] = 800
    assert read("project_cost", state) == pytest.approx((300 + 200 + 800) / 9)
    assert read("coordination_cost", state) == pytest.approx((12 + 2 + 6) / (3 + 1 + 6))


def test_what_demand_left_is_a_mean_of_ended_projects() -> None:
    assert read("demand_kept", logged()) == pytest.approx(70)


def test_shares_of_priorities_of_leads_and_of_full_helices() -> None:
    state = logged()
    assert read("projects_in_priority", state) == 25
    assert read("leads_not_science", state) == 50
    assert read("projects_of_four_roles", state) == pytest.approx(100 / 3)


def test_loss_and_its_spread_are_those_of_the_ledger() -> None:
    state = founded(WORLD)
    losses = np.array([10.0, 30.0, 80.0])
    state.ledger.losses[:3] = 1
    state.ledger.loss[:3] = losses
    state.ledger.loss_square[:3] = losses**2
    assert read("loss", state) == pytest.approx(losses.mean())
    assert read("loss_spread", state) == pytest.approx(losses.std())


@pytest.mark.parametrize(
    "name",
    ["project_return", "project_target", "project_cost", "coordination_cost", "demand_kept",
     "loss", "loss_spread", "projects_in_priority", "leads_not_science", "projects_of_four_roles"],
)  # fmt: skip
def test_where_there_is_no_project_there_is_no_figure(name: str) -> None:
    assert math.isnan(read(name, founded(WORLD)))


def test_losers_are_the_members_who_got_less_than_they_paid() -> None:
    state = logged()
    state.projects.paid[0, :3], state.projects.share[0, :3] = 100, (150, 100, 90)
    state.projects.paid[1, :2], state.projects.share[1, :2] = (50, 100), (60, 40)
    assert read("losers", state) == pytest.approx(100 * 2 / 5)


def test_what_a_project_teaches_is_by_member_of_ended_projects() -> None:
    state = logged()
    state.projects.learned[:4] = 0.25, 0, 9, 9
    assert read("project_learning", state) == pytest.approx(100 * 0.25 / 5)
