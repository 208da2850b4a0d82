"""Reading files that a user names: text in UTF-8 of a sensible size, or why it is none."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from interhelix.model.errors import Fault, InputError, nearest

LARGEST_TOML = 128 * 1024
LARGEST_TABLE = 8 * 1024 * 1024
PLACED = r"(.*) \(at (?:(line \d+), (column \d+)|end of document)\)"
MOST_DOTS = 200  # in a line: the parser's time and memory grow with the square of a key's parts
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods are ZIP archives, .xls is OLE
WORKBOOKS = (".xlsx", ".xls", ".ods")
PLAIN = "save it as plain text in UTF-8"
NEW = "'interhelix new' writes one that runs"


def text_of(path: Path, largest: int = LARGEST_TABLE) -> str:
    """Return the text of a file.

    Raises:
        InputError: there is no such file, it is too large, cannot be read or is not text.

    """
    try:
        status = path.stat()
        ordinary, size = stat.S_ISREG(status.st_mode), status.st_size
        data = path.read_bytes() if ordinary and size <= largest else b""
    except FileNotFoundError:
        raise _error(str(path), "no such file", sibling(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _error(str(path), f"cannot be read: {reason}") from None
    if not ordinary:
        raise _error(str(path), "is no ordinary file", "name a text file")
    if size > largest:
        raise _error(str(path), f"has {size:,} bytes", f"at most {largest:,} are read")
    return _decoded(data, str(path))


def _decoded(data: bytes, where: str) -> str:
    """Return bytes in UTF-8, or in UTF-16 with its mark, as text without the mark."""
    if data.startswith(WORKBOOK):
        raise _error(where, "is a workbook, not text", "in the spreadsheet, save it as CSV UTF-8")
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data and not marked:
        raise _error(where, "is binary, not text", PLAIN)
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{data[error.start]:02X} is not UTF-{16 if marked else 8}"
        raise _error(f"{where}, line {line}", byte, PLAIN) from None
    if "\0" in text:
        raise _error(where, "is binary, not text", PLAIN)
    if not text.strip():
        raise _error(where, "is empty", NEW)
    return text


def toml_of(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises:
        InputError: the file cannot be read or is not TOML.

    """
    text = text_of(path, LARGEST_TOML)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(".") > MOST_DOTS:
            problem = f"has more than {MOST_DOTS} dots"
            raise _error(f"{path}, line {number}", problem, "write shorter lines")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _error(str(path), "is nested too deeply", "write plain tables") from None
    except ValueError as error:
        place, reason = _place(str(error))
        raise _error(f"{path}{place}", f"is not TOML: {reason}", "see https://toml.io") from None


def _place(message: str) -> tuple[str, str]:
    """Split the parser's message into where it was and what was wrong."""
    found = re.fullmatch(PLACED, message, re.DOTALL)
    if not found:
        return "", message
    place = f", {found[2]}, {found[3]}" if found[2] else ", at its end"
    return place, found[1][:1].lower() + found[1][1:]


def is_file(path: Path) -> bool:
    """Say whether there is a file, for any name that a user may think of."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises where a name is too long


def is_folder(path: Path) -> bool:
    """Say whether there is a folder, for any name that a user may think of."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises where a name is too long


def sibling(path: Path) -> str:
    """Say which file or folder beside a missing one has the nearest name."""
    try:
        beside = [other.name for other in path.parent.iterdir()][:1000]
    except (OSError, ValueError):
        return f"there is no folder '{path.parent}'"
    for name in beside:
        if Path(name).stem == path.stem and name.lower().endswith(WORKBOOKS):
            return f"save '{name}' as CSV UTF-8"
    near = nearest(path.name, beside)
    return near if near.startswith("did you mean") else NEW


def _error(where: str, problem: str, remedy: str = "") -> InputError:
    return InputError(Fault(where, problem, remedy))
