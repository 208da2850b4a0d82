"""The order of a quarter: it stands here and nowhere else (ODD 3)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import cast

import numpy as np

from interhelix.model.compiled import kernel, uncounted
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
    PAIRS,
    PROJECTS,
    TIES,
    Actors,
    Integer,
    Ledger,
    Nation,
    Pairs,
    Platform,
    Projects,
    Regions,
    Row,
    State,
    Ties,
)

Mechanism = Callable[..., None]


@kernel
def all_mechanisms(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    ties: Ties,
    pairs: Pairs,
    slots: Row,
    projects: Projects,
    platform: Platform,
    ledger: Ledger,
    used: Integer,
    settings: Sequence[Parameters],
    key: np.uint64,
    step: int,
) -> None:
    """Run every mechanism once, in order; ``settings`` is a table with one row, the rules."""
    regions, actors, ledger = uncounted(regions), uncounted(actors), uncounted(ledger)
    ties, pairs, slots = uncounted(ties), uncounted(pairs), uncounted(slots)
    projects, used = uncounted(projects), uncounted(used)
    rules = settings[0]
    turbulence(nation, regions, actors, rules, key, step)
    prioritise(nation, regions, actors, pairs, projects, used, rules, key, step)
    adopt(nation, regions, actors, platform, ledger, rules, key, step)
    meet(nation, regions, actors, ties, pairs, slots, used, platform, ledger, rules, key, step)
    networking(nation, actors, ties, ledger, used, rules, key, step)
    exchange(nation, regions, actors, ties, pairs, ledger, used, rules, key, step)
    propose(
        nation,
        regions,
        actors,
        ties,
        pairs,
        slots,
        used,
        projects,
        platform,
        ledger,
        rules,
        key,
        step,
    )
    deliver(nation, regions, actors, ties, projects, ledger, used, rules, key, step)
    climb(nation, regions, actors, ties, pairs, used, rules, key, step)
    lapse(nation, actors, ties, pairs, used, rules, key, step)
    integrate(nation, regions, actors, ties, pairs, used, rules, key, step)
    learn(nation, regions, actors, ties, ledger, used, rules, key, step)


def plain(kernel: Mechanism) -> Mechanism:
    """Return the function that a kernel was compiled from."""
    return cast(Mechanism, getattr(kernel, "py_func", kernel))


SCHEDULE: tuple[Mechanism, ...] = tuple(
    globals()[name] for name in plain(all_mechanisms).__code__.co_names if name != "uncounted"
)
"""The mechanisms in the order of their calls."""


def arguments(mechanism: Mechanism) -> tuple[str, ...]:
    """Return the names of a mechanism's arguments: tables, rules, key, step."""
    return tuple(inspect.signature(plain(mechanism)).parameters)


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


def live_quarter(state: State, parameters: Parameters, key: np.uint64, step: int) -> State:
    """Run a quarter and return the state (its columns are changed in place)."""
    state = with_all_room(state)
    all_mechanisms(*state, as_table(parameters), key, step)
    return state


def run_in_turn(state: State, parameters: Parameters, schedule: Iterable[Mechanism]) -> State:
    """Run mechanisms by themselves, each of which receives what its arguments name."""
    state = with_all_room(state)
    at_hand = {**state._asdict(), "rules": as_record(parameters)}
    at_hand |= {"key": np.uint64(0), "step": 0}
    for mechanism in schedule:
        mechanism(*[at_hand[name] for name in arguments(mechanism)])
    return state
