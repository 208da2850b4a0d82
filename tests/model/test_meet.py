"""Meet: actors search, inside, through partners and anywhere (ODD 7)."""

from __future__ import annotations

import numpy as np
import pytest

from interhelix.agents.roles import PARTNER, SCIENCE, SEARCH
from interhelix.model.compiled import kernel
from interhelix.model.contact import take_turns
from interhelix.model.draws import NOBODY, ORDER, U64
from interhelix.model.founding import weigh_interests
from interhelix.model.state import TIES, State
from interhelix.model.world import World
from tests.model.consortia import EVERYBODY, TRUSTING, log, partnership
from tests.model.meetings import ALL, by_channel, met
from tests.model.states import (
    EVEN,
    across,
    act,
    begun,
    dyads,
    founded,
    one_draw,
    partners,
    tie,
    world_of,
)


@kernel
def turns(actors, rows, key, step):  # type: ignore[no-untyped-def]
    return take_turns(actors, rows, key, 0, step)


def test_turns_are_taken_in_the_order_of_one_draw_for_each() -> None:
    actors = founded(world_of(9, (1, 2, 1, 1))).actors
    for step in range(20):
        with np.errstate(over="ignore"):
            places = [one_draw(U64(7), ORDER, step, who, NOBODY) for who in actors.ident]
            rows = np.arange(len(actors))
            order = turns(actors, rows, U64(7), step)
            odd = rows[3::2]
            some = odd[turns(actors, odd, U64(7), step)]
        assert order.tolist() == np.argsort(places).tolist()
        assert some.tolist() == [a for a in order if a in odd]


def test_no_tie_across_regions_when_none_is_allowed(wide: World) -> None:
    state = met({**ALL, "meet.interregional": 0}, wide, members=list(range(32)), quarters=2)
    assert state.used[TIES] > 5
    assert not across(state).any()


def test_more_contacts_across_are_allowed_more_ties_across_there_are(wide: World) -> None:
    counts = [
        across(met({**ALL, "meet.interregional": share}, wide)).sum() for share in (0, 0.4, 1)
    ]
    assert counts[0] == 0 < counts[1] < counts[2]


def test_a_new_tie_is_at_level_1_with_the_trust_of_a_start(wide: World) -> None:
    state = met({**ALL, "trust.start": 0.35}, wide)
    n = state.used[TIES]
    assert (state.ties.level[:n] == 1).all()
    assert state.ties.trust[:n] == pytest.approx(0.35)
    assert not state.ties.acts[:n].any()


def test_a_search_inside_stays_in_the_region(wide: World) -> None:
    state = met({"meet.rate": 5, "meet.internal": 1, "meet.base": 2}, wide)
    assert state.used[TIES] > 0
    assert not across(state).any()
    assert len(by_channel(state, SEARCH)) == state.used[TIES]


def test_a_search_through_a_partner_finds_a_partner_of_a_partner() -> None:
    world = world_of(6)
    state = begun(world, {**EVEN, "founding.external": 1})
    values = {"meet.rate": 4, "meet.internal": 0, "meet.closure": 1, "meet.base": 2}
    act("meet", state, values)
    found = by_channel(state, PARTNER)
    assert len(found) > 3
    for t in found:
        a, b = int(state.ties.a[t]), int(state.ties.b[t])
        assert set(partners(state, a)) & set(partners(state, b))


def test_only_roles_that_take_the_initiative_search(wide: World) -> None:
    roles = ("government", "business", "civil_society")
    values = {f"meet.initiate_{role}": 0.0 for role in roles}
    state = met({**values, "meet.rate": 5, "meet.closure": 0, "meet.base": 2}, wide)
    n = state.used[TIES]
    role = state.actors.role
    assert n > 0
    assert ((role[state.ties.a[:n]] == SCIENCE) | (role[state.ties.b[:n]] == SCIENCE)).all()


def test_the_active_seek_and_find_more(wide: World) -> None:
    state = met({"meet.rate": 2, "meet.base": 1, "meet.closure": 0}, wide, quarters=2)
    active = state.actors.activity > np.median(state.actors.activity)
    assert state.actors.load[active].mean() > state.actors.load[~active].mean()


def test_nobody_carries_more_ties_than_its_capacity(wide: World) -> None:
    state = founded(wide, {"founding.capacity": 1})
    for step in range(3):
        act("meet", state, {**ALL, "meet.rate": 10, "meet.base": 5}, step=step)
    assert (state.actors.load <= state.actors.capacity).all()
    assert (state.actors.load == state.actors.capacity).mean() > 0.3


@pytest.mark.parametrize(
    ("term", "low", "high"),
    [("cognitive", -50, 0), ("institutional", -3, 3), ("social", -3, 3), ("distance", -2, 0)],
)
def test_a_higher_term_of_proximity_gives_more_ties(term: str, low: float, high: float) -> None:
    def count(value: float) -> int:
        state = begun(world_of(6), {**EVEN, "founding.external": 1})
        values = {"meet.rate": 3, "meet.base": -1, f"proximity.{term}": value}
        return int(act("meet", state, values).used[TIES])

    assert count(high) > count(low)


def test_a_common_partner_helps_only_those_who_have_one(small: World) -> None:
    def ties(social: float) -> State:
        state = founded(small)
        for a in range(1, 6):
            tie(state, 0, a)
        return act("meet", state, {"meet.rate": 5, "meet.base": -2, "proximity.social": social})

    without, with_term = ties(0), ties(3)
    gained = set(dyads(with_term)) - set(dyads(without))
    assert gained
    for a, b in gained:
        assert set(partners(with_term, a)) & set(partners(with_term, b))


def test_moving_a_weight_over_objectives_moves_the_kinds_of_cooperation(wide: World) -> None:
    def educational(objective: int) -> float:
        kinds = []
        for seed in range(3):
            state = founded(wide, EVEN, seed)
            state.actors.weights[:] = 0
            state.actors.weights[:, objective] = 1
            weigh_interests(state.actors)
            act("meet", state, {"meet.rate": 3, "meet.base": 2, "proximity.interest": 5}, seed)
            kinds.extend(state.ties.kind[: state.used[TIES]] == 2)
        return float(np.mean(kinds))

    # science: student exchange against innovation; civil society: labour mobility either way
    assert educational(1) > educational(3) + 0.1


def gated(share: float, world: World) -> tuple[float, int, int]:
    """Return the share of ties across with a gatekeeper, and the ties across and inside."""
    state = founded(world, {})
    act("meet", state, {"meet.rate": 3, "meet.base": 1, "meet.gatekeepers": share})
    outside, n = across(state), state.used[TIES]
    gates = np.isin(state.ties.a[:n], state.regions.gate)
    gates |= np.isin(state.ties.b[:n], state.regions.gate)
    return float(gates[outside].mean()), int(outside.sum()), int((~outside).sum())


def test_gatekeepers_take_searches_beyond_the_region_and_leave_those_inside(wide: World) -> None:
    some, half, all_ = (gated(share, wide) for share in (0, 0.5, 1))
    assert some[0] < half[0] < all_[0] == 1
    assert some[2] == pytest.approx(all_[2], abs=3)  # ties inside


def visited(investors: float, world: World) -> State:
    values = {"meet.conferences": 100, "meet.attendance": 1, "meet.rate": 0}
    return act("meet", founded(world), {**values, "meet.investors": investors})


def test_who_visits_an_event_may_find_an_investor_and_money_moves_only_when_it_is_paid(
    wide: World,
) -> None:
    found, none = visited(40, wide), visited(0, wide)
    went = none.ledger.cost > 0
    assert went.any()
    assert not none.actors.backing.any()
    assert found.actors.backing == pytest.approx(np.where(went, 40, 0))
    assert found.nation.inflow == 0
    assert (found.actors.funds == none.actors.funds).all()


def test_a_project_is_paid_by_investors_before_own_funds() -> None:
    state = partnership()
    state.actors.funds[:], state.actors.backing[:] = 50, 100
    values = {**EVERYBODY, **TRUSTING, "propose.size": 2, "propose.coordination": 0}
    state = act("propose", state, {**values, "propose.budget": 120})
    rows = log(state)
    assert 0 < len(rows) <= 6  # who paid has no means for another
    paid = np.unique([row["members"][:2] for row in rows])
    assert len(paid) == 2 * len(rows)
    assert state.actors.backing[paid] == pytest.approx(0)
    assert state.actors.funds[paid] == pytest.approx(50 - 20)
    assert state.nation.inflow == pytest.approx(100 * len(paid))
    assert state.nation.outflow == pytest.approx(120 * len(paid))
    assert state.ledger.cost[paid] == pytest.approx(20)
