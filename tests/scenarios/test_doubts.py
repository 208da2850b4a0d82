"""What looks wrong in a world that can be run is told as a warning, on the command line too."""

import dataclasses
from pathlib import Path

import pytest

from interhelix.model.errors import InputWarning
from interhelix.model.world import World
from interhelix.scenarios import doubts_of, load_world, world_names
from tests.conftest import Cli
from tests.scenarios.conftest import GOOD_WORLD, written

BARE = {"digital": None, "contract_quality": None, "human_resources": None, "estimated": {}}
EUROPE = dataclasses.replace(load_world("europe"), **BARE)


def some(*codes: str, **columns: object) -> World:
    """Return rows of Europe under other codes, with some columns replaced."""
    rows = range(len(codes))
    kept = ("names", "local_names", "districts", "lat", "lon", "population", "product")
    own = {name: [getattr(EUROPE, name)[row] for row in rows] for name in kept}
    return dataclasses.replace(EUROPE, codes=codes, pairs=(), **(own | columns))


def told(world: World) -> list[str]:
    return [str(fault).removeprefix("regions.csv, column ") for fault in doubts_of(world)]


@pytest.mark.parametrize("name", [*world_names(), "synthetic:2000"])
def test_a_shipped_world_has_nothing_odd(name: str) -> None:
    assert told(load_world(name)) == []


LEVELS = "code: '{}' is a part of '{}', and both have rows: their people and product count twice"


@pytest.mark.parametrize(
    ("codes", "part", "whole"),
    [
        (("AT", "AT1", "AT11"), "AT1", "AT"),
        (("AT12", "AT1", "DE1"), "AT12", "AT1"),
        (("AT", "at11", "DE1"), "at11", "AT"),
        (("US", "US-CA", "US-NY"), "US-CA", "US"),
        (("X1", "X1.2", "X2"), "X1.2", "X1"),
    ],
)
def test_levels_of_one_classification_side_by_side_are_told(
    codes: tuple[str, ...], part: str, whole: str
) -> None:
    (line,) = told(some(*codes))
    assert line.startswith(LEVELS.format(part, whole))


@pytest.mark.parametrize("codes", [("R1", "R10", "R11"), ("RU-AL", "RU-ALT", "RU-KO")])
def test_codes_that_only_begin_alike_are_no_levels(codes: tuple[str, ...]) -> None:
    assert told(some(*codes, lat=[51, 52, 53], lon=[87, 83, 60])) == []


def test_codes_and_districts_that_differ_in_capitals_are_told() -> None:
    lines = told(some("at11", "AT11", "AT12", districts=["East", "EAST", "East"]))
    assert lines == [
        f"{column}: '{one}' and '{other}' differ in capitals only; "
        "write one of them as the other, or remove it"
        for column, one, other in (("code", "at11", "AT11"), ("district", "East", "EAST"))
    ]


@pytest.mark.parametrize(
    ("old", "new", "year"), [("PT17", "PT1A", 2024), ("NL31", "NL36", 2024), ("HR04", "HR05", 2021)]
)
def test_codes_of_two_versions_of_nuts_are_told(old: str, new: str, year: int) -> None:
    problem = f"'{old}' was a code before NUTS {year}, '{new}' is one since: people may count twice"
    assert told(some(old, new, "AT11")) == [
        f"code: {problem}; take all codes from one version of NUTS"
    ]
    assert told(some(old, "AT11")) == told(some(new, "AT11")) == []


@pytest.mark.parametrize("name", ["europe", "russia"])
def test_lat_and_lon_of_all_regions_swapped_are_told_by_the_codes(name: str) -> None:
    world = load_world(name)
    rows = [row for row in range(world.size) if abs(world.lon[row]) <= 90]
    columns = {
        column: [getattr(world, column)[row] for row in rows]
        for column in ("codes", "names", "local_names", "districts", "population", "product")
    }
    lat, lon = world.lat[rows], world.lon[rows]
    turned = dataclasses.replace(world, pairs=(), lat=lon, lon=lat, **columns, **BARE)
    (line,) = told(turned)
    place = f"lat: '{turned.codes[0]}' and others would be at {lon[0]:.1f} north, {lat[0]:.1f} east"
    assert line == f"{place}; see whether lat and lon are swapped"


def test_a_region_whose_lat_and_lon_are_swapped_is_told() -> None:
    row = EUROPE.codes.index("AT13")
    lat, lon = EUROPE.lat.copy(), EUROPE.lon.copy()
    lat[row], lon[row] = lon[row], lat[row]
    (line,) = told(dataclasses.replace(EUROPE, lat=lat, lon=lon))
    assert line.startswith("lat: 'AT13' is 2,")
    assert line.endswith(
        "km from the nearest other region; see whether its lat and lon are swapped"
    )


def test_places_that_were_not_filled_in_are_told() -> None:
    (line,) = told(some("A", "B", "C", lat=[0, 1, 2], lon=[0, 1, 2]))
    assert line.startswith("lat: 'A' is at 0 north, 0 east, in the sea")
    (line,) = told(some("A", "B", lat=[28.1] * 2, lon=[-15.4] * 2))
    assert line.startswith("lat: all regions have one place, so distances play no part")


@pytest.mark.parametrize("word", ["NA", "nan", "None", "NULL", "N/A"])
def test_texts_that_are_read_as_missing_are_told(word: str) -> None:
    of_code, of_district = told(some(word, "B", districts=[word, "B"]))
    problem = f"'{word}' is read as a missing value by pandas and R"
    assert of_code.startswith(f"code: {problem}")
    assert of_district.startswith(f"district: {problem}")


@pytest.mark.parametrize(("page", "name"), [("cp1252", "Köln"), ("cp1251", "Тула")])
def test_a_name_that_was_decoded_wrongly_is_told(page: str, name: str) -> None:
    wrong = name.encode().decode(page)
    (line,) = told(some("A", "B", names=[wrong, "Ärzte élan"]))
    assert line.startswith(f"name: '{wrong}' looks like '{name}' in a wrong encoding")


def test_amounts_in_another_unit_are_told() -> None:
    few, of_product = told(some("A", "B", "C", population=[293, 1.6e6, 1.9e6]))
    assert few.startswith("population: 'A' has 293 persons, less than a thousandth of the median")
    assert of_product.startswith("product: 'A' has a product per head")
    (line,) = told(some("A", "B", "C", product=[9.005, 61020, 96417]))
    assert line.startswith("product: 'A' has a product per head 1,1")
    assert "times below the median" in line


ROWS = "code,name,lat,lon,population,product\nNA,Aa,50,10,1e6,2e4\nB,Bb,51,11,2e6,5e4\n"


def test_a_command_warns_once_on_one_line_and_goes_on(cli: Cli, tmp_path: Path) -> None:
    written(tmp_path / "world.toml", GOOD_WORLD)
    written(tmp_path / "regions.csv", ROWS)
    said = cli("worlds", "show", "./")
    assert said.code == 0
    problem = "'NA' is read as a missing value by pandas and R; write another, or read tables with"
    assert said.err == (
        f"interhelix: warning: regions.csv, column code: {problem} "
        "keep_default_na=False (pandas), na.strings='' (R)\n"
    )
    assert '"NA"' in cli("worlds", "show", "./", "--json").out


def test_python_hears_a_warning_of_its_own_class(tmp_path: Path) -> None:
    written(tmp_path / "world.toml", GOOD_WORLD)
    written(tmp_path / "regions.csv", ROWS)
    with pytest.warns(InputWarning, match="'NA' is read as a missing value"):
        assert load_world(tmp_path).codes == ("NA", "B")
