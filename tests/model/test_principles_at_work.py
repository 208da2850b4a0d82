"""Principles of partnership in projects and acts: what is kept, shared, shown, borne (ODD 7.5)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from interhelix.agents.roles import BUSINESS, SCIENCE
from interhelix.model.state import State
from tests.model.consortia import TRUSTING, ended, log, proposed
from tests.model.states import act, founded, plan, seed_of_form, tie, world_of

WORLD = world_of(4)
Values = Mapping[str, float]


# flexibility


def test_flexibility_plans_a_project_anew_where_demand_is_higher_and_pays_for_it() -> None:
    rigid = ended({"principles.flexibility": 0})
    flexible = ended({"principles.flexibility": 1})
    assert rigid.projects.kept[0] == pytest.approx(0.4)
    assert flexible.projects.kept[0] == pytest.approx(0.7)
    assert flexible.ledger.cost[[2, 5, 10]] - rigid.ledger.cost[[2, 5, 10]] == pytest.approx(3)
    assert flexible.nation.outflow - rigid.nation.outflow == pytest.approx(9)


@pytest.mark.parametrize("case", [{"demand": 1.5}, {"demand": 0.9}, {"funds": 2.0}])
def test_nobody_plans_anew_without_a_fall_a_better_domain_or_the_money(
    case: dict[str, float],
) -> None:
    rigid = ended({"principles.flexibility": 0}, **case)
    flexible = ended({"principles.flexibility": 1}, **case)
    assert flexible.projects.kept[0] == rigid.projects.kept[0]
    assert (flexible.ledger.cost == rigid.ledger.cost).all()


def test_a_flexible_region_heals_in_a_quarter_as_much_as_others_in_two() -> None:
    def stress(flexibility: float, quarters: int) -> float:
        state = founded(WORLD)
        state.regions.stress[:] = 0.4
        for step in range(quarters):
            values = {"principles.flexibility": flexibility, "turbulence.shock_rate": 0}
            act("turbulence", state, values, step=step + 1)
        return float(state.regions.stress[0])

    assert stress(0, 1) > stress(0.5, 1) > stress(1, 1) == pytest.approx(stress(0, 2))


# mutual benefit


def split(value: float, mutual_benefit: float) -> State:
    state, _ = plan(founded(WORLD), [2, 5, 10], target=value, chance=1.0)
    state.projects.paid[0, :3] = 120, 120, 60
    values = {"principles.mutual_benefit": mutual_benefit, "principles.flexibility": 0}
    return act("deliver", state, values, step=4)


def test_mutual_benefit_gives_each_first_what_it_paid_and_the_rest_alike() -> None:
    assert split(330, 0).projects.share[0, :3] == pytest.approx(110)  # two lose, one gains
    assert split(330, 1).projects.share[0, :3] == pytest.approx([130, 130, 70])
    assert split(330, 0.5).projects.share[0, :3] == pytest.approx([120, 120, 90])
    assert split(150, 1).projects.share[0, :3] == pytest.approx([60, 60, 30])  # as far as it goes


@pytest.mark.parametrize("mutual_benefit", [0, 0.3, 1])
def test_no_split_makes_money(mutual_benefit: float) -> None:
    state = split(330, mutual_benefit)
    assert state.projects.share[0].sum() == pytest.approx(330)
    assert state.ledger.value.sum() + state.regions.support.sum() == pytest.approx(330)
    assert state.nation.inflow == pytest.approx(330)


# competence


def test_what_a_project_taught_is_kept() -> None:
    state = founded(WORLD)
    state.actors.knowledge[:] = 0.5
    for chance, taught in ((1.0, 0.1 * 0.5 / 0.7 * 0.5 * 3), (0.0, 0.0)):
        one, _ = plan(founded(WORLD), [2, 5, 10], chance=chance)
        one.actors.knowledge[:] = 0.5
        one = act("deliver", one, {"deliver.learning": 0.1}, step=4)
        assert one.projects.learned[0] == pytest.approx(taught)


# openness


def met(openness: float, giver: int, taker: int, leakage: float = 100, funds: float = 50) -> State:
    """Let a knowing actor inform one who knows less, for once."""
    state = founded(WORLD)
    tie(state, giver, taker)
    state.actors.funds[:] = funds
    state.actors.knowledge[[giver, taker]] = 0.5
    state.actors.knowledge[giver, 3] = 0.9
    values = {"principles.openness": openness, "exchange.leakage": leakage}
    act_now = {
        "exchange.rate_information": 1,
        "exchange.dispute": 0,
        "exchange.cost_information": 0,
    }
    return act("exchange", state, {**values, **act_now}, seed_of_form(state, 0, 0, domain=3))


def test_inflow_grows_with_openness_and_leakage_with_its_square() -> None:
    flows, lost = [], []
    for openness in (0, 0.5, 1):
        state = met(openness, BUSINESS, 6)
        flows.append(float(state.actors.knowledge[6, 3] - 0.5))
        lost.append(float(state.ledger.cost[BUSINESS]))
    assert flows == pytest.approx([0, 0.5 * flows[2], flows[2]])
    assert lost == pytest.approx([0, 0.25 * lost[2], 100 * flows[2]])
    assert flows[2] > 0


def test_only_a_business_that_gives_loses_sales_and_no_more_than_it_has() -> None:
    for giver, taker in ((SCIENCE, 5), (0, 5), (3, 5)):
        assert met(1, giver, taker).ledger.cost.sum() == 0
    state = met(1, BUSINESS, 6, leakage=1e4, funds=1)
    assert state.actors.funds[BUSINESS] == 0
    assert state.ledger.cost[BUSINESS] == pytest.approx(state.nation.outflow)


# national support of all four roles, and the sharing of risk


def failures(values: Values, priority: int = 0) -> np.ndarray:
    """Return the rows of projects that all begin."""

    def prepare(state: State) -> None:
        state.regions.priority[:] = priority

    return log(proposed({**TRUSTING, "propose.size": 3, **values}, prepare))


def roles_in(rows: np.ndarray) -> np.ndarray:
    role = founded(world_of(3)).actors.role
    return np.array([len(set(role[row["members"][: row["team"]]])) for row in rows])


def test_support_helps_more_the_more_roles_take_part_and_in_priorities_only() -> None:
    support = {"principles.complements": 0.6, "prioritise.support": 0.5}
    plain = failures({"principles.complements": 0, "prioritise.support": 0.5}, priority=1)
    helped = failures(support, priority=1)
    elsewhere = failures(support, priority=0)
    unsupported = failures({**support, "prioritise.support": 0}, priority=1)
    teams = (plain, helped, elsewhere, unsupported)
    same = [len({tuple(rows["members"][i]) for rows in teams}) == 1 for i in range(len(plain))]
    plain, helped, elsewhere, unsupported = (rows[same] for rows in teams)
    roles = roles_in(plain)
    assert len(set(roles)) > 1
    share = (1 - helped["chance"]) / (1 - plain["chance"])
    assert share == pytest.approx(1 - 0.6 * 0.5 * (roles - 1) / 3)
    assert elsewhere["chance"] == pytest.approx(plain["chance"])
    assert unsupported["chance"] == pytest.approx(plain["chance"])


def borne(sharing: float, funds: float = 1e4) -> State:
    """End 16 failed projects of four members each, which bring 100 and get back 30."""
    state = founded(WORLD)
    for lead in range(16):
        members = [(lead + 5 * i) % 16 for i in range(4)]
        state, _ = plan(state, members, chance=0.0)
    state.actors.funds[:] = funds
    values = {"principles.flexibility": 0, "deliver.salvage": 0.3, "deliver.tax": 0}
    return act("deliver", state, {**values, "deliver.sharing": sharing}, step=4)


def spread(state: State) -> float:
    mean = state.ledger.loss.sum() / state.ledger.losses.sum()
    return float(state.ledger.loss_square.sum() / state.ledger.losses.sum() - mean**2)


def test_sharing_risk_lowers_the_spread_of_loss_and_moves_no_mean() -> None:
    states = [borne(sharing) for sharing in (0, 0.5, 1)]
    for state in states:
        assert state.ledger.losses.tolist() == [4] * 16
        assert state.ledger.loss.sum() == pytest.approx(64 * 70)
        assert state.actors.funds.sum() == pytest.approx(16 * 1e4 + 64 * 30)
    # one of four bears 4 x 70 and three nothing: 70^2 x 3
    assert [spread(state) for state in states] == pytest.approx([3 * 70**2, 3 * 35**2, 0], abs=1e-6)


def test_nobody_bears_more_than_it_has() -> None:
    state = borne(0, funds=0)
    assert (state.actors.funds >= 0).all()
    assert state.actors.funds.sum() == pytest.approx(64 * 30)
    assert state.ledger.loss.sum() == pytest.approx(64 * 70)
