"""Whom an initiator invites, and what members pay: experience, help, calls (ODD 7.1, 7.5)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interhelix.model.candidates import KNOWN, Plan, Seat, best_known, known_to
from interhelix.model.compiled import kernel
from interhelix.model.consortium import Team
from interhelix.model.dues import help_for_members, terms_of
from interhelix.model.invitation import recruit
from interhelix.model.parameters import as_record
from interhelix.model.proximity import experience_odds
from interhelix.model.state import EMPTY, PROJECTS, State
from tests.model.consortia import (
    ALL,
    EVERYBODY,
    TRUSTING,
    UNPRINCIPLED,
    WORLD,
    log,
    partnership,
    proposed,
)
from tests.model.states import act, founded, tie
from tests.model.states import given as given_values


@kernel
def asked_first(state, rules, lead, key):  # type: ignore[no-untyped-def]
    members = np.full(8, lead, np.int32)
    nobody = np.empty(0, np.int32)
    plan = Plan(0, 0.0, False, EMPTY, False)
    seat = Seat(state.nation.required[0], nobody, 0, KNOWN)
    return best_known(
        state, rules, Team(members, 1, 0), seat, known_to(state, rules, plan, lead, key, 3)
    )


def first_choices(experience: int, weight: float = 1.0, draws: int = 600) -> float:
    """Return how often a lead asks one of two like partners, who has worked with it before."""
    state = founded(WORLD)
    state.actors.funds[:] = 1e4
    state.actors.knowledge[[2, 6, 10]] = 0.5
    for b in (6, 10):
        tie(state, 2, b, 3, 0.5)
    state.ties.experience[0] = experience
    rules = as_record(given_values({"proximity.experience": weight, "proximity.distance": 0}))
    asked = [asked_first(state, rules, 2, np.uint64(seed)) for seed in range(draws)]
    assert set(asked) <= {6, 10}
    return float(np.mean(np.array(asked) == 6))


@pytest.mark.parametrize(("experience", "odds"), [(0, 1), (1, 3), (2, 4.5), (3, 6.3)])
def test_experience_raises_the_odds_of_the_choice_between_two_known_partners_as_in_cordis(
    experience: int, odds: float
) -> None:
    chance = odds / (1 + odds)
    error = np.sqrt(chance * (1 - chance) / 600)
    assert first_choices(experience) == pytest.approx(chance, abs=3.3 * error)


def test_a_weight_of_0_forgets_experience_in_the_choice() -> None:
    assert first_choices(20, weight=0) == first_choices(0, weight=0)


def test_excess_log_odds_of_experience_are_those_of_cordis() -> None:
    odds = getattr(experience_odds, "py_func", experience_odds)
    found = [odds(k) for k in range(6)]
    ln = np.log
    assert found[:4] == pytest.approx([0, ln(3), ln(4.5), ln(6.3)])
    assert np.diff(found[3:]) == pytest.approx(0.1)


@kernel
def recruited(state, rules, key):  # type: ignore[no-untyped-def]
    members = np.zeros(9, np.int32)
    plan = Plan(0, 0.0, False, EMPTY, True)  # every member must raise the surplus
    n, _ = recruit(state, rules, plan, members, key, 3)
    return members[:n]


def test_who_refuses_sets_no_bar_of_surplus_for_those_who_are_asked_next() -> None:
    state = founded(WORLD)
    state.actors.funds[:] = 1e4
    state.actors.knowledge[:] = 0.05
    state.actors.knowledge[0, 0] = 0.5
    others = np.flatnonzero(state.nation.required[0])[1:]
    for b, known in ((6, 0.5), (10, 0.4)):  # the better one is asked first
        tie(state, 0, b, 3, 0.5)
        state.actors.knowledge[b, others] = known
    state.actors.error[:] = 0
    state.actors.error[6] = 100  # it refuses if it is afraid
    values = {"propose.search": 0, "propose.fit": 40, "deliver.value": 3, "proximity.optimum": 1}
    rules = as_record(given_values(values))
    teams = [recruited(state, rules, np.uint64(seed)).tolist() for seed in range(40)]
    refused = [team for team in teams if 6 not in team]
    assert len(refused) > 5
    assert refused == [[0, 10]] * len(refused)


def test_a_referral_leads_to_partners_of_partners_only() -> None:
    found = {}
    for chance in (0, 1):
        teams = []
        for seed in range(40):
            state = founded(WORLD)
            state.actors.funds[:], state.actors.error[:] = 1e4, 0
            state.actors.knowledge[:], state.actors.knowledge[0, 0] = 0.05, 0.5
            others = np.flatnonzero(state.nation.required[0])[1:]
            state.actors.knowledge[1:, others] = 0.5  # whoever joins is of use
            tie(state, 0, 6, 1, 0.5)  # a first contact, whom nobody invites for that
            for b in (8, 10):
                tie(state, 6, b, 2, 0.5)
            values = {"propose.search": 1, "propose.referral": chance, "deliver.value": 3}
            values |= {"proximity.optimum": 1}
            rules = as_record(given_values(values))
            teams.append(recruited(state, rules, np.uint64(seed)).tolist())
        found[chance] = {b for team in teams for b in team[1:]}
    assert found[1] == {8, 10}
    assert len(found[0]) > 5


@kernel
def helped(state, members, n, grant, rules):  # type: ignore[no-untyped-def]
    team = Team(members, n, 0)
    return help_for_members(state, team, terms_of(state, team, rules), grant, rules)


@given(
    st.lists(st.integers(0, ALL - 1), min_size=2, max_size=8, unique=True),
    st.lists(st.floats(0, 400), min_size=3, max_size=3),
    st.floats(0, 1),
    st.floats(0, 120),
)
def test_members_of_a_region_share_its_help_which_never_exceeds_its_support(
    members: list[int], support: list[float], share: float, grant: float
) -> None:
    state = founded(WORLD)
    state.regions.support[:], state.regions.priority[:, 0] = support, 1
    rules = as_record(given_values({"prioritise.support": share}))
    aid = helped(state, np.array(members, np.int32), len(members), grant, rules)
    assert (aid >= 0).all()
    assert (aid <= share * (120 - grant) + 1e-9).all()
    of_region = np.bincount(state.actors.region[members], aid, 3)
    asked = np.bincount(state.actors.region[members], minlength=3) * share * (120 - grant)
    assert of_region == pytest.approx(np.minimum(support, asked))


def with_funds(funds: float, **values: float) -> State:
    """Let all propose in calls that nobody wins."""
    state = partnership()
    state.actors.funds[:] = funds
    calls = {"propose.call_share": 1, "propose.call_success": 0.01, "propose.call_regions": 1}
    calls |= {"propose.size": 2, "propose.call_contacts": 0, "propose.coordination": 0}
    named = {name.replace("_", ".", 1): value for name, value in values.items()}
    every = {**EVERYBODY, **UNPRINCIPLED, **TRUSTING, **calls, "propose.writing": 0.005}
    return act("propose", state, {**every, **named}, step=3)


def test_who_loses_a_call_has_paid_for_the_writing_and_starts_only_what_is_worth_it() -> None:
    worthless, worth = (with_funds(1e4, deliver_value=value) for value in (0.3, 3))
    assert worthless.used[PROJECTS] == 0
    assert not log(worth)["called"].any()
    assert worth.used[PROJECTS] == ALL
    for state in (worthless, worth):
        paid = 1e4 - state.actors.funds
        budgets = np.bincount(log(state)["members"][:, :2].ravel(), minlength=ALL) * 120.0
        entered = (paid - budgets) / (0.005 * 120)
        assert entered == pytest.approx(np.round(entered))
        assert entered.sum() == pytest.approx(2 * ALL)
        assert state.nation.outflow == pytest.approx(paid.sum())
        assert state.nation.spent == 0


def test_who_loses_a_call_starts_only_what_every_member_can_pay_without_the_grant() -> None:
    """A grant of .7 leaves 36.6 to pay; without it a project asks for 120."""
    rich, poor = (with_funds(funds, deliver_value=3) for funds in (1e4, 100))
    assert rich.used[PROJECTS] == ALL
    assert poor.used[PROJECTS] == 0
    assert (poor.actors.funds < 100).any()  # they wrote, and lost
    assert (poor.actors.funds >= 0).all()


def test_nobody_is_let_in_who_cannot_pay_its_part_and_the_writing() -> None:
    def entered(funds: float) -> bool:
        return bool((with_funds(funds, deliver_value=3).actors.funds < funds).any())

    assert not entered(36.5)  # 36 of the budget, .6 of writing
    assert entered(36.7)


@pytest.mark.parametrize("support", [0.0, 10.0, 1e4])
def test_a_coordinated_pair_co_funds_joint_projects_from_its_own_support(support: float) -> None:
    def prepare(state: State) -> None:
        state.regions.support[:] = support

    values = {**TRUSTING, "integrate.coordination": 1, "integrate.funding": 0.5}
    state = proposed({**values, "propose.size": 2}, prepare)
    partner = state.regions.coordinated
    joint = 0
    for row in log(state):
        r, s = state.actors.region[row["members"][:2]]
        if partner[r] == s:
            joint += 1
            assert row["grant"] <= 120 + 1e-9
            assert support < 1e4 or row["grant"] == pytest.approx(2 * 0.5 * 120)
        else:
            assert row["grant"] == 0
    assert joint > 0
    assert (state.regions.support >= 0).all()
    spent = 3 * support - state.regions.support.sum()
    assert spent == pytest.approx(log(state)["grant"].sum())
