"""Ties and region pairs: found, added, removed; memory grows with ties."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from interhelix.model.compiled import kernel
from interhelix.model.loop import begin, step_on
from interhelix.model.network import (
    drop_dissolved,
    find_pair,
    find_tie,
    have_common_partner,
    with_room,
    with_room_for_pairs,
)
from interhelix.model.state import EMPTY, PAIRS, TIES, Projects, new_table
from tests.model import states
from tests.model.states import digest, dyads, enter_pair, founded, partners, tie, world_of

WORLD = world_of(4)


@kernel
def find(actors, ties, a, b):  # type: ignore[no-untyped-def]
    return find_tie(actors, ties, a, b)


@kernel
def common(actors, ties, a, b):  # type: ignore[no-untyped-def]
    return have_common_partner(actors, ties, a, b)


@kernel
def drop(state):  # type: ignore[no-untyped-def]
    drop_dissolved(state)


@kernel
def find_row(pairs, slots, r, s):  # type: ignore[no-untyped-def]
    return find_pair(pairs, slots, r, s)


GRAPH = st.sets(st.tuples(st.integers(0, 15), st.integers(0, 15)).filter(lambda d: d[0] < d[1]))


@settings(max_examples=30)
@given(GRAPH, st.integers(2, 5))
def test_ties_that_are_added_are_found_from_both_ends_and_those_removed_are_not(
    graph: set[tuple[int, int]], every: int
) -> None:
    state = founded(WORLD)
    for a, b in sorted(graph):
        tie(state, a, b)
    for t in range(0, len(graph), every):
        state.ties.level[t] = 0
    left = {dyad for dyad, t in dyads(state).items() if t % every}
    drop(state)
    assert set(dyads(state)) == left
    for a in range(16):
        mine = {b for dyad in left if a in dyad for b in dyad} - {a}
        assert sorted(partners(state, a)) == sorted(mine)
        for b in range(16):
            t = find(state.actors, state.ties, a, b)
            assert (t != EMPTY) == (b in mine)
            theirs = {c for dyad in left if b in dyad for c in dyad} - {b}
            if a != b:
                assert common(state.actors, state.ties, a, b) == bool(mine & theirs)


def test_a_tie_that_moves_to_another_row_keeps_every_column_but_its_place_on_lists() -> None:
    state = founded(WORLD)
    for b in (1, 2, 3):
        tie(state, 0, b)
    ties = state.ties
    for column, name in enumerate(ties.dtype.names):
        if name not in ("a", "b", "after"):
            ties[name][2] = column + 1  # level: not 0
    ties.flow[2] = (98, 99)
    before, ties.level[0] = ties[2].copy(), 0
    drop(state)
    assert state.used[TIES] == 2
    for name in ties.dtype.names:
        assert name == "after" or np.array_equal(ties[name][1], before[name]), name
    assert sorted(partners(state, 0)) == [2, 3]


def test_the_lower_identity_comes_first_whoever_is_named_first() -> None:
    one, other = founded(WORLD), founded(WORLD)
    tie(one, 2, 9)
    tie(other, 9, 2)
    assert digest(one) == digest(other)
    assert one.actors.ident[one.ties.a[0]] < one.actors.ident[one.ties.b[0]]


def test_a_tie_inside_a_region_belongs_to_no_pair() -> None:
    state = founded(WORLD)
    tie(state, 0, 1)
    tie(state, 0, 5)
    assert state.ties.pair[:2].tolist() == [EMPTY, 0]
    assert state.used[PAIRS] == 1


def test_every_region_pair_has_one_row_whatever_its_order() -> None:
    state = founded(world_of(12, (0, 0, 1, 0)))
    rows = {}
    for r in range(12):
        for s in range(r):
            rows[(s, r)] = enter_pair(state, r, s)
    assert sorted(rows.values()) == list(range(66))
    for (r, s), row in rows.items():
        assert find_row(state.pairs, state.slots, s, r) == row
        assert enter_pair(state, r, s) == row


def test_pairs_keep_their_rows_when_their_table_grows() -> None:
    state = founded(world_of(6, (0, 0, 1, 0)))
    for r, s in ((0, 3), (2, 5), (1, 4)):
        enter_pair(state, r, s)
    state.pairs.level[:3] = 1, 2, 3
    pairs, slots = with_room_for_pairs(state.pairs, state.slots, state.used, 100)
    assert len(pairs) >= 100
    assert len(slots) > 2 * len(pairs)
    assert [find_row(pairs, slots, r, s) for r, s in ((0, 3), (5, 2), (4, 1))] == [0, 1, 2]
    assert pairs.level[:3].tolist() == [1, 2, 3]
    same, _ = with_room_for_pairs(pairs, slots, state.used, 100)
    assert same is pairs


def test_more_pairs_may_ever_have_had_a_tie_than_ties_have_room() -> None:
    world = replace(world_of(20), organisations=(0, 0, 1, 0))
    p = states.given(
        {
            "founding.capacity": 1,
            "founding.activity_spread": 0,
            "meet.rate": 3,
            "meet.base": 5,
            "meet.internal": 0,
            "meet.closure": 0,
            "lapse.patience": 1,
            "exchange.rate_information": 0,
        }
    )
    state = begin(world, p, 1)
    room = len(state.pairs)
    for step in range(8):
        state = step_on(state, p, 1, step)
    n = int(state.used[PAIRS])
    assert n > room
    assert (
        len({(int(r), int(s)) for r, s in zip(state.pairs.r[:n], state.pairs.s[:n], strict=True)})
        == n
    )
    for t in range(state.used[TIES]):
        ends = sorted((state.actors.region[state.ties.a[t]], state.actors.region[state.ties.b[t]]))
        row = state.ties.pair[t]
        assert ends == [state.pairs.r[row], state.pairs.s[row]]


def test_the_project_log_keeps_what_it_holds_when_it_grows() -> None:
    log = new_table(Projects, 2)
    log.budget[:] = 3, 4
    longer = with_room(Projects, log, 10)
    assert len(longer) >= 10
    assert longer.budget[:3].tolist() == [3, 4, 0]
    assert with_room(Projects, longer, 10) is longer


def test_a_table_is_zero_where_no_column_is_given() -> None:
    log = new_table(Projects, 3, {"budget": np.arange(3.0)})
    assert log.budget.tolist() == [0, 1, 2]
    assert not log.members.any()
