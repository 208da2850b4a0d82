"""Policies share all the luck that they share: what does nothing changes nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interhelix.model.loop import begin, run, step_on
from interhelix.model.parameters import DEFAULTS, catalogue, with_values
from tests.laws.cases import LATER, LIVELY, values
from tests.model.states import changed, columns, digest, world_of

WORLD = world_of(6)
CONFERENCES = with_values(DEFAULTS, {"meet.conferences": 40})
# A platform that people join by drawn numbers, and on which nothing can be done.
IDLE_PLATFORM = {
    "adopt.open": 1, "adopt.seed": 0.4, "adopt.fee_government": 0, "adopt.fee_business": 0,
    "adopt.fee_science": 0, "adopt.fee_civil_society": 0, "adopt.upkeep": 0,
    "adopt.launch_cost": 0, "adopt.standards": 0, "meet.platform_contacts": 0,
    "exchange.sharing": 1, "digital.growth": 0, "services.trial_memory": 0,
    "services.task_correction": 0, "services.monitoring": 0, "services.division": 0,
    "services.horizontal": 0, "services.integration": 0, "services.living_lab": 0,
    "services.meetings": 0, "services.travel": 0, "services.search": 0, "services.clarity": 0,
}  # fmt: skip


def test_a_table_in_another_order_gives_the_same_run():
    order = np.random.default_rng(5).permutation(WORLD.size)
    shuffled = replace(
        WORLD,
        **{name: tuple(getattr(WORLD, name)[i] for i in order)
           for name in ("codes", "names", "local_names", "districts")},
        **{name: getattr(WORLD, name)[order] for name in ("lat", "lon", "population", "product")},
    )  # fmt: skip
    assert shuffled.codes != WORLD.codes
    policy = [CONFERENCES] * 8
    one, other = run(WORLD, policy, 3), run(shuffled, policy, 3)
    assert one.series.equals(other.series)
    assert one.regions.equals(other.regions)
    assert one.ties.equals(other.ties)


@pytest.mark.slow
@settings(max_examples=10)
@given(values(LATER), st.integers(0, 2**64 - 1))
def test_a_policy_that_has_not_begun_changes_no_bit(changed_later, seed):
    later = with_values(DEFAULTS, {**LIVELY, **changed_later})
    one, other = begin(WORLD, CONFERENCES, seed), begin(WORLD, CONFERENCES, seed)
    for step in range(3):
        one = step_on(one, CONFERENCES, seed, step)
        other = step_on(other, CONFERENCES, seed, step)
        assert digest(one) == digest(other)
    step_on(other, later, seed, 3)  # only now may they part


@pytest.mark.parametrize("group", sorted({name.split(".")[0] for name in catalogue()}))
def test_a_policy_that_sets_what_is_already_so_changes_no_bit(group):
    same = with_values(
        CONFERENCES,
        {
            name: getattr(getattr(CONFERENCES, group), name.split(".")[1])
            for name in catalogue()
            if name.startswith(f"{group}.")
        },
    )
    assert run(WORLD, [same] * 4, 1).series.equals(run(WORLD, [CONFERENCES] * 4, 1).series)


def test_a_policy_that_draws_numbers_and_does_nothing_gives_a_difference_of_exactly_zero():
    idle = with_values(CONFERENCES, IDLE_PLATFORM)
    with_platform, without = run(WORLD, [idle] * 12, 9), run(WORLD, [CONFERENCES] * 12, 9)
    assert with_platform.series["members"].iloc[-1] > 0
    about = [name for name in without.series if name.startswith(("members", "fees", "platform_"))]
    one, other = with_platform.series.drop(columns=about), without.series.drop(columns=about)
    assert one.equals(other)
    assert with_platform.ties.equals(without.ties)


def test_a_stronger_platform_shares_the_founding_and_the_turbulence():
    plain = with_values(CONFERENCES, {"forms.specialists": 0})  # acts that open partners
    strong = with_values(plain, {"adopt.open": 1, "adopt.seed": 0.8})
    one, other = begin(WORLD, plain, 4), begin(WORLD, strong, 4)
    assert not changed(columns(one), columns(other))
    for step in range(12):
        one, other = step_on(one, plain, 4, step), step_on(other, strong, 4, step)
    parted = changed(columns(one), columns(other))
    assert "ties.trust" in parted
    assert not parted & {"nation.demand", "nation.regime", "regions.stress", "actors.openness"}


def test_another_seed_gives_another_run():
    assert not run(WORLD, [CONFERENCES] * 4, 1).ties.equals(run(WORLD, [CONFERENCES] * 4, 2).ties)
