"""The schedule: every mechanism once, in the order of the ODD, with the arguments that it names."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

import numpy as np
import pytest

from interhelix.model import mechanisms
from interhelix.model.schedule import SCHEDULE, Mechanism, live_quarter, plain, run_in_turn
from interhelix.model.state import Actors, Ledger, Pairs, Projects, Regions, State, Ties, dtype_of
from tests.laws.cases import LIVELY
from tests.model.states import begun, given, world_of

ORDER = (
    "turbulence",
    "prioritise",
    "adopt",
    "meet",
    "networking",
    "exchange",
    "propose",
    "deliver",
    "climb",
    "lapse",
    "integrate",
    "learn",
)


def test_a_quarter_runs_in_the_order_of_the_odd() -> None:
    assert tuple(mechanism.__name__ for mechanism in SCHEDULE) == ORDER


def test_every_file_of_a_mechanism_is_in_the_schedule() -> None:
    files = {path.stem for path in Path(mechanisms.__path__[0]).glob("*.py")} - {"__init__"}
    assert files == set(ORDER)


@pytest.mark.parametrize("mechanism", SCHEDULE, ids=ORDER)
def test_a_mechanism_takes_the_state_the_rules_the_key_and_the_step(mechanism: Mechanism) -> None:
    assert tuple(inspect.signature(plain(mechanism)).parameters) == (
        "state",
        "rules",
        "key",
        "step",
    )


@pytest.mark.parametrize("table", [Regions, Actors, Ties, Pairs, Projects, Ledger])
def test_no_column_hides_behind_an_attribute_of_numpy_s_arrays(table: type) -> None:
    names = dtype_of(table).names or ()
    assert names
    assert not [name for name in names if hasattr(np.recarray, name)]


def test_quarters_leave_as_many_references_to_each_table_as_there_were() -> None:
    state = begun(world_of(4), {**LIVELY, "founding.external": 2})
    before = [sys.getrefcount(table) for table in state]
    with np.errstate(over="ignore"):
        after = state
        for step in range(4):
            after = live_quarter(after, given(LIVELY), np.uint64(1), step)
    kept = [one is other for one, other in zip(state, after, strict=True)]
    del after
    assert kept.count(True) >= 6
    assert [sys.getrefcount(table) for table in state] == before


def test_a_quarter_in_one_function_is_its_mechanisms_in_turn() -> None:
    whole, single = (begun(world_of(4), {**LIVELY, "founding.external": 2}, 0) for _ in range(2))
    with np.errstate(over="ignore"):
        whole = live_quarter(whole, given(LIVELY), np.uint64(0), 0)
        single = run_in_turn(single, given(LIVELY), SCHEDULE)
    for name, one, other in zip(State._fields, whole, single, strict=True):
        assert one.tobytes() == other.tobytes(), name
