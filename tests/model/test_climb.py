"""Climb: ties rise one level, never two (ODD 7.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from interhelix.model.proximity import experience_odds
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
    return tie_all(founded(WORLD), level, trust, acts)


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


def join(state: State) -> None:
    state.actors.member[::2] = 1


@pytest.mark.parametrize(("level", "name"), [(1, "expert"), (2, "project"), (3, "integrated")])
def test_the_platform_helps_only_dyads_with_both_members(level: int, name: str) -> None:
    def rose(help_of_platform: float) -> set[int]:
        def prepare(state: State) -> None:
            join(state)
            state.pairs.signed[: state.used[PAIRS]] = 1

        return climbers(level, {f"climb.platform_{name}": help_of_platform}, prepare)

    state = full(level)
    join(state)
    gained = rose(10) - rose(0)
    assert len(gained) > 5
    assert rose(0) <= rose(10)
    for t in gained:
        assert state.actors.member[[state.ties.a[t], state.ties.b[t]]].all()


def test_a_common_region_helps_only_ties_inside() -> None:
    gained = climbers(1, {"climb.internal": 6}) - climbers(1, {"climb.internal": 0})
    outside = across(full(1))
    assert gained
    assert not any(outside[t] for t in gained)


def test_calls_help_ties_across_to_level_3_and_no_other() -> None:
    with_calls = {"propose.call_share": 1, "climb.calls": 6}
    gained = climbers(2, with_calls) - climbers(2)
    assert gained
    assert all(across(full(2))[t] for t in gained)
    assert climbers(1, with_calls) == climbers(1)
    assert climbers(2, {"climb.calls": 6}) == climbers(2)  # no call, no help


def test_coordination_helps_only_the_coordinated_pair() -> None:
    gained = climbers(1, {"integrate.coordination": 1}) - climbers(1)
    state = full(1)
    partner = state.regions.coordinated[state.actors.region]
    assert gained
    for t in gained:
        assert partner[state.ties.a[t]] == state.actors.region[state.ties.b[t]]


def test_smart_priorities_help_regions_that_complement_each_other() -> None:
    def fit(state: State) -> None:
        state.regions.priority[0, 5] = 1
        state.regions.profile[:] = 0
        state.regions.profile[1, 5] = 1  # region 1 is strong in what region 0 wants

    smart = {"prioritise.smart": 1, "climb.priorities": 10}
    gained = climbers(2, smart, fit) - climbers(2, {"climb.priorities": 10}, fit)
    state = full(2)
    ends = {
        tuple(sorted((state.actors.region[state.ties.a[t]], state.actors.region[state.ties.b[t]])))
        for t in gained
    }
    assert ends == {(0, 1)}


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


def test_experience_raises_the_hazard_to_climb_with_each_joint_act() -> None:
    def rose(acts: int) -> set[int]:
        def prepare(state: State) -> None:
            state.ties.experience[:] = acts

        return climbers(1, {"climb.base_expert": -2}, prepare)

    assert rose(0) < rose(1) < rose(3) < rose(20)


def test_excess_log_odds_of_experience_are_those_of_cordis() -> None:
    odds = getattr(experience_odds, "py_func", experience_odds)
    given = [odds(k) for k in range(6)]
    ln = np.log
    assert given[:4] == pytest.approx([0, ln(3), ln(4.5), ln(6.3)])
    assert np.diff(given[3:]) == pytest.approx(0.1)


def test_interest_of_both_parties_moves_the_hazard() -> None:
    served = full(1)
    unserved = set(range(served.used[TIES])) - climbers(1, {"proximity.interest": 10})
    assert climbers(1, {"proximity.interest": 10}) != climbers(1, {"proximity.interest": 0})
    assert unserved


def test_a_forecast_holds_back_those_who_expect_too_little() -> None:
    loose = climbers(2, EAGER)
    assert not climbers(2, {**EAGER, "climb.forecast": 1, "climb.threshold": 2}, certain)
    assert climbers(2, {**EAGER, "climb.forecast": 1, "climb.threshold": 0}, certain) == loose


def certain(state: State) -> None:
    state.actors.error[:] = 0


def test_a_larger_error_makes_more_wrong_decisions_to_climb() -> None:
    asked = {**EAGER, "climb.forecast": 1, "climb.threshold": 0.9}
    right = climbers(2, asked, certain)

    def wrong(error: float) -> int:
        def unsure(state: State) -> None:
            state.actors.error[:] = error

        return len(climbers(2, asked, unsure) ^ right)

    assert wrong(0) == 0 < wrong(0.1) < wrong(1)


def test_nobody_forecasts_before_a_step_to_the_expert_level() -> None:
    hopeless = {**EAGER, "climb.forecast": 1, "climb.threshold": 2}
    assert climbers(1, hopeless, certain) == climbers(1, EAGER)


def test_higher_bases_let_more_climb(small: World) -> None:
    for level, name in ((1, "expert"), (2, "project")):
        bases = [climbers(level, {f"climb.base_{name}": base}) for base in (-6, -2, 2)]
        assert bases[0] < bases[1] < bases[2]
