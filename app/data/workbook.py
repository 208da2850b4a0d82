"""The first sheet of an Excel workbook as the text of a CSV table.

A workbook (.xlsx) is a ZIP archive of XML files, which the standard library reads; no library of
its own is needed for one sheet of values.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from interhelix.app.shell.choices import RefusedError

BEGIN = b"PK\x03\x04"  # of every ZIP archive
MOST_UNPACKED = 40_000_000  # [bytes] of one file of the archive
MOST_COLUMNS, MOST_EMPTY = 500, 1_000
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def csv_in(workbook: bytes) -> bytes:
    """Return the first sheet of a workbook as CSV (UTF-8), row for row.

    Raises:
        RefusedError: the archive is no workbook, damaged, or too large when unpacked.

    """
    try:
        with ZipFile(io.BytesIO(workbook)) as archive:
            first = _xml(archive, "xl/workbook.xml").find(f"{MAIN}sheets/{MAIN}sheet")
            links = _xml(archive, "xl/_rels/workbook.xml.rels")
            paths = {link.get("Id"): link.get("Target", "") for link in links}
            path = paths[first.get(RELATION)]
            sheet = _xml(archive, path.lstrip("/") if path.startswith("/") else f"xl/{path}")
            shared = "xl/sharedStrings.xml"
            some = shared in archive.namelist()
            texts = [_text(entry) for entry in _xml(archive, shared)] if some else []
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(_rows(sheet, texts))
    except RefusedError:
        raise
    except Exception as error:  # a damaged archive fails in many ways
        raise RefusedError("upload") from error
    return out.getvalue().encode()


def _xml(archive: ZipFile, name: str) -> ET.Element:
    if archive.getinfo(name).file_size > MOST_UNPACKED:
        raise RefusedError("upload_unpacked", {"most": MOST_UNPACKED // 1_000_000})
    content = archive.read(name)
    if b"<!DOCTYPE" in content:  # no workbook has one, and entities in it can grow without bound
        raise ValueError
    return ET.fromstring(content)


def _rows(sheet: ET.Element, texts: list[str]) -> Iterator[list[str]]:
    """Yield the cells of each row, with an empty row where the sheet has none."""
    written = 0
    for row in sheet.iter(f"{MAIN}row"):
        number = int(row.get("r", written + 1))
        if number - written > MOST_EMPTY:
            raise ValueError
        yield from [[]] * (number - written - 1)
        written = number
        cells: list[str] = []
        for cell in row.iter(f"{MAIN}c"):
            column = _column(cell.get("r", ""), len(cells))
            cells += [""] * (column - len(cells))
            cells.append(_value(cell, texts))
        yield cells


def _column(place: str, following: int) -> int:
    """Return the number of the column of a cell such as ``AB7``, from 0 on."""
    letters = re.match("[A-Z]+", place)
    column = 0
    for letter in letters[0] if letters else "":
        column = 26 * column + ord(letter) - ord("A") + 1
    if column > MOST_COLUMNS:
        raise ValueError
    return column - 1 if letters else following


def _value(cell: ET.Element, texts: list[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v", "")
    if kind == "s":
        return texts[int(value)]
    if kind == "inlineStr":
        return _text(cell)
    return f"{float(value):.15g}" if kind == "n" and value else value  # the digits that Excel shows


def _text(entry: ET.Element) -> str:
    """Return a text, whose parts may have formats of their own."""
    return "".join(part.text or "" for part in entry.iter(f"{MAIN}t"))
