"""What is compiled before the first run on a machine, by two processes at once."""

from __future__ import annotations

from collections.abc import Iterable

import numba

from interhelix.model.loop import begin
from interhelix.model.measures import observe
from interhelix.model.measures.information import against_null, members_of
from interhelix.model.measures.paths import largest_group, sum_of_nearness
from interhelix.model.mechanisms.propose import propose
from interhelix.model.numba_internals import STATE, compile_part
from interhelix.model.parameters import DEFAULTS, as_record, as_table
from interhelix.model.schedule import SCHEDULE, Mechanism, some_mechanisms
from interhelix.model.world import example

LONGEST = propose  # a fifth of all mechanisms


def compile_here() -> None:
    """Compile the mechanisms in their order, but for the longest, and then all together."""
    compile_parts(one for one in SCHEDULE if one is not LONGEST)
    settings = numba.typeof(as_table(DEFAULTS))
    whole = (STATE, settings, numba.uint64, numba.int64, numba.int64, numba.int64)
    some_mechanisms.compile(whole)  # type: ignore[attr-defined]


def compile_beside() -> None:
    """Compile beside a process that does so in order: the longest, from the end on, the rest."""
    compile_parts((LONGEST, *reversed(SCHEDULE)))
    state = begin(example(), DEFAULTS, 0)
    _ = observe(state, 1).survey
    largest_group(state)
    sum_of_nearness(state, state.directory.by_ident[:1])
    against_null(state.projects, state.used, members_of(state.actors, state.projects, state.used))


def compile_parts(schedule: Iterable[Mechanism]) -> None:
    """Compile mechanisms as parts of the kernel that runs them all."""
    rules = numba.typeof(as_record(DEFAULTS))
    for mechanism in schedule:
        compile_part(mechanism, (STATE, rules, numba.uint64, numba.int64))
