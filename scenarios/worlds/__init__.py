"""Worlds: tables of regions that ship, one of any size, and the user's own."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from interhelix.model.errors import InputWarning, shortened, unknown
from interhelix.model.world import World
from interhelix.scenarios.checks.faults import one_line
from interhelix.scenarios.checks.reading import is_folder
from interhelix.scenarios.worlds.synthetic import synthetic_named
from interhelix.scenarios.worlds.tables import read_with_doubts, read_world, sheets_of

TABLES = ("russia", "europe")
FOLDER = Path(__file__).parent


def world_names() -> tuple[str, ...]:
    """List the worlds that ship; ``synthetic:50`` is the synthetic one with 50 regions."""
    return (*TABLES, "synthetic")


def load_world(name_or_path: str | Path) -> World:
    """Load a shipped world by its name, or the user's own by its folder or its ``world.toml``.

    Warns:
        InputWarning: the user's own has figures, codes or places that look wrong.

    Raises:
        InputError: with every fault of the world's files.

    """
    if _is_synthetic(name_or_path):
        return synthetic_named(str(name_or_path))
    place = _located(name_or_path)
    return read_world(place) if place.parent == FOLDER else _with_warnings(place)


def files_of_world(name_or_path: str | Path) -> tuple[Path, ...]:
    """Return the files of a world that loads; none where it is made from its name."""
    return () if _is_synthetic(name_or_path) else sheets_of(_located(name_or_path))


def _located(name_or_path: str | Path) -> Path:
    """Find the folder of a world: of one that ships by its name, of another by its path."""
    name = str(name_or_path)
    if isinstance(name_or_path, str) and name in TABLES:
        return FOLDER / name
    if isinstance(name_or_path, Path) or _is_path(name):
        return Path(name_or_path)
    raise unknown("world", shortened(one_line(name)), world_names())


def _with_warnings(path: Path) -> World:
    """Read the user's own world, and warn of what looks wrong in it."""
    folder = path if is_folder(path) else path.parent
    world, doubts = read_with_doubts(path, one_line(str(folder / "regions.csv")))
    for doubt in doubts:
        warnings.warn(str(doubt), InputWarning, stacklevel=3)
    return world


def _is_synthetic(name_or_path: str | Path) -> bool:
    return isinstance(name_or_path, str) and name_or_path.partition(":")[0] == "synthetic"


def _is_path(name: str) -> bool:
    written = name.endswith(".toml") or "/" in name or os.sep in name
    return written or (bool(name) and is_folder(Path(name)))
