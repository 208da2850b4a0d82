"""Measures of ties: counted by level, kind, channel and role; who is left out (ODD 8)."""

from __future__ import annotations

from math import comb

import pytest

from interhelix.agents.roles import CHANNELS, KINDS, ROLES
from interhelix.model.errors import InputError
from interhelix.model.measures import EFFECTS, MEASURES, PRIMARY, measure_named, observe
from interhelix.model.state import State
from tests.model.states import act, begun, digest, founded, tie, world_of

WORLD = world_of(4)


def read(name: str, state: State, quarter: int = 4) -> float:
    return float(measure_named(name).read(observe(state, quarter)))


def drawn() -> State:
    """Draw six ties: two inside, four across, at levels 1, 2, 3 and 3."""
    state = founded(WORLD)
    tie(state, 0, 1, 2)
    tie(state, 4, 6, 1)
    tie(state, 0, 4, 1, kind=0)  # government - government
    tie(state, 1, 6, 2, kind=1)  # business - science
    tie(state, 2, 6, 3, kind=1)  # science - science
    tie(state, 2, 11, 3, kind=3, trust=0.9)  # science - civil society
    act("integrate", state)
    return state


def test_ties_are_counted_by_level_per_100_actors() -> None:
    state = drawn()
    assert [read(f"ties_level_{level}", state) for level in range(1, 5)] == [6.25, 6.25, 12.5, 0]
    assert [read(f"internal_level_{level}", state) for level in range(1, 4)] == [6.25, 6.25, 0]
    assert read("ties_external", state) == 25
    assert read("ties_internal", state) == 12.5


def test_ties_across_are_counted_by_kind_and_by_roles() -> None:
    state = drawn()
    assert [read(f"ties_{kind}", state) for kind in KINDS] == [6.25, 12.5, 0, 6.25]
    pairs = {
        (a, b): read(f"ties_{ROLES[a]}_{ROLES[b]}", state) for a in range(4) for b in range(a, 4)
    }
    assert {pair for pair, count in pairs.items() if count} == {(0, 0), (1, 2), (2, 2), (2, 3)}
    assert sum(pairs.values()) == read("ties_external", state)


def test_kinds_channels_roles_and_levels_each_sum_to_all_ties_across() -> None:
    state = begun(world_of(6), {"founding.external": 2})
    act("meet", state, {"meet.conferences": 16, "meet.rate": 3, "meet.base": 0})
    everything = read("ties_external", state)
    assert everything > 0
    for names in (
        [f"ties_level_{level}" for level in range(1, 5)],
        [f"ties_{kind}" for kind in KINDS],
        [f"ties_by_{channel}" for channel in CHANNELS],
        [f"ties_{ROLES[a]}_{ROLES[b]}" for a in range(4) for b in range(a, 4)],
    ):
        assert sum(read(name, state) for name in names) == pytest.approx(everything)


def test_region_pairs_are_counted_as_shares_of_all() -> None:
    state = drawn()
    assert read("pairs_level_1", state) == pytest.approx(100 * 2 / comb(4, 2))
    for _ in range(2):
        act("integrate", state)
    assert read("pairs_level_3", state) == pytest.approx(100 * 2 / comb(4, 2))


def test_isolates_have_no_tie_across() -> None:
    state = drawn()
    assert read("isolates", state) == pytest.approx(100 * 10 / 16)
    assert read("isolated_regions", state) == 25
    assert read("isolates", founded(WORLD)) == 100


def test_the_ei_index_runs_from_all_inside_to_all_across() -> None:
    assert read("ei_index", founded(WORLD)) == 0
    assert read("ei_index", drawn()) == pytest.approx((4 - 2) / 6)
    inside, outside = founded(WORLD), founded(WORLD)
    tie(inside, 0, 1)
    tie(outside, 0, 4)
    assert read("ei_index", inside) == -1
    assert read("ei_index", outside) == 1


def test_the_repeat_share_counts_dyads_across_that_worked_together_again() -> None:
    state = drawn()
    assert read("repeat_share", state) == 0
    state.ties.experience[:6] = 5, 5, 1, 2, 3, 0
    assert read("repeat_share", state) == pytest.approx(2 / 3)


def test_strength_is_unequal_where_some_have_ties() -> None:
    assert read("gini_strength", founded(WORLD)) == 0 < read("gini_strength", drawn()) < 1


def test_reading_every_measure_changes_no_bit_of_the_state() -> None:
    state = drawn()
    state.regions.profile[:] = 0.5
    before = digest(state)
    now = observe(state, 4)
    for measure in MEASURES:
        measure.read(now)
    assert digest(state) == before


def test_every_measure_has_a_name_of_its_own_a_unit_and_a_difference_that_matters() -> None:
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
    for measure in MEASURES:
        assert measure.unit, measure.name
        assert measure.text.endswith("."), measure.name
        assert measure.matters > 0, measure.name
        assert measure.wanted in ("more", "less", "neither")


def test_the_eight_effects_are_differences_from_the_twin_and_primary() -> None:
    assert len(EFFECTS) == 8
    assert set(EFFECTS) < set(PRIMARY) <= {measure.name for measure in MEASURES}
    assert all(measure_named(name).against_twin for name in EFFECTS)


def test_an_unknown_measure_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        InputError, match="unknown measure 'ties_levl_3'; did you mean 'ties_level_"
    ):
        measure_named("ties_levl_3")
