"""Reading the figures of a table: what ``1 234,5`` and ``12 p`` mean, and what ``9,005`` may mean.

A figure is read where it can mean one number only. A comma or point before three digits may part
thousands or begin decimals: then the rest of its column decides, or else the rest of the table,
and a column that counts persons has no decimals. Figures with parted thousands are refused, and so
are digits of other scripts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from interhelix.model.columns import NEEDED, Figure
from interhelix.model.errors import shortened
from interhelix.scenarios.worlds.troubles import Trouble, trouble

SIGNS = str.maketrans({"−": "-", "’": "'", "\u00a0": " ", "\u2009": " ", "\u202f": " "})
FLAG = re.compile(
    r"(?<=[\d.,:])(\s+(?!bn)[bcdefinprsuz]{1,2}|\s*\((?!bn)[bcdefinprsuz]{1,2}\))$", re.ASCII
)
MARK = re.compile(  # what a footnote or a flag looks like that is not set apart
    r"\s*([*†‡]{1,3}|\[[a-z0-9]{1,2}\]|\s[a-z0-9]\))$|(?<=\d)(?!bn)[bcdefinprsuz]{1,2}$",
    re.ASCII | re.IGNORECASE,
)
SIMPLE = re.compile(r"-?\d+(\.\d+)?", re.ASCII)  # as most cells are
SPACED = re.compile(r"[-+]?\d{1,3}([ '])\d{3}(\1\d{3})*([.,]\d*)?", re.ASCII)
NUMBER = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?", re.ASCII)
ONE_GROUP = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}", re.ASCII)
GROUPS = re.compile(
    r"[-+]?\d{1,3}([.,])\d{3}(\1\d{3})+|[-+]?\d{1,3}([.,])\d{3}(\3\d{3})*(?!\3)[.,]\d+", re.ASCII
)
MISSING = (":", ".", "..", "...", "…", "-", "–", "—", "na", "n/a", "n.a.", "null", "none", "#n/a")
NO_THOUSANDS = 1000  # a column of smaller numbers has none
PERSONS = "population"
THOUSANDS, DECIMALS, EITHER = "thousands", "decimals", "either"
Marks = set[tuple[str, str]]  # a comma or point, and what it is seen to do


def readers_of(
    columns: Mapping[Figure, Sequence[str]],
) -> dict[Figure, Callable[[str], float | Trouble]]:
    """Return for each column what reads a cell: its number, or what is wrong with it."""
    marks = {figure: _marks(cells, figure) for figure, cells in columns.items()}
    every = set().union(*marks.values())
    return {
        figure: partial(_read, figure, {mark: _meaning(mark, own, every) for mark in ".,"})
        for figure, own in marks.items()
    }


def _plain(cell: str) -> str:
    """Return a cell without flags and without spaces between thousands."""
    if SIMPLE.fullmatch(cell):
        return cell
    cell = FLAG.sub("", cell.translate(SIGNS))
    return re.sub("[ ']", "", cell) if SPACED.fullmatch(cell) else cell


def _marks(cells: Iterable[str], figure: Figure) -> Marks:
    """Return what commas and points of a column are seen to do."""
    found: Marks = set()
    unclear = set()
    for cell in (_plain(cell) for cell in cells if "," in cell or "." in cell):
        if NUMBER.fullmatch(cell):
            mark = "." if "." in cell else ","
            if _may_part(cell, figure):
                unclear.add(mark)
            else:
                found.add((mark, DECIMALS))
        elif groups := GROUPS.fullmatch(cell):
            mark = groups[1] or groups[3]
            found.add((mark, THOUSANDS))
            if groups[3]:
                found.add(({".": ",", ",": "."}[mark], DECIMALS))
    if figure.whole:
        found |= {(mark, THOUSANDS) for mark in unclear if (mark, DECIMALS) not in found}
    return found


def _may_part(cell: str, figure: Figure) -> bool:
    """Say whether the comma or point of a cell may part thousands."""
    return figure.high >= NO_THOUSANDS and ONE_GROUP.fullmatch(cell) is not None


def _meaning(mark: str, own: Marks, every: Marks) -> str:
    """Say what a comma or point does that might do either: its column decides, then the table."""
    for seen in (own, every):
        kinds = {kind for one, kind in seen if one == mark}
        if kinds:
            return kinds.pop() if len(kinds) == 1 else EITHER
    return DECIMALS if mark == "." else EITHER


def _read(figure: Figure, means: Mapping[str, str], cell: str) -> float | Trouble:
    """Return the number that a cell holds, or what is wrong with it."""
    if SIMPLE.fullmatch(cell) and not _may_part(cell, figure):
        return _within(float(cell), cell, figure)
    told, plain = shortened(cell), _plain(cell)
    if figure.low < 0 and has_flag(cell):  # of a place: s is south, and e east
        return trouble("not_number", cell=told, bounds=figure.bounds)
    if not cell:
        return trouble("empty" if figure.name in NEEDED else "empty_optional", name=figure.name)
    if plain.lower() in MISSING:
        return trouble("missing", cell=told)
    decimal = plain.replace(",", ".")
    whole = re.sub("[.,]", "", plain)
    if groups := GROUPS.fullmatch(plain):
        mark = groups[1] or groups[3]
        written = whole if groups[1] else plain.replace(mark, "").replace(",", ".")
        return trouble("points" if mark == "." else "commas", cell=told, plain=shortened(written))
    latin = _plain(_in_latin_digits(cell))
    if latin != plain and NUMBER.fullmatch(latin):
        return trouble("digits", cell=told, plain=shortened(latin))
    if not NUMBER.fullmatch(plain):
        bare = MARK.sub("", plain) if figure.low >= 0 else plain
        if bare != plain and NUMBER.fullmatch(bare) and not _may_part(bare, figure):
            return trouble("mark", cell=told, plain=shortened(bare))
        bare = plain.lstrip("+-").lower()
        kind = "not_finite" if bare in ("nan", "inf", "infinity") else "not_number"
        return trouble(kind, cell=told, bounds=figure.bounds)
    if _may_part(plain, figure):
        mark = "." if "." in plain else ","
        if means[mark] == THOUSANDS:
            return trouble("points" if mark == "." else "commas", cell=told, plain=whole)
        if means[mark] == EITHER:
            return trouble("two_readings", cell=told, plain=whole, decimal=decimal)
    return _within(float(decimal), cell, figure)


def _in_latin_digits(text: str) -> str:
    """Return a text with the digits of other scripts, ``١`` or ``１``, as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


def has_flag(cell: str) -> bool:
    """Say whether a figure has a flag of Eurostat, such as the ``b`` of ``292675 b``."""
    return not SIMPLE.fullmatch(cell) and FLAG.search(cell.translate(SIGNS)) is not None


def _within(value: float, cell: str, figure: Figure) -> float | Trouble:
    """Return a number that its column may hold, or what is wrong with it."""
    told = shortened(cell)
    if not figure.holds(value):
        turned = figure.name == "lat" and abs(value) <= 180
        return trouble(
            "beyond_pole" if turned else "out_of_bounds", cell=told, bounds=figure.bounds
        )
    if figure.whole and not value.is_integer():
        return trouble("not_whole" if figure.name == PERSONS else "not_whole_number", cell=told)
    return value
