"""Lapse: trust fades; idle and distrusted ties fall one level, or dissolve (ODD 7.1)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from interhelix.model.measures import measure_named, observe
from interhelix.model.state import EMPTY, FORMER, TIES, State
from tests.model.states import act, dyads, founded, levels, partners, plan, tie, tie_all, world_of

WORLD = world_of(4)
PATIENT = {"trust.decay": 0, "lapse.patience": 8}


def one(level: int, trust: float = 0.9, last_active: int = 0) -> State:
    state = founded(WORLD)
    tie(state, 0, 4, level, trust, acts=3)
    state.ties.last_active[0] = last_active
    return state


def level_after(state: State, step: int, values: Mapping[str, float] | None = None) -> int:
    act("lapse", state, {**PATIENT, **(values or {})}, step=step)
    return int(state.ties.level[0]) if state.used[TIES] else 0


@pytest.mark.parametrize("level", [1, 2, 3])
def test_an_idle_tie_falls_one_level_when_patience_ends_and_not_before(level: int) -> None:
    assert level_after(one(level), 7) == level
    assert level_after(one(level), 8) == level - 1
    assert level_after(one(level), 80) == level - 1


def test_an_idle_tie_at_level_1_dissolves_and_frees_both_actors() -> None:
    state = one(1)
    assert state.actors.load.sum() == 2
    assert level_after(state, 8) == 0
    assert not state.actors.load.any()
    assert (state.actors.head == EMPTY).all()


def test_a_fallen_tie_has_the_whole_patience_again_and_counts_acts_anew() -> None:
    state = one(3)
    assert level_after(state, 8) == 2
    assert state.ties.acts[0] == 0
    assert level_after(state, 15) == 2
    assert level_after(state, 16) == 1


def test_a_live_joint_project_is_no_idleness() -> None:
    state = one(3)
    state.ties.joint[0] = 1
    assert level_after(state, 100) == 3
    state.ties.joint[0] = 0
    assert level_after(state, 100) == 2


def test_no_idle_tie_falls_at_rate_0_and_more_fall_at_a_higher_rate() -> None:
    def fallen(rate: float) -> int:
        state = tie_all(founded(WORLD), 2, 0.9)
        act("lapse", state, {**PATIENT, "lapse.rate": rate}, step=50)
        return sum(level == 1 for level in levels(state).values())

    assert fallen(0) == 0 < fallen(0.3) < fallen(0.7) < fallen(1) == 16 * 15 / 2


@pytest.mark.parametrize(("level", "needed"), [(1, 0.1), (2, 0.3), (3, 0.5), (4, 0.75)])
def test_a_distrusted_tie_falls_when_trust_is_a_margin_below_what_its_level_needs(
    level: int, needed: float
) -> None:
    def after(trust: float) -> int:
        state = one(level, trust)
        state.pairs.signed[0] = 1
        return level_after(state, 1, {"lapse.margin": 0.05})

    assert after(needed - 0.04) == level
    assert after(needed - 0.06) == level - 1


def test_an_integrated_tie_falls_when_the_joint_strategy_has_ended() -> None:
    state = one(4)
    state.pairs.signed[0] = 1
    assert level_after(state, 1) == 4
    state.pairs.signed[0] = 0
    assert level_after(state, 1) == 3


def test_trust_fades_by_its_decay_and_not_below_0() -> None:
    state = founded(WORLD)
    tie(state, 0, 4, trust=0.5)
    tie(state, 0, 5, trust=0.02)
    act("lapse", state, {"trust.decay": 0.03, "lapse.margin": 1}, step=1)
    assert state.ties.trust[:2] == pytest.approx([0.47, 0])


def test_the_ties_that_stay_keep_their_order_and_hang_on_both_lists() -> None:
    state = tie_all(founded(WORLD), 1, 0.9)
    n = int(state.used[TIES])
    state.ties.last_active[:n] = 20
    state.ties.last_active[:n:3] = 0
    order = [pair for t, pair in enumerate(levels(state)) if t % 3]
    act("lapse", state, PATIENT, step=20)
    assert list(levels(state)) == order
    for a in range(16):
        expected = {b for dyad in dyads(state) if a in dyad for b in dyad} - {a}
        assert sorted(partners(state, a)) == sorted(expected)
        assert state.actors.load[a] == len(expected)


def dissolved(experience: int, b: int = 4) -> State:
    """Dissolve the tie of two who ended so many joint projects."""
    state = founded(WORLD)
    state.ties.experience[tie(state, 0, b)] = experience
    state = act("lapse", state, PATIENT, step=8)
    assert state.used[TIES] == 0
    return state


def test_a_dissolved_tie_does_not_forget_its_joint_projects() -> None:
    state = dissolved(3)
    assert state.used[FORMER] == 1
    t = tie(state, 4, 0, step=9)
    assert state.ties.experience[t] == 3
    assert state.ties.experience[tie(state, 0, 8, step=9)] == 0
    state.ties.experience[t] = 5
    state = act("lapse", state, PATIENT, step=17)
    assert state.used[TIES] == 0
    assert state.used[FORMER] == 1
    assert state.ties.experience[tie(state, 0, 4, step=18)] == 5


def test_a_tie_without_a_joint_project_leaves_nothing_to_remember() -> None:
    assert dissolved(0).used[FORMER] == 0


def test_a_project_that_ends_after_its_tie_counts_for_the_next() -> None:
    state, _ = plan(dissolved(1), [0, 4, 8])
    state = act("deliver", state, step=9)
    found = [int(state.ties.experience[tie(state, 0, b, step=9)]) for b in (4, 8, 12)]
    assert found == [2, 1, 0]


def test_dyads_count_as_having_worked_together_again_though_their_tie_is_dissolved() -> None:
    def repeat_share(state: State) -> float:
        return float(measure_named("repeat_share").read(observe(state, 9)))

    assert repeat_share(dissolved(2)) == 1
    assert repeat_share(dissolved(1)) == 0
    assert repeat_share(dissolved(2, b=1)) == 0  # inside a region
    state = dissolved(2)
    tie(state, 0, 4, step=9)
    state.ties.experience[tie(state, 0, 8, step=9)] = 1
    assert repeat_share(state) == 0.5  # the dyad that is tied again counts once
