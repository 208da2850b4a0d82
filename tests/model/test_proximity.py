"""Proximity: distance on the globe, likeness of knowledge, interest of both (boschma2005)."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interhelix.agents.objectives import OBJECTIVES, SERVED, SERVED_BY_KIND, SERVED_BY_ROLE
from interhelix.model import proximity
from interhelix.model.compiled import kernel
from interhelix.model.parameters import as_record
from tests.model.states import founded, world_of
from tests.model.states import given as given_values

WORLD = replace(
    world_of(4),
    lat=np.array([52.52, 52.40, 55.75, -52.52]),
    lon=np.array([13.40, 13.07, 37.62, -166.60]),
)


@kernel
def kilometres(regions, r, s):  # type: ignore[no-untyped-def]
    return proximity.distance(regions, r, s)


@kernel
def gap(actors, a, b):  # type: ignore[no-untyped-def]
    return proximity.cognitive_distance(actors, a, b)


@kernel
def both(actors, a, b, kind):  # type: ignore[no-untyped-def]
    return proximity.mutual_interest(actors, a, b, kind)


@kernel
def near(actors, a, b, kind, p):  # type: ignore[no-untyped-def]
    return proximity.affinity(actors, a, b, kind, p)


@kernel
def nearest(actors, a, b, p):  # type: ignore[no-untyped-def]
    return proximity.best_affinity(actors, a, b, p)


@kernel
def logistic(eta):  # type: ignore[no-untyped-def]
    return proximity.sigma(eta)


def test_distances_are_those_of_the_globe() -> None:
    regions = founded(WORLD).regions
    assert kilometres(regions, 0, 1) == pytest.approx(26, abs=1)  # Berlin - Potsdam
    assert kilometres(regions, 0, 2) == pytest.approx(1608, abs=10)  # Berlin - Moscow
    assert kilometres(regions, 0, 3) == pytest.approx(np.pi * 6371, rel=1e-3)  # antipode
    assert kilometres(regions, 1, 1) == pytest.approx(0, abs=0.2)


def test_cognitive_distance_is_0_for_the_like_and_1_for_strangers() -> None:
    state = founded(WORLD)
    known = state.actors.knowledge
    known[0] = known[1] = [0.2] * 8
    known[2], known[3] = np.eye(8)[0], np.eye(8)[1]
    known[4] = 0
    assert gap(state.actors, 0, 1) == pytest.approx(0)
    assert gap(state.actors, 2, 3) == pytest.approx(1)
    assert gap(state.actors, 0, 2) == pytest.approx(1 - 1 / np.sqrt(8))
    assert gap(state.actors, 0, 4) == 1


@given(st.floats(-800, 800), st.floats(-800, 800))
def test_the_logistic_function_rises_from_0_to_1(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    assert 0 <= logistic(low) <= logistic(high) <= 1
    assert logistic(one) + logistic(-one) == pytest.approx(1)


def test_the_interest_of_two_is_that_of_the_less_interested() -> None:
    state = founded(WORLD)
    weights = state.actors.weights
    business, science = SERVED[1, :, 0, 2], SERVED[2, :, 0, 1]
    assert both(state.actors, 1, 2, 0) == pytest.approx(
        min(weights[1] @ business, weights[2] @ science)
    )
    assert both(state.actors, 1, 2, 0) == both(state.actors, 2, 1, 0)


def test_the_mean_interest_that_is_taken_off_is_the_mean_of_the_tables() -> None:
    assert pytest.approx(SERVED.mean(), abs=0.03) == proximity.MEAN_INTEREST


def test_every_objective_is_served_by_some_act_and_some_partner() -> None:
    assert len(OBJECTIVES) == 4
    assert len({name for role in OBJECTIVES for name in role}) == 20
    assert SERVED.shape == (4, 5, 4, 4)
    assert ((SERVED_BY_KIND >= 0) & (SERVED_BY_KIND <= 1)).all()
    assert (SERVED_BY_KIND.max(axis=2) >= 0.5).all()
    assert (SERVED_BY_ROLE.max(axis=2) >= 0.8).all()


@pytest.mark.parametrize("interest", [0, 2, 10])
def test_the_best_affinity_of_a_dyad_is_the_highest_of_all_kinds(interest: float) -> None:
    actors = founded(WORLD).actors
    rules = as_record(given_values({"proximity.interest": interest})).proximity
    for a, b in combinations(range(len(actors)), 2):
        kinds = [near(actors, a, b, kind, rules) for kind in range(4)]
        assert nearest(actors, a, b, rules) == pytest.approx(max(kinds), abs=1e-12)
