from pathlib import Path

import pytest

from interhelix.agents.roles import DOMAINS
from interhelix.model.errors import InputError
from interhelix.scenarios import load_world
from tests.scenarios.conftest import GOOD_REGIONS, GOOD_WORLD, Said, written

HEADER = "code,name,lat,lon,population,product\n"
GOOD_ROW = "A,Aa,50,10,1e6,2e4\n"
DIGITAL = "digital_government,digital_business,digital_science,digital_civil_society"
DRAWN = "add the others or leave all {} out: they are drawn then"
SPEC = ",".join(f"spec_{domain}" for domain in DOMAINS)


def said(name_or_path: str | Path) -> str:
    with pytest.raises(InputError) as caught:
        load_world(name_or_path)
    return str(caught.value)


FORMULA = "begins like a formula of a spreadsheet; begin it with a letter or a digit"
SHOWN = "has characters that cannot be shown; remove them"


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (
            "B,Bb,90.5,10,1,1",
            "lat: '90.5' is out of bounds; give a number from -90 to 90, or swap lat and lon",
        ),
        ("B,Bb,50,-181,1,1", "lon: '-181' is out of bounds; give a number from -180 to 180"),
        (
            "B,Bb,50,10,0,1",
            "population: '0' is out of bounds; give a number above 0, at most 1e+15",
        ),
        (
            "B,Bb,50,10,1e16,1",
            "population: '1e16' is out of bounds; give a number above 0, at most 1e+15",
        ),
        ("B,Bb,50,10,1,-5", "product: '-5' is out of bounds; give a number above 0, at most 1e+15"),
        ("B,Bb,nan,10,1,1", "lat: 'nan' is not finite; give a number from -90 to 90"),
        (
            "B,Bb,50,10,1,-Inf",
            "product: '-Inf' is not finite; give a number above 0, at most 1e+15",
        ),
        ("B,Bb,50,ten,1,1", "lon: 'ten' is not a number; give a number from -180 to 180"),
        ("B,Bb,50,1_0,1,1", "lon: '1_0' is not a number; give a number from -180 to 180"),
        (
            'B,Bb,50,10,"1,000",1',
            "population: '1,000' has commas between thousands; write it as 1000",
        ),
        (
            'B,Bb,50,10,1,"9,005"',
            "product: '9,005' can be read in two ways; write it as 9005 or 9.005",
        ),
        (
            'B,Bb,50,10,"1,000,0",1',
            "population: '1,000,0' is not a number; give a number above 0, at most 1e+15",
        ),
        (
            "B,Bb,50,10,1.5,1",
            "population: '1.5' is no whole number; give persons, not thousands of them",
        ),
        (
            "B,Bb,50,10,:,1",
            "population: ':' stands for a missing figure; fill it, or leave the region out",
        ),
        (
            "B,Bb,50,10,: u,1",
            "population: ': u' stands for a missing figure; fill it, or leave the region out",
        ),
        ("B,=B(),50,10,1,1", f"name: '=B()' {FORMULA}"),
        ("@B,Bb,50,10,1,1", f"code: '@B' {FORMULA}"),
        ("-B,Bb,50,10,1,1", f"code: '-B' {FORMULA}"),
        (
            "B,T�la,50,10,1,1",
            "name: 'T�la' has lost letters; save the table anew, as text in UTF-8",
        ),
        ("B,Bb,50,10,,1", "population: is empty; fill it"),
        ("B,,50,10,1,1", "name: is empty; fill it"),
        (",Bb,50,10,1,1", "code: is empty; fill it"),
        ("A,Bb,50,10,1,1", "code: 'A' stands in line 2, too; give every region a code of its own"),
        ("B,B\x1bb,50,10,1,1", f"name: 'B�b' {SHOWN}"),
    ],
)
def test_a_wrong_cell_is_told_with_line_column_value_and_remedy(
    row: str, line: str, regions_say: Said
) -> None:
    assert regions_say(HEADER + GOOD_ROW + row) == [f"regions.csv, line 3, column {line}"]


def test_a_row_with_too_many_or_too_few_cells_is_told(regions_say: Said) -> None:
    remedy = "write decimals with a point, and a name that has a comma in quotes"
    assert regions_say(HEADER + GOOD_ROW + "B,Bb,50,5,10,1,1\n\nC,Cc\n") == [
        f"regions.csv, line 3: has 7 cells where the header has 6; {remedy}",
        f"regions.csv, line 5: has 2 cells where the header has 6; {remedy}",
    ]


NEEDED = "column 'population' is missing; every region needs it"


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        ("code,name,lat,lon,product", [NEEDED]),
        (
            "code,name,lat,lon,popultion,product",
            [NEEDED, "unknown column 'popultion'; did you mean 'population'?"],
        ),
        (
            "code,name,lat,lat,lon,population,product",
            ["column 'lat' stands twice; keep one of the two"],
        ),
        (
            "code,name,lat,lon,population,product,digital_science",
            [f"column 'digital_government' is missing; {DRAWN.format(4)}"],
        ),
        (
            "code,name,lat,lon,population,product,spec_energy",
            [f"column 'spec_ict' is missing; {DRAWN.format(8)}"],
        ),
    ],
)
def test_a_wrong_header_is_told_and_its_rows_are_left_alone(
    header: str, lines: list[str], regions_say: Said
) -> None:
    assert regions_say(header + "\nx,y\n") == [f"regions.csv, line 1: {line}" for line in lines]


def test_optional_columns_are_checked_as_strictly(regions_say: Said) -> None:
    header = HEADER.strip() + f",district,{DIGITAL},contract_quality,{SPEC}\n"
    row = "A,Aa,50,10,1,1,North" + ",1" * 13 + "\n"
    wrong = "B,Bb,50,10,1,1,,1,1,1,1.1,," + "-1" + ",1" * 7 + "\n"
    zeros = "C,Cc,50,10,1,1,South" + ",1" * 5 + ",0" * 8 + "\n"
    drop = "fill it in every row, or leave column '{}' out"
    assert regions_say(header + row + wrong + zeros) == [
        f"regions.csv, line {line}"
        for line in (
            "3, column district: is empty; " + drop.format("district"),
            "3, column digital_civil_society: '1.1' is out of bounds; give a number from 0 to 1",
            "3, column contract_quality: is empty; " + drop.format("contract_quality"),
            "3, column spec_energy: '-1' is out of bounds; give a number from 0 to 1e+15",
            "4: all columns spec_… are 0; give one of them a number above 0",
        )
    ]


PLAIN = "save it as plain text in UTF-8"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", ": is empty; 'interhelix new' writes one that runs"),
        (HEADER, ": has 0 regions; at least 2 are needed"),
        (HEADER + GOOD_ROW, ": has 1 region; at least 2 are needed"),
        (HEADER + '"A', ", line 2: is not CSV: unexpected end of data; check the quotes"),
        (b"PK\x03\x04\0\0", ": is a workbook, not text; in the spreadsheet, save it as CSV UTF-8"),
        (GOOD_REGIONS.encode("utf-32"), f": is binary, not text; {PLAIN}"),
        (b"A\0B", f": is binary, not text; {PLAIN}"),
        ((HEADER + "A,Тула").encode("cp1251"), f", line 2: byte 0xD2 is not UTF-8; {PLAIN}"),
        ("x" * 10_000_000, ": has 10,000,000 bytes; at most 8,388,608 are read"),
    ],
)
def test_what_is_no_table_of_regions_is_told_as_such(
    content: str | bytes, line: str, regions_say: Said
) -> None:
    assert regions_say(content) == [f"regions.csv{line}"]


@pytest.mark.parametrize(
    "nonsense",
    [HEADER + "x,\n" * 2_700_000, HEADER + "A,A,x,y,z,\n" * 700_000, '"' + "x" * 8_000_000],
)
def test_eight_megabytes_of_nonsense_are_answered_in_a_few_lines(
    nonsense: str, regions_say: Said
) -> None:
    assert 1 <= len(regions_say(nonsense)) <= 21


CODES = 'is not two different codes; write pairs = [["CODE", "OTHER"]]'
COUNT = "give a whole number from 1 to 10,000"


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("curency = 1", ": unknown key 'curency'; did you mean 'currency'?"),
        ("currency = 1", ", currency: 1 is not text; put it in quotes"),
        ('pairs = "A"', ", pairs: 'A' is not a list; write […]"),
        ('pairs = [["A", "A"]]', f", pair 1: {CODES}"),
        ('pairs = ["A"]', f", pair 1: {CODES}"),
        ('pairs = [["A", "b"]]', ", pair 1: unknown code 'b'; did you mean 'B'?"),
        (
            'pairs = [["A", "B"], ["B", "A"]]',
            ", pair 2: 'B' stands in pair 1 already; remove one of the two pairs",
        ),
        (
            'organisations_by = "size"',
            ', organisations_by: \'size\' is unknown; write "equal" or "mass"',
        ),
        ("organisations_by = 3", ", organisations_by: 3 is not text; put it in quotes"),
        ("organisations = 3", ", organisations: 3 is not a table; write { … } or a [table]"),
        (
            "[organisations]\nbusines = 3",
            ", organisations: unknown key 'busines'; did you mean 'business'?",
        ),
        (
            "[organisations]\nbusiness = 0",
            f", organisations, business: 0 is out of bounds; {COUNT}",
        ),
        (
            "[sources]\npoduct = 'x'",
            ", sources: unknown key 'poduct'; did you mean 'product'?",
        ),
        ("[sources]\nproduct = 1", ", sources, product: 1 is not text; put it in quotes"),
    ],
)
def test_a_wrong_world_file_is_told_with_its_place_value_and_remedy(
    wrong: str, line: str, world_says: Said
) -> None:
    assert world_says(GOOD_WORLD + wrong) == [f"world.toml{line}"]


def test_a_world_needs_a_title(world_says: Said) -> None:
    assert world_says('note = "x"') == ["world.toml: 'title' is missing; add title = \"…\""]


def test_a_world_file_that_is_no_toml_is_told_alone(world_says: Said) -> None:
    (line,) = world_says("title")
    assert line.startswith("world.toml, at its end: is not TOML: ")


def test_faults_of_both_files_are_told_in_one_pass(tmp_path: Path) -> None:
    written(tmp_path / "world.toml", "tilte = 1")
    written(tmp_path / "regions.csv", HEADER + GOOD_ROW + "B,Bb,99,10,1,1\n")
    told = said(tmp_path).split("\n")
    assert len(told) == 3
    assert [Path(line.split(",")[0].split(":")[0]).name for line in told] == [
        "world.toml",
        "world.toml",
        "regions.csv",
    ]


def test_a_pair_is_not_blamed_for_a_region_whose_row_is_wrong(tmp_path: Path) -> None:
    written(tmp_path / "world.toml", GOOD_WORLD + 'pairs = [["A", "B"], ["A"]]')
    written(tmp_path / "regions.csv", HEADER + GOOD_ROW + "B,Bb,50,5,10,1,1\n")
    told = said(tmp_path).split("\n")
    assert len(told) == 2
    assert "has 7 cells where the header has 6" in told[0]
    assert "pair 2: is not two different codes" in told[1]


COUNTED = (
    "code,name,lat,lon,population,product,estimated,organisations_government,"
    "organisations_business,organisations_science,organisations_civil_society\n"
)
WHOLE = "give a whole number from 0 to 10,000"


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (
            ",1,1,1.5,1",
            ", column organisations_science: '1.5' is no whole number; write it without decimals",
        ),
        (",1,1,-1,1", f", column organisations_science: '-1' is out of bounds; {WHOLE}"),
        (",1,1,10001,1", f", column organisations_science: '10001' is out of bounds; {WHOLE}"),
        (",1,1,x,1", f", column organisations_science: 'x' is not a number; {WHOLE}"),
        (
            ",0,0,0,0",
            ": all columns organisations_… are 0; give one of them a number above 0",
        ),
        (
            "human_resources,1,1,1,1",
            (
                ", column estimated: 'human_resources' is no column of figures in this table; "
                "write names of its columns, with spaces between them"
            ),
        ),
    ],
)
def test_a_wrong_number_of_organisations_or_a_wrong_estimate_is_told(
    row: str, line: str, regions_say: Said
) -> None:
    good = "A,Aa,50,10,1e6,1,product,1,1,1,1\n"
    told = regions_say(f"{COUNTED}{good}B,Bb,50,10,1e6,1,{row}")
    assert told == [f"regions.csv, line 3{line}"]


@pytest.mark.parametrize("twice", ["[organisations]\nscience = 2", 'organisations_by = "mass"'])
def test_organisations_that_are_counted_twice_are_refused(twice: str, tmp_path: Path) -> None:
    row = "Aa,50,10,1e6,1,,1,1,1,1\n"
    written(tmp_path / "regions.csv", f"{COUNTED}A,{row}B,{row}")
    written(tmp_path / "world.toml", GOOD_WORLD + twice)
    assert "the table of regions counts organisations already; remove '" in said(tmp_path)


def test_a_world_of_too_many_actors_is_refused(tmp_path: Path) -> None:
    table = HEADER + "".join(f"{n},Region,50,10,1,1\n" for n in range(1001))
    written(tmp_path / "regions.csv", table)
    written(tmp_path / "world.toml", GOOD_WORLD + "[organisations]\nscience = 10000")
    assert "the world would have 10,013,003 actors; at most 10,000,000" in said(tmp_path)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("rusia", "unknown world 'rusia'; did you mean 'russia'?"),
        ("syntetic:50", "unknown world 'syntetic:50'; did you mean 'synthetic'?"),
        ("zzz", "unknown world 'zzz'; valid names: europe, russia, synthetic"),
    ],
)
def test_an_unknown_world_is_told_with_the_nearest(name: str, line: str) -> None:
    assert said(name) == line


def test_a_folder_that_is_missing_or_incomplete_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert said(tmp_path / "mien").endswith("mien: no such folder; did you mean 'mine'?")
    told = said(tmp_path / "mine").split("\n")
    assert [line.partition(": ")[2] for line in told] == [
        "no such file; 'interhelix new' writes one that runs"
    ] * 2
    written(tmp_path / "mine" / "regions.csv", GOOD_REGIONS)
    assert said(tmp_path / "mine" / "regions.csv").endswith(
        "regions.csv: is no folder; name the folder that has world.toml and regions.csv"
    )
    assert "no such folder" in said("x" * 5000 + "/")
    assert "no such folder" in said("a\0b/c")
    assert "\n" not in said("a\0b\nc")


def test_a_pair_by_codes_that_nuts_gave_up_is_told_with_those_that_came_instead(
    tmp_path: Path,
) -> None:
    written(tmp_path / "world.toml", GOOD_WORLD + 'pairs = [["PT17", "PT11"]]')
    codes = ("PT11", "PT1A", "PT1B", "NL36")
    written(tmp_path / "regions.csv", HEADER + "".join(f"{c},{c},40,-8,1e6,2e4\n" for c in codes))
    told = "pair 1: unknown code 'PT17'; NUTS 2024 has in its place: PT1A, PT1B"
    assert said(tmp_path).endswith(told)
