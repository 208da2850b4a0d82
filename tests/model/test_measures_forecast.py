"""Ties to come: the forecast of pair levels and its Brier score, by hand (ODD 8)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from interhelix.model.measures import measure_named, observe
from interhelix.model.measures.forecast import brier, transition
from interhelix.model.state import State
from tests.model.states import act, founded, tie, world_of

WORLD = world_of(3)  # three region pairs


def read(name: str, state: State, quarter: int) -> float:
    return float(measure_named(name).read(observe(state, quarter)))


def test_a_transition_matrix_holds_shares_and_keeps_a_level_never_seen() -> None:
    moves = np.zeros((5, 5))
    moves[1] = [1, 2, 1, 0, 0]
    moves[2, 3] = 5
    matrix = transition(moves)
    assert matrix[1].tolist() == [0.25, 0.5, 0.25, 0, 0]
    assert matrix[2].tolist() == [0, 0, 0, 1, 0]
    assert (matrix[[0, 3, 4]] == np.eye(5)[[0, 3, 4]]).all()


def test_the_brier_score_of_two_pairs_by_hand() -> None:
    forecast = np.eye(5)
    forecast[1] = [0.2, 0.5, 0.3, 0, 0]
    counts = np.zeros((5, 5))
    counts[1, 2] = 1  # forecast .2 .5 .3, came 2: .04 + .25 + .49
    counts[0, 0] = 1  # forecast 0, came 0
    assert brier(forecast, counts) == pytest.approx((0.04 + 0.25 + 0.49 + 0) / 2)
    assert brier(np.eye(5), counts) == pytest.approx(2 / 2)


def lived(levels: list[int]) -> State:
    """Let the best tie of the first pair stand at a level in each quarter; two pairs have none."""
    state = founded(WORLD)
    tie(state, 0, 4)
    for step, level in enumerate(levels):
        state.ties.level[0] = level
        act("integrate", state, {"integrate.base": -15}, step=step)
    return state


def test_moves_and_the_past_are_kept_for_a_year() -> None:
    state = lived([1, 2, 3, 3, 2])
    assert state.pairs.past[0].tolist() == [3, 3, 2, 1]
    assert state.pairs.level[0] == 2
    expected = np.zeros((5, 5))
    for was, now in ((0, 1), (1, 2), (2, 3), (3, 3), (3, 2)):
        expected[was, now] += 1
    expected[0, 0] = 2 * 5
    assert state.nation.moves[0].tolist() == expected.tolist()
    first = np.zeros((5, 5))
    first[0, 1], first[0, 0] = 1, 2
    assert state.nation.moves[4].tolist() == first.tolist()


def test_the_forecast_of_a_year_ago_is_scored_against_today() -> None:
    state = lived([1, 1, 1, 1, 1])
    # A year ago one of three pairs had gone from 0 to 1: in a year a pair at 0 stays with (2/3)^4.
    stays = (2 / 3) ** 4
    none = (1 - stays) ** 2 + (1 - stays) ** 2  # the two pairs that stayed at 0; 1 stays 1
    assert read("forecast_brier", state, 5) == pytest.approx(2 * none / 3)
    assert read("no_change_brier", state, 5) == 0
    assert math.isnan(read("forecast_skill", state, 5))  # nothing changed


def test_skill_is_what_the_forecast_saves_of_the_error_of_no_change() -> None:
    state = lived([1, 2, 3, 3, 2, 2, 3, 3])
    forecast, unchanged = (read(f"{x}_brier", state, 8) for x in ("forecast", "no_change"))
    assert unchanged == 0  # from 3 to 3
    state = lived([1, 2, 2, 3, 3])
    forecast, unchanged = (read(f"{x}_brier", state, 5) for x in ("forecast", "no_change"))
    assert unchanged == pytest.approx(2 / 3)  # of three pairs one went from 1 to 3
    assert read("forecast_skill", state, 5) == pytest.approx(100 * (1 - forecast / unchanged))


@pytest.mark.parametrize("name", ["forecast_brier", "no_change_brier", "forecast_skill"])
def test_in_the_first_year_there_is_no_forecast(name: str) -> None:
    assert math.isnan(read(name, lived([1, 2, 3, 3]), 4))
