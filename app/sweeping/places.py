"""Which folders the page may open: those below where the app was started, or named to it.

A path comes from a browser, so it is followed to where it really leads before it is looked at:
what lies outside is refused in the same words whether it exists or not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from interhelix.app.choices import RefusedError, shown
from interhelix.experiments.store.format import SHARDS
from interhelix.experiments.store.mark import FILE

DEEP = 3  # folders below one that may be opened
MOST_LOOKED_AT = 2_000  # folders
MOST_LISTED = 50  # stores
LONGEST = 1_000  # characters of a path

_named: list[Path] = []


def allow(folders: Sequence[Path]) -> None:
    """Let the pages open what lies in these folders, too."""
    _named[:] = [folder.resolve() for folder in folders]


def roots() -> tuple[Path, ...]:
    """Return the folders that may be opened with all that lies in them, where we are first."""
    return (Path.cwd().resolve(), *_named)


def located(text: Any) -> Path:
    """Return the folder that a text names.

    Raises:
        RefusedError: it names none, or one that may not be opened.

    """
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST or "\0" in text:
        raise RefusedError("store_none")
    try:
        path = (Path.cwd() / Path(text.strip()).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError):
        raise RefusedError("store_outside", {"value": shown(text)}) from None
    if not any(path.is_relative_to(root) for root in roots()):
        raise RefusedError("store_outside", {"value": shown(text)})
    return path


def name_of(path: Path) -> str:
    """Return a path as people would type it: from where the app was started, if it lies there."""
    here = roots()[0]
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def link_name(path: Path) -> str:
    """Return the name of a store in a link: its way from where we are, or from a named folder."""
    place = (Path.cwd() / path).resolve()
    ground = next(ground for ground, root in _grounds() if place.is_relative_to(root))
    return place.relative_to(ground).as_posix()


def linked(name: str) -> Path:
    """Return the store that a link names.

    Raises:
        RefusedError: no folder that may be opened has it.

    """
    way = PurePosixPath(name)
    if name and len(name) <= LONGEST and "\0" not in name and not way.is_absolute():
        for ground, root in _grounds():
            place = ground.joinpath(*way.parts)
            with suppress(OSError, RuntimeError, ValueError):
                place = place.resolve()
                if place.is_relative_to(root) and _is_store(place):
                    return place
    raise RefusedError("store_gone", {"value": shown(name)})


def _grounds() -> list[tuple[Path, Path]]:
    """Return each folder that may be opened behind the one from which a link tells the way."""
    here, *named = roots()
    return [(here, here), *((root.parent, root) for root in named)]


def _is_store(path: Path) -> bool:
    return (path / FILE).exists() or (path / SHARDS).is_dir()


def stores() -> list[str]:
    """Return the stores that may be opened and lie near the top, by name."""
    found = sorted({path for root in roots() for path in _stores_below(root)})
    return [name_of(path) for path in found[:MOST_LISTED]]


def _stores_below(root: Path) -> Iterator[Path]:
    """Yield the stores below a folder, the upper ones first; none lies within another."""
    todo, looked_at = [(root, 0)], 0
    while todo and looked_at < MOST_LOOKED_AT:
        folder, depth = todo.pop(0)
        looked_at += 1
        try:
            with os.scandir(folder) as entries:
                inner = {
                    entry.name: entry.is_dir(follow_symlinks=False)
                    for entry in entries
                    if not entry.name.startswith(".")
                }
        except OSError:
            continue
        if FILE in inner or inner.get(SHARDS):
            yield folder
        elif depth < DEEP:
            todo += [(folder / name, depth + 1) for name in sorted(inner) if inner[name]]
