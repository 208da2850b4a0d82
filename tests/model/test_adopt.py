"""Adopt: actors join and leave the digital platform (ODD 7.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from interhelix.agents.roles import ROLES
from interhelix.model.state import State
from interhelix.model.world import World
from tests.model.platforms import FREE, OPEN, THRESHOLD
from tests.model.states import act, changed, columns, founded, world_of

FROZEN = {**OPEN, **FREE, "adopt.rate": 0}


def members_after(values: Mapping[str, float], quarters: int = 8, seed: int = 1) -> int:
    state = founded(world_of(8), seed=seed)
    for step in range(quarters):
        act("adopt", state, values, seed, step)
    return int(state.actors.member.sum())


def mean_members(values: Mapping[str, float]) -> float:
    return float(np.mean([members_after({**OPEN, **values}, 4, seed) for seed in range(4)]))


def test_a_platform_that_is_not_open_has_no_member(small: World) -> None:
    state = act("adopt", founded(small), {"adopt.seed": 1})
    assert not state.actors.member.any()
    assert not state.platform.members.any()


def test_a_platform_that_closes_leaves_no_member_and_an_empty_roster(small: World) -> None:
    state = act("adopt", founded(small), {**FROZEN, "adopt.seed": 1})
    assert state.actors.member.all()
    act("adopt", state, step=1)
    assert not state.actors.member.any()
    assert not state.platform.members.any()


def test_the_launch_enrols_the_seed_and_a_larger_seed_enrols_the_same_and_more(
    wide: World,
) -> None:
    seeds = (0, 0.3, 0.7, 1)
    enrolled = [act("adopt", founded(wide), {**FROZEN, "adopt.seed": s}).actors for s in seeds]
    counts = [int(actors.member.sum()) for actors in enrolled]
    assert counts[0] == 0 < counts[1] < counts[2] < counts[3] == 32
    assert not (enrolled[1].member & ~enrolled[2].member).any()


def test_the_roster_lists_every_member_once_by_role(wide: World) -> None:
    state = act("adopt", founded(wide), OPEN)
    count = int(state.platform.members.sum())
    assert set(state.directory.roster[:count]) == set(np.flatnonzero(state.actors.member))
    by_role = np.bincount(state.actors.role[state.actors.member == 1], minlength=4)
    assert (state.platform.members == by_role).all()


@pytest.mark.parametrize("role", ROLES)
def test_knocking_out_one_role_takes_the_digital_environment_to_0(small: World, role: str) -> None:
    weakest = act("adopt", founded(small), {f"digital.{role}": 0})
    mean = act("adopt", founded(small), {f"digital.{role}": 0, "digital.arithmetic": 1})
    assert not weakest.regions.digital.any()
    assert (mean.regions.digital > 0).all()


def test_the_digital_environment_is_the_geometric_mean_of_four_contributions(small: World) -> None:
    state = act("adopt", founded(small), {"digital.business": 0.5})
    factors = np.array([1, 0.5, 1, 1])
    geometric = np.prod(state.regions.contribution * factors, axis=1) ** 0.25
    assert state.regions.digital == pytest.approx(geometric)
    act("adopt", state, {"digital.business": 0.5, "digital.arithmetic": 1})
    arithmetic = (state.regions.contribution * factors).mean(axis=1)
    assert state.regions.digital == pytest.approx(arithmetic)


def test_members_pay_the_fee_of_their_role_and_others_pay_nothing(wide: World) -> None:
    fees = np.array([1.0, 2.0, 0.5, 0.25])
    values = {f"adopt.fee_{role}": fee for role, fee in zip(ROLES, fees, strict=True)}
    state = founded(wide)
    before = state.actors.funds.copy()
    act("adopt", state, {**OPEN, **values, "adopt.rate": 0, "adopt.seed": 0.5, "adopt.upkeep": 0})
    paid = np.where(state.actors.member == 1, fees[state.actors.role], 0)
    assert before - state.actors.funds == pytest.approx(paid)
    assert state.ledger.cost == pytest.approx(paid)
    assert state.platform.funds == pytest.approx(paid.sum())


def test_one_who_cannot_pay_the_fee_is_out(small: World) -> None:
    state = founded(small)
    state.actors.funds[:8] = 0.1
    act("adopt", state, {**FROZEN, "adopt.seed": 1, "adopt.fee_business": 1})
    poor_business = np.flatnonzero((state.actors.role == 1) & (np.arange(16) < 8))
    assert (np.flatnonzero(state.actors.member == 0) == poor_business).all()
    assert state.actors.funds[poor_business] == pytest.approx(0.1)


def test_the_nation_pays_the_launch_once_and_what_fees_do_not_cover(small: World) -> None:
    values = {**FROZEN, "adopt.seed": 1, "adopt.upkeep": 0.25, "adopt.launch_cost": 5}
    values["adopt.efficiency"] = 0
    state = act("adopt", founded(small), values)
    assert state.nation.spent == pytest.approx(4 * 5 + 16 * 0.25)
    act("adopt", state, values, step=1)
    assert state.nation.spent == pytest.approx(4 * 5 + 2 * 16 * 0.25)
    assert state.platform.funds == 0


@pytest.mark.parametrize(
    ("lever", "low", "high"),
    [
        ("adopt.fee_business", 3, -3),
        ("adopt.barrier", 4, 0),
        ("adopt.standing", -5, 0),
        ("adopt.network", 0, 3),
        ("adopt.functionality", 0, 1),
        ("adopt.usefulness", 0, 3),
    ],
)
def test_a_lever_that_favours_the_platform_brings_members(
    lever: str, low: float, high: float
) -> None:
    start = {"adopt.seed": 0.1}
    assert mean_members({**start, lever: high}) > mean_members({**start, lever: low}) + 2


def test_who_reconsiders_more_often_joins_a_worthy_platform_sooner() -> None:
    worthy = {**OPEN, **FREE, "adopt.seed": 0, "adopt.standing": 2}
    joined = [members_after({**worthy, "adopt.rate": rate}, 2) for rate in (0, 0.2, 0.6)]
    assert joined[0] == 0 < joined[1] < joined[2]
    scaled = {**worthy, "adopt.rate": 0.6, "adopt.open": 0.2}
    assert members_after(scaled, 2) < joined[2]


def test_an_insecure_platform_collapses_after_a_breach() -> None:
    attacked = {"adopt.attacks": 1, "adopt.breach": 10, "adopt.seed": 1}
    safe = mean_members({**attacked, "adopt.security": 1})
    assert mean_members({**attacked, "adopt.security": 0}) < 0.5 * safe


def test_the_memory_of_a_breach_fades(small: World) -> None:
    values = {**OPEN, "adopt.attacks": 1, "adopt.security": 0}
    state = act("adopt", founded(small), values)
    assert state.platform.fear == 1
    act("adopt", state, {**OPEN, "adopt.forgetting": 0.2}, step=1)
    assert state.platform.fear == pytest.approx(0.8)


def test_a_platform_seeded_below_its_critical_mass_dies_and_above_it_lives() -> None:
    assert members_after({**THRESHOLD, "adopt.seed": 0.3}) <= 1
    assert members_after({**THRESHOLD, "adopt.seed": 0.9}) >= 28


def test_a_fee_too_high_to_start_with_does_not_empty_a_full_platform() -> None:
    dear = {**THRESHOLD, **{f"adopt.fee_{role}": 0.2 for role in ROLES}}
    cheap = {**THRESHOLD, "adopt.standing": -1}
    assert members_after({**dear, "adopt.seed": 0.4}) <= 1
    state = founded(world_of(8))
    for step in range(16):
        act("adopt", state, {**(cheap if step < 8 else dear), "adopt.seed": 0.4}, step=step)
    assert state.actors.member.sum() >= 28


def test_network_value_may_be_constant_or_linear() -> None:
    alone = {**THRESHOLD, "adopt.seed": 0}
    assert members_after({**alone, "adopt.constant": 1, "adopt.standing": -0.5}) >= 28
    assert members_after({**alone, "adopt.linear": 1, "adopt.standing": -0.2}) <= 1


def test_work_on_the_platform_raises_the_contribution_of_the_members_roles_only(
    wide: World,
) -> None:
    state = founded(wide)
    before = state.regions.contribution.copy()
    act("adopt", state, {**FROZEN, "adopt.seed": 0.5, "digital.growth": 0.1})
    rose = state.regions.contribution > before
    expected = np.zeros_like(rose)
    joined = state.actors.member == 1
    expected[state.actors.region[joined], state.actors.role[joined]] = True
    assert (rose == expected).all()
    assert (state.regions.contribution <= 1).all()


def test_a_contribution_grows_with_the_share_of_its_role_that_is_on_the_platform() -> None:
    counts = [[1, 2, 5, 1], [4, 1, 1, 2]]
    state = founded(replace(world_of(2), local_organisations=counts, pairs=()))
    gap = 1 - state.regions.contribution
    act("adopt", state, {**FROZEN, "adopt.seed": 1, "digital.growth": 0.1})
    members = np.array(counts)
    left = (1 - 0.1 / members) ** members
    assert 1 - state.regions.contribution == pytest.approx(gap * left)
    assert left.max() - left.min() < 0.006


def later(state: State, values: Mapping[str, float]) -> set[str]:
    before = columns(state)
    act("adopt", state, values)
    return changed(before, columns(state))


def test_a_closed_platform_changes_nothing_but_the_reading_of_the_environment(
    small: World,
) -> None:
    assert later(founded(small), {"adopt.seed": 1, "adopt.launch_cost": 9}) == {"regions.digital"}
