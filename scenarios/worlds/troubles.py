"""The kinds of trouble that a table of regions may have: what is wrong, and what to do about it.

A test sees that the app can say each of them in Russian.
"""

from __future__ import annotations

from collections.abc import Sequence

from interhelix.model.errors import shortened

Trouble = tuple[str, str]  # what is wrong, and what to do about it
TWICE = "their people and product count twice"
TWICE_PERHAPS = "people may count twice"
MOST_NAMED = 8  # cells or codes in a message

# What pandas takes for a missing value; R takes NA alone.
RESERVED = frozenset("NA N/A n/a NaN nan -NaN -nan NULL null None <NA> #N/A #NA".split())  # noqa: SIM905

REFUSED = {
    # the table
    "column_missing": ("column '{name}' is missing", "every region needs it"),
    "group_incomplete": (
        "column '{name}' is missing",
        "add the others or leave all {all} out: they are drawn then",
    ),
    "column_twice": ("column '{name}' stands twice", "keep one of the two"),
    "column_unnamed": ("column {number} has cells but no name", "name it or remove it"),
    "one_cell": (
        "has the names of columns in one cell",
        "separate cells by commas, semicolons or tabs, and put no whole line in quotes",
    ),
    "single_quotes": ("has cells in single quotes", "put them in double quotes, or in none"),
    "turned": (
        "names of columns stand below one another",
        "turn the table: a column for each name, a row for each region",
    ),
    "no_header": (
        "names no columns",
        "begin with the line code,name,lat,lon,population,product, then a line for each region",
    ),
    "above_header": ("comes before the header", "let the header be the first row"),
    "row_length": (
        "has {cells} cells where the header has {columns}",
        "write decimals with a point, and a name that has a comma in quotes",
    ),
    "note": ("has text in one column only", "remove notes, and separate cells as in the header"),
    "not_csv": ("is not CSV: {reason}", "check the quotes"),
    "code_twice": ("'{code}' stands in line {line}, too", "give every region a code of its own"),
    "too_few": ("has {regions}", "at least {fewest} are needed"),
    "too_many": ("is one region more than a world may have", "at most {most} are possible"),
    "sum_incomplete": (
        "'{code}' looks like a sum of other rows, and has cells that cannot be used",
        "leave the row out",
    ),
    # a cell
    "empty": ("is empty", "fill it"),
    "empty_optional": ("is empty", "fill it in every row, or leave column '{name}' out"),
    "missing": ("'{cell}' stands for a missing figure", "fill it, or leave the region out"),
    "not_number": ("'{cell}' is not a number", "{bounds}"),
    "mark": ("'{cell}' has a mark beside the number", "look it up, and write {plain}"),
    "digits": ("'{cell}' has other digits than 0 to 9", "write it as {plain}"),
    "not_finite": ("'{cell}' is not finite", "{bounds}"),
    "out_of_bounds": ("'{cell}' is out of bounds", "{bounds}"),
    "beyond_pole": ("'{cell}' is out of bounds", "{bounds}, or swap lat and lon"),
    "points": ("'{cell}' has points between thousands", "write it as {plain}"),
    "commas": ("'{cell}' has commas between thousands", "write it as {plain}"),
    "two_readings": ("'{cell}' can be read in two ways", "write it as {plain} or {decimal}"),
    "not_whole": ("'{cell}' is no whole number", "give persons, not thousands of them"),
    "no_figures": (
        "'{name}' is no column of figures in this table",
        "write names of its columns, with spaces between them",
    ),
    "not_whole_number": ("'{cell}' is no whole number", "write it without decimals"),
}
WARNED = {
    "levels": (
        "rows of wholes ({wholes}) stand beside rows of their parts ({parts}): " + TWICE,
        "keep the rows of one level",
    ),
    "totals": (
        "rows look like totals of other rows ({codes}): " + TWICE,
        "leave them out",
    ),
    "case": (
        "'{one}' and '{other}' differ in capitals only",
        "write one of them as the other, or remove it",
    ),
    "script": (
        "'{one}' and '{other}' look alike, in letters of two scripts",
        "write one of them as the other, or remove it",
    ),
    "as_number": (
        "'{code}' is read as the number {number} by other programs",
        "begin it with a letter, or read codes as text: dtype=str (pandas), 'character' (R)",
    ),
    "countries": (
        "'{one}' is a code of NUTS, '{other}' of ISO 3166, for one country: people may count twice",
        "take all codes from one classification",
    ),
    "versions": (
        "'{old}' was a code before NUTS {year}, '{new}' is one since: " + TWICE_PERHAPS,
        "take all codes from one version of NUTS",
    ),
    "swapped": (
        "'{code}' and others would be at {lat:.1f} north, {lon:.1f} east",
        "see whether lat and lon are swapped",
    ),
    "swapped_one": (
        "'{code}' is {far:,.0f} km from the nearest other region",
        "see whether its lat and lon are swapped",
    ),
    "sign": (
        "'{code}' is {far:,.0f} km from the nearest other region",
        "see whether the sign of its {name} is wrong",
    ),
    "origin": ("'{code}' is at 0 north, 0 east, in the sea", "give its place"),
    "one_place": ("all regions have one place, so distances play no part", "give each its own"),
    "reserved": (
        "'{text}' is read as a missing value by pandas and R",
        "write another, or read tables with keep_default_na=False (pandas), na.strings='' (R)",
    ),
    "encoding": (
        "'{text}' looks like '{right}' in a wrong encoding",
        "save the source anew, as text in UTF-8",
    ),
    "flags": (
        "flags were left out ({cells})",
        "look up what they mean: b is a break in the series, e an estimate, p provisional",
    ),
    "few_people": (
        "'{code}' has a population of {value:,.10g}, less than a thousandth of the median",
        "see whether a unit or separator is wrong",
    ),
    "product_high": (
        "'{code}' has a product per head {times:,.0f} times the median",
        "see whether a unit or separator is wrong",
    ),
    "product_low": (
        "'{code}' has a product per head {times:,.0f} times below the median",
        "see whether a unit or separator is wrong",
    ),
}


def trouble(kind: str, **blanks: object) -> Trouble:
    """Return what is wrong and what to do about it, with the blanks filled."""
    problem, remedy = (REFUSED | WARNED)[kind]
    return problem.format(**blanks), remedy.format(**blanks)


def in_quotes(texts: Sequence[str]) -> str:
    """Return the first of some texts in quotes, with an ellipsis where there are more."""
    told = ", ".join(f"'{shortened(text)}'" for text in texts[:MOST_NAMED])
    return told + (", …" if len(texts) > MOST_NAMED else "")
