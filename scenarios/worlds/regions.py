"""Reading a table of regions, with a note of what is wrong with each of its cells."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from interhelix.model.columns import (
    COLUMNS,
    ESTIMATED,
    FEWEST_REGIONS,
    FIGURES,
    GROUPS,
    NEEDED,
    NOT_ALL_0,
    TEXTS,
    Column,
    Figure,
    fault_of_text,
)
from interhelix.model.errors import shortened
from interhelix.scenarios.checks.faults import Faults
from interhelix.scenarios.checks.reading import text_of
from interhelix.scenarios.worlds.encodings import decoded_rightly
from interhelix.scenarios.worlds.figures import has_flag, readers_of
from interhelix.scenarios.worlds.sheets import Row, body_of, parted, rows_of
from interhelix.scenarios.worlds.troubles import Trouble, trouble
from interhelix.scenarios.worlds.wholes import sums_in


@dataclass
class Regions:
    """The checked columns of a table: texts and figures by name of the column.

    ``flagged`` has, for a column of figures, the cells whose flags of Eurostat were left out.
    """

    texts: dict[str, list[str]] = field(default_factory=dict)
    figures: dict[str, list[float]] = field(default_factory=dict)
    estimates: list[str] = field(default_factory=list)
    flagged: dict[str, list[str]] = field(default_factory=dict)

    @property
    def estimated(self) -> dict[str, tuple[str, ...]]:
        """The codes of the regions whose figure in a column is an estimate, by column."""
        found: dict[str, list[str]] = {}
        for code, names in zip(self.texts["code"], self.estimates, strict=False):
            for name in dict.fromkeys(names.split()):
                found.setdefault(name, []).append(code)
        return {name: tuple(codes) for name, codes in found.items()}

    def column(self, name: str) -> Column:
        """Return a column of figures."""
        return np.array(self.figures[name], dtype=np.float64)

    def columns(self, group: Sequence[Figure]) -> Column | None:
        """Return a group of columns side by side; ``None`` where the table has none of them."""
        if group[0].name not in self.figures:
            return None
        return np.column_stack([self.column(figure.name) for figure in group])


def read_regions(path: Path, faults: Faults) -> Regions | None:
    """Read a table of regions; ``None`` where it has faults, all of which are noted."""
    text = faults.attempt(text_of, path)
    if text is None:
        return None
    before = faults.count
    try:
        header, below = parted(rows_of(text), str(path), faults)
        if faults.count == before:
            _check_header(header, str(path), faults)
        if faults.count > before:
            return None
        body = body_of(header, below, str(path), faults)
    except csv.Error as error:
        reason, line = error.args
        faults.add(f"{path}, line {line}", *trouble("not_csv", reason=reason))
        return None
    regions = _regions(header, body, str(path), faults)
    return None if faults.count > before else regions


def _check_header(header: Row, path: str, faults: Faults) -> None:
    """Note columns that are missing, unknown, written twice, or incomplete as a group."""
    names, where = header.cells, f"{path}, line {header.line}"
    for name in NEEDED:
        if name not in names:
            faults.add(where, *trouble("column_missing", name=name))
    for name in dict.fromkeys(filter(None, names)):
        if name not in COLUMNS:
            faults.unknown(where, "column", name, COLUMNS)
        elif names.count(name) > 1:
            faults.add(where, *trouble("column_twice", name=name))
    for group in GROUPS:
        lacking = [figure.name for figure in group if figure.name not in names]
        if 0 < len(lacking) < len(group):
            faults.add(where, *trouble("group_incomplete", name=lacking[0], all=len(group)))


def _regions(header: Row, body: Sequence[Row], path: str, faults: Faults) -> Regions:
    """Read the cells of all rows, and note what is wrong with them, row by row."""
    cells = {name: [row.cells[at] for row in body] for at, name in enumerate(header.cells) if name}
    texts = {name: column for name, column in cells.items() if name in TEXTS}
    written = {FIGURES[name]: column for name, column in cells.items() if name in FIGURES}
    estimates = cells.get(ESTIMATED, [])
    read = readers_of(written)
    figures: dict[str, list[float]] = {figure.name: [] for figure in written}
    shares = [
        ([figures[figure.name] for figure in group], none)
        for group, none in NOT_ALL_0.items()
        if group[0] in written
    ]
    first_line: dict[str, int] = {}
    sums = sums_in(texts["code"], texts["name"])
    for at, row in enumerate(body):
        if faults.full:
            break
        where, before = f"{path}, line {row.line}", faults.count
        wrong = _wrong_texts(texts, at)
        for name in estimates[at].split() if estimates else ():
            if name not in figures:
                wrong[ESTIMATED] = trouble("no_figures", name=shortened(name))
        for figure, column in written.items():
            if isinstance(value := read[figure](column[at]), tuple):
                wrong[figure.name] = value
            else:
                figures[figure.name].append(value)
        if wrong and at in sums:
            told = shortened(texts["code"][at])
            faults.add(f"{where}, column code", *trouble("sum_incomplete", code=told))
            wrong.clear()
        for name, fault in wrong.items():
            faults.add(f"{where}, column {name}", *fault)
        for columns, none in shares if faults.count == before else ():
            if not any(column[-1] for column in columns):
                faults.add(where, *none)
        code = texts["code"][at]
        earlier = first_line.setdefault(code, row.line)
        if code and earlier != row.line:
            fault = trouble("code_twice", code=shortened(code), line=earlier)
            faults.add(f"{where}, column code", *fault)
    if not faults.count and len(first_line) < FEWEST_REGIONS:
        number = f"{len(first_line)} region{'' if len(first_line) == 1 else 's'}"
        faults.add(path, *trouble("too_few", regions=number, fewest=FEWEST_REGIONS))
    flags = {figure.name: list(filter(has_flag, column)) for figure, column in written.items()}
    return Regions(
        texts, figures, estimates, {name: found for name, found in flags.items() if found}
    )


def _wrong_texts(texts: Mapping[str, Sequence[str]], at: int) -> dict[str, Trouble]:
    """Return what is wrong with the texts of a row, by column."""
    told = {name: _fault_of_text(name, column[at]) for name, column in texts.items()}
    return {name: fault for name, fault in told.items() if fault}


def _fault_of_text(name: str, cell: str) -> Trouble | None:
    """Say what is wrong with a text, and what to do."""
    if not cell:
        return trouble("empty" if name in NEEDED else "empty_optional", name=name)
    if not cell.isprintable() and (right := decoded_rightly(cell)):
        return trouble("encoding", text=shortened(cell), right=shortened(right))
    return fault_of_text(cell)
