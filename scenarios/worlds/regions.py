"""Reading a table of regions (CSV), cell by cell, with a note of what is wrong with each."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from interhelix.model.world import Column
from interhelix.scenarios.checks.faults import Faults, shortened
from interhelix.scenarios.checks.reading import text_of
from interhelix.scenarios.worlds.columns import (
    COLUMNS,
    FIGURES,
    GROUPS,
    NEEDED,
    SPECIALISATION,
    TEXTS,
    Figure,
)

if TYPE_CHECKING:
    from _csv import Reader

FEWEST = 2


@dataclass
class Regions:
    """The checked columns of a table: texts and figures by name of the column."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    figures: dict[str, list[float]] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """Return a column of figures."""
        return np.array(self.figures[name], dtype=np.float64)

    def columns(self, group: Sequence[Figure]) -> Column | None:
        """Return a group of columns side by side; ``None`` where the table has none of them."""
        if group[0].name not in self.figures:
            return None
        return np.column_stack([self.column(figure.name) for figure in group])


def read_regions(path: Path, faults: Faults) -> Regions | None:
    """Read a table of regions; ``None`` where its header already makes no sense."""
    text = faults.attempt(text_of, path)
    if text is None:
        return None
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(filter(_is_written, rows), [])]
        if not _header_is_good(header, f"{path}, line {rows.line_num}", faults):
            return None
        return _body(header, rows, str(path), faults)
    except csv.Error as error:
        faults.add(f"{path}, line {rows.line_num}", f"is not CSV: {error}", "check the quotes")
        return None


def _is_written(row: list[str]) -> bool:
    return any(cell.strip() for cell in row)


def _header_is_good(header: list[str], where: str, faults: Faults) -> bool:
    """Note columns that are missing, unknown, written twice, or incomplete as a group."""
    before = faults.count
    if len(header) == 1 and (other := re.search("[;\t]", header[0])):
        separator = "semicolons" if other[0] == ";" else "tabs"
        faults.add(where, f"columns are separated by {separator}", "separate them by commas")
        return False
    for name in NEEDED:
        if name not in header:
            faults.add(where, f"column '{name}' is missing", "every region needs it")
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            faults.unknown(where, "column", name, COLUMNS)
        elif header.count(name) > 1:
            faults.add(where, f"column '{name}' stands twice", "keep one of the two")
    for group in GROUPS:
        lacking = [figure.name for figure in group if figure.name not in header]
        if 0 < len(lacking) < len(group):
            remedy = f"add the others or leave all {len(group)} out: they are drawn then"
            faults.add(where, f"column '{lacking[0]}' is missing", remedy)
    return faults.count == before


def _body(header: list[str], rows: Reader, path: str, faults: Faults) -> Regions:
    """Read the rows below the header."""
    regions = Regions(
        {name: [] for name in header if name in TEXTS},
        {name: [] for name in header if name in FIGURES},
    )
    first_line: dict[str, int] = {}
    for row in rows:
        where = f"{path}, line {rows.line_num}"
        if faults.full or not _is_written(row):
            continue
        if len(row) != len(header):
            remedy = "write decimals with a point, and a name that has a comma in quotes"
            faults.add(where, f"has {len(row)} cells where the header has {len(header)}", remedy)
            continue
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=True)}
        _take(cells, regions, where, faults)
        earlier = first_line.setdefault(cells["code"], rows.line_num)
        if cells["code"] and earlier != rows.line_num:
            problem = f"'{shortened(cells['code'])}' stands in line {earlier}, too"
            faults.add(f"{where}, column code", problem, "give every region a code of its own")
    if not faults.count and len(first_line) < FEWEST:
        number = f"{len(first_line)} region{'' if len(first_line) == 1 else 's'}"
        faults.add(path, f"has {number}", f"at least {FEWEST} are needed")
    return regions


def _take(cells: dict[str, str], regions: Regions, where: str, faults: Faults) -> None:
    """Add one row to the columns, and note what is wrong with its cells."""
    before = faults.count
    for name, texts in regions.texts.items():
        texts.append(cells[name])
        if not cells[name]:
            faults.add(f"{where}, column {name}", "is empty", _fill(name))
        elif not cells[name].isprintable():
            problem = f"'{shortened(cells[name])}' has characters that cannot be shown"
            faults.add(f"{where}, column {name}", problem, "remove them")
    for name, figures in regions.figures.items():
        value = _number(cells[name])
        figures.append(value)
        if not FIGURES[name].holds(value):
            faults.add(f"{where}, column {name}", *_wrong(cells[name], FIGURES[name]))
    shares = [regions.figures[figure.name][-1] for figure in SPECIALISATION if figure.name in cells]
    if shares and faults.count == before and sum(shares) == 0:
        faults.add(where, "all columns spec_… are 0", "give one of them a number above 0")


def _number(cell: str) -> float:
    """Return the number in a cell; NaN, which no column holds, where there is none."""
    try:
        return math.nan if "_" in cell else float(cell)
    except ValueError:
        return math.nan


def _wrong(cell: str, figure: Figure) -> tuple[str, str]:
    """Say what is wrong with a cell that does not hold a number within bounds, and what to do."""
    if not cell:
        return "is empty", _fill(figure.name)
    if re.fullmatch(r"[-+]?\d+,\d+", cell):
        return f"'{cell}' is not a number", f"write it with a point: {cell.replace(',', '.')}"
    if re.fullmatch(r"[-+]?\d[\d\s'’,]*(\.\d*)?", cell):
        plain = re.sub(r"[\s'’,]", "", cell)
        if plain != cell:
            return f"'{shortened(cell)}' is not a number", f"write it as {shortened(plain)}"
    problem = "is not a number" if math.isnan(_number(cell)) else "is out of bounds"
    if cell.lstrip("+-").lower() in ("nan", "inf", "infinity"):
        problem = "is not finite"
    return f"'{shortened(cell)}' {problem}", figure.bounds


def _fill(name: str) -> str:
    """Say how to mend an empty cell."""
    return "fill it" if name in NEEDED else f"fill it in every row, or leave column '{name}' out"
