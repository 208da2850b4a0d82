"""Networking: six forms on one public budget, each with an effect of its own (ODD 7.7)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from interhelix.agents.roles import BUSINESS, SCIENCE
from interhelix.model.state import ALLIANCES, PROGRAMMES, PROJECTS, TIES, State
from tests.laws.cases import FORMS_OF_NETWORKING
from tests.model.consortia import TRUSTING, log, proposed
from tests.model.states import (
    act,
    changed,
    columns,
    founded,
    plan,
    seed_of_form,
    tie,
    tie_all,
    world_of,
)

WORLD = world_of(4)
HALF = {"networking.budget": 3, "networking.half": 3}  # a form with all the money: strength 1/2


def spent(values: Mapping[str, float]) -> State:
    return act("networking", tie_all(founded(WORLD)), values)


def test_without_a_budget_no_form_changes_anything() -> None:
    state = tie_all(founded(WORLD))
    before = columns(state)
    act("networking", state, {f"networking.{form}": 1 for form in FORMS_OF_NETWORKING})
    assert changed(before, columns(state)) == set()


@pytest.mark.parametrize("form", FORMS_OF_NETWORKING)
def test_every_form_costs_its_share_of_one_budget(form: str) -> None:
    state = spent({"networking.budget": 3, f"networking.{form}": 0.5})
    assert state.nation.spent == pytest.approx(16 * 3 * 0.5)
    assert state.nation.inflow == 0  # it becomes money only when it is paid


def test_programmes_and_alliances_have_a_purse_and_the_others_have_none() -> None:
    purses = {
        form: spent({"networking.budget": 3, f"networking.{form}": 0.5}).nation.purse.tolist()
        for form in FORMS_OF_NETWORKING
    }
    assert purses["programmes"] == pytest.approx([24, 0])
    assert purses["alliances"] == pytest.approx([0, 24])
    assert not any(any(purse) for form, purse in purses.items() if form not in (
        "programmes", "alliances"))  # fmt: skip


def test_a_technological_platform_lifts_those_with_a_tie_across_towards_the_best_of_them() -> None:
    state = founded(WORLD)
    tie(state, 0, 4)
    tie(state, 8, 9)  # inside
    state.actors.knowledge[[0, 4]] = 0.2
    state.actors.knowledge[[0, 4, 8], 3] = 0.6, 0.3, 0.9
    known = state.actors.knowledge.copy()
    values = {**HALF, "networking.pools": 1, "networking.pooling": 0.1}
    act("networking", state, values)
    gain = state.actors.knowledge - known
    assert state.nation.pool[3] == pytest.approx(0.6)
    assert gain[4, 3] == pytest.approx(0.1 * 0.5 * 0.3)
    assert np.count_nonzero(gain) == 1
    assert state.ledger.inflow[4] == pytest.approx(gain[4, 3])


@pytest.mark.parametrize(("money", "share"), [(0, 0), (1, 0.25), (3, 0.5), (9, 0.75)])
def test_money_gives_a_form_its_strength_with_decreasing_returns(
    money: float, share: float
) -> None:
    def gain(values: Mapping[str, float]) -> float:
        state = founded(WORLD)
        tie(state, 0, 4)
        state.actors.knowledge[0], state.actors.knowledge[4] = 0.6, 0.2
        act("networking", state, {"networking.pools": 1, "networking.half": 3, **values})
        return float(state.actors.knowledge[4, 0] - 0.2)

    assert gain({"networking.budget": money}) == pytest.approx(share * 0.02 * 0.4)


# What follows acts elsewhere: programmes and centres when a project begins, alliances when it ends.


def programmed(purse: float, regions: float, **values: float) -> State:
    def prepare(state: State) -> None:
        state.nation.purse[PROGRAMMES] = purse

    every = {**TRUSTING, "propose.size": 3, "propose.coordination": 0, "networking.grant": 0.5}
    return proposed({**every, "networking.regions": regions, **values}, prepare)


@pytest.mark.parametrize("regions", [2, 3])
def test_a_joint_programme_pays_half_of_every_budget_with_enough_regions(regions: int) -> None:
    state = programmed(1e6, regions)
    rows = log(state)
    enough = rows["regions"] >= regions
    assert 0 < enough.sum() < len(rows) or regions == 2
    assert rows["grant"] == pytest.approx(np.where(enough, 0.5 * rows["budget"], 0))
    assert 1e6 - state.nation.purse[PROGRAMMES] == pytest.approx(rows["grant"].sum())
    assert state.nation.inflow == pytest.approx(rows["grant"].sum())
    assert state.nation.spent == 0  # it was spent when it came into the purse


def test_a_joint_programme_pays_only_while_its_money_lasts() -> None:
    state = programmed(100, 2)
    assert log(state)["grant"].sum() == pytest.approx(100)
    assert state.nation.purse[PROGRAMMES] == pytest.approx(0)


def test_who_could_not_pay_alone_takes_part_while_a_joint_programme_has_money() -> None:
    def started(purse: float) -> int:
        def prepare(state: State) -> None:
            state.actors.funds[:] = 70  # of 120
            state.nation.purse[PROGRAMMES] = purse

        values = {**TRUSTING, "propose.size": 2, "propose.coordination": 0, "networking.regions": 2}
        return int(proposed(values, prepare).used[PROJECTS])

    assert started(0) == 0
    assert started(1e6) > started(130) == 1


def test_who_needs_a_gain_joins_for_what_a_joint_programme_pays() -> None:
    def started(purse: float) -> int:
        def prepare(state: State) -> None:
            state.nation.purse[PROGRAMMES] = purse

        values = {"propose.size": 2, "propose.coverage": 0, "networking.regions": 2}
        return int(proposed({**values, "deliver.value": 0.7}, prepare).used[PROJECTS])

    assert started(1e6) > started(0)


def test_a_joint_programme_pays_of_what_a_call_leaves() -> None:
    calls = {"propose.call_share": 1, "propose.call_success": 1, "propose.call_contacts": 0}
    rows = log(programmed(1e6, 2, **calls, **{"propose.call_regions": 2}))
    both = rows["called"] == 1
    assert both.any()
    assert rows["grant"][both] == pytest.approx((0.7 + 0.5 * 0.3) * rows["budget"][both])


def cost_with(live: int, **values: float) -> np.ndarray:
    """Return the budget by member of projects inside, and of the first across [u]."""

    def prepare(state: State) -> None:
        state.nation.live = live

    every = {**TRUSTING, "propose.size": 2, **HALF, "networking.centres": 1}
    named = {f"networking.{name}": value for name, value in values.items()}
    rows = log(proposed({**every, **named}, prepare))
    first = np.flatnonzero(rows["external"])[0]
    inside = rows["budget"][rows["external"] == 0]
    assert inside == pytest.approx(2 * 120)
    return np.asarray(rows["budget"][first] / 2)


def test_shared_equipment_costs_more_below_break_even_and_saves_above() -> None:
    # 12 actors: 3 live projects are 25 per 100
    assert cost_with(3, break_even=25) == pytest.approx(120)
    assert cost_with(3, break_even=50) == pytest.approx(120 * (1 + 0.3 * 0.5))
    assert cost_with(3, break_even=12.5) == pytest.approx(120 * (1 - 0.3 * 0.5 * 0.5))
    assert cost_with(0, break_even=50) == pytest.approx(120 * (1 + 0.3 * 0.5))
    assert cost_with(3, break_even=12.5, budget=0) == pytest.approx(120)


FAILING = {"services.monitoring": 0, "deliver.salvage": 0.3}


def failed(lead: int, purse: float, partner: int = 8) -> tuple[State, np.ndarray]:
    """End a failed project and return what each of its members gets [u]."""
    state, _ = plan(founded(WORLD), [lead, partner], chance=0.0)
    state.nation.purse[ALLIANCES] = purse
    before = state.actors.funds.copy()
    act("deliver", state, {**FAILING, "networking.cover": 0.5, "deliver.tax": 0}, step=4)
    return state, np.asarray((state.actors.funds - before)[[lead, partner]])


def test_an_alliance_led_by_business_is_paid_back_a_part_of_its_loss() -> None:
    state, paid = failed(BUSINESS, 1e4)
    assert paid == pytest.approx(30 + 0.5 * 70)
    assert state.ledger.loss[[BUSINESS, 8]] == pytest.approx(35)
    assert state.nation.purse[ALLIANCES] == pytest.approx(1e4 - 70)
    assert state.nation.inflow == pytest.approx(60 + 70)


@pytest.mark.parametrize(("lead", "partner"), [(SCIENCE, 8), (BUSINESS, 2)])
def test_no_alliance_without_business_in_the_lead_or_inside_a_region(
    lead: int, partner: int
) -> None:
    state, paid = failed(lead, 1e4, partner)
    assert paid == pytest.approx(30)
    assert state.nation.purse[ALLIANCES] == 1e4


def test_an_alliance_pays_only_while_its_purse_lasts() -> None:
    state, paid = failed(BUSINESS, 20)
    assert paid == pytest.approx(30 + 10)
    assert state.nation.purse[ALLIANCES] == pytest.approx(0)
    assert failed(BUSINESS, 0)[1] == pytest.approx(30)


def test_a_purse_that_is_shared_out_is_not_overdrawn_by_rounding() -> None:
    purses = [p for p in np.random.default_rng(1).uniform(0, 60, 200) if 3 * (p / 3) > p]
    assert len(purses) > 3
    for purse in purses:
        state, _ = plan(founded(WORLD), [BUSINESS, 8, 9], chance=0.0)
        state.nation.purse[ALLIANCES] = purse
        act("deliver", state, {**FAILING, "networking.cover": 0.5}, step=4)
        assert state.nation.purse[ALLIANCES] == 0


def flow(one: int, other: int, share: float) -> float:
    state = founded(WORLD)
    tie(state, one, other)
    state.actors.knowledge[[one, other]] = 0.5
    state.actors.knowledge[one, 3] = 0.9
    values = {**HALF, "networking.partnerships": share, "networking.transfer": 2}
    act_now = {"exchange.rate_information": 1, "exchange.dispute": 0}
    act("exchange", state, {**values, **act_now}, seed_of_form(state, 0, 0, domain=3))
    return float(state.actors.knowledge[other, 3] - 0.5)


def test_a_partnership_multiplies_what_flows_between_science_and_business_only() -> None:
    for one, other in ((1, 6), (2, 5)):
        assert flow(one, other, 1) == pytest.approx(1.5 * flow(one, other, 0))
    for one, other in ((1, 5), (2, 6), (0, 7), (0, 5), (2, 7), (2, 4)):
        assert flow(one, other, 1) == flow(one, other, 0)


def acts_across(strategies: float, level: int, inside: bool = False) -> int:
    """Return the acts of a quarter of ties across, or inside."""
    state = tie_all(founded(world_of(8)), level, 0.9)
    values = {"exchange.rate_information": 0.3, "exchange.rate_expert": 0.3}
    act("exchange", state, {**values, **HALF, "networking.strategies": strategies})
    n = state.used[TIES]
    region = state.actors.region
    within = region[state.ties.a[:n]] == region[state.ties.b[:n]]
    return int(state.ties.recent[:n][within == inside].sum())


@pytest.mark.parametrize("level", [2, 3])
def test_an_integrated_strategy_lets_partners_across_meet_more_often_from_level_2_on(
    level: int,
) -> None:
    assert acts_across(1, level) > 1.2 * acts_across(0, level)
    assert acts_across(1, 1) == acts_across(0, 1)
    assert acts_across(1, level, inside=True) == acts_across(0, level, inside=True)


@pytest.mark.parametrize("form", ["strategies", "programmes"])
def test_no_form_of_networking_enters_climbing_or_signing(form: str) -> None:
    def moved(share: float) -> tuple[list[int], list[int]]:
        state = tie_all(founded(WORLD), 2, 0.9, acts=9)
        state.ties.recent[:] = 1
        state.ties.level[np.arange(len(state.ties)) % 4 > 0] = 3
        state.pairs.level[:] = 3
        values = {"climb.base_project": -2, "climb.forecast": 0, "integrate.base": -2}
        values |= {**HALF, f"networking.{form}": share}
        act("climb", state, values, step=1)
        act("integrate", state, values, step=1)
        return state.ties.level[: state.used[TIES]].tolist(), state.pairs.signed.tolist()

    assert moved(0) == moved(1)
    assert 3 in moved(0)[0]
    assert 1 in moved(0)[1]
