"""The eight effects by region and by role sum up to what is told of all (ODD 8)."""

from __future__ import annotations

import numpy as np
import pytest

from interhelix.model.loop import Run, run
from interhelix.model.measures import EFFECTS, observe
from interhelix.model.measures.shares import deep, effects_in
from tests.laws.cases import LIVELY
from tests.model.states import founded, given, plan, tie, world_of

WORLD = world_of(4)
MEANS = ("effect_economic", "effect_communication", "effect_humanitarian", "effect_network")


@pytest.fixture(scope="module")
def lived() -> Run:
    return run(world_of(3), [given(LIVELY)] * 3, 2)


@pytest.mark.parametrize("name", MEANS)
def test_an_effect_of_all_is_the_mean_of_the_regions_and_of_the_roles(
    lived: Run, name: str
) -> None:
    last = lived.series[name].iloc[-1]
    assert last != 0
    assert lived.regions[name].mean() == pytest.approx(last)  # groups of one size
    assert lived.roles[name].mean() == pytest.approx(last)


def test_without_a_twin_no_group_has_an_effect() -> None:
    alone = run(WORLD, [given({})] * 2, 2, twin=False)
    assert alone.regions[list(EFFECTS)].isna().all().all()
    assert alone.roles[list(EFFECTS)].isna().all().all()


def test_coverage_of_a_group_is_its_share_of_actors_with_a_tie_across_at_level_3() -> None:
    state = founded(WORLD)
    tie(state, 0, 4, 3)
    tie(state, 1, 5, 2)
    tie(state, 8, 9, 3)  # inside
    now = observe(state, 1)
    assert np.flatnonzero(deep(now)).tolist() == [0, 4]
    covered = effects_in(now, state.actors.region, 4)[:, EFFECTS.index("effect_coverage")]
    assert covered.tolist() == [25, 25, 0, 0]


def test_synergy_of_a_group_is_that_of_its_members_projects_and_0_without_one() -> None:
    state = founded(WORLD)
    state, _ = plan(state, [0, 5], outcome=2, value=150, solo=100)
    state.ledger.joint[[0, 5]], state.ledger.solo[[0, 5]] = 75, 50
    synergy = effects_in(observe(state, 1), state.actors.region, 4)
    assert synergy[:, EFFECTS.index("effect_synergetic")].tolist() == [50, 50, 0, 0]
