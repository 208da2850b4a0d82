"""Principles of partnership, each with its direction, and the sharing of risk (ODD 7.5)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from interhelix.model.state import State
from tests.model.consortia import ALL, TRUSTING, WITHOUT_PRICE, log, partnership, proposed
from tests.model.states import act, founded, plan, world_of

WORLD = world_of(4)
Values = Mapping[str, float]


def failures(values: Values, inner: float = 0, priority: int = 0, size: int = 3) -> np.ndarray:
    """Return the rows of projects that all begin, with their chance of failure."""

    def prepare(state: State) -> None:
        state.regions.inner[:] = inner
        state.regions.priority[:] = priority

    every = {**TRUSTING, "propose.synergy": 0, "propose.size": size}  # the same teams
    return log(proposed({**every, **values}, prepare))


def test_consistency_prevents_failures_as_far_as_the_regions_are_tied_inside() -> None:
    plain = 1 - failures({"principles.consistency": 0.4}, inner=0)["chance"]
    tied = 1 - failures({"principles.consistency": 0.4}, inner=0.5)["chance"]
    off = 1 - failures({"principles.consistency": 0}, inner=0.5)["chance"]
    assert tied == pytest.approx((1 - 0.4 * 0.5) * plain)
    assert off == pytest.approx(plain)


def roles_in(rows: np.ndarray) -> np.ndarray:
    role = partnership().actors.role
    return np.array([len(set(role[row["members"][: row["team"]]])) for row in rows])


def test_support_helps_more_the_more_roles_take_part_and_in_priorities_only() -> None:
    support = {"principles.complements": 0.6, "prioritise.support": 0.5}
    plain = failures({"principles.complements": 0, "prioritise.support": 0.5}, priority=1)
    helped = failures(support, priority=1)
    roles = roles_in(plain)
    assert len(set(roles)) > 1
    share = (1 - helped["chance"]) / (1 - plain["chance"])
    assert share == pytest.approx(1 - 0.6 * 0.5 * (roles - 1) / 3)
    elsewhere = failures(support, priority=0)
    assert elsewhere["chance"] == pytest.approx(plain["chance"])
    unsupported = failures({**support, "prioritise.support": 0}, priority=1)
    assert unsupported["chance"] == pytest.approx(plain["chance"])


def test_innovation_chooses_partners_of_unlike_knowledge_at_a_price_of_coverage() -> None:
    def distance(weight: float) -> float:
        rows = failures({"principles.innovation": weight}, size=2)
        known = partnership().actors.knowledge
        unit = known / np.linalg.norm(known, axis=1, keepdims=True)
        return float(
            np.mean([1 - unit[row["members"][0]] @ unit[row["members"][1]] for row in rows])
        )

    assert distance(0) < distance(2) < distance(10)


def ended(values: Values, demand: float = 0.4, chance: float = 1.0) -> np.void:
    state, _ = plan(founded(WORLD), [2, 5, 10], chance=chance)
    state.nation.demand[0] = demand
    return act("deliver", state, values, step=4).projects[0]


def test_flexibility_avoids_a_share_of_a_fall_of_demand_and_takes_nothing_of_a_rise() -> None:
    assert ended({"principles.flexibility": 0})["kept"] == pytest.approx(0.4)
    assert ended({"principles.flexibility": 0.5})["kept"] == pytest.approx(0.7)
    assert ended({"principles.flexibility": 1})["value"] == pytest.approx(900)
    assert ended({"principles.flexibility": 1}, demand=1.5)["kept"] == pytest.approx(1.5)


def test_performance_saves_a_share_of_a_failing_budget() -> None:
    for share in (0, 0.2, 1):
        row = ended({"principles.performance": share, "deliver.salvage": 0.3}, chance=0.0)
        assert row["value"] == pytest.approx((0.3 + 0.7 * share) * 300)


def borne(sharing: float, funds: float = 1e4) -> State:
    """End 16 failed projects of four members each, which bring 100 and get back 30."""
    state = founded(WORLD)
    for lead in range(16):
        members = [(lead + 5 * i) % 16 for i in range(4)]
        state, _ = plan(state, members, chance=0.0)
    state.actors.funds[:] = funds
    values = {"principles.performance": 0, "deliver.salvage": 0.3, "deliver.tax": 0}
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


def test_synergy_makes_only_invitations_that_raise_each_member_s_net_value() -> None:
    def value(synergy: float) -> np.ndarray:
        loose = {"propose.interest": 0, "propose.forecast": 0, "propose.coverage": 0}
        rows = log(proposed({**loose, "propose.size": 5, "propose.synergy": synergy}))
        expected = rows["chance"] * rows["target"] + (1 - rows["chance"]) * 0.3 * rows["budget"]
        net = expected - rows["budget"] - rows["coordination"]
        return np.array([len(rows), (net / rows["team"]).mean(), rows["team"].mean()])

    heedless, careful = value(0), value(1)
    assert heedless[0] == careful[0] == ALL
    assert careful[1] > heedless[1]
    assert careful[2] < heedless[2]


def test_consistency_flexibility_and_performance_each_have_their_price_in_coordination() -> None:
    def cost(values: Values) -> float:
        every = {**TRUSTING, **WITHOUT_PRICE, "propose.size": 2, "propose.coordination": 4}
        return float(log(proposed({**every, **values}))["coordination"].max())

    assert cost({}) == pytest.approx(4)
    for name in WITHOUT_PRICE:
        assert cost({name: 0.3}) == pytest.approx(4 * 1.3)
    assert cost(dict.fromkeys(WITHOUT_PRICE, 0.3)) == pytest.approx(4 * 1.9)
