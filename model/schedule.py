"""The order of a quarter: it stands here and nowhere else (ODD 3)."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np

from interhelix.model.mechanisms.adopt import adopt
from interhelix.model.mechanisms.climb import climb
from interhelix.model.mechanisms.deliver import deliver
from interhelix.model.mechanisms.exchange import exchange
from interhelix.model.mechanisms.integrate import integrate
from interhelix.model.mechanisms.lapse import lapse
from interhelix.model.mechanisms.learn import learn
from interhelix.model.mechanisms.meet import meet
from interhelix.model.mechanisms.networking import networking
from interhelix.model.mechanisms.prioritise import prioritise
from interhelix.model.mechanisms.propose import propose
from interhelix.model.mechanisms.turbulence import turbulence
from interhelix.model.network import with_room, with_room_for_pairs
from interhelix.model.parameters import Parameters, as_record
from interhelix.model.state import PAIRS, PROJECTS, TIES, State

Mechanism = Callable[..., None]

SCHEDULE: tuple[Mechanism, ...] = (
    turbulence,
    prioritise,
    adopt,
    meet,
    networking,
    exchange,
    propose,
    deliver,
    climb,
    lapse,
    integrate,
    learn,
)


def arguments(mechanism: Mechanism) -> tuple[str, ...]:
    """Return the names of a mechanism's arguments: tables, rules, key, step."""
    function = getattr(mechanism, "py_func", mechanism)
    return tuple(inspect.signature(function).parameters)


ARGUMENTS = {mechanism.__name__: arguments(mechanism) for mechanism in SCHEDULE}


def most_pairs(state: State) -> int:
    """Return how many region pairs may have had a tie by the end of a quarter."""
    n = len(state.regions)
    free = len(state.ties) - int(state.used[TIES])
    return min(int(state.used[PAIRS]) + free, n * (n - 1) // 2)


def with_all_room(state: State) -> State:
    """Return the state with room for all region pairs and projects that a quarter may add."""
    projects = with_room(state.projects, int(state.used[PROJECTS]) + len(state.actors))
    pairs, slots = with_room_for_pairs(state.pairs, state.slots, state.used, most_pairs(state))
    return state._replace(projects=projects, pairs=pairs, slots=slots)


def live_quarter(
    state: State,
    parameters: Parameters,
    key: np.uint64,
    step: int,
    schedule: tuple[Mechanism, ...] = SCHEDULE,
) -> State:
    """Run every mechanism once, in order, and return the state (its columns are changed in place).

    A mechanism receives what its arguments name: tables of the state, the parameters (``rules``),
    the key of the draws and the quarter.
    """
    state = with_all_room(state)
    at_hand = {**state._asdict(), "rules": as_record(parameters), "key": key, "step": step}
    for mechanism in schedule:
        mechanism(*[at_hand[name] for name in ARGUMENTS[mechanism.__name__]])
    return state
