"""What is compiled before the first run on a machine, by two processes at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from interhelix.model.founding import found
from interhelix.model.loop import begin
from interhelix.model.measures import observe
from interhelix.model.measures.information import against_null, members_of
from interhelix.model.measures.paths import largest_group, sum_of_nearness
from interhelix.model.mechanisms.propose import propose
from interhelix.model.parameters import DEFAULTS
from interhelix.model.schedule import SCHEDULE, Mechanism, run_in_turn
from interhelix.model.state import State
from interhelix.model.world import example

LONGEST = propose  # a third of all mechanisms


def compile_here() -> None:
    """Compile the mechanisms in their order, but for the longest, which is compiled beside."""
    state = begin(example(), DEFAULTS, 0)
    compile_in_turn(state, (one for one in SCHEDULE if one is not LONGEST))


def compile_beside() -> None:
    """Compile beside a process that does so in order: the longest, from the end on, measures."""
    with np.errstate(over="ignore"):
        state = found(example(), DEFAULTS, np.uint64(0))  # the first ties are compiled there
        state = compile_in_turn(state, (LONGEST, *reversed(SCHEDULE)))
        against_null(
            state.projects, state.used, members_of(state.actors, state.projects, state.used)
        )
    _ = observe(state, 1).survey
    largest_group(state)
    sum_of_nearness(state, state.directory.by_ident[:1])


def compile_in_turn(state: State, schedule: Iterable[Mechanism]) -> State:
    """Compile mechanisms by running each once, and return the state."""
    with np.errstate(over="ignore"):
        return run_in_turn(state, DEFAULTS, schedule)
