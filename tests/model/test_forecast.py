"""Forecasts: what two who trust each other expect of a joint project (ODD 7.1, 7.2)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from interhelix.model.compiled import kernel
from interhelix.model.consortium import Team
from interhelix.model.dues import terms_of
from interhelix.model.forecast import joint_domain
from interhelix.model.parameters import as_record
from interhelix.model.state import State
from tests.model.states import act, founded, given, tie, tie_all, world_of

WORLD = world_of(4)
OFTEN = {"exchange.rate_information": 1, "exchange.rate_expert": 1, "exchange.dispute": 0}


@kernel
def net_of_two(state, a, b, rules):  # type: ignore[no-untyped-def]
    members = np.empty(2, np.int32)
    members[0], members[1] = a, b
    return terms_of(state, Team(members, 2, joint_domain(state, a, b, rules)), rules).net


def met(
    values: Mapping[str, float] | None = None,
    *,
    error: float = 0.0,
    level: int = 2,
    trust: float = 0.8,
    b: int = 4,
    acts: int = 5,
) -> State:
    """Let two meet once; how far the forecasts of both err is given."""
    state = founded(WORLD)
    state.actors.error[:] = error
    tie(state, 0, b, level, trust, acts=acts)
    return act("exchange", state, {**OFTEN, "exchange.tacit": 0, **(values or {})})


def test_without_error_both_expect_the_net_value_of_a_joint_project_over_its_budget() -> None:
    state = met({f"forms.{name}": 0 for name in ("talent", "high_tech", "adoption")})
    net = net_of_two(state, 0, 4, as_record(given({})))
    assert state.ties.outlook[0] == pytest.approx(net / 120)


@pytest.mark.parametrize(
    "short", [{"level": 1}, {"level": 3}, {"trust": 0.3}, {"acts": 0}], ids=lambda case: str(case)
)
def test_only_who_may_climb_to_level_3_looks_ahead(short: dict[str, float]) -> None:
    assert met().ties.outlook[0].tolist() != [-1, -1]
    assert met(**short).ties.outlook[0].tolist() == [-1, -1]  # type: ignore[arg-type]


def test_what_a_call_can_be_expected_to_pay_enters_across_and_only_there() -> None:
    calls = {"propose.call_share": 0.5, "propose.call_success": 0.2, "propose.call_grant": 0.7}
    plain, called = met(), met({**calls, "propose.writing": 0.02})
    assert called.ties.outlook[0] - plain.ties.outlook[0] == pytest.approx(
        0.5 * (0.2 * 0.7 - 0.02), abs=1e-9
    )
    unpaid = met({**calls, "propose.call_grant": 0.1})  # less than the writing costs
    assert (unpaid.ties.outlook[0] == plain.ties.outlook[0]).all()
    inside = met(calls, b=1)
    assert (inside.ties.outlook[0] == met(b=1).ties.outlook[0]).all()


def test_the_help_of_the_own_region_enters_what_each_expects() -> None:
    def outlook(support: float) -> np.ndarray:
        state = founded(WORLD)
        state.actors.error[:] = 0
        state.regions.priority[0], state.regions.support[0] = 1, support
        t = tie(state, 0, 4, 2, 0.8, acts=5)
        act("exchange", state, {**OFTEN, "prioritise.support": 0.3})
        return np.asarray(state.ties.outlook[t])

    mine = int(founded(WORLD).actors.ident[0] > founded(WORLD).actors.ident[4])
    gained = outlook(1e4) - outlook(0)
    assert gained[mine] == pytest.approx(0.3)
    assert gained[1 - mine] == pytest.approx(0)
    assert (outlook(12) - outlook(0))[mine] == pytest.approx(0.1)  # 12 u is all that it has


def test_a_larger_error_spreads_what_is_expected_around_what_is_right() -> None:
    def spread(error: float) -> float:
        state = tie_all(founded(WORLD), 2, 0.8, acts=5)
        state.actors.funds[:] = 1e4
        state.actors.error[:] = error
        act("exchange", state, {**OFTEN, "exchange.advice": 0})
        right = tie_all(founded(WORLD), 2, 0.8, acts=5)
        right.actors.funds[:] = 1e4
        right.actors.error[:] = 0
        act("exchange", right, {**OFTEN, "exchange.advice": 0})
        n = int(state.used[0])
        apart = state.ties.outlook[:n] - right.ties.outlook[:n]
        assert abs(apart.mean()) < 3.3 * (error + 1e-12) / np.sqrt(2 * n)
        return float(apart.std())

    assert spread(0) == 0
    assert spread(0.1) == pytest.approx(0.1, rel=0.15)
    assert spread(0.5) == pytest.approx(0.5, rel=0.15)


def test_good_data_on_a_common_platform_take_a_part_of_the_error_away() -> None:
    def expected(members: list[int], quality: float) -> np.ndarray:
        state = founded(WORLD)
        state.actors.error[:], state.actors.member[members] = 0.6, 1
        tie(state, 0, 4, 2, 0.8, acts=5)
        once = {"services.meetings": 0, "services.horizontal": 0, "services.travel": 0}
        values = {**OFTEN, **once, "adopt.data_quality": quality, "services.clarity": 0.4}
        act("exchange", state, {**values, "exchange.advice": 0, "exchange.tacit": 0,
                                "services.division": 0, "services.integration": 0,
                                "services.living_lab": 0, "services.monitoring": 0,
                                "adopt.standards": 0})  # fmt: skip
        return np.asarray(state.ties.outlook[0])

    plain, right = expected([], 1), met({"exchange.advice": 0}).ties.outlook[0]
    full = expected([0, 4], 1)
    assert full - right == pytest.approx(0.6 * (plain - right))
    assert expected([0], 1) == pytest.approx(plain)
    assert expected([0, 4], 0) == pytest.approx(plain)
