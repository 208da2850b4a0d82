"""Exchange: partners inform and advise each other (ODD 7.1, levels 1 and 2; 7.3)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interhelix.agents.roles import CONSULTING, EDUCATIONAL, METHODS, SCIENTIFIC, TRAINING
from interhelix.model.state import State
from tests.model.states import (
    act,
    changed,
    columns,
    founded,
    seed_of_form,
    tie,
    tie_all,
    world_of,
)

ALWAYS = {"exchange.rate_information": 1, "exchange.rate_expert": 1, "exchange.dispute": 0}
WORLD = world_of(4)


def two(level: int = 1, trust: float = 0.4, kind: int = SCIENTIFIC, b: int = 4) -> State:
    """Return a state in which the first actor is tied to one of another region."""
    state = founded(WORLD)
    tie(state, 0, b, level, trust, kind)
    return state


def acted(state: State, values: Mapping[str, float] | None = None, **more: int) -> State:
    return act("exchange", state, {**ALWAYS, **(values or {})}, **more)


KNOWN = st.lists(st.floats(0, 1), min_size=16, max_size=16)


@given(
    KNOWN,
    st.integers(1, 4),
    st.sampled_from([SCIENTIFIC, EDUCATIONAL]),
    st.floats(0, 1),
    st.floats(0, 10),
    st.floats(0, 10),
    st.floats(0.01, 1),
)
def test_knowledge_flows_only_downhill_and_never_overshoots(
    known: list[float],
    level: int,
    kind: int,
    share: float,
    training: float,
    sharing: float,
    absorption: float,
) -> None:
    state = two(level, kind=kind)
    state.actors.member[[0, 4]] = 1
    state.actors.knowledge[[0, 4]] = np.array(known).reshape(2, 8)
    before = state.actors.knowledge[[0, 4]].copy()
    values = {
        "exchange.codified": share,
        "exchange.tacit": share,
        "exchange.training": training,
        "exchange.sharing": sharing,
        "exchange.absorption": absorption,
        "forms.talent": 0,  # these forms make knowledge
        "forms.high_tech": 0,
    }
    after = acted(state, values).actors.knowledge[[0, 4]]
    assert (after >= before).all()
    assert (after.max(axis=0) == before.max(axis=0)).all()


def flow(
    level: int,
    kind: int = SCIENTIFIC,
    members: tuple[int, ...] = (),
    form: int = 0,
    **values: float,
) -> float:
    """Return what the actor who knows less gains in one domain."""
    state = two(level, kind=kind)
    state.actors.knowledge[[0, 4]] = 0.5
    state.actors.knowledge[0, 3] = 0.9
    state.actors.openness[[0, 4]] = 0.4, 0.7
    state.actors.member[list(members)] = 1
    before = state.actors.knowledge[4, 3]
    once = {"services.meetings": 0, "services.horizontal": 0}
    alike = {"exchange.strangeness": 0}
    named = once | alike | {f"exchange.{name}": value for name, value in values.items()}
    acted(state, named, seed=seed_of_form(state, 0, form, domain=3))
    return float(state.actors.knowledge[4, 3] - before)


def test_the_codified_part_flows_at_level_1_and_the_tacit_part_above() -> None:
    absorbed = 0.4 * 0.5 / (0.5 + 0.2)
    assert flow(1) == pytest.approx(0.02 * 0.4 * absorbed)
    assert flow(2) == flow(3) == pytest.approx(0.05 * 0.4 * absorbed)


def test_training_multiplies_what_is_taken_over_and_other_forms_of_education_do_not() -> None:
    assert flow(2, EDUCATIONAL, form=TRAINING, training=3) == pytest.approx(3 * flow(2))
    assert flow(2, EDUCATIONAL, form=METHODS, training=3) == pytest.approx(flow(2))


def test_the_platform_helps_only_where_both_are_members() -> None:
    assert flow(2, members=(0, 4), sharing=2) == pytest.approx(2 * flow(2))
    assert flow(2, members=(0,), sharing=2) == flow(2, members=(4,), sharing=2) == flow(2)


def test_absorptive_capacity_bounds_what_is_taken_in() -> None:
    assert flow(2, absorption=0.01) > flow(2, absorption=0.2) > flow(2, absorption=1)


def test_the_less_alike_two_are_the_less_one_understands_of_the_other() -> None:
    known = np.full(8, 0.5)
    other = known.copy()
    other[3] = 0.9
    far = 1 - known @ other / np.linalg.norm(known) / np.linalg.norm(other)
    assert flow(2, strangeness=1) == pytest.approx(flow(2) * (1 - far))
    assert flow(2, strangeness=0.5) == pytest.approx(flow(2) * (1 - far / 2))


def test_who_knows_nothing_of_a_domain_absorbs_nothing() -> None:
    state = two(2)
    state.actors.knowledge[4, 0] = 0
    assert acted(state, seed=seed_of_form(state, 0, 0)).actors.knowledge[4, 0] == 0


@pytest.mark.parametrize(("level", "cost"), [(1, 1), (2, 3), (3, 3), (4, 3 * 0.6)])
def test_both_pay_for_an_act_and_an_integrated_pair_pays_less(level: int, cost: float) -> None:
    state = two(level)
    before = state.actors.funds.copy()
    acted(state, {"integrate.saving": 0.4})
    assert (before - state.actors.funds)[[0, 4]] == pytest.approx(cost)
    assert state.ledger.cost[[0, 4]] == pytest.approx(cost)
    assert state.nation.outflow == pytest.approx(2 * cost)


def test_nothing_happens_when_one_cannot_pay() -> None:
    state = two(2)
    state.actors.funds[4] = 2.9
    before = columns(state)
    assert changed(before, columns(acted(state))) == set()


def test_nothing_happens_at_rate_0() -> None:
    state = tie_all(founded(WORLD), level=1)
    before = columns(state)
    act("exchange", state, {"exchange.rate_information": 0})
    assert changed(before, columns(state)) == set()


def test_advice_lowers_the_forecast_error_by_a_share_of_the_adviser_s_expertise() -> None:
    state = two(2)
    error = state.actors.error[[0, 4]].copy()
    expertise = state.actors.knowledge.max(axis=1)
    shares = 1 - 0.3 * np.array([expertise[4], expertise[0]])
    bare = {"exchange.tacit": 0, "forms.talent": 0, "forms.high_tech": 0}  # nobody learns more
    assert acted(state, bare).actors.error[[0, 4]] == pytest.approx(error * shares)


def test_information_alone_advises_nobody() -> None:
    state = two(1)
    error = state.actors.error.copy()
    assert (acted(state).actors.error == error).all()


def test_an_act_raises_trust_by_what_is_at_stake() -> None:
    gain = [acted(two(level)).ties.trust[0] - 0.4 for level in (1, 2)]
    assert gain == pytest.approx([0.15 * 0.3 * 0.6, 0.15 * 0.6 * 0.6])


def disputed(trust: float, quality: float, members: bool = False, **values: float) -> bool:
    state = two(2, trust)
    state.regions.contract[:] = quality
    state.actors.member[[0, 4]] = members
    named = {f"exchange.{name}": value for name, value in values.items() if name != "standards"}
    standards = {"adopt.standards": values.get("standards", 0)}
    acted(state, {"exchange.dispute": 1, **named, **standards})
    return bool(state.ties.trust[0] <= trust and state.ledger.acts.sum() == 0)


def test_contracts_trust_and_the_template_of_the_platform_each_prevent_disputes() -> None:
    assert disputed(0, 0)
    assert not disputed(0, 1)
    assert not disputed(1, 0)
    assert disputed(0, 1, contracts=0)
    assert not disputed(0, 0, members=True, standards=1)
    assert disputed(0, 0, members=False, standards=1)


def test_a_dispute_multiplies_trust_by_its_loss_and_teaches_nothing() -> None:
    values = {"exchange.dispute": 1, "exchange.contracts": 0, "trust.loss": 0.6}
    seen = set()
    for seed in range(8):
        state = two(2, 0.5)
        before = columns(state)
        acted(state, values, seed=seed)
        learned = "actors.knowledge" in changed(before, columns(state))
        seen.add((round(float(state.ties.trust[0]), 6), int(state.ties.acts[0]), learned))
    assert seen == {(0.3, 0, False), (0.545, 1, True)}


def test_acts_below_the_project_level_count_towards_the_next() -> None:
    counted = [int(acted(two(level)).ties.acts[0]) for level in (1, 2, 3, 4)]
    assert counted == [1, 1, 0, 0]


def test_an_act_is_entered_for_both_by_level_kind_and_place() -> None:
    state = acted(two(2, kind=CONSULTING))
    assert state.ledger.acts[[0, 4], 2].tolist() == [1, 1]
    assert state.ledger.by_kind[[0, 4], CONSULTING].tolist() == [1, 1]
    assert state.ledger.external[[0, 4]].tolist() == [1, 1]
    assert (state.ledger.served[[0, 4]] > 0).all()
    assert state.ledger.acts.sum() == 2
    inside = acted(two(2, b=1))
    assert inside.ledger.acts.sum() == 2
    assert not inside.ledger.external.any()
    assert not inside.ledger.inflow.any()


def test_education_and_civil_society_across_count_as_visits() -> None:
    assert acted(two(1, kind=EDUCATIONAL)).ledger.visits.tolist()[:5] == [1, 0, 0, 0, 1]
    assert acted(two(1, b=7)).ledger.visits[[0, 7]].tolist() == [0, 1]
    assert not acted(two(1)).ledger.visits.any()


def test_a_coordinated_pair_acts_more_often() -> None:
    def acts(coordination: float) -> tuple[int, int]:
        state = tie_all(founded(WORLD), level=1)
        values = {"exchange.rate_information": 0.2, "integrate.coordination": coordination}
        act("exchange", state, values)
        partner = state.regions.coordinated[state.actors.region]
        joint = partner[state.ties.a] == state.actors.region[state.ties.b]
        n = state.used[0]
        return int(state.ties.acts[:n][joint[:n]].sum()), int(state.ties.acts[:n].sum())

    (few, all_without), (many, all_with) = acts(0), acts(1)
    assert many > few
    assert all_with - all_without == many - few  # nobody else acts more


def test_the_active_act_more_often() -> None:
    def count(activity: float) -> int:
        state = tie_all(founded(WORLD), level=1)
        state.actors.activity[:] = activity
        return int(act("exchange", state).ledger.acts.sum())

    assert count(0.2) < count(1) < count(2)


def test_knowledge_flows_in_the_domain_of_the_act_only_and_acts_take_turns_through_domains() -> (
    None
):
    seen = set()
    for first in range(0, 480, 40):
        state = two(2)
        state.actors.knowledge[0] = 0.9
        state.actors.knowledge[4] = np.linspace(0.3, 0.6, 8)
        before = state.actors.knowledge[4].copy()
        acted(state, seed=seed_of_form(state, 0, 0, first=first))
        gained = np.flatnonzero(state.actors.knowledge[4] - before)
        assert len(gained) == 1
        seen |= set(gained.tolist())
    assert len(seen) > 3


def test_the_domain_of_an_act_is_one_that_both_know() -> None:
    for first in range(0, 400, 40):
        state = two(2)
        state.actors.knowledge[[0, 4]] = 0
        state.actors.knowledge[0, :4], state.actors.knowledge[4, 3:] = 0.9, 0.5
        before = state.actors.knowledge[4].copy()
        acted(state, seed=seed_of_form(state, 0, 0, first=first))
        assert np.flatnonzero(state.actors.knowledge[4] - before).tolist() == [3]


def test_ties_act_in_a_drawn_order_so_that_none_has_the_first_claim_on_funds() -> None:
    first = 0
    for seed in range(60):
        state = founded(WORLD)
        tie(state, 0, 4)
        tie(state, 0, 8)
        state.actors.funds[0] = 1  # for one act
        acted(state, {"exchange.cost_information": 1}, seed=seed)
        done = state.ties.recent[:2].tolist()
        assert sorted(done) == [0, 1]
        first += done[0]
    assert 18 < first < 42  # 30 of 60, sd 3.9


def test_the_active_act_several_times_a_quarter_and_pay_each_time_as_far_as_they_can() -> None:
    def done(activity: float, funds: float = 1e3) -> tuple[int, float]:
        state = two(1)
        state.actors.activity[[0, 4]], state.actors.funds[[0, 4]] = activity, funds
        acted(state)
        return int(state.ties.recent[0]), float(funds - state.actors.funds[0])

    assert done(1) == (1, 1)
    assert done(3) == (3, 3)
    assert done(40) == (4, 4)  # and no more
    assert done(3, funds=2) == (2, 2)


def test_acts_are_those_of_this_quarter() -> None:
    state = two(1)
    acted(state)
    assert state.ties.recent[0] == 1
    act("exchange", state, {"exchange.rate_information": 0}, step=1)
    assert state.ties.recent[0] == 0


def test_a_joint_office_pays_at_a_meeting_of_a_coordinated_pair_for_whoever_cannot() -> None:
    def paid(coordination: float, funds: float) -> tuple[float, float]:
        state = founded(WORLD)
        r, s = (int(x) for x in np.flatnonzero(state.regions.coordinated >= 0))
        tie(state, 4 * r, 4 * s)
        state.actors.funds[[4 * r, 4 * s]] = funds
        before = state.actors.funds.sum()
        values = {"integrate.coordination": coordination, "exchange.joint_fields": 1}
        acted(state, {**values, "exchange.cost_information": 2})
        assert state.nation.inflow == pytest.approx(state.nation.spent)
        assert state.nation.outflow == pytest.approx(4 * state.ties.recent[0])
        return float(before - state.actors.funds.sum()), float(state.nation.spent)

    assert paid(1, funds=100) == pytest.approx((4, 0))
    assert paid(1, funds=0.5) == pytest.approx((1, 3))
    assert paid(0.5, funds=1) == pytest.approx((2, 2))
    assert paid(0.5, funds=0.5) == (0, 0)  # half is not enough
    assert paid(0, funds=1) == (0, 0)


def test_an_act_ends_idleness() -> None:
    state = two(1)
    assert acted(state, step=7).ties.last_active[0] == 7
