"""From the text of a table to its rows, as spreadsheets and statistical offices write them.

What can be read in one way only is read: any usual separator, the line ``sep=;`` that Excel takes
for a hint, titles above the header, names of columns in capitals, columns without a name and
without a cell.
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
    return sum(_name(cell) in COLUMNS for cell in cells)


def _name(cell: str) -> str:
    """Return the name of a column, however its letters are written; other text as it is."""
    return cell.lower() if cell.lower() in COLUMNS else cell


def parted(rows: Iterator[Row], path: str, faults: Faults) -> tuple[Row, Iterator[Row]]:
    """Return the header, which has the most names of columns, and the rows below it."""
    top = list(islice(rows, MOST_TITLES)) or [Row(1, [])]
    at = max(range(len(top)), key=lambda one: _known(top[one].cells))
    header = Row(top[at].line, [_name(cell) for cell in top[at].cells])
    if odd := _odd_form(top, header):
        faults.add(f"{path}, line {odd[0]}", *trouble(odd[1]))
        return header, iter(())
    for row in top[:at]:
        if sum(map(bool, row.cells)) > len(header.cells) // 2:
            faults.add(f"{path}, line {row.line}", *trouble("above_header"))
    return header, chain(top[at + 1 :], rows)


def _odd_form(top: list[Row], header: Row) -> tuple[int, str] | None:
    """Return where a table has another form than ours as a whole, and what kind of trouble it is.

    Its columns need no look then: each would be called missing.
    """
    if len(firsts := [row for row in top if _known(row.cells[:1])]) > 2:
        return firsts[0].line, "turned"
    if _known(header.cells):
        return None
    for row in top:
        if any(_known(re.findall(r"\w+", cell)) > 1 for cell in row.cells):
            return row.line, "one_cell"
        if sum(cell[:1] == "'" and _known([cell.strip("'")]) for cell in row.cells) > 1:
            return row.line, "single_quotes"
    return (header.line, "no_header") if any(header.cells) and not header.cells[1:] else None


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
