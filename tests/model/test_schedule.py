"""The schedule: every mechanism once, in the order of the ODD, with the arguments that it names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interhelix.model import mechanisms
from interhelix.model.schedule import SCHEDULE, arguments
from interhelix.model.state import Actors, Ledger, Pairs, Projects, Regions, State, Ties, dtype_of

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


@pytest.mark.parametrize("wanted", [arguments(one) for one in SCHEDULE], ids=ORDER)
def test_a_mechanism_names_tables_rules_key_and_step_only(wanted: tuple[str, ...]) -> None:
    assert set(wanted[:-3]) <= set(State._fields)
    assert wanted[-3:] == ("rules", "key", "step")


@pytest.mark.parametrize("table", [Regions, Actors, Ties, Pairs, Projects, Ledger])
def test_no_column_hides_behind_an_attribute_of_numpy_s_arrays(table: type) -> None:
    names = dtype_of(table).names or ()
    assert names
    assert not [name for name in names if hasattr(np.recarray, name)]
