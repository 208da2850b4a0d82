"""Propose: an initiator forecasts, invites, and starts a project (ODD 7.1, 7.2)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pytest

from interhelix.agents.roles import CALL, ROLES
from interhelix.model.state import PROJECTS, TIES, State
from tests.model.consortia import (
    ALL,
    EVERYBODY,
    TRUSTING,
    UNPRINCIPLED,
    WORLD,
    Change,
    log,
    partnership,
    proposed,
    sizes,
)
from tests.model.states import act, dyads, founded


@pytest.mark.parametrize("size", [2, 3, 5, 8])
def test_a_consortium_is_never_above_the_size_that_is_allowed(size: int) -> None:
    teams = sizes(proposed({**TRUSTING, "propose.size": size, "propose.coordination": 0}))
    assert len(teams) == ALL
    assert teams.min() >= 2
    assert teams.max() <= size


def test_members_are_different_actors_and_the_lead_comes_first() -> None:
    for row in log(proposed(TRUSTING)):
        members = row["members"][: row["team"]]
        assert members[0] == row["lead"]
        assert len(set(members)) == row["team"]


def test_who_does_not_search_asks_partners_at_level_3_and_those_of_joint_projects() -> None:
    def only_some(state: State) -> None:
        state.ties.level[: state.used[TIES]] = 2
        state.ties.level[: state.used[TIES] : 4] = 3

    state = partnership()
    only_some(state)
    deep = {dyad for dyad, t in dyads(state).items() if state.ties.level[t] == 3}
    started = log(proposed(TRUSTING, only_some))
    assert len(started)
    for row in started:
        for b in row["members"][1 : row["team"]]:
            assert (min(row["lead"], b), max(row["lead"], b)) in deep
        team = sorted(row["members"][: row["team"]])
        deep |= set(combinations(team, 2))  # by now they have a joint project


def test_nobody_starts_a_project_with_partners_at_level_2() -> None:
    state = act("propose", partnership(level=2), {**EVERYBODY, **TRUSTING})
    assert state.used[PROJECTS] == 0


def test_nobody_proposes_without_initiative_or_budget() -> None:
    assert proposed({"propose.rate": 0}).used[PROJECTS] == 0
    roles = {f"meet.initiate_{role}": 0.0 for role in ROLES if role != "science"}
    state = proposed({**TRUSTING, **roles, "meet.initiate_science": 1})
    assert set(state.actors.role[log(state)["lead"]]) == {2}

    def poor(state: State) -> None:
        state.actors.funds[4:] = 1

    state = proposed(TRUSTING, poor)
    assert state.used[PROJECTS] > 0
    assert {m for row in log(state) for m in row["members"][: row["team"]]} <= set(range(4))


def unsure(state: State) -> None:
    state.actors.error[:] = 5


def test_refusals_stop_the_invitations() -> None:
    def invited(refusals: float) -> int:
        values = {"propose.forecast": 0, "propose.coverage": 0, "propose.size": 5}
        values["propose.refusals"] = refusals
        starts = [proposed(values, unsure, seed) for seed in range(2)]
        return int(sum(sizes(state).sum() for state in starts))

    assert invited(1) < invited(3) < invited(40)


def net(row: np.void, values: Mapping[str, float]) -> float:
    """Return the true expected net value of a project for each member [u]."""
    n = int(row["team"])
    expected = row["chance"] * row["target"]
    expected += (1 - row["chance"]) * values["deliver.salvage"] * row["budget"]
    cost = row["budget"] + values["propose.coordination"] * n * (n - 1) / 2
    return float((expected - cost) / n)


DOUBTFUL = {"deliver.salvage": 0.3, "propose.coordination": 2.5, "deliver.value": 0.9}


def wrong(error: float, values: Mapping[str, float] | None = None) -> int:
    """Count the decisions to go into projects that must be expected to lose."""

    def change(state: State) -> None:
        state.actors.error[:] = error

    every = {**DOUBTFUL, "propose.coverage": 0, **(values or {})}
    starts = [proposed(every, change, seed) for seed in range(3)]
    return sum(net(row, every) <= 0 for state in starts for row in log(state))


def test_without_error_nobody_goes_into_a_project_that_must_be_expected_to_lose() -> None:
    started = log(proposed({**DOUBTFUL, "deliver.value": 2.5}))
    assert len(started)
    assert wrong(0) == 0 < wrong(0, {"propose.interest": 0, "propose.forecast": 0})
    assert min(net(row, {**DOUBTFUL, "deliver.value": 2.5}) for row in started) > 0


def test_a_larger_error_makes_more_wrong_decisions_to_go() -> None:
    assert wrong(0) == 0 < wrong(0.3) < wrong(3)


def test_forecast_and_interest_of_the_parties_each_hold_back_losing_projects() -> None:
    heedless = {"propose.interest": 0, "propose.forecast": 0}
    without = wrong(0, heedless)
    assert without > 10
    assert wrong(0, {**heedless, "propose.forecast": 1}) == 0
    assert wrong(0.3, {**heedless, "propose.interest": 1}) < without


def test_competencies_must_cover_what_is_asked() -> None:
    def ignorant(state: State) -> None:
        state.actors.knowledge[:] = 0.1

    loose = {**TRUSTING, "propose.need": 0.5}
    assert proposed({**loose, "propose.coverage": 0.6}, ignorant).used[PROJECTS] == 0
    assert proposed({**loose, "propose.coverage": 0.2}, ignorant).used[PROJECTS] == ALL
    assert proposed({**loose, "propose.coverage": 0.2}).used[PROJECTS] == ALL


def test_who_enters_a_call_looks_for_partners_in_other_regions() -> None:
    def strangers(state: State) -> State:
        state.actors.funds[:] = 1e4
        values = {**EVERYBODY, "propose.call_share": 1, "propose.call_contacts": 6, "meet.base": 2}
        return act("propose", state, values)

    state = strangers(founded(WORLD))
    met = np.flatnonzero(state.ties.channel[: state.used[TIES]] == CALL)
    assert len(met) > 0
    region = state.actors.region
    assert (region[state.ties.a[met]] != region[state.ties.b[met]]).all()
    assert state.nation.contacts >= len(met)


def test_whom_one_met_for_a_call_may_join_its_proposal_and_strangers_do_not() -> None:
    def teams(contacts: float) -> int:
        state = founded(WORLD)
        state.actors.funds[:] = 1e4
        values = {"propose.call_share": 1, "propose.call_success": 1, "propose.call_regions": 2}
        values |= {"propose.call_contacts": contacts, "meet.base": 5, "propose.writing": 0}
        return int(act("propose", state, {**EVERYBODY, **UNPRINCIPLED, **TRUSTING, **values})
                   .used[PROJECTS])  # fmt: skip

    assert teams(0) == 0 < teams(6)


def test_result_orientation_chooses_the_partner_whose_trust_was_earned() -> None:
    def alike(state: State) -> None:
        state.actors.knowledge[:] = 0.6
        state.actors.role[:] = 2
        state.ties.kind[:] = 0
        n = int(state.used[TIES])
        state.ties.trust[:n] = np.random.default_rng(2).permutation(n) / n

    state = partnership()
    alike(state)
    trust = np.zeros((ALL, ALL))
    for (a, b), t in dyads(state).items():
        trust[a, b] = trust[b, a] = state.ties.trust[t]

    def earned(results: float) -> float:
        rows = log(proposed({**TRUSTING, "propose.size": 2, "propose.results": results}, alike))
        return float(np.mean([trust[row["lead"], row["members"][1]] for row in rows]))

    assert earned(10) > earned(2) > earned(0)
    assert earned(10) > 0.8


def test_the_choice_of_domain_follows_knowledge_demand_and_priorities() -> None:
    def share(values: Mapping[str, float], change: Change) -> float:
        every = {**TRUSTING, "propose.size": 2, **values}
        starts = [log(proposed(every, change, seed)) for seed in range(3)]
        return float(np.mean([row["domain"] == 5 for rows in starts for row in rows]))

    def even(state: State) -> None:
        state.actors.knowledge[:] = 0.5

    def known(state: State) -> None:
        even(state)
        state.actors.knowledge[:, 5] = 0.9

    def demanded(state: State) -> None:
        even(state)
        state.nation.seen[5] = 4

    def unseen(state: State) -> None:
        even(state)
        state.nation.demand[5] = state.nation.regime[5] = 4

    def wanted(state: State) -> None:
        even(state)
        state.regions.priority[:, 5] = 1

    plain = share({}, even)
    assert plain < 0.35
    assert share({}, known) > plain
    assert share({"propose.demand": 5}, demanded) > 0.9
    assert share({"propose.demand": 5}, unseen) == plain
    assert share({"propose.priority": 10}, wanted) > plain


def test_nobody_is_let_in_who_makes_a_share_that_some_member_cannot_pay() -> None:
    def short(state: State) -> None:
        state.actors.funds[:] = 130  # 120 for the budget, 10 for coordination

    def teams(coordination: float, change: Change | None) -> State:
        values = {**TRUSTING, "propose.size": 8, "propose.coordination": coordination}
        return proposed({**values, "deliver.value": 20, "deliver.novelty": 5}, change)

    for coordination, most in ((10, 3), (20, 2), (30, 0)):
        state = teams(coordination, short)
        rows = log(state)
        assert sizes(teams(coordination, None)).max() > most
        assert sizes(state).max(initial=0) == most
        due = rows["budget"] + rows["coordination"]
        assert rows["paid"].sum(axis=1) + rows["grant"] == pytest.approx(due)
        assert state.ledger.cost.sum() == pytest.approx(due.sum())
        assert 130 * ALL - state.actors.funds.sum() == pytest.approx(due.sum())


def test_costs_of_coordination_keep_consortia_small() -> None:
    def mean_size(cost: float) -> float:
        values = {"propose.forecast": 0, "propose.size": 6, "propose.coordination": cost}
        values |= {"deliver.value": 2, "principles.synergy": 1}
        return float(sizes(proposed(values)).mean())

    assert mean_size(0) > mean_size(30) > mean_size(80)
