"""Consulting: five supports, each of which moves its own channel only (ODD 7.3)."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from interhelix.agents.roles import (
    CONSULTING,
    EXPERT_SUPPORT,
    FORMS,
    INFORMATION_SUPPORT,
    LEGAL,
    MANAGEMENT,
    METHODOLOGICAL,
)
from interhelix.model.schedule import SCHEDULE
from interhelix.model.state import TIES, State
from tests.model.consortia import EVERYBODY, TRUSTING, UNPRINCIPLED, partnership
from tests.model.states import Columns, act, changed, columns, founded, seed_of_form, tie, world_of

SUPPORTS = FORMS[CONSULTING]
WORLD = world_of(4)
# Everybody searches, exchanges and proposes, so that whatever a support moves is moved.
VALUES = {
    **EVERYBODY,
    **TRUSTING,
    **UNPRINCIPLED,
    "exchange.leakage": 0,
    "propose.size": 2,
    "meet.rate": 1,
    "meet.base": 2,
    "exchange.rate_expert": 1,
    "exchange.dispute": 1,
    "integrate.base": 5,
}
IN_EXCHANGE = {"actors.knowledge", "ties.flow", "ledger.inflow"}
IN_DISPUTES = {
    "ledger.disputes", "ledger.acts", "ledger.by_kind", "ledger.by_form", "ties.trust",
}  # fmt: skip
PAID = {"actors.funds", "ledger.cost", "ledger.paid", "nation.outflow"}


@pytest.mark.parametrize("form", range(len(SUPPORTS)))
def test_an_act_of_consulting_builds_the_support_of_its_form_only(form: int) -> None:
    state = founded(WORLD)
    tie(state, 0, 4, kind=CONSULTING)
    state.actors.help[4] = 0.5
    values = {"exchange.rate_information": 1, "exchange.dispute": 0, "consulting.gain": 0.4}
    act("exchange", state, values, seed_of_form(state, 0, form))
    expected = np.zeros_like(state.actors.help)
    expected[4] = 0.5
    expected[0, form], expected[4, form] = 0.4, 0.5 + 0.4 * 0.5
    assert state.actors.help == pytest.approx(expected)


def test_support_fades() -> None:
    state = founded(WORLD)
    state.actors.help[:] = 0.5
    act("learn", state, {"consulting.fading": 0.1})
    assert state.actors.help == pytest.approx(0.45)


@cache
def lived(mechanism: str, support: int | None) -> Columns:
    """Run a mechanism, and return the columns; all have full support of one kind, or none."""
    state = partnership(level=3, trust=0.3)
    state.regions.contract[:] = 0.2
    if mechanism == "meet":
        state = founded(WORLD)  # strangers
    if support is not None:
        state.actors.help[:, support] = 1
    return columns(act(mechanism, state, VALUES))


def moved(support: int, mechanism: str) -> set[str]:
    """Name the columns that a support moves in a mechanism."""
    return changed(lived(mechanism, None), lived(mechanism, support)) - {"actors.help"}


CHANNELS = {
    INFORMATION_SUPPORT: {"meet"},
    METHODOLOGICAL: {"exchange"},
    LEGAL: {"exchange", "propose"},
    EXPERT_SUPPORT: {"learn"},
    MANAGEMENT: {"propose"},
}


@pytest.mark.parametrize("support", CHANNELS, ids=SUPPORTS)
def test_a_support_moves_its_own_channel_and_no_other(support: int) -> None:
    found = {m.__name__ for m in SCHEDULE if moved(support, m.__name__)}
    assert found == CHANNELS[support]


def test_methodological_support_moves_only_what_is_taken_over() -> None:
    assert moved(METHODOLOGICAL, "exchange") == IN_EXCHANGE


def test_legal_support_prevents_disputes_and_raises_the_chance_of_projects() -> None:
    assert moved(LEGAL, "exchange") >= IN_DISPUTES
    assert moved(LEGAL, "propose") == {"projects.chance", "projects.expected"}


def test_expert_support_moves_only_the_forecast_error() -> None:
    assert moved(EXPERT_SUPPORT, "learn") == {"actors.error"}


def test_management_support_moves_only_the_cost_of_coordination() -> None:
    assert moved(MANAGEMENT, "propose") == {"projects.coordination", "projects.paid", *PAID}


def test_management_support_saves_its_share_of_coordination() -> None:
    costs = []
    for help_ in (0, 0.5):
        state = partnership()
        state.actors.help[:, MANAGEMENT] = help_
        state = act("propose", state, {**VALUES, "consulting.management": 0.4})
        costs.append(state.projects.coordination.max())
    assert costs[1] == pytest.approx(costs[0] * (1 - 0.4 * 0.5))


def test_methodological_support_multiplies_what_its_bearer_takes_over() -> None:
    def gain(help_: float) -> float:
        state = founded(WORLD)
        tie(state, 0, 4)
        state.actors.knowledge[[0, 4]] = 0.5
        state.actors.knowledge[0, 3] = 0.9
        state.actors.help[4, METHODOLOGICAL] = help_
        values = {"exchange.rate_information": 1, "exchange.dispute": 0}
        seed = seed_of_form(state, 0, 0)
        return float(act("exchange", state, values, seed).actors.knowledge[4, 3] - 0.5)

    assert gain(1) == pytest.approx(1.5 * gain(0))
    assert gain(0.5) == pytest.approx(1.25 * gain(0))


def test_expert_support_takes_a_share_of_the_first_error_away_for_good() -> None:
    def error(help_: float) -> np.ndarray:
        state = founded(WORLD)
        for step in range(80):
            state.actors.help[:, EXPERT_SUPPORT] = help_
            act("learn", state, {"learn.forgetting": 0.3, "consulting.expert": 0.4}, step=step)
        return np.asarray(state.actors.error)

    assert error(1) == pytest.approx(0.6 * error(0), rel=1e-6)


def test_information_support_finds_more_contacts() -> None:
    def ties(help_: float) -> int:
        found = 0
        for seed in range(4):
            state: State = founded(WORLD, seed=seed)
            state.actors.help[:, INFORMATION_SUPPORT] = help_
            values = {"meet.rate": 2, "meet.base": 2, "consulting.information": 1}
            found += int(act("meet", state, values, seed).used[TIES])
        return found

    assert ties(1) > 1.2 * ties(0)


def test_legal_support_closes_its_share_of_the_gap_to_perfect_contracts() -> None:
    def chance(quality: float, help_: float) -> np.ndarray:
        state = partnership()
        state.regions.contract[:] = quality
        state.actors.help[:, LEGAL] = help_
        values = {**VALUES, "consulting.legal": 0.6}
        return np.asarray(act("propose", state, values).projects.chance)

    assert chance(0.5, 1) == pytest.approx(chance(0.5 + 0.6 * 0.5, 0))
