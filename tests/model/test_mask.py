"""The mask: which kinds of tie may be born on the platform, by pair of roles (ODD 7.8)."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations_with_replacement

import pytest

from interhelix.agents.roles import KINDS, PLATFORM, ROLES
from interhelix.model.parameters import catalogue
from interhelix.model.state import TIES, State
from tests.model.meetings import NOBODY_SEARCHES, met
from tests.model.states import world_of

CELLS = {f"{ROLES[a]}_{ROLES[b]}": (a, b) for a, b in combinations_with_replacement(range(4), 2)}
WORLD = world_of(6)
MEETING = {
    **NOBODY_SEARCHES,
    "meet.platform_contacts": 8,
    "meet.base": 5,
    "founding.capacity": 200,
}


def born(state: State) -> Counter[tuple[int, int, int]]:
    """Count the ties born on the platform by roles and kind."""
    role, ties = state.actors.role, state.ties
    return Counter(
        (*sorted((int(role[ties.a[t]]), int(role[ties.b[t]]))), int(ties.kind[t]))  # type: ignore[misc]
        for t in range(state.used[TIES])
        if ties.channel[t] == PLATFORM
    )


@cache
def on_platform(**cells: float) -> Counter[tuple[int, int, int]]:
    values = {**MEETING, **{f"mask.{cell}": kinds for cell, kinds in cells.items()}}
    return born(met(values, WORLD, members=list(range(24))))


def test_the_mask_has_a_cell_for_each_pair_of_roles_and_allows_all_kinds() -> None:
    names = [name for name in catalogue() if name.startswith("mask.")]
    assert names == [f"mask.{cell}" for cell in CELLS]
    assert all(catalogue()[name].default == 15 for name in names)


@pytest.mark.parametrize("cell", CELLS)
def test_a_closed_cell_yields_no_tie_born_on_the_platform(cell: str) -> None:
    before, after = on_platform(), on_platform(**{cell: 0})
    there = [key for key in before if key[:2] == CELLS[cell]]
    assert there
    assert not [key for key in after if key[:2] == CELLS[cell]]
    assert sum(after.values()) > sum(before.values()) / 2  # the other cells go on


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_a_kind_that_is_not_allowed_is_not_born_and_the_others_are(kind: int) -> None:
    found = on_platform(**dict.fromkeys(CELLS, 15 - 2**kind))
    assert {key[2] for key in found} == set(range(4)) - {kind}


def test_a_mask_closes_no_other_channel() -> None:
    closed = {f"mask.{cell}": 0 for cell in CELLS}
    search = {"meet.rate": 5, "meet.base": 2, "meet.platform_contacts": 0}
    one, other = (met({**search, **mask}, WORLD, members=list(range(24))) for mask in ({}, closed))
    assert one.used[TIES] == other.used[TIES] > 0
