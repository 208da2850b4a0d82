"""One quarter or more of meetings among strangers, for the tests of meet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from interhelix.model.mechanisms.learn import read_profiles
from interhelix.model.state import TIES, State
from interhelix.model.world import World
from tests.model.states import (
    act,
    founded,
)

NOBODY_SEARCHES = {"meet.rate": 0}


ALL = {
    "meet.rate": 3,
    "meet.base": 0,
    "meet.conferences": 50,
    "meet.event_contacts": 5,
    "prioritise.map": 0.7,
    "integrate.coordination": 1,
}


def on_platform(state: State, rows: list[int]) -> State:
    state.actors.member[rows] = 1
    for place, a in enumerate(rows):
        state.directory.roster[place] = a
        state.platform.members[state.actors.role[a]] += 1
    return state


def met(
    values: Mapping[str, float],
    world: World,
    seed: int = 1,
    quarters: int = 1,
    members: list[int] | None = None,
) -> State:
    state = on_platform(founded(world, {}, seed), members or [])
    read_profiles(state.regions, state.actors)
    for step in range(quarters):
        act("meet", state, values, seed, step)
    return state


def by_channel(state: State, channel: int) -> np.ndarray:
    return np.flatnonzero(state.ties.channel[: state.used[TIES]] == channel)
