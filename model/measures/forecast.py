"""Ties to come: a forecast of the levels of region pairs a year ahead, and how good it is (ODD 8).

A year ago the moves of region pairs seen until then gave a transition matrix; its fourth power is
the forecast for today. Its Brier score (``brier1950``) stands beside that of "nothing changes".
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from interhelix.agents.roles import LEVELS
from interhelix.model.measures.census import Observation
from interhelix.model.measures.measure import Measure
from interhelix.model.state import PAIRS, Float

YEAR = 4  # quarters


def transition(moves: np.ndarray) -> Float:
    """Return the transition matrix of counted moves; a level never seen stays where it is."""
    seen = moves.sum(axis=1, keepdims=True)
    return np.where(seen > 0, moves / np.maximum(1, seen), np.eye(len(moves)))


def moves_of_a_year(o: Observation) -> Float:
    """Count region pairs by level a year ago (row) and today (column)."""
    pairs = o.state.pairs[: o.state.used[PAIRS]]
    moves = len(LEVELS) * pairs.past[:, YEAR - 1].astype(int) + pairs.level
    counts = np.bincount(moves, minlength=len(LEVELS) ** 2).reshape(len(LEVELS), -1).astype(float)
    n = len(o.state.regions)
    counts[0, 0] += n * (n - 1) // 2 - len(pairs)
    return counts


def outlook(o: Observation) -> pd.DataFrame:
    """Return region pairs by level, now and as they are to be expected in a year [%]."""
    levels = o.counts.pair_levels.copy()
    n = len(o.state.regions)
    levels[0] += n * (n - 1) / 2 - levels.sum()
    now = 100.0 * levels / levels.sum()
    step = np.linalg.matrix_power(transition(o.state.nation.moves[0]), YEAR)
    return pd.DataFrame({"now": now, "in_a_year": now @ step}, pd.Index(LEVELS, name="level"))


def brier(forecast: Float, counts: Float) -> float:
    """Return the Brier score: mean over region pairs of the squared error over the five levels."""
    levels = len(forecast)
    error = ((forecast[:, None, :] - np.eye(levels)[None, :, :]) ** 2).sum(axis=2)
    return float((counts * error).sum() / counts.sum())


def forecast_brier(o: Observation) -> float:
    """Return the Brier score of the forecast made a year ago; NaN in the first year."""
    if o.quarter <= YEAR:
        return float("nan")
    made = np.linalg.matrix_power(transition(o.state.nation.moves[YEAR]), YEAR)
    return brier(made, moves_of_a_year(o))


def no_change_brier(o: Observation) -> float:
    """Return the Brier score of "nothing changes"; NaN in the first year."""
    if o.quarter <= YEAR:
        return float("nan")
    return brier(np.eye(len(o.state.nation.moves[0])), moves_of_a_year(o))


def skill(o: Observation) -> float:
    """Return how much better the forecast is than no change [%]; NaN where nothing changed."""
    unchanged = no_change_brier(o)
    return 100.0 * (1.0 - forecast_brier(o) / unchanged) if unchanged > 0 else float("nan")


FORECAST = (
    Measure("forecast_brier", "Brier", "less", 0.005, "Error of the forecast of pair levels made a year ago.", forecast_brier),
    Measure("no_change_brier", "Brier", "less", 0.005, "Error of the forecast that nothing changes.", no_change_brier),
    Measure("forecast_skill", "%", "more", 2.0, "How much better the forecast is than no change.", skill),
)  # fmt: skip
