"""Critical mass and hysteresis of the platform in whole runs on the regions of Russia (ODD 7.8)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from interhelix.model.loop import live
from interhelix.model.parameters import with_values
from interhelix.scenarios import Scenario, load_world

pytestmark = pytest.mark.slow  # whole runs: hours as plain Python

QUARTERS = 48
SEEDS = (1, 2, 3)
# Worth less in itself than by default, so that it needs others; no breach, so only they matter.
NEEDY = {"adopt.standing": -2.4, "adopt.attacks": 0.0}
MASS = 20  # % of actors, between the two states
Values = Mapping[str, float]


def members(first: Values, since: int = 0, later: Values | None = None) -> np.ndarray:
    """Return the members at the end of each run [%]; ``later`` holds from ``since`` on."""
    world = load_world("russia")
    policy = [
        with_values(each, first if later is None or quarter < since else later)
        for quarter, each in enumerate(Scenario.load("digital_platform").parameters(QUARTERS))
    ]
    ends = [live(world, policy, seed) for seed in SEEDS]
    return np.array([100 * end.platform.members.sum() / len(end.actors) for end in ends])


def test_below_its_critical_mass_a_platform_dies_and_above_it_lives_in_whole_runs() -> None:
    assert members({**NEEDY, "adopt.seed": 0.05}).max() < 2
    assert members({**NEEDY, "adopt.seed": 0.5}).min() > 60


@pytest.mark.parametrize("good_years", [0, 16])
def test_what_a_platform_is_now_depends_on_what_it_was(good_years: int) -> None:
    """The same seed, and the same parameters for 32 quarters or more: only the past differs."""
    start = {**NEEDY, "adopt.seed": 0.05, "adopt.standing": -1.2}
    end = members(start, good_years, {**NEEDY, "adopt.seed": 0.05})
    assert (end < MASS).all() if good_years == 0 else (end > 60).all()


def test_a_platform_that_was_closed_for_a_quarter_does_not_come_back() -> None:
    lively = {**NEEDY, "adopt.seed": 0.5}
    closed = [{**lively, "adopt.open": 0.0}, lively]
    world = load_world("russia")
    base = Scenario.load("digital_platform").parameters(QUARTERS)
    for seed in SEEDS:
        policy = [with_values(one, closed[quarter != 16]) for quarter, one in enumerate(base)]
        assert live(world, policy, seed).platform.members.sum() < 0.02 * world.actors
