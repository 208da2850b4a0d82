"""Prioritise: regions choose domains, by themselves or by smart specialisation (ODD 7.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from interhelix.model.measures.census import observe
from interhelix.model.measures.costs import duplication
from interhelix.model.mechanisms.learn import read_profiles
from interhelix.model.state import State
from interhelix.model.world import World
from tests.model.states import act, enter_pair, founded, plan, world_of

QUIET = {"prioritise.noise": 0, "prioritise.noise_floor": 0}
SMART = {**QUIET, "prioritise.smart": 1}
BLANK = {
    f"prioritise.{name}": 0
    for name in (
        "fashion",
        "advantage",
        "relatedness",
        "outward",
        "alignment",
        "no_duplication",
        "interregional",
        "interdisciplinary",
        "structural_change",
        "discovery",
    )
}


def ready(world: World, seed: int = 1) -> State:
    """Return a state whose regions have profiles, trials and a coming demand."""
    state = founded(world, {}, seed)
    read_profiles(state.regions, state.actors)
    luck = np.random.default_rng(seed)
    state.nation.demand[:] = luck.uniform(0.4, 1.6, 8)
    state.nation.regime[:] = luck.uniform(0.4, 1.6, 8)
    state.regions.score[:] = luck.uniform(0, 1, state.regions.score.shape)
    return state


def mean_over_chosen(state: State, worth: np.ndarray) -> float:
    chosen = state.regions.chosen.astype(bool)
    return float(np.broadcast_to(worth, chosen.shape)[chosen].mean())


@pytest.mark.parametrize("count", [1, 3, 8])
def test_a_region_has_as_many_priorities_as_asked(wide: World, count: int) -> None:
    state = act("prioritise", ready(wide), {"prioritise.domains": count})
    assert (state.regions.chosen.sum(axis=1) == count).all()
    assert (state.regions.priority == state.regions.chosen).all()


def advantage(state: State) -> np.ndarray:
    share = state.regions.profile / state.regions.profile.sum(axis=1, keepdims=True)
    mean = state.regions.profile.mean(axis=0)
    return np.asarray(share / (mean / mean.sum()))


def relatedness(state: State) -> np.ndarray:
    related = state.nation.related * ~np.eye(8, dtype=bool)
    return np.asarray(state.regions.profile @ related / related.sum(axis=1))


WORTH: Mapping[str, Callable[[State], np.ndarray]] = {
    "advantage": advantage,
    "relatedness": relatedness,
    "alignment": lambda s: s.nation.priorities,
    "discovery": lambda s: s.regions.score,
    "interdisciplinary": lambda s: relatedness(s) * s.regions.profile,
    "structural_change": lambda s: relatedness(s) * (1 - s.regions.profile),
}


@pytest.mark.parametrize("weight", WORTH)
def test_a_condition_alone_picks_the_domains_that_it_values_most(wide: World, weight: str) -> None:
    state = act("prioritise", ready(wide), {**SMART, **BLANK, f"prioritise.{weight}": 5})
    worth = np.broadcast_to(WORTH[weight](state), (8, 8))
    for r in range(8):
        best = set(np.argsort(worth[r])[-3:])
        assert set(np.flatnonzero(state.regions.chosen[r])) == best


def test_foresight_turns_priorities_to_the_demand_that_is_coming(wide: World) -> None:
    blind = act("prioritise", ready(wide), SMART)
    seeing = act("prioritise", ready(wide), {**SMART, "prioritise.foresight": 1})
    coming = blind.nation.regime
    assert mean_over_chosen(seeing, coming) > mean_over_chosen(blind, coming)


def test_by_itself_a_region_follows_present_demand_and_not_the_coming_one(wide: World) -> None:
    alone = {**QUIET, **BLANK, "prioritise.fashion": 5, "prioritise.foresight": 1}
    state = act("prioritise", ready(wide), alone)
    best = np.argsort(state.nation.demand)[-3:]
    assert (state.regions.chosen[:, best] == 1).all()


def test_the_outward_look_picks_what_partners_know_and_the_region_lacks(wide: World) -> None:
    def chosen(weight: float) -> State:
        state = ready(wide)
        state.regions.profile[0], state.regions.profile[1] = 0.1, 0.1
        state.regions.profile[1, 5] = 0.9
        enter_pair(state, 0, 1)
        state.pairs.level[0] = 1
        values = {"prioritise.outward": weight, "prioritise.structural_change": 0.2}
        return act("prioritise", state, {**SMART, **BLANK, "prioritise.domains": 1, **values})

    assert chosen(5).regions.chosen[0, 5] == 1
    assert chosen(0).regions.chosen[0].sum() == 1


def test_joint_work_across_regions_is_a_bonus_for_its_domain(small: World) -> None:
    state, _ = plan(ready(small), [0, 4], domain=6)
    values = {**SMART, **BLANK, "prioritise.interregional": 5, "prioritise.domains": 1}
    act("prioritise", state, values)
    assert state.regions.chosen[state.actors.region[0], 6] == 1


def common(values: Mapping[str, float], seed: int) -> float:
    """Return how far priorities duplicate each other after three rounds of reviews.

    State priorities pull every region to the same domains. (Without a pull, eight regions with
    three of eight priorities stand near the least possible, 28.6 % in common.)
    """
    state = ready(world_of(8, (0, 0, 1, 0)), seed)
    pull = {"prioritise.alignment": 5, "prioritise.review": 4, "prioritise.delay": 0}
    for step in range(12):
        act("prioritise", state, {**SMART, **pull, **values}, seed=seed, step=step)
    return duplication(observe(state, 12))


def test_map_and_penalty_together_lower_duplication() -> None:
    def mean(penalty: float) -> float:
        values = {"prioritise.map": 1, "prioritise.no_duplication": penalty}
        return float(np.mean([common(values, seed) for seed in range(4)]))

    assert mean(0) > mean(1) + 5 > mean(4) + 10  # percentage points


def test_the_penalty_is_nothing_without_a_map_to_see_duplicates_on() -> None:
    blind = {"prioritise.map": 0, "prioritise.no_duplication": 5}
    assert common(blind, 1) == common({"prioritise.no_duplication": 0}, 1)


def right(experts: float) -> float:
    """Return the share of right choices: of the priorities that error-free estimates would give."""
    hits = []
    for seed in range(4):
        loud = {**SMART, "prioritise.noise": 2, "prioritise.experts": experts}
        chosen = act("prioritise", ready(world_of(8, (0, 0, 1, 0)), seed), loud, seed)
        true = act("prioritise", ready(world_of(8, (0, 0, 1, 0)), seed), SMART, seed)
        hits.append((chosen.regions.chosen & true.regions.chosen).sum() / 24)
    return float(np.mean(hits))


def test_many_experts_choose_better_than_one() -> None:
    assert right(400) > right(20) > right(1)


def first_quarter_in_force(delay: float, smart: float, review: float = 8) -> int:
    """Count the quarters from a changed decision to the quarter in which it works."""
    state = act("prioritise", ready(world_of(2)), {**SMART, "prioritise.review": review})
    values = {
        "prioritise.smart": smart,
        "prioritise.delay": delay,
        "prioritise.review": review,
        "prioritise.noise": 3,
    }
    decided = None
    for step in range(1, 60):
        before = state.regions.priority[0].copy()
        act("prioritise", state, values, step=step)
        if decided is None and (state.regions.chosen[0] != before).any():
            decided = step
        if decided is not None and (state.regions.priority[0] != before).any():
            return step - decided
    return 99


def test_a_smart_decision_works_after_a_delay_for_each_of_three_tiers() -> None:
    assert [first_quarter_in_force(delay, 1) for delay in (0, 1, 2)] == [0, 3, 6]


def test_a_decision_by_oneself_works_at_once() -> None:
    assert first_quarter_in_force(2, 0) == 0


def test_a_delay_longer_than_the_time_between_reviews_delays_and_does_not_prevent() -> None:
    assert first_quarter_in_force(2, 1, review=4) < 20


def test_a_region_keeps_its_priorities_between_reviews(wide: World) -> None:
    state = act("prioritise", ready(wide), {"prioritise.review": 10})
    moved = np.zeros(8, int)
    for step in range(1, 11):
        before = state.regions.chosen_at.copy()
        act("prioritise", state, {"prioritise.review": 10}, step=step)
        moved += state.regions.chosen_at != before
    assert (moved == 1).all()


def test_a_decision_that_waits_is_not_lost_when_the_policy_ends(wide: World) -> None:
    state = act("prioritise", ready(wide), {**SMART, "prioritise.review": 4})
    values = {"prioritise.review": 4, "prioritise.noise": 3, "prioritise.delay": 2}
    for step in range(1, 5):
        act("prioritise", state, {**values, "prioritise.smart": 1}, step=step)
    assert (state.regions.chosen != state.regions.priority).any()
    rarely = {**values, "prioritise.review": 60, "prioritise.smart": 0}
    act("prioritise", state, rarely, step=5)
    assert (state.regions.chosen == state.regions.priority).all()
