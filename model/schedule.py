"""The order of a quarter: it stands here and nowhere else (ODD 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import cast

import numpy as np

from interhelix.model.compiled import kernel
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
from interhelix.model.parameters import Parameters, as_record, as_table
from interhelix.model.state import (
    FORMER,
    LIVE,
    PAIRS,
    PROJECTS,
    TIES,
    Former,
    Projects,
    State,
)

Mechanism = Callable[..., None]


@kernel
def some_mechanisms(
    state: State, settings: Sequence[Parameters], key: np.uint64, step: int, first: int, last: int
) -> None:
    """Run the mechanisms ``first <= place < last`` of a quarter, in order.

    ``settings`` is a table with one row, the rules.
    """
    rules = settings[0]
    if first <= 0 < last:
        turbulence(state, rules, key, step)
    if first <= 1 < last:
        prioritise(state, rules, key, step)
    if first <= 2 < last:
        adopt(state, rules, key, step)
    if first <= 3 < last:
        meet(state, rules, key, step)
    if first <= 4 < last:
        networking(state, rules, key, step)
    if first <= 5 < last:
        exchange(state, rules, key, step)
    if first <= 6 < last:
        propose(state, rules, key, step)
    if first <= 7 < last:
        deliver(state, rules, key, step)
    if first <= 8 < last:
        climb(state, rules, key, step)
    if first <= 9 < last:
        lapse(state, rules, key, step)
    if first <= 10 < last:
        integrate(state, rules, key, step)
    if first <= 11 < last:
        learn(state, rules, key, step)


def plain(kernel: Mechanism) -> Mechanism:
    """Return the function that a kernel was compiled from."""
    return cast(Mechanism, getattr(kernel, "py_func", kernel))


SCHEDULE: tuple[Mechanism, ...] = tuple(
    globals()[name] for name in plain(some_mechanisms).__code__.co_names
)
"""The mechanisms in the order of their calls."""


def most_pairs(state: State) -> int:
    """Return how many region pairs may have had a tie by the end of a quarter."""
    n = len(state.regions)
    free = len(state.ties) - int(state.used[TIES])
    return min(int(state.used[PAIRS]) + free, n * (n - 1) // 2)


def with_all_room(state: State) -> State:
    """Return the state with room for what a quarter may add: projects, pairs, former partners."""
    used = state.used
    projects = with_room(Projects, state.projects, int(used[PROJECTS]) + len(state.actors))
    team = state.projects.team[state.projects.outcome == LIVE].astype(np.int64)
    dyads = int(used[FORMER] + used[TIES] + (team * (team - 1) // 2).sum())
    former = with_room(Former, state.former, dyads)
    pairs, slots = with_room_for_pairs(state.pairs, state.slots, used, most_pairs(state))
    return state._replace(projects=projects, pairs=pairs, slots=slots, former=former)


def live_quarter(state: State, parameters: Parameters, key: np.uint64, step: int) -> State:
    """Run a quarter and return the state (its columns are changed in place)."""
    state = with_all_room(state)
    some_mechanisms(state, as_table(parameters), key, step, 0, len(SCHEDULE))
    return state


def run_in_turn(state: State, parameters: Parameters, schedule: Iterable[Mechanism]) -> State:
    """Run mechanisms by themselves."""
    state = with_all_room(state)
    for mechanism in schedule:
        mechanism(state, as_record(parameters), np.uint64(0), 0)
    return state
