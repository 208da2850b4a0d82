"""Tables as spreadsheets and statistical offices write them: read where they mean one thing."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from interhelix.model.world import World
from interhelix.scenarios import load_world
from tests.scenarios.conftest import GOOD_WORLD, Said, written

HEADER = "code,name,lat,lon,population,product\n"
ROWS = "A,Aa,50.5,10,1000000,20000.5\nB,Bb,51.25,-11,2000000,50000\n"
PLAIN = HEADER + ROWS
GERMAN = (
    "code;name;lat;lon;population;product\n"
    "A;Aa;50,5;10;1000000;20000,5\nB;Bb;51,25;-11;2000000;50000\n"
)


def swap(old: str, new: str) -> Callable[[], str]:
    return lambda: PLAIN.replace(old, new)


WAYS = {
    "semicolons": lambda: PLAIN.replace(",", ";"),
    "tabs": lambda: PLAIN.replace(",", "\t"),
    "bars": lambda: PLAIN.replace(",", "|"),
    "german": lambda: GERMAN,
    "hint": lambda: "sep=,\n" + PLAIN,
    "hint of semicolons": lambda: "sep=;\r\n" + GERMAN.replace("\n", "\r\n"),
    "hint in quotes": lambda: '"sep=,"\n' + PLAIN,
    "title": lambda: "Regions of nowhere\n" + PLAIN,
    "title in a grid": lambda: "Regions of nowhere,,,,,\nas of 2018,,,,,\n,,,,,\n" + PLAIN,
    "columns without a cell": lambda: PLAIN.replace("\n", ",,\n"),
    "a column without a cell in the middle": lambda: "".join(
        line.replace(",", ",,", 1) + "\n" for line in PLAIN.splitlines()
    ),
    "cells beyond the header": lambda: HEADER + ROWS.replace("\n", ",,,\n"),
    "flags": swap("1000000", "1000000 p"),
    "two flags": swap("1000000", "1000000 be"),
    "flags in brackets": swap("1000000", "1000000(e)"),
    "spaces between thousands": swap("1000000", "1 000 000"),
    "no-break spaces": swap("1000000", "1\u00a0000\u00a0000"),
    "narrow spaces": swap("1000000", "1\u202f000\u202f000"),
    "apostrophes": swap("1000000", "1’000’000"),
    "minus signs": swap("-11", "\u221211"),
    "decimal commas in quotes": swap("20000.5", '"20000,5"'),
    "a decimal comma in a bounded column": swap("51.25", '"51,250"'),
    "decimals of a whole number": swap("1000000", "1000000.0"),
    "exponents": swap("1000000", "1e6"),
    "byte order mark": lambda: "\ufeff" + PLAIN,
    "names of columns in capitals": lambda: HEADER.title() + ROWS,
    "a comment above": lambda: "# source: an office\n" + PLAIN,
    "every cell in quotes": lambda: "".join(
        '"' + line.replace(",", '","') + '"\n' for line in PLAIN.splitlines()
    ),
    "line feeds before returns": lambda: PLAIN.replace("\n", "\n\r"),
    "old line ends": lambda: PLAIN.replace("\n", "\r"),
}


@pytest.fixture
def world_of(tmp_path: Path) -> Callable[[str | bytes], World]:
    def load(content: str | bytes) -> World:
        written(tmp_path / "world.toml", GOOD_WORLD)
        written(tmp_path / "regions.csv", content)
        return load_world(tmp_path)

    return load


def is_plain(world: World) -> bool:
    return (
        (world.codes, world.names) == (("A", "B"), ("Aa", "Bb"))
        and np.array_equal(world.lat, [50.5, 51.25])
        and np.array_equal(world.lon, [10, -11])
        and np.array_equal(world.population, [1e6, 2e6])
        and np.array_equal(world.product, [20000.5, 50000])
    )


@pytest.mark.filterwarnings("ignore:.*flags were left out")
@pytest.mark.parametrize("way", WAYS)
def test_a_table_that_means_one_thing_is_read(
    way: str, world_of: Callable[[str | bytes], World]
) -> None:
    assert is_plain(world_of(WAYS[way]()))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marked_encodings_are_read(encoding: str, world_of: Callable[[str | bytes], World]) -> None:
    assert is_plain(world_of(PLAIN.replace(",", "\t").encode(encoding)))


def table(*rows: str) -> str:
    return HEADER + "\n".join(rows) + "\n"


def cell(line: int, column: str, told: str) -> str:
    return f"regions.csv, line {line}, column {column}: {told}"


POINTS, COMMAS = "has points between thousands", "has commas between thousands"


def test_the_rest_of_a_column_says_what_a_point_before_three_digits_means(
    regions_say: Said,
) -> None:
    rows = ("A,Aa,47.2,16.3,292.675,9005", "B,Bb,48.3,15.8,1.670.668,61020")
    assert regions_say(table(*rows)) == [
        cell(2, "population", f"'292.675' {POINTS}; write it as 292675"),
        cell(3, "population", f"'1.670.668' {POINTS}; write it as 1670668"),
    ]
    rows = ("A,Aa,47.2,16.3,1,9.005", "B,Bb,48.3,15.8,2,1.061.020")
    assert regions_say(table(*rows)) == [
        cell(2, "product", f"'9.005' {POINTS}; write it as 9005"),
        cell(3, "product", f"'1.061.020' {POINTS}; write it as 1061020"),
    ]


def test_a_number_of_persons_with_decimals_never_passes(regions_say: Said) -> None:
    rows = ("A,Aa,47.2,16.3,292.675,9005", "B,Bb,48.3,15.8,1670668,61020")
    assert regions_say(table(*rows)) == [
        cell(2, "population", f"'292.675' {POINTS}; write it as 292675")
    ]
    rows = ("A,Aa,47.2,16.3,292.675,9005", "B,Bb,48.3,15.8,1670.668,61020")
    remedy = "give persons, not thousands of them"
    assert regions_say(table(*rows)) == [
        cell(2, "population", f"'292.675' is no whole number; {remedy}"),
        cell(3, "population", f"'1670.668' is no whole number; {remedy}"),
    ]


def test_the_rest_of_the_table_says_what_a_comma_before_three_digits_means(
    regions_say: Said, world_of: Callable[[str | bytes], World]
) -> None:
    rows = ('A,Aa,47.2,16.3,"292,675","9,005"', 'B,Bb,48.3,15.8,"1,670,668","61,020"')
    assert regions_say(table(*rows)) == [
        cell(2, "population", f"'292,675' {COMMAS}; write it as 292675"),
        cell(2, "product", f"'9,005' {COMMAS}; write it as 9005"),
        cell(3, "population", f"'1,670,668' {COMMAS}; write it as 1670668"),
        cell(3, "product", f"'61,020' {COMMAS}; write it as 61020"),
    ]
    world = world_of(GERMAN.replace("20000,5", "385,362"))
    assert world.product[0] == 385.362  # the other decimals of the table are commas


def test_where_a_point_does_both_in_a_table_both_readings_are_offered(regions_say: Said) -> None:
    rows = ("A,Aa,47.2,16.3,292.675,9.005", "B,Bb,48.3,15.8,1.670.668,385362")
    assert regions_say(table(*rows))[1] == cell(
        2, "product", "'9.005' can be read in two ways; write it as 9005 or 9.005"
    )


def test_without_any_thousands_a_point_begins_decimals(
    world_of: Callable[[str | bytes], World],
) -> None:
    assert world_of(PLAIN.replace("20000.5", "385.362")).product[0] == 385.362


@pytest.mark.parametrize("unit", ["9005 k", "9005 bn", "9005 m", "€9005", "9005 %", "9'05", "1 00"])
def test_letters_that_are_no_flags_make_no_number(unit: str, regions_say: Said) -> None:
    (line,) = regions_say(PLAIN.replace("20000.5", unit))
    assert line.startswith(cell(2, "product", f"'{unit}' is not a number"))


@pytest.mark.parametrize("mark", ["p", "bp", "*", "**", " †", " 1)", " [b]", "[1]", "P"])
def test_a_mark_beside_a_number_is_told_with_the_number(mark: str, regions_say: Said) -> None:
    assert regions_say(PLAIN.replace("20000.5", f"20000.5{mark}")) == [
        cell(2, "product", f"'20000.5{mark}' has a mark beside the number; "
             "look it up, and write 20000.5")
    ]  # fmt: skip


@pytest.mark.parametrize("point", ["33.9 s", "33.9S", "33.9 (e)", "11e"])
def test_a_letter_beside_a_coordinate_is_no_flag(point: str, regions_say: Said) -> None:
    (line,) = regions_say(PLAIN.replace("50.5", point))
    assert line.startswith(cell(2, "lat", f"'{point}' is not a number; give a number from -90"))


ONE_CELL = "has the names of columns in one cell; separate cells by commas, semicolons or tabs, and"
BELOW = "names of columns stand below one another; turn the table: a column for each name, a row"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (PLAIN.replace(",", "^"), f"1: {ONE_CELL}"),
        (PLAIN.replace(",", " "), f"1: {ONE_CELL}"),
        ("sep=;\n" + PLAIN, f"2: {ONE_CELL}"),
        ("Regions of nowhere\n" + PLAIN.replace(",", "~"), f"2: {ONE_CELL}"),
        ("".join(f'"{line}"\n' for line in PLAIN.splitlines()), f"1: {ONE_CELL}"),
        ("'" + PLAIN.replace(",", "','").replace("\n", "'\n'"), "1: has cells in single quotes"),
        (
            "".join(
                f"{','.join(row)}\n" for row in zip(*csv.reader(PLAIN.splitlines()), strict=True)
            ),
            f"1: {BELOW}",
        ),
        ("<html><body>no table</body></html>\n", "1: names no columns; begin with the line code,"),
        ('[{"code": "A"}]\n', "1: names no columns; begin with the line code,name,lat,lon,popul"),
    ],
    ids=[
        "carets",
        "spaces",
        "hint",
        "title",
        "lines in quotes",
        "single quotes",
        "turned",
        "page",
        "json",
    ],
)
def test_a_table_of_another_form_is_told_in_one_line(
    content: str, told: str, regions_say: Said
) -> None:
    (line,) = regions_say(content)
    assert line.startswith(f"regions.csv, line {told}")


@pytest.mark.parametrize(
    ("written", "plain"),
    [("１２３", "123"), ("٢٠٠٠٠", "20000"), ("1२3.५", "123.5"), ("1 ००० ०००", "1000000")],
)
def test_digits_of_another_script_are_refused_with_the_number(
    written: str, plain: str, regions_say: Said
) -> None:
    assert regions_say(PLAIN.replace("20000.5", written)) == [
        cell(2, "product", f"'{written}' has other digits than 0 to 9; write it as {plain}")
    ]


def test_a_row_that_sums_up_others_and_lacks_figures_is_to_be_left_out(regions_say: Said) -> None:
    sums = "EU27_2020,European Union,,,447000000,:\nAT,Austria,,,8822267,385362\n"
    rows = "AT11,Aa,47.2,16.3,292675,9005\nAT12,Bb,48.3,x,1670668,61020\n"
    problem = "looks like a sum of other rows, and has cells that cannot be used; leave the row out"
    assert regions_say(HEADER + sums + rows)[:2] == [
        cell(line, "code", f"'{code}' {problem}") for line, code in ((2, "EU27_2020"), (3, "AT"))
    ]
    assert len(regions_say(HEADER + sums + rows)) == 3


def test_a_superscript_is_no_digit(regions_say: Said) -> None:
    (line,) = regions_say(PLAIN.replace("20000.5", "10⁶"))
    assert line.startswith(cell(2, "product", "'10⁶' is not a number"))


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251"])
def test_letters_that_a_wrong_encoding_hides_are_refused_with_the_right_ones(
    encoding: str, regions_say: Said
) -> None:
    letters = (bytes([byte]) for byte in "Россия И".encode())
    wrong = "".join(one.decode(encoding, "ignore") or chr(one[0]) for one in letters)
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in wrong)
    remedy = "save the source anew, as text in UTF-8"
    assert regions_say(PLAIN.replace("Aa", wrong)) == [
        cell(2, "name", f"'{shown}' looks like 'Россия И' in a wrong encoding; {remedy}")
    ]


def test_a_row_of_several_lines_is_told_at_its_first(regions_say: Said) -> None:
    rows = ROWS.replace("Aa", '"A\n\na"').replace("Bb", "") + "C,Cc,x,1,1,1\n\n" + 'D,"D'
    assert [line.partition(": ")[0] for line in regions_say(HEADER + rows.rpartition("D,")[0])] == [
        "regions.csv, line 2, column name",
        "regions.csv, line 5, column name",
        "regions.csv, line 6, column lat",
    ]
    assert regions_say(HEADER + rows)[0].startswith(
        "regions.csv, line 8: is not CSV: unexpected end"
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (PLAIN + "Source: an office\n", "4: has text in one column only; remove notes, and"),
        (PLAIN + "Source,,,,,\n", "4: has text in one column only; remove notes, and"),
        (HEADER + ROWS.replace(",", ";"), "2: has text in one column only; remove notes, and"),
        ("0,A,Aa,5\n" + PLAIN, "1: comes before the header; let the header be the first row"),
        (
            "".join(
                f"{n},{line}\n" for n, line in zip(["", 0, 1], PLAIN.split("\n"), strict=False)
            ),
            "1: column 1 has cells but no name; name it or remove it",
        ),
    ],
)
def test_what_is_no_row_or_column_is_told_with_its_line(
    content: str, line: str, regions_say: Said
) -> None:
    assert regions_say(content)[0].startswith(f"regions.csv, line {line}")


def test_a_workbook_beside_the_missing_table_is_named(tmp_path: Path) -> None:
    written(tmp_path / "world.toml", GOOD_WORLD)
    written(tmp_path / "regions.xlsx", b"PK")
    with pytest.raises(ValueError, match=r"no such file; save 'regions\.xlsx' as CSV UTF-8"):
        load_world(tmp_path)
