"""Synergy as information: T and O-information agree with cases that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from interhelix.model.compiled import kernel
from interhelix.model.draws import U64
from interhelix.model.measures import measure_named, observe
from interhelix.model.measures.information import (
    ERROR,
    FOUR,
    HELIX,
    between_groups,
    count_patterns,
    entropy,
    members_of,
    o_information,
    shuffled,
    transmission,
)
from interhelix.model.state import State
from tests.model.states import founded, plan, world_of


@kernel
def bits(counts, roles):  # type: ignore[no-untyped-def]
    return entropy(counts, roles)


@kernel
def t_of(counts):  # type: ignore[no-untyped-def]
    return transmission(counts, HELIX)


@kernel
def t_of_four(counts):  # type: ignore[no-untyped-def]
    return transmission(counts, FOUR)


@kernel
def o_of(counts):  # type: ignore[no-untyped-def]
    return o_information(counts)


@kernel
def places(n, key, turn):  # type: ignore[no-untyped-def]
    return shuffled(n, key, turn)


@kernel
def patterns(projects, used, role, rank):  # type: ignore[no-untyped-def]
    return count_patterns(projects, used, role, rank)


def counts_of(*present: int) -> np.ndarray:
    return np.bincount(present, minlength=16).astype(float)


INDEPENDENT = np.ones(16)
COPIED = counts_of(0b0000, 0b1111)
PARITY_OF_THREE = counts_of(0b000, 0b011, 0b101, 0b110)
PARITY_OF_FOUR = counts_of(*(p for p in range(16) if p.bit_count() % 2 == 0))


def test_entropy_counts_the_bits_of_some_roles() -> None:
    assert bits(INDEPENDENT, 0b1111) == pytest.approx(4)
    assert bits(INDEPENDENT, 0b0101) == pytest.approx(2)
    assert bits(COPIED, 0b1111) == pytest.approx(1)
    assert bits(counts_of(3), 0b1111) == 0


def test_t_in_four_roles_has_one_sign_for_parity_and_for_copies() -> None:
    assert t_of_four(INDEPENDENT) == pytest.approx(0)
    assert t_of_four(COPIED) == pytest.approx(1000)
    assert t_of_four(PARITY_OF_FOUR) == pytest.approx(1000)


@pytest.mark.parametrize(("groups", "expected"), [([0, 0, 1, 1], 1000), ([0, 1, 0, 1], 0)])
def test_t_between_groups_is_what_no_group_has_inside(groups: list[int], expected: float) -> None:
    """Science alone or government with business: apart by group, or alike in both groups."""
    state = founded(world_of(2))
    for team in ([2, 6], [2, 6], [0, 5], [0, 5]):
        state, _ = plan(state, team)
    roles = np.array([2, 2, 2, 2, 0, 1, 0, 1])
    found = between_groups(state.projects, state.used, roles, np.array(groups))
    assert found == pytest.approx(expected)


def test_t_is_0_for_independence_negative_for_parity_and_positive_for_copies() -> None:
    assert t_of(INDEPENDENT) == pytest.approx(0)
    assert t_of(PARITY_OF_THREE) == pytest.approx(-1000)
    assert t_of(COPIED) == pytest.approx(1000)


def test_o_information_is_negative_for_parity_of_four_and_positive_for_copies() -> None:
    assert o_of(INDEPENDENT) == pytest.approx(0)
    assert o_of(PARITY_OF_FOUR) == pytest.approx(-2000)
    assert o_of(COPIED) == pytest.approx(2000)


def test_a_shuffle_is_a_permutation_and_every_turn_gives_another() -> None:
    seen = set()
    for turn in range(5):
        rank = places(20, U64(1), turn)
        assert sorted(rank) == list(range(20))
        seen.add(tuple(rank.tolist()))
    assert len(seen) == 5


def test_every_place_of_a_shuffle_is_equally_likely() -> None:
    first = [int(places(4, U64(1), turn)[0]) for turn in range(400)]
    counts = np.bincount(first, minlength=4)
    assert ((counts - 100) ** 2 / 100).sum() < 16.3  # chi-squared, 3 degrees, 1 in 1,000


def logged(teams: list[list[int]]) -> State:
    state = founded(world_of(6))
    for team in teams:
        state, _ = plan(state, team)
    return state


def test_patterns_count_projects_across_by_the_roles_present() -> None:
    state = logged([[0, 5], [0, 4], [2, 7, 9], [0, 1]])  # the last stays inside a region
    role = np.array([0, 1, 0, 0, 2, 3, 1])
    counted = patterns(state.projects, state.used, role, np.arange(7))
    assert counted.sum() == 3
    assert np.flatnonzero(counted).tolist() == [0b0001, 0b0011, 0b1110]


def excess(teams: list[list[int]]) -> list[float]:
    now = observe(logged(teams), 1)
    return [
        measure_named(name).read(now) for name in ("t_excess", "t_excess_z", "o_information_excess")
    ]


def test_few_projects_tell_nothing() -> None:
    assert np.isnan(excess([[0, 5]] * 29)).all()


@pytest.mark.slow  # thousands of permutations
def test_thirty_projects_tell_something() -> None:
    assert np.isfinite(excess([[0, 5], [2, 7]] * 15)).all()


@pytest.mark.slow
def test_like_teams_every_time_stand_out_from_shuffled_roles() -> None:
    """Two of one role or two of another: who is there tells who is not."""
    assorted = excess([[0, 4], [1, 5], [2, 6]] * 14)
    assert abs(assorted[1]) > 3


@pytest.mark.slow
def test_roles_at_random_do_not_stand_out() -> None:
    luck = np.random.default_rng(3)
    teams = [
        [
            int(4 * r + h)
            for r, h in zip(luck.permutation(6)[:2], luck.integers(0, 4, 2), strict=True)
        ]
        for _ in range(40)
    ]
    assert abs(excess(teams)[1]) < 3


def null_by_numpy(labels: np.ndarray, sizes: np.ndarray, times: int) -> np.ndarray:
    """Return T of permuted labels, by another generator and other code."""
    luck = np.random.default_rng(5)
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    found = []
    for _ in range(times):
        sets = np.bitwise_or.reduceat(1 << luck.permutation(labels), starts)
        entropies = {}
        for roles in range(1, 8):
            share = np.bincount(sets & roles) / len(sets)
            share = share[share > 0]
            entropies[roles] = -(share * np.log2(share)).sum()
        signs = {roles: 1 if roles.bit_count() % 2 else -1 for roles in entropies}
        found.append(1000 * sum(signs[roles] * bits for roles, bits in entropies.items()))
    return np.array(found)


@pytest.mark.slow
def test_the_error_of_the_null_is_below_a_third_of_what_matters() -> None:
    luck = np.random.default_rng(3)
    teams = [
        [int(r) for r in luck.choice(24, luck.integers(2, 6), replace=False)] for _ in range(60)
    ]
    state = logged(teams)
    across = np.flatnonzero(state.projects.external[: len(teams)])
    labels = members_of(state.actors, state.projects, state.used)
    other = null_by_numpy(labels, state.projects.team[across].astype(int), 4_000)
    seen = t_of(patterns(state.projects, state.used, labels, np.arange(len(labels))))
    null = seen - measure_named("t_excess").read(observe(state, 1))
    assert measure_named("t_excess").matters / 3 > ERROR
    assert other.std() / np.sqrt(100) > ERROR  # a hundred permutations would not do
    assert abs(null - other.mean()) < 4 * np.hypot(ERROR, other.std() / np.sqrt(4_000))
