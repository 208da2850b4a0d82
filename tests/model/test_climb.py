"""Climb: ties rise one level, never two (ODD 7.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from interhelix.model.mechanisms.climb import of_any
from interhelix.model.state import PAIRS, TIES, State
from interhelix.model.world import World
from tests.model.states import across, act, founded, levels, tie, tie_all, world_of

NO_DEMANDS = {
    **{f"climb.trust_{level}": 0 for level in ("expert", "project", "integrated")},
    **{f"climb.acts_{level}": 0 for level in ("expert", "project", "integrated")},
    "climb.forecast": 0,
}
EAGER = {f"climb.base_{level}": 5 for level in ("expert", "project", "integrated")}
Change = Callable[[State], None]
WORLD = world_of(4)


def full(level: int, trust: float = 0.8, acts: int = 5) -> State:
    """Tie all, each tie with one act in this quarter."""
    state = tie_all(founded(WORLD), level, trust, acts)
    state.ties.recent[:] = 1
    return state


def climbers(
    level: int, values: Mapping[str, float] | None = None, change: Change | None = None
) -> set[int]:
    """Return the rows of the ties that climb from a level, all ties standing there."""
    state = full(level)
    if change:
        change(state)
    act("climb", state, {**NO_DEMANDS, **(values or {})}, step=1)
    rose = state.ties.level[: state.used[TIES]] - level
    assert set(rose) <= {0, 1}
    return set(np.flatnonzero(rose))


def test_no_tie_climbs_two_levels_at_once() -> None:
    state = full(1)
    some = {**NO_DEMANDS, "climb.base_expert": -1, "climb.base_project": 0}
    act("climb", state, some, step=1)
    assert set(levels(state).values()) == {1, 2}
    act("climb", state, some, step=2)
    assert set(levels(state).values()) == {1, 2, 3}


@pytest.mark.parametrize("level", [1, 2])
def test_no_tie_climbs_without_the_trust_or_the_acts_that_the_next_level_needs(level: int) -> None:
    name = ("expert", "project")[level - 1]
    assert len(climbers(level, EAGER)) > 60
    assert not climbers(level, {**EAGER, f"climb.trust_{name}": 0.81})
    assert not climbers(level, {**EAGER, f"climb.acts_{name}": 6})
    assert climbers(level, {**EAGER, f"climb.trust_{name}": 0.8, f"climb.acts_{name}": 5})


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_tie_climbs_by_an_act_of_the_quarter_and_each_act_is_a_chance(level: int) -> None:
    def rose(acts: int) -> set[int]:
        def prepare(state: State) -> None:
            state.ties.recent[:] = acts
            state.pairs.signed[:] = 1

        base = ("expert", "project", "integrated")[level - 1]
        return climbers(level, {f"climb.base_{base}": -1.5, "climb.trust": 0}, prepare)

    assert not rose(0)
    assert rose(1) < rose(2) < rose(4)


def test_some_acts_lift_a_tie_with_the_chance_that_one_of_them_does() -> None:
    combined = getattr(of_any, "py_func", of_any)
    assert combined(0, 0.3) == 0
    assert combined(1, 0.3) == pytest.approx(0.3)
    assert combined(3, 0.3) == pytest.approx(1 - 0.7**3)


def test_acts_are_counted_anew_at_the_next_level() -> None:
    state = full(1)
    act("climb", state, {**NO_DEMANDS, "climb.base_expert": -1}, step=1)
    n = state.used[TIES]
    climbed = state.ties.level[:n] == 2
    assert climbed.any()
    assert not state.ties.acts[:n][climbed].any()
    assert (state.ties.acts[:n][~climbed] == 5).all()


def test_a_tie_born_this_quarter_stays_at_level_1() -> None:
    state = full(1)
    act("climb", state, {**NO_DEMANDS, **EAGER}, step=0)
    assert set(levels(state).values()) == {1}


def sign(state: State, row: int) -> None:
    state.pairs.signed[row] = 1


def test_level_4_is_open_only_to_ties_of_a_pair_with_a_joint_strategy() -> None:
    assert not climbers(3, EAGER)
    state = full(3)
    rose = climbers(3, EAGER, lambda s: sign(s, 2))
    assert rose
    assert all(state.ties.pair[t] == 2 for t in rose)


def test_level_4_is_the_last() -> None:
    state = full(4)
    state.pairs.signed[: state.used[PAIRS]] = 1
    act("climb", state, {**NO_DEMANDS, **EAGER}, step=1)
    assert set(levels(state).values()) == {4}


def test_a_common_region_helps_only_ties_inside() -> None:
    gained = climbers(1, {"climb.internal": 6}) - climbers(1, {"climb.internal": 0})
    outside = across(full(1))
    assert gained
    assert not any(outside[t] for t in gained)


def test_trust_beyond_what_the_next_level_needs_raises_the_hazard() -> None:
    def rose(level: int, trust: float) -> set[int]:
        def prepare(state: State) -> None:
            state.ties.trust[:] = trust
            state.pairs.signed[:] = 1

        base = ("expert", "project", "integrated")[level - 1]
        return climbers(level, {f"climb.base_{base}": -3, "climb.trust": 6}, prepare)

    for level in (1, 2, 3):
        assert rose(level, 0.1) < rose(level, 0.5) < rose(level, 0.9)


def expecting(one: float, other: float) -> Change:
    def change(state: State) -> None:
        state.ties.outlook[:] = one, other

    return change


def test_what_the_less_hopeful_expects_of_a_joint_project_moves_the_step_to_level_3_only() -> None:
    gain = {"climb.gain": 5, "climb.base_project": -2, "climb.base_expert": -2}
    little, much = climbers(2, gain, expecting(0.1, 0.1)), climbers(2, gain, expecting(0.6, 0.6))
    assert little < much
    assert climbers(2, gain, expecting(2, 0.1)) == climbers(2, gain, expecting(0.1, 2)) == little
    assert climbers(1, gain, expecting(2, 2)) == climbers(1, gain, expecting(-1, -1))


def helped(term: str, low: float, high: float, change: Change | None = None) -> set[int]:
    base = {"climb.base_expert": -1}
    less = climbers(1, {**base, f"proximity.{term}": low}, change)
    more = climbers(1, {**base, f"proximity.{term}": high}, change)
    assert less < more
    return more - less


def test_each_of_five_proximities_helps_those_whom_it_should() -> None:
    state = full(1)
    a, b = state.ties.a[: state.used[TIES]], state.ties.b[: state.used[TIES]]
    assert all(across(state)[t] for t in helped("distance", -2, 0))
    assert helped("cognitive", -50, 0)
    roles = state.actors.role
    assert all(roles[a[t]] != roles[b[t]] for t in helped("institutional", 0, 3))

    def busy(s: State) -> None:
        s.ties.joint[:20] = 1

    assert max(helped("organisational", 0, 3, busy)) < 20


def test_a_common_partner_helps_only_dyads_that_have_one() -> None:
    def rose(social: float) -> set[tuple[int, int]]:
        state = founded(world_of(8))
        for a in range(0, 30, 3):  # chains of three: the ends share no tie, pairs no partner
            tie(state, a, a + 1, trust=0.8)
        for a, b in ((0, 2), (1, 2), (3, 5), (4, 5), (6, 8), (7, 8), (9, 11), (10, 11)):
            tie(state, a, b, trust=0.8)
        values = {**NO_DEMANDS, "climb.base_expert": -1, "proximity.social": social}
        state.ties.recent[:] = 1
        act("climb", state, values, step=1)
        return {(min(a, b), max(a, b)) for (a, b), level in rows(state).items() if level == 2}

    def rows(state: State) -> dict[tuple[int, int], int]:
        return {
            (int(state.ties.a[t]), int(state.ties.b[t])): int(state.ties.level[t])
            for t in range(state.used[TIES])
        }

    gained = rose(3) - rose(0)
    assert gained
    assert all(max(dyad) < 12 for dyad in gained)
    assert rose(-3) <= rose(0)


def test_joint_projects_of_the_past_do_not_enter_the_hazard() -> None:
    def practised(state: State) -> None:
        state.ties.experience[:] = 20

    for level in (1, 2):
        values = {"climb.base_expert": -2, "climb.base_project": -2, "proximity.experience": 2}
        assert climbers(level, values, practised) == climbers(level, values) != set()


def test_interest_of_both_parties_moves_the_hazard() -> None:
    served = full(1)
    unserved = set(range(served.used[TIES])) - climbers(1, {"proximity.interest": 10})
    assert climbers(1, {"proximity.interest": 10}) != climbers(1, {"proximity.interest": 0})
    assert unserved


def test_a_forecast_holds_back_those_of_whom_one_expects_too_little() -> None:
    loose = climbers(2, EAGER, expecting(0.2, 0.2))
    asked = {**EAGER, "climb.forecast": 1}
    assert climbers(2, {**asked, "climb.threshold": 0}, expecting(0.2, 0.2)) == loose != set()
    assert not climbers(2, {**asked, "climb.threshold": 0.3}, expecting(0.2, 0.2))
    assert not climbers(2, {**asked, "climb.threshold": 0.3}, expecting(0.2, 2))
    assert not climbers(2, {**asked, "climb.threshold": 0.3}, expecting(2, 0.2))


def test_only_a_share_of_the_climbs_asks_for_a_forecast() -> None:
    def rose(share: float) -> set[int]:
        return climbers(2, {**EAGER, "climb.forecast": share}, expecting(-0.1, -0.1))

    assert not rose(1)
    assert rose(0.7) < rose(0.3) < rose(0)


def test_nobody_forecasts_before_a_step_to_the_expert_level() -> None:
    hopeless = {**EAGER, "climb.forecast": 1, "climb.threshold": 2}
    assert climbers(1, hopeless, expecting(-1, -1)) == climbers(1, EAGER) != set()


def test_higher_bases_let_more_climb(small: World) -> None:
    for level, name in ((1, "expert"), (2, "project")):
        bases = [climbers(level, {f"climb.base_{name}": base}) for base in (-6, -2, 2)]
        assert bases[0] < bases[1] < bases[2]
