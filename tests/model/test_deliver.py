"""Deliver: projects end in success or failure, and their members learn (ODD 7.1, level 3)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from interhelix.model.state import FAILED, LIVE, SUCCEEDED, State
from tests.model.states import act, changed, columns, founded, plan, tie, world_of

WORLD = world_of(4)
RUTHLESS = {"services.monitoring": 0, "principles.flexibility": 0}  # no failing budget is saved
TEAM = [2, 5, 10]  # science, business, science of three regions


def planned(values: Mapping[str, float] | None = None, team: list[int] = TEAM) -> State:
    state = founded(WORLD)
    for i, a in enumerate(team):
        for b in team[:i]:
            tie(state, a, b, 3, 0.5)
    state, _row = plan(state, team, **(values or {}))
    state.ties.joint[:3] = 1
    return state


def delivered(state: State, values: Mapping[str, float] | None = None, step: int = 4) -> State:
    return act("deliver", state, values, step=step)


def test_a_project_does_not_end_before_its_term() -> None:
    state = planned()
    before = columns(state)
    assert changed(before, columns(delivered(state, step=3))) == set()
    assert delivered(state, step=4).projects.outcome[0] == SUCCEEDED


def test_a_project_ends_only_once() -> None:
    state = delivered(planned())
    before = columns(state)
    assert changed(before, columns(delivered(state, step=9))) == set()


def test_a_certain_project_succeeds_and_a_hopeless_one_fails() -> None:
    assert delivered(planned({"chance": 1.0})).projects.outcome[0] == SUCCEEDED
    assert delivered(planned({"chance": 0.0})).projects.outcome[0] == FAILED


def test_success_gives_the_target_and_failure_the_salvage() -> None:
    success, failure = (
        delivered(planned()),
        delivered(planned({"chance": 0.0}), {"deliver.salvage": 0.3, **RUTHLESS}),
    )
    assert success.projects.value[0] == 900
    assert failure.projects.value[0] == pytest.approx(0.3 * 300)


def test_value_is_shared_alike_and_its_tax_goes_to_the_regions() -> None:
    state = planned()
    before = state.actors.funds.copy()
    delivered(state, {"deliver.tax": 0.1, "deliver.jobs": 0.05})
    assert (state.actors.funds - before)[TEAM] == pytest.approx(270)
    assert state.regions.support[[0, 1, 2]] == pytest.approx(30)
    assert state.ledger.value[TEAM] == pytest.approx(270)  # after tax
    assert state.ledger.jobs[TEAM] == pytest.approx(15)
    assert state.nation.inflow == pytest.approx(900)
    assert (state.actors.funds != before).sum() == 3


def outcomes(values: Mapping[str, float], stress: float = 0.0) -> list[int]:
    """Return the outcomes of 64 projects that differ in who leads them and when they began."""
    state = founded(WORLD)
    for start in range(4):
        for lead in range(16):
            state, _row = plan(state, [lead, (lead + 5) % 16], start=start, **values)
    state.regions.stress[:] = stress
    return [int(x) for x in delivered(state).projects.outcome[:64]]


def test_projects_succeed_as_often_as_their_chance_says() -> None:
    assert 0.15 < np.mean([x == SUCCEEDED for x in outcomes({"chance": 0.3})]) < 0.45
    assert 0.55 < np.mean([x == SUCCEEDED for x in outcomes({"chance": 0.7})]) < 0.85


def test_stress_of_the_regions_lowers_the_chance_and_never_turns_a_failure() -> None:
    calm, struck = outcomes({"chance": 0.8}), outcomes({"chance": 0.8}, stress=0.5)
    assert all(now <= then for now, then in zip(struck, calm, strict=True))
    assert sum(struck) < sum(calm)
    assert set(outcomes({"chance": 1.0}, stress=1.0)) == {FAILED}
    assert LIVE not in calm


def test_success_teaches_each_member_a_share_of_the_gap_to_full_knowledge() -> None:
    state = planned({"domain": 3})
    known = state.actors.knowledge.copy()
    delivered(state, {"deliver.learning": 0.15})
    gain = state.actors.knowledge - known
    unit = known[TEAM] / np.linalg.norm(known[TEAM], axis=1, keepdims=True)
    far = (1 - unit @ unit.T)[np.triu_indices(3, 1)].mean()
    understood = known[TEAM, 3] / (known[TEAM, 3] + 0.2) * (1 - far)
    assert 0.02 < far < 0.5
    assert gain[TEAM, 3] == pytest.approx(0.15 * understood * (1 - known[TEAM, 3]))
    assert np.count_nonzero(gain) == 3


def test_success_raises_trust_and_failure_multiplies_it_by_its_loss() -> None:
    assert delivered(planned()).ties.trust[:3] == pytest.approx(0.5 + 0.15 * 0.5)
    assert delivered(planned({"chance": 0.0})).ties.trust[:3] == pytest.approx(0.5 * 0.6)


def test_a_failure_is_remembered_as_far_as_civil_society_keeps_it() -> None:
    state = planned({"chance": 0.0, "domain": 2})
    state.regions.contribution[0, 3] = 0
    state.regions.contribution[1, 3] = 0.8
    delivered(state, {"deliver.memory": 0.5})
    assert state.regions.memory[:2, 2] == pytest.approx([0, 0.4])
    assert not delivered(planned()).regions.memory.any()


def test_business_finds_out_by_trying_and_others_do_not() -> None:
    state = planned({"domain": 6})
    state.regions.score[:] = 0.5
    delivered(state, {"deliver.discovery": 0.2})
    assert state.regions.score[:, 6] == pytest.approx([0.5, 0.6, 0.5, 0.5])
    failed = planned({"domain": 6, "chance": 0.0})
    failed.regions.score[:] = 0.5
    assert delivered(failed).regions.score[1, 6] == pytest.approx(0.4)


def test_a_joint_project_is_experience_of_its_actors_and_their_ties() -> None:
    state = delivered(planned())
    assert state.actors.experience[TEAM].tolist() == [1, 1, 1]
    assert state.ties.experience[:3].tolist() == [1, 1, 1]
    assert state.ties.joint[:3].tolist() == [0, 0, 0]
    assert state.ties.last_active[:3].tolist() == [4, 4, 4]
    assert state.ledger.acts[TEAM, 3].tolist() == [2, 2, 2]


def test_a_project_counts_as_an_act_of_every_tie_among_its_members() -> None:
    state = planned()
    state.ties.level[0] = 2
    assert delivered(state).ties.acts[:3].tolist() == [1, 1, 1]
    assert state.ties.recent[:3].tolist() == [1, 1, 1]


def test_members_who_are_strangers_stay_strangers() -> None:
    state, _ = plan(founded(WORLD), TEAM)
    delivered(state)
    assert state.used[0] == 0
    assert not state.ledger.acts.any()


def test_a_project_older_than_a_tie_is_no_work_on_that_tie() -> None:
    state = planned()
    state.ties.born[0] = 1  # it dissolved and formed again since the project began
    assert delivered(state).ties.joint[:3].tolist() == [1, 0, 0]
