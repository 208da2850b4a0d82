"""What looks wrong in a world that can be run is told as a warning, on the command line too."""

import dataclasses
from pathlib import Path

import pytest

from interhelix.model.errors import InputWarning
from interhelix.model.world import World
from interhelix.scenarios import doubts_of, load_world, world_names
from interhelix.scenarios.worlds.encodings import decoded_rightly
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


TWICE = "their people and product count twice"


@pytest.mark.parametrize(
    ("codes", "wholes", "parts"),
    [
        (("AT", "AT1", "AT11", "AT12", "DE1"), "'AT', 'AT1'", "'AT1', 'AT11', 'AT12'"),
        (("AT12", "AT1", "DE1", "DE11"), "'AT1', 'DE1'", "'AT12', 'DE11'"),
        (("AT", "at11", "DE1"), "'AT'", "'at11'"),
        (("US", "US-CA", "US-NY"), "'US'", "'US-CA', 'US-NY'"),
        (("X1", "X1.2", "X2"), "'X1'", "'X1.2'"),
        (
            ("AT", *(f"AT{n}" for n in range(1, 10))),
            "'AT'",
            "".join(f"'AT{n}', " for n in range(1, 9)) + "…",
        ),
    ],
)
def test_all_levels_of_one_classification_side_by_side_are_told(
    codes: tuple[str, ...], wholes: str, parts: str
) -> None:
    said = f"rows of wholes ({wholes}) stand beside rows of their parts ({parts}): {TWICE}"
    assert f"code: {said}; keep the rows of one level" in told(some(*codes))


TOTALS = f"code: rows look like totals of other rows ({{}}): {TWICE}; leave them out"


@pytest.mark.parametrize("code", ["EU27_2020", "EU28", "EA19", "eu", "TOTAL", "_T", "EFTA"])
def test_a_total_is_told_by_its_code(code: str) -> None:
    assert told(some(code, "AT11", "DE11")) == [TOTALS.format(f"'{code}'")]


@pytest.mark.parametrize(
    "name",
    ["Total", "Russian Federation total", "European Union - 27 countries (from 2020)", "ИТОГО",
     "Российская Федерация", "Всего по округу", "Центральный федеральный округ", "Insgesamt"],
)  # fmt: skip
def test_a_total_is_told_by_its_name(name: str) -> None:
    assert told(some("A", "B", "C", names=["Aa", "Bb", name])) == [TOTALS.format("'C'")]


def test_a_table_of_federal_districts_has_no_total() -> None:
    names = ["Central Federal District", "Ural Federal District"]
    assert told(some("A", "B", names=names)) == []


@pytest.mark.parametrize(
    ("sums", "codes"),
    [
        ([(0, 1, 2, 3)], "'T0'"),  # all, in the last row
        ([(0, 1), (2, 3)], "'T0', 'T1'"),  # of some rows before it each
    ],
)
def test_a_total_is_told_by_its_figures(sums: list[tuple[int, ...]], codes: str) -> None:
    people, product = [1.1e6, 2.3e6, 0.9e6, 1.7e6], [2.2e4, 3.5e4, 1.9e4, 6.1e4]
    rows: list[tuple[str, float, float]] = []
    for number, group in enumerate(sums):
        rows += [(f"R{row}", people[row], product[row]) for row in group]
        total = sum(people[row] for row in group), sum(product[row] for row in group)
        rows.append((f"T{number}", *total))
    for order in (rows, rows[::-1]):
        code, population, gross = zip(*order, strict=True)
        (line,) = told(some(*code, population=population, product=gross))
        assert sorted(line) == sorted(TOTALS.format(codes))


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
    ("one", "other"),
    [("AT11", "\u0410\u042211"), ("RU-MOW", "RU-\u041cOW"), ("EL30", "\u0395L30")],
)  # Cyrillic and Greek capitals
def test_codes_that_look_alike_in_two_scripts_are_told(one: str, other: str) -> None:
    (line,) = told(some(one, other, lat=[47.5, 48], lon=[16.5, 38]))
    assert line.startswith(f"code: '{one}' and '{other}' look alike, in letters of two scripts")


@pytest.mark.parametrize(
    ("codes", "told_of", "number"),
    [(("01", "1", "12"), "01", "1"), (("1E5", "2E5"), "1E5", "100000"), (("5", "4.0"), "4.0", "4")],
)
def test_codes_that_become_others_where_they_are_read_as_numbers_are_told(
    codes: tuple[str, ...], told_of: str, number: str
) -> None:
    (line,) = told(some(*codes))
    assert line.startswith(f"code: '{told_of}' is read as the number {number} by other programs;")


@pytest.mark.parametrize("codes", [("5", "12", "40"), ("01", "2A"), ("01", "R1")])
def test_codes_that_are_numbers_or_texts_to_everybody_are_left_alone(
    codes: tuple[str, ...],
) -> None:
    assert told(some(*codes)) == []


@pytest.mark.parametrize(("one", "other"), [("EL30", "GR31"), ("UKM5", "gbm6")])
def test_codes_of_nuts_and_of_iso_for_one_country_are_told(one: str, other: str) -> None:
    (line,) = told(some(one, other, "AT11"))
    assert line.startswith(f"code: '{one}' is a code of NUTS, '{other.upper()}' of ISO 3166")


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


@pytest.mark.parametrize("column", ["lat", "lon"])
def test_a_region_whose_place_lacks_a_sign_is_told(column: str) -> None:
    row = EUROPE.codes.index("AT13" if column == "lat" else "RO21")
    place = getattr(EUROPE, column).copy()
    place[row] = -place[row]
    (line,) = told(dataclasses.replace(EUROPE, **{column: place}))
    assert line.startswith(f"{column}: '{EUROPE.codes[row]}' is ")
    assert line.endswith(f"; see whether the sign of its {column} is wrong")


def test_regions_far_apart_on_both_sides_of_a_meridian_lack_no_sign() -> None:
    for lon in ([10, -11, -12], [10, 11, -11]):
        assert told(some("A", "B", "C", lat=[50.5, 51.25, 53], lon=lon)) == []
    assert told(some("A", "B", lat=[50.5, 51.25], lon=[10, -11])) == []


def test_lower_case_codes_tell_swapped_places_too() -> None:
    (line,) = told(some("at11", "at12", lat=[16.5, 15.8], lon=[47.5, 48.2]))
    assert line.endswith("see whether lat and lon are swapped")


def test_places_that_were_not_filled_in_are_told() -> None:
    for lat, lon in (([0, 1, 2], [0, 1, 2]), ([0, 47, 48], [0, 16, 17])):
        (line,) = told(some("A", "B", "C", lat=lat, lon=lon))
        assert line.startswith("lat: 'A' is at 0 north, 0 east, in the sea")
    (line,) = told(some("A", "B", lat=[28.1] * 2, lon=[-15.4] * 2))
    assert line.startswith("lat: all regions have one place, so distances play no part")


@pytest.mark.parametrize("word", ["NA", "nan", "None", "NULL", "N/A"])
def test_texts_that_are_read_as_missing_are_told(word: str) -> None:
    of_code, of_district = told(some(word, "B", districts=[word, "B"]))
    problem = f"'{word}' is read as a missing value by pandas and R"
    assert of_code.startswith(f"code: {problem}")
    assert of_district.startswith(f"district: {problem}")


def as_read(data: bytes, page: str) -> str:
    """Read bytes in a code page as Windows and browsers do, which leave no byte open."""
    letters = (bytes([byte]) for byte in data)
    return "".join(one.decode(page, "ignore") or chr(one[0]) for one in letters)


PAGES = ["cp1252", "latin-1", "cp1251", "cp1250", "cp866", "mac-roman"]
NAMES = ["Köln", "Тула", "Россия", "Łódź", "Région Île-de-France", "Ханты-Мансийский – Югра"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_was_decoded_wrongly_once_or_twice_is_told(page: str, name: str) -> None:
    once = as_read(name.encode(), page)
    for wrong in (once, as_read(once.encode(), page), once.replace("\xa0", " ")):
        assert decoded_rightly(wrong.strip()) == name


def test_russian_that_was_read_as_western_is_told() -> None:
    (line,) = told(some("A", "B", names=["Ìîñêâà", "Ärzte élan"]))
    remedy = "save the source anew, as text in UTF-8"
    assert line == f"name: 'Ìîñêâà' looks like 'Москва' in a wrong encoding; {remedy}"


@pytest.mark.parametrize("name", ["Её", "Г", "ЩЁ", "Gauß", "Åö", "Centre — Val", "«Юг»", "№ 5"])
def test_a_name_that_is_right_is_left_alone(name: str) -> None:
    assert decoded_rightly(name) == ""


def test_amounts_in_another_unit_are_told() -> None:
    few, of_product = told(some("A", "B", "C", population=[293, 1.6e6, 1.9e6]))
    assert few.startswith(
        "population: 'A' has a population of 293, less than a thousandth of the median"
    )
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


def test_flags_of_eurostat_are_told_with_their_cells(cli: Cli, tmp_path: Path) -> None:
    written(tmp_path / "world.toml", GOOD_WORLD)
    rows = (
        ROWS.replace("NA,", "A,").replace("1e6,2e4", "1000000 b,20000 (p)").replace("2e6", "2e6 be")
    )
    written(tmp_path / "regions.csv", rows)
    said = cli("worlds", "show", "./")
    assert said.code == 0
    meaning = "look up what they mean: b is a break in the series, e an estimate, p provisional"
    assert said.err == "".join(
        f"interhelix: warning: regions.csv, column {column}: flags were left out ({cells}); "
        f"{meaning}\n"
        for column, cells in (("population", "'1000000 b', '2e6 be'"), ("product", "'20000 (p)'"))
    )


def test_python_hears_a_warning_of_its_own_class(tmp_path: Path) -> None:
    written(tmp_path / "world.toml", GOOD_WORLD)
    written(tmp_path / "regions.csv", ROWS)
    with pytest.warns(InputWarning, match="'NA' is read as a missing value"):
        assert load_world(tmp_path).codes == ("NA", "B")
