"""Whatever bytes stand in a file: it loads, or every fault is told in a line of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interhelix.model.errors import Fault, InputError
from interhelix.model.parameters import catalogue
from interhelix.scenarios import Scenario, load_world
from tests.scenarios.conftest import GOOD_REGIONS, GOOD_WORLD, written

one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

VALUES = st.sampled_from(
    ["1", "-1", "0", "nan", "inf", "true", '"x"', "[]", "{}", "[[1]]", "2020-01-01", "9" * 400]
)  # fmt: skip
KEYS = st.sampled_from(
    ["title", "question", "base", "sources", "look_at", "interventions", "label", "from", "until",
     "set", "pairs", "organisations", "currency", "note", "titel", '""', '"\\u0000"', "a.b.c"]
    + [f'"{name}"' for name in list(catalogue())[:9]] + list(catalogue())[:9]
)  # fmt: skip
LINES = st.one_of(
    st.tuples(KEYS, VALUES).map(" = ".join),
    st.sampled_from(["[[interventions]]", "[interventions.set]", "[sources]", "[organisations]"]),
    st.text(max_size=12),
)
TOML = st.lists(LINES, max_size=12).map("\n".join)
CELLS = st.one_of(
    st.sampled_from(
        ["A", "B", "1", "-1", "0", "", "nan", "inf", "1,5", '"', '"1,5"', "1e999", "1 0"]
    ),
    st.text(max_size=6),
)
ROWS = st.lists(st.lists(CELLS, min_size=5, max_size=7).map(",".join), max_size=6)
HEADER = GOOD_REGIONS.split("\n")[0]
BYTES = st.binary(max_size=200)


def faults_of(load: Callable[[Path], object], path: Path) -> tuple[Fault, ...]:
    try:
        load(path)
    except InputError as error:
        return error.faults or (Fault("", "\n"),)
    return ()


def loads_or_says_why(load: Callable[[Path], object], path: Path) -> None:
    faults = faults_of(load, path)
    assert len(faults) <= 21
    assert all(str(fault).isprintable() for fault in faults)
    assert all(len(str(fault)) < 1300 for fault in faults)


@one_folder
@given(content=BYTES | TOML.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_in_a_scenario_load_or_are_told(content: bytes, tmp_path: Path) -> None:
    loads_or_says_why(Scenario.load, written(tmp_path / "mine.toml", content))


@one_folder
@given(content=BYTES | TOML.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_in_a_world_file_load_or_are_told(content: bytes, tmp_path: Path) -> None:
    written(tmp_path / "regions.csv", GOOD_REGIONS)
    loads_or_says_why(load_world, written(tmp_path / "world.toml", content))


@one_folder
@given(rows=ROWS, raw=BYTES)
def test_any_bytes_in_a_table_of_regions_load_or_are_told(
    rows: list[str], raw: bytes, tmp_path: Path
) -> None:
    written(tmp_path / "world.toml", GOOD_WORLD)
    for content in (raw, "\n".join([HEADER, *rows]).encode("utf-8", "replace")):
        written(tmp_path / "regions.csv", content)
        loads_or_says_why(load_world, tmp_path)


@given(st.text(max_size=20))
def test_any_name_is_found_or_told(name: str) -> None:
    for load in (Scenario.load, load_world):
        with pytest.raises(InputError):
            load(f"no such {name}")
