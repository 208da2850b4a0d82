"""A table of regions from the user's disk: checked line by line, then a world like any other."""

from __future__ import annotations

import binascii
import re
import tempfile
from base64 import b64decode
from pathlib import Path
from typing import Any

import tomli_w

from interhelix.app.data.workbook import BEGIN, csv_in
from interhelix.app.shell.choices import MOST_REGIONS, RefusedError
from interhelix.model.errors import Fault, InputError
from interhelix.model.world import World
from interhelix.scenarios import read_with_doubts

MOST_BYTES = 4_000_000
MOST_ENCODED = -(-MOST_BYTES // 3) * 4  # characters of Base64
MOST_LINES = 20 * MOST_REGIONS  # of a table, empty ones among them: each takes time
SHEET = "regions.csv"


def world_in(sent: Any) -> tuple[World, list[Fault]]:
    """Return the world that a table of regions describes, and what is odd in it.

    Raises:
        RefusedError: it is no file, too long, or has too many lines or regions.
        InputError: with every fault of the table, by line and column.

    """
    content = content_of(sent)
    if content.startswith(BEGIN):
        content = csv_in(content)
    lines = max(content.count(end) for end in (b"\n", b"\r"))
    if lines > MOST_LINES:
        raise RefusedError("upload_lines", {"n": lines, "most": MOST_LINES})
    title = re.sub(r"[^\w ()-]+", " ", Path(file_name(sent)).stem).strip()[:40] or "own"
    with tempfile.TemporaryDirectory(prefix="interhelix-") as above:
        folder = Path(above) / (re.sub(r"\W+", "_", title) or "own")
        folder.mkdir()
        (folder / SHEET).write_bytes(content)
        (folder / "world.toml").write_text(tomli_w.dumps({"title": title}), encoding="utf-8")
        world, doubts = read_with_doubts(folder)
    if world.size > MOST_REGIONS:
        raise RefusedError("upload_many", {"n": world.size, "most": MOST_REGIONS})
    return world, doubts


def file_name(sent: Any) -> str:
    """Return the name of a file that a browser hands over, as a message may repeat it."""
    name = sent.get("name") if isinstance(sent, dict) else None
    return "".join(c for c in str(name or "") if c.isprintable())[:60]


def content_of(sent: Any) -> bytes:
    """Return the bytes of a file that a browser hands over: as they are, as a command reads them.

    Raises:
        RefusedError: it has none, or too many.

    """
    match sent:
        case {"size": int(size)} if size > MOST_BYTES:
            raise RefusedError("upload_long", {"most": MOST_BYTES // 1_000_000})
        case {"content": str(encoded)} if len(encoded) <= MOST_ENCODED:
            try:
                return b64decode(encoded, validate=True)
            except (binascii.Error, ValueError):
                pass
    raise RefusedError("upload")


def faults_of(error: InputError) -> list[str]:
    """Return what is wrong with a table, without the folder that it was put in."""
    return [re.sub(rf"\S*{re.escape(SHEET)}", SHEET, str(fault)) for fault in error.faults]
