"""The setting in which patterns are read: Europe with as many organisations as the data have."""

from __future__ import annotations

from dataclasses import replace

from interhelix.model.parameters import Parameters
from interhelix.model.world import World
from interhelix.scenarios import Intervention, Scenario, load_world

QUARTERS = 60  # 15 years; the two programmes of the data ran for 14, from 2007 to 2020
ORGANISATIONS = (2, 14, 4, 3)  # of each role in a region on average: 5,290 in 230 regions or more


def europe() -> World:
    """Return `europe` with organisations by product x human resources, as many as CORDIS lists.

    5,361 of them, 9 % government, 60 % business, 17 % science, 13 % civil society; in Horizon 2020
    they are 8, 61, 18 and 13 % (``cordis2020``).
    """
    return replace(load_world("europe"), name="europe_cordis", organisations=ORGANISATIONS)


def policy(quarters: int = QUARTERS) -> tuple[Parameters, ...]:
    """Return what is in force: conferences, calls, and a pair that coordinates, as Europe had."""
    pair = Intervention("Coordination of the pair", values={"integrate.coordination": 1.0})
    return Scenario("calls_and_a_pair", "", base="calls", interventions=(pair,)).parameters(
        quarters
    )
