"""Learn: own work, incomes, fading advice and memory (ODD 3)."""

from __future__ import annotations

import numpy as np
import pytest

from interhelix.agents.profiles import PROFILE
from interhelix.model.world import World
from tests.model.states import act, founded, tie, world_of

IDLE = {"learn.rate": 0, "learn.output": 0, "learn.income": 0, "learn.public": 0}


def test_knowledge_grows_by_rate_and_focus_on_what_one_knows_best(small: World) -> None:
    state = founded(small)
    known = state.actors.knowledge.copy()
    act("learn", state, {"learn.rate": 0.1, "learn.focus": 2})
    share = (known / known.max(axis=1, keepdims=True)) ** 2
    assert state.actors.knowledge == pytest.approx(known + 0.1 * share * known * (1 - known))


def test_nothing_is_learned_at_rate_0(small: World) -> None:
    state = founded(small)
    known = state.actors.knowledge.copy()
    assert (act("learn", state, {"learn.rate": 0}).actors.knowledge == known).all()


def test_more_is_learned_in_a_priority_domain(small: World) -> None:
    def gain(factor: float) -> np.ndarray:
        state = founded(small)
        state.regions.priority[:, 3] = 1
        known = state.actors.knowledge.copy()
        return act("learn", state, {"learn.priority": factor}).actors.knowledge - known

    assert gain(3)[:, 3] == pytest.approx(3 * gain(1)[:, 3])
    assert (np.delete(gain(3), 3, axis=1) == np.delete(gain(1), 3, axis=1)).all()


def test_knowledge_never_passes_1_however_fast_one_learns(small: World) -> None:
    state = founded(small)
    values = {"learn.rate": 1, "learn.priority": 10, "learn.focus": 0}
    state.regions.priority[:] = 1
    for step in range(4):
        act("learn", state, values, step=step)
    assert state.actors.knowledge.max() == 1


def test_an_actor_earns_its_income_and_the_output_of_its_knowledge_at_demand(small: World) -> None:
    state = founded(small, {})
    state.nation.demand[:] = np.linspace(0.2, 1.8, 8)
    state.actors.funds[:] = 0
    values = {"learn.rate": 0, "learn.income": 30, "learn.output": 80, "learn.reserve": 400}
    act("learn", state, values)
    income = 30 * state.actors.activity * np.array(PROFILE.income)[state.actors.role]
    made = 80 * state.actors.activity * (state.actors.knowledge * state.nation.demand).mean(axis=1)
    assert state.actors.funds == pytest.approx(income + made)
    assert state.ledger.value == pytest.approx(made)
    public = 4 * 7.5 * state.regions.mass
    assert state.nation.inflow == pytest.approx((income + made).sum() + public.sum())


def test_what_exceeds_the_reserve_is_spent_at_home(small: World) -> None:
    state = founded(small)
    state.actors.funds[:] = 1e6
    state.regions.support[:] = 1e6
    values = {"learn.reserve": 5, "learn.income": 10, "learn.public": 5}
    act("learn", state, values)
    limit = 5 * 10 * np.array(PROFILE.income)[state.actors.role]
    assert state.actors.funds == pytest.approx(limit)
    assert state.regions.support == pytest.approx(5 * 20 * state.regions.mass)


def test_a_forecast_error_returns_to_the_first_one_as_advice_is_forgotten(small: World) -> None:
    state = founded(small)
    first = 0.6 * np.array(PROFILE.error)[state.actors.role]
    state.actors.error[:] = 0
    act("learn", state, {"learn.forgetting": 0.25, "propose.noise": 0.6})
    assert state.actors.error == pytest.approx(0.25 * first)
    for step in range(1, 60):
        act("learn", state, {"learn.forgetting": 0.25}, step=step)
    assert state.actors.error == pytest.approx(first, rel=1e-5)


def test_the_memory_of_failures_fades(small: World) -> None:
    state = founded(small)
    state.regions.memory[:] = 0.8
    act("learn", state, {"learn.memory": 0.05})
    assert state.regions.memory == pytest.approx(0.76)


def test_a_region_s_profile_is_the_mean_knowledge_of_its_actors(small: World) -> None:
    state = act("learn", founded(small))
    for r in range(4):
        mine = state.actors.knowledge[state.actors.region == r]
        assert state.regions.profile[r] == pytest.approx(mine.mean(axis=0))


def test_nobody_earns_where_nothing_is_paid(small: World) -> None:
    state = founded(small)
    state.actors.funds[:] = 0
    act("learn", state, IDLE)
    assert not state.actors.funds.any()
    assert state.nation.inflow == 0


def traded(values: dict[str, float], unlike: bool = True) -> tuple[np.ndarray, float]:
    """Return what each actor earns by trade, and how unlike regions 0 and 1 are."""
    gains = []
    for trade in (0.0, 10.0):
        state = founded(world_of(4))
        tie(state, 0, 4)
        tie(state, 0, 8)
        tie(state, 0, 1)  # inside
        state.regions.profile[:] = 0.4
        if unlike:
            state.regions.profile[1] = np.array([0.8, 0, 0, 0, 0, 0, 0, 0.8])
        act("learn", state, {**IDLE, "learn.reserve": 400, "learn.trade": trade, **values})
        gains.append(state.ledger.value.copy())
    difference = 0.5 * (2 * abs(1 / 8 - 1 / 2) + 6 / 8)
    return gains[1] - gains[0], difference


def test_the_division_of_labour_pays_ties_across_by_how_unlike_the_regions_are() -> None:
    gain, difference = traded({})
    expected = np.zeros(16)
    expected[[0, 4]] = 10 * difference
    assert gain == pytest.approx(expected)
    assert not traded({}, unlike=False)[0].any()


def public(concentration: float) -> np.ndarray:
    state = founded(world_of(6))
    values = {"learn.concentration": concentration, "learn.public": 7.5, "learn.reserve": 400}
    return np.asarray(act("learn", state, values).regions.support)


def test_concentration_moves_public_money_to_hubs_and_keeps_its_sum() -> None:
    mass = founded(world_of(6)).regions.mass
    assert [public(c).sum() for c in (0, 0.5, 1, 3)] == pytest.approx([6 * 30] * 4)
    assert public(0) == pytest.approx(30)
    assert public(1) == pytest.approx(30 * mass)
    hub = mass.argmax()
    assert public(0)[hub] < public(1)[hub] < public(3)[hub]


def test_public_money_grows_with_the_organisations_of_a_world() -> None:
    one, three = founded(world_of(4)), founded(world_of(4, (3, 3, 3, 3)))
    for state in (one, three):
        act("learn", state, {"learn.public": 7.5})
    assert three.regions.support == pytest.approx(3 * one.regions.support)
