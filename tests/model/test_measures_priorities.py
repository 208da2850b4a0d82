"""Measures of priorities, held against the scores by which regions choose (ODD 7.6, 8)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from interhelix.model.measures import measure_named, observe
from interhelix.model.mechanisms.learn import read_profiles
from interhelix.model.mechanisms.prioritise import advantage, column_means, density
from interhelix.model.state import State
from interhelix.model.world import World
from tests.model.states import act, enter_pair, founded, plan, world_of

BLANK = {
    f"prioritise.{name}": 0
    for name in (
        "noise", "noise_floor", "fashion", "advantage", "relatedness", "outward", "alignment",
        "no_duplication", "interregional", "interdisciplinary", "structural_change", "discovery",
    )
}  # fmt: skip
# The lever that weighs what a measure reads, alone.
WEIGHED = {
    "priority_advantage": {"prioritise.advantage": 5},
    "priority_related": {"prioritise.relatedness": 5},
    "priority_discovery": {"prioritise.discovery": 5},
    "priority_outward": {"prioritise.outward": 5},
    "priority_state": {"prioritise.alignment": 5},
    "priority_joint": {"prioritise.interregional": 5},
    "priority_interdisciplinary": {"prioritise.interdisciplinary": 5},
    "priority_new": {"prioritise.structural_change": 5},
    "priority_demand": {"prioritise.foresight": 1},
}


def read(name: str, state: State) -> float:
    return float(measure_named(name).read(observe(state, 4)))


def ready(world: World) -> State:
    """Return regions with profiles, trials, partners, joint projects and a coming demand."""
    state = founded(world, {})
    read_profiles(state.regions, state.actors)
    luck = np.random.default_rng(1)
    state.nation.regime[:] = luck.uniform(0.4, 1.6, 8)
    state.regions.score[:] = luck.uniform(0, 1, state.regions.score.shape)
    for r in range(8):
        row = enter_pair(state, r, (r + 1) % 8)
        state.pairs.level[row] = 1
        for domain in (r, (r + 3) % 8, (r + 3) % 8):
            state, _ = plan(state, [4 * r, (4 * r + 5) % 32], domain=domain)
    return state


def chosen(world: World, values: Mapping[str, float]) -> State:
    return act("prioritise", ready(world), {**BLANK, "prioritise.smart": 1, **values})


@pytest.mark.parametrize("name", WEIGHED)
def test_who_weighs_one_condition_alone_reaches_the_most_of_its_measure(
    wide: World, name: str
) -> None:
    best = read(name, chosen(wide, WEIGHED[name]))
    every = [read(name, chosen(wide, values)) for values in WEIGHED.values()]
    assert best == max(every)
    assert best > np.mean(every)
    state = chosen(wide, {})
    luck = np.random.default_rng(2)
    for _ in range(20):  # no other choice of three domains has more
        for r in range(8):
            state.regions.priority[r] = 0
            state.regions.priority[r, luck.choice(8, 3, replace=False)] = 1
        assert read(name, state) <= best + 1e-12


def plain(function):  # type: ignore[no-untyped-def]
    """Return the plain Python of a compiled helper."""
    return getattr(function, "py_func", function)


def test_advantage_and_relatedness_are_those_of_the_choice_itself(wide: World) -> None:
    state = chosen(wide, {"prioritise.advantage": 1})
    average = plain(column_means)(state.regions.profile)
    places = np.argwhere(state.regions.priority)
    own = [plain(advantage)(state.regions, average, r, d) for r, d in places]
    near = [plain(density)(state.nation, state.regions, r, d) for r, d in places]
    assert read("priority_advantage", state) == pytest.approx(np.mean(own))
    assert read("priority_related", state) == pytest.approx(np.mean(near))


def test_partners_lead_and_joint_work_by_hand(wide: World) -> None:
    state = ready(wide)
    state.regions.priority[:] = 0
    state.regions.priority[2, 5] = 1  # 1 of 3 projects of region 2 in domain 2, 2 in domain 5
    assert read("priority_joint", state) == pytest.approx(2 / 3)
    profile = state.regions.profile
    lead = (profile[1, 5] + profile[3, 5]) / 2 - profile[2, 5]
    near = plain(density)(state.nation, state.regions, 2, 5)
    assert read("priority_outward", state) == pytest.approx(max(0, lead) * near)


def test_waiting_counts_the_regions_whose_decision_is_not_in_force(wide: World) -> None:
    state = ready(wide)
    state.regions.pending[:2] = 1
    assert read("waiting", state) == 25


@pytest.mark.parametrize("domain", ["energy", "ict", "life_sciences", "transport", "optics",
                                    "agri_food", "materials", "environment"])  # fmt: skip
def test_a_focus_of_the_state_draws_priorities_to_its_domain_under_smart_specialisation(
    wide: World, domain: str
) -> None:
    place = ("energy", "ict", "life_sciences", "transport", "optics", "agri_food", "materials",
             "environment").index(domain)  # fmt: skip
    aligned = {"prioritise.alignment": 1, "prioritise.advantage": 1, f"focus.{domain}": 5}
    state = chosen(wide, aligned)
    assert state.regions.priority[:, place].all()
    alone = act("prioritise", ready(wide), {**BLANK, **aligned, "prioritise.smart": 0})
    without = act("prioritise", ready(wide), {**BLANK, "prioritise.advantage": 1})
    assert (alone.regions.priority == without.regions.priority).all()


def test_the_weight_for_the_state_counts_the_focus_as_far_as_it_is_followed() -> None:
    def weight(focus: float, alignment: float) -> float:
        values = {"focus.optics": focus, "prioritise.alignment": alignment}
        return read("priority_state", chosen(world_of(8), values))

    assert weight(2, 5) > weight(0, 5)
    assert weight(2, 5) > weight(2, 0)
