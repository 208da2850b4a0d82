"""From the text of a table to its rows, as spreadsheets and statistical offices write them.

What can be read in one way only is read: any usual separator, the line ``sep=;`` that Excel takes
for a hint, titles above the header, columns without a name and without a cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from interhelix.model.columns import COLUMNS, MOST_REGIONS
from interhelix.scenarios.checks.faults import Faults
from interhelix.scenarios.worlds.troubles import trouble

SEPARATORS = ",;\t|"
HINT = re.compile(rf'"?sep=([{SEPARATORS}])"?[{SEPARATORS}\s]*', re.IGNORECASE)
MOST_TITLES = 10


class Row(NamedTuple):
    """The cells of a row, and the line that it begins on."""

    line: int
    cells: list[str]


def rows_of(text: str) -> Iterator[Row]:
    """Yield the rows of a table that have a cell with text.

    Raises:
        csv.Error: the text is not CSV; with what is wrong, and the line where its row begins.

    """
    hint = HINT.fullmatch(text.split("\n", 1)[0])
    separator = hint[1] if hint else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    line = 1
    try:
        for at, cells in enumerate(reader):
            row = Row(line, [cell.strip() for cell in cells])
            line = reader.line_num + 1
            if any(row.cells) and not (hint and at == 0):
                yield row
    except csv.Error as error:
        raise csv.Error(str(error), line) from None


def _separator(text: str) -> str:
    """Return the separator that parts the most names of columns in one of the first lines."""
    lines = text[:65536].splitlines()[: 2 * MOST_TITLES]
    split = {
        one: [[cell.strip(' "') for cell in line.split(one)] for line in lines]
        for one in SEPARATORS
    }
    return max(SEPARATORS, key=lambda one: max(map(_known, split[one]), default=0))


def _known(cells: list[str]) -> int:
    return sum(cell in COLUMNS for cell in cells)


def parted(rows: Iterator[Row], path: str, faults: Faults) -> tuple[Row, Iterator[Row]]:
    """Return the header, which has the most names of columns, and the rows below it."""
    top = list(islice(rows, MOST_TITLES)) or [Row(1, [])]
    at = max(range(len(top)), key=lambda one: _known(top[one].cells))
    header = top[at]
    for row in top[:at]:
        if sum(map(bool, row.cells)) > len(header.cells) // 2:
            faults.add(f"{path}, line {row.line}", *trouble("above_header"))
    return header, chain(top[at + 1 :], rows)


def body_of(header: Row, rows: Iterator[Row], path: str, faults: Faults) -> list[Row]:
    """Return the rows that are as long as the header; cells beyond it may only be empty."""
    columns = len(header.cells)
    body: list[Row] = []
    for row in rows:
        if faults.full:
            break
        cells = row.cells[:columns] if not any(row.cells[columns:]) else row.cells
        if columns > 2 and sum(map(bool, cells)) == 1:
            faults.add(f"{path}, line {row.line}", *trouble("note"))
        elif len(cells) != columns:
            blanks = {"cells": len(cells), "columns": columns}
            faults.add(f"{path}, line {row.line}", *trouble("row_length", **blanks))
        elif len(body) == MOST_REGIONS:
            faults.add(f"{path}, line {row.line}", *trouble("too_many", most=f"{MOST_REGIONS:,}"))
            break
        else:
            body.append(Row(row.line, cells))
    for at, name in enumerate(header.cells):
        if not name and any(row.cells[at] for row in body):
            faults.add(f"{path}, line {header.line}", *trouble("column_unnamed", number=at + 1))
    return body
