"""Services: nine tasks of the platform and the living lab, each between members only (ODD 7.8)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from interhelix.agents.roles import PLATFORM
from interhelix.model.state import TIES, State
from interhelix.model.world import World
from tests.model.consortia import TRUSTING, log, proposed
from tests.model.meetings import NOBODY_SEARCHES, by_channel, met
from tests.model.states import act, founded, plan, tie, tie_all, world_of

WORLD = world_of(4)
EVERYONE = list(range(32))


def suggested(wide: World, values: Mapping[str, float], seed: int = 1) -> State:
    every = {**NOBODY_SEARCHES, "meet.platform_contacts": 4, "meet.base": 3, **values}
    return met(every, wide, seed, members=EVERYONE)


def test_networking_is_the_share_of_contacts_that_the_platform_suggests(wide: World) -> None:
    counts = [
        len(by_channel(suggested(wide, {"services.networking": share}), PLATFORM))
        for share in (0, 0.3, 1)
    ]
    assert counts[0] == 0 < counts[1] < counts[2]


def test_without_a_data_bank_good_data_show_nothing(wide: World) -> None:
    no_bank = suggested(wide, {"services.data_bank": 0, "adopt.data_quality": 1})
    no_data = suggested(wide, {"services.data_bank": 1, "adopt.data_quality": 0})
    both = suggested(wide, {"services.data_bank": 1, "adopt.data_quality": 1})
    n = no_bank.used[TIES]
    assert (no_bank.ties.a[:n] == no_data.ties.a[: no_data.used[TIES]]).all()
    assert (no_bank.ties.b[:n] == no_data.ties.b[:n]).all()
    assert both.used[TIES] != n or (both.ties.b[:n] != no_bank.ties.b[:n]).any()


def test_the_directory_of_experts_shows_what_members_know_where_the_data_are_good() -> None:
    """Members seek who covers what is missing: only one in four is a master."""

    def prepare(state: State) -> None:
        state.actors.member[:] = 1
        place = state.directory.by_ident
        state.directory.roster[:] = place
        state.platform.members[:] = np.bincount(state.actors.role, minlength=4)
        state.actors.knowledge[:] = 0.2
        state.actors.knowledge[::4] = 0.9
        state.ties.level[:] = 1

    def masters(directory: float, quality: float) -> float:
        values = {"services.expert_directory": directory, "adopt.data_quality": quality}
        values |= {"services.search": 1, "services.networking": 1, "propose.sight": 0}
        values |= {"propose.fit": 40, "propose.size": 2}
        rows = np.concatenate(
            [log(proposed({**TRUSTING, **values}, prepare, seed)) for seed in range(3)]
        )
        return float(np.mean(rows["members"][:, 1] % 4 == 0))

    assert masters(1, 1) > 0.5 > masters(0, 1)
    assert masters(0, 1) == masters(1, 0)


def test_integration_saves_coordination_of_members_as_far_as_their_regions_are_tied_inside() -> (
    None
):
    def cost(integration: float, inner: float, members: bool = True) -> np.ndarray:
        values = {"services.integration": integration}
        return np.asarray(started(values, members, inner=inner)["coordination"])

    assert cost(0.5, 1) == pytest.approx(0.5 * 4)
    assert cost(0.5, 0.4) == pytest.approx(0.8 * 4)
    for plain in (cost(0, 1), cost(0.5, 0), cost(0.5, 1, members=False)):
        assert plain == pytest.approx(4)


def test_a_region_is_tied_inside_as_far_as_its_roles_are_at_level_2() -> None:
    state = founded(world_of(2, (1, 2, 1, 1)))
    tie(state, 0, 1, 2)  # government - business
    tie(state, 0, 2, 3)  # the same two roles
    tie(state, 0, 3, 2)  # government - science
    tie(state, 3, 4, 1)  # level 1 is too low
    tie(state, 1, 2, 3)  # of one role
    tie(state, 4, 5, 3)  # across
    act("integrate", state)
    assert state.regions.inner == pytest.approx([2 / 6, 0])


def test_horizontal_links_let_members_of_one_role_act_more_often() -> None:
    def acts(horizontal: float, members: bool) -> np.ndarray:
        state = tie_all(founded(world_of(8)))
        state.actors.member[:] = members
        values = {"exchange.rate_information": 0.2, "services.horizontal": horizontal}
        values["services.meetings"] = 0
        act("exchange", state, {**values, "exchange.dispute": 0})
        n = state.used[TIES]
        role = state.actors.role
        same = role[state.ties.a[:n]] == role[state.ties.b[:n]]
        return np.array([state.ties.acts[:n][same].sum(), state.ties.acts[:n][~same].sum()])

    plain, linked = acts(0, members=True), acts(3, members=True)
    assert linked[0] > 2 * plain[0]
    assert linked[1] == plain[1]
    assert (acts(3, members=False) == plain).all()


def ended(on_platform: int, values: Mapping[str, float], **row: float) -> np.void:
    state, _ = plan(founded(WORLD), [2, 5, 10], on_platform=on_platform, **row)
    state.nation.demand[0] = 0.4
    state.projects.demand[0] = 1.0
    quiet = {"principles.flexibility": 0, "deliver.salvage": 0.3}
    return act("deliver", state, {**quiet, **values}, step=4).projects[0]


def test_corrected_tasks_avoid_a_share_of_a_fall_of_demand_on_the_platform_only() -> None:
    values = {"services.task_correction": 0.3}
    assert ended(0, values)["kept"] == pytest.approx(0.4)
    assert ended(1, values)["kept"] == pytest.approx(0.4 + 0.3 * 0.6)
    assert ended(1, values)["value"] == pytest.approx(900 * (0.4 + 0.3 * 0.6))


def test_monitoring_saves_a_share_of_a_failing_budget_on_the_platform_only() -> None:
    values = {"services.monitoring": 0.2}
    assert ended(0, values, chance=0.0)["value"] == pytest.approx(0.3 * 300)
    assert ended(1, values, chance=0.0)["value"] == pytest.approx((0.3 + 0.7 * 0.2) * 300)
    assert ended(1, values)["value"] == ended(1, {})["value"]  # a success needs no saving


NEUTRAL = {"adopt.standards": 0, "adopt.rigidity": 0, "services.living_lab": 0,
           "services.trial_memory": 0, "services.division": 0, "services.search": 0}  # fmt: skip


def started(
    values: Mapping[str, float], members: bool, memory: float = 0.0, inner: float = 0.0
) -> np.ndarray:
    """Start projects of two, all on a platform or none, which remembers so many failures."""

    def prepare(state: State) -> None:
        state.actors.member[:] = members
        state.platform.memory[:] = memory
        state.regions.inner[:] = inner

    every = {**TRUSTING, **NEUTRAL, "propose.size": 2, "propose.coordination": 4}
    return log(proposed({**every, **values}, prepare))


def failure(rows: np.ndarray) -> np.ndarray:
    return np.asarray(1 - rows["chance"])


def test_memory_of_trials_serves_teams_of_members_by_its_share() -> None:
    plain = failure(started({}, members=True))
    values = {"services.trial_memory": 0.5, "deliver.lesson": 0.4}
    remembered = failure(started(values, members=True, memory=0.8))
    assert remembered == pytest.approx(plain * (1 - 0.4 * 0.5 * 0.8))
    assert failure(started(values, members=False, memory=0.8)) == pytest.approx(plain)


def test_the_platform_remembers_the_failures_of_its_members_regions() -> None:
    state = founded(WORLD)
    state.regions.memory[0, 3], state.regions.memory[1, 3] = 0.4, 0.9
    state.actors.funds[:4] = 1e3
    state.actors.funds[4:] = 0  # who cannot pay is out
    fees = {f"adopt.fee_{role}": 1 for role in ("government", "business", "science")}
    every = {"adopt.open": 1, "adopt.seed": 1, "adopt.rate": 0, "adopt.fee_civil_society": 1}
    act("adopt", state, {**every, **fees})
    assert state.platform.memory[3] == pytest.approx(0.4)
    assert not np.delete(state.platform.memory, 3).any()


def test_a_living_lab_needs_civil_society_in_a_team_of_members() -> None:
    plain = started({}, members=True)
    lab = started({"services.living_lab": 0.3}, members=True)
    role = proposed(TRUSTING).actors.role
    civil = np.array([3 in role[row["members"][:2]] for row in plain])
    assert 0 < civil.sum() < len(civil)
    assert failure(lab)[civil] == pytest.approx(0.7 * failure(plain)[civil])
    assert (failure(lab)[~civil] == failure(plain)[~civil]).all()
    outside = started({"services.living_lab": 0.3}, members=False)
    assert (failure(outside) == failure(plain)).all()


def test_division_of_processes_saves_coordination_of_members() -> None:
    values = {"services.division": 0.3}
    assert started(values, members=True)["coordination"] == pytest.approx(0.7 * 4)
    assert started(values, members=False)["coordination"] == pytest.approx(4)


def test_too_strict_standards_take_novelty_from_teams_of_members() -> None:
    strict = {"adopt.standards": 1, "exchange.contracts": 0}
    loose = started(strict, members=True)["target"]
    rigid = started({**strict, "adopt.rigidity": 1}, members=True)["target"]
    assert (rigid <= loose).all()
    assert rigid.sum() < loose.sum()
    free = started({**strict, "adopt.rigidity": 1}, members=False)["target"]
    assert free == pytest.approx(loose)
