"""Rules and measures of a user's own, in a module that processes can import."""

from __future__ import annotations

import numpy as np

from interhelix.model.measures import Measure, Observation
from interhelix.model.rules import Now
from interhelix.model.state import State


def more_trust(state: State, now: Now) -> None:
    state.ties.trust[:] = np.minimum(1.0, state.ties.trust + 0.1)


def nothing(state: State, now: Now) -> None:
    pass


def broken(state: State, now: Now) -> None:
    state.ties.trust[:] = 2.0


def mean_trust(now: Observation) -> float:
    return float(now.state.ties.trust[: now.state.used[0]].mean())


def no_figure(now: Observation) -> float:
    return float("nan")


TRUST = Measure("mean_trust", "0..1", "more", 0.01, "Mean trust of all ties", mean_trust)
UNDEFINED = Measure("no_figure", "1", "neither", 1.0, "Never defined", no_figure)
