"""Three mechanisms and two measures, written a second time from the ODD, give the same figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from interhelix.model.loop import begin, step_on
from interhelix.model.measures import measure_named, observe
from interhelix.model.parameters import Parameters, as_table
from interhelix.model.schedule import SCHEDULE, some_mechanisms, with_all_room
from interhelix.model.state import State
from interhelix.scenarios import Scenario
from tests.laws.cases import LIVELY
from tests.model.states import given, world_of
from tests.naive import measures
from tests.naive.exchange import exchange
from tests.naive.meet import meet
from tests.naive.objects import World
from tests.naive.propose import propose

NAIVE: dict[str, Callable[[World], None]] = {"meet": meet, "exchange": exchange, "propose": propose}
ORDER = [mechanism.__name__ for mechanism in SCHEDULE]
SEED, PAST = 7, 6
MOVES = {"meet": 3, "exchange": 100, "propose": 40}  # changes of figures, at least

LUCID = {
    "prioritise.map": 0.4, "meet.gatekeepers": 0.2, "services.search": 0.5, "adopt.standing": 0,
    "founding.external": 1, "founding.funds": 1000, "founding.activity_spread": 0.8,
    "learn.income": 300, "meet.conferences": 40, "propose.rate": 1, "propose.coverage": 0.3,
    "propose.interest": 0.3, "propose.search": 0.7, "propose.forecast": 0.3,
    "principles.goal_orientation": 0, "principles.synergy": 0.3, "principles.consistency": 0.1,
    "principles.innovation": 0.1,
}  # fmt: skip
CASES: dict[str, Parameters] = {
    "lively": given(LIVELY),
    "platform": given(
        LUCID,
        Scenario.load("platform_and_specialisation").parameters(1)[0],
    ),
}


def before(name: str, parameters: Parameters) -> State:
    """Return a state with a history, in the middle of a quarter, before a mechanism acts."""
    with np.errstate(over="ignore"):
        state = begin(world_of(4, (1, 2, 2, 1)), parameters, SEED)
        for step in range(PAST):
            state = step_on(state, parameters, SEED, step)
    return on(state, parameters, 0, ORDER.index(name))


def on(state: State, parameters: Parameters, first: int, last: int) -> State:
    """Run the compiled mechanisms at some places of a quarter."""
    state = with_all_room(state)
    with np.errstate(over="ignore"):
        some_mechanisms(state, as_table(parameters), np.uint64(SEED), PAST, first, last)
    return state


def differing(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the figures that differ by more than rounding, or that only one of two has."""
    found = {name: (one.get(name), other.get(name)) for name in one.keys() | other.keys()}
    return {
        name: both
        for name, both in found.items()
        if None in both or not np.allclose(*both, rtol=1e-10, atol=1e-10)
    }


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", NAIVE)
def test_a_mechanism_does_what_the_odd_says(name: str, case: str) -> None:
    parameters = CASES[case]
    state = before(name, parameters)
    naive = World(state, parameters, SEED, PAST)
    start = World(state, parameters, SEED, PAST).figures()
    NAIVE[name](naive)
    place = ORDER.index(name)
    state = on(state, parameters, place, place + 1)
    real = World(state, parameters, SEED, PAST).figures()
    assert len(differing(start, real)) >= MOVES[name]
    shared = {key: value for key, value in real.items() if key in naive.figures()}
    assert differing(naive.figures(), shared) == {}
    extra = real.keys() - naive.figures().keys()
    assert all(not np.any(real[key]) or real[key] == -1 for key in extra), extra


@pytest.mark.parametrize("case", CASES)
def test_a_measure_is_what_the_odd_says(case: str) -> None:
    state = before("turbulence", CASES[case])
    now, naive = observe(state, PAST), World(state, CASES[case], SEED, PAST)
    assert float(measure_named("isolates").read(now)) == pytest.approx(measures.isolates(naive))
    effect = measure_named("effect_network").read(now)
    assert float(effect) == pytest.approx(measures.network(naive), rel=1e-12)
