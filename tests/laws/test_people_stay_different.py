"""Cooperation does not make people alike: tied actors across stay apart in what they know."""

from __future__ import annotations

import numpy as np
import pytest

from interhelix.model.loop import live
from interhelix.model.state import EMPTY, TIES, State
from interhelix.scenarios import Scenario, load_world

YEARS_15 = 60  # quarters
APART = 0.05  # 1 - cosine


def median_distance(state: State) -> float:
    """Return the median cognitive distance of actors with a tie across."""
    ties = state.ties[: state.used[TIES]]
    ties = ties[ties.pair != EMPTY]
    known = state.actors.knowledge
    unit = known / np.linalg.norm(known, axis=1, keepdims=True)
    return float(np.median(1 - (unit[ties.a] * unit[ties.b]).sum(axis=1)))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    "policy",
    ["conferences", "digital_platform", "smart_specialisation", "platform_and_specialisation",
     "calls"],
)  # fmt: skip
def test_after_15_years_tied_actors_across_still_know_different_things(
    policy: str, seed: int
) -> None:
    state = live(load_world("russia"), Scenario.load(policy).parameters(YEARS_15), seed)
    assert median_distance(state) > APART
