"""The state as kernels see it: every column of every table, and never an old one."""

from __future__ import annotations

import sys

import numba
import numpy as np
import pytest

from interhelix.model import numba_internals
from interhelix.model.compiled import kernel
from interhelix.model.numba_internals import KINDS, StateType
from interhelix.model.state import TIES, State
from tests.model.states import begun, columns, world_of


@kernel
def look(state):  # type: ignore[no-untyped-def]
    """Read from each table: its rows, or a number of a record, and something in its last row."""
    return (
        (len(state.regions), state.regions.mass[-1]),
        (len(state.actors), state.actors.knowledge[-1, 7]),
        (len(state.ties), state.ties.trust[0]),
        (len(state.pairs), state.pairs.goodwill[-1]),
        (len(state.slots), float(state.slots[-1])),
        (len(state.projects), state.nation.demand[3]),
        (len(state.ledger), state.ledger.served[-1, 2]),
        (len(state.used), float(state.used[TIES])),
        (len(state.directory), state.directory.search[-1]),
        (state.platform.launched, state.platform.funds),
    )


@kernel
def mark(state):  # type: ignore[no-untyped-def]
    state.ties.trust[0] = 0.75
    state.nation.spent = 3.5
    state.used[TIES] += 1


@pytest.fixture
def state() -> State:
    return begun(world_of(4), {"founding.external": 2})


def test_a_kernel_reads_every_table_as_python_does(state: State) -> None:
    plain = getattr(look, "py_func", look)
    assert look(state) == plain(state)
    assert set(KINDS) == set(State._fields)


def test_what_a_kernel_writes_is_in_the_state(state: State) -> None:
    ties = int(state.used[TIES])
    before = columns(state)
    mark(state)
    assert (state.ties.trust[0], state.nation.spent, state.used[TIES]) == (0.75, 3.5, ties + 1)
    assert columns(state).keys() == before.keys()


def test_a_call_keeps_no_reference_to_a_table(state: State) -> None:
    before = [sys.getrefcount(table) for table in state]
    for _ in range(5):
        look(state)
    assert [sys.getrefcount(table) for table in state] == before


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_a_table_of_another_kind_is_refused_before_anything_is_read(state: State) -> None:
    for wrong in (None, [1, 2], state.actors, state.ties[::2], np.zeros(3)):
        with pytest.raises(TypeError):
            look(state._replace(ties=wrong))  # type: ignore[arg-type]


def test_the_name_of_the_type_changes_with_any_column(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {StateType().name, StateType().name}
    ties = np.dtype([("a", "i4"), ("b", "i4"), ("trust", "f8")])
    for record in (ties, np.dtype([*ties.descr, ("level", "i1")])):
        changed = {**KINDS, "ties": numba.from_dtype(record)}
        monkeypatch.setattr(numba_internals, "KINDS", changed)
        names.add(StateType().name)
    assert len(names) == 3
