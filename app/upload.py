"""A table of regions from one's own disk: checked line by line, then a world like any other."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import tomli_w

from interhelix.app.choices import RefusedError
from interhelix.model.errors import InputError
from interhelix.model.world import World
from interhelix.scenarios import load_world

MOST_BYTES = 4_000_000
MOST_REGIONS = 1_000
SHEET = "regions.csv"


def world_in(sent: Any) -> World:
    """Return the world that a table of regions describes.

    Raises:
        RefusedError: it is no text, too long, or has too many regions.
        InputError: with every fault of the table, by line and column.

    """
    if not isinstance(sent, dict) or not isinstance(sent.get("text"), str):
        raise RefusedError("upload")
    text = sent["text"].encode("utf-8", "replace")
    if len(text) > MOST_BYTES:
        raise RefusedError("upload_long", {"most": MOST_BYTES // 1_000_000})
    title = re.sub(r"[^\w ()-]+", " ", Path(str(sent.get("name", ""))).stem).strip()[:40] or "own"
    with tempfile.TemporaryDirectory(prefix="interhelix-") as above:
        folder = Path(above) / (re.sub(r"\W+", "_", title) or "own")
        folder.mkdir()
        (folder / SHEET).write_bytes(text)
        (folder / "world.toml").write_text(tomli_w.dumps({"title": title}), encoding="utf-8")
        world = load_world(folder)
    if world.size > MOST_REGIONS:
        raise RefusedError("upload_many", {"n": world.size, "most": MOST_REGIONS})
    return world


def faults_of(error: InputError) -> list[str]:
    """Return what is wrong with a table, without the folder that it was put in."""
    return [re.sub(rf"\S*{re.escape(SHEET)}", SHEET, str(fault)) for fault in error.faults]
