"""The pages of the app: one file each; a new one takes its place in ``PAGES`` and in the texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import solara

from interhelix.app.pages.compare import Compare
from interhelix.app.pages.data import Data
from interhelix.app.pages.helices import Helices
from interhelix.app.pages.ladder import Ladder
from interhelix.app.pages.learn import Learn
from interhelix.app.pages.map import Map
from interhelix.app.pages.sweep import Sweep
from interhelix.app.pages.watch import Watch

__all__ = ["PAGES", "Page", "address_of"]


class Page(NamedTuple):
    """A page: its path, which is its key in the texts (``pages.compare``), and what it shows."""

    path: str
    shows: Callable[[], solara.Element]


PAGES: tuple[Page, ...] = (
    Page("compare", Compare),
    Page("map", Map),
    Page("ladder", Ladder),
    Page("helices", Helices),
    Page("watch", Watch),
    Page("sweep", Sweep),
    Page("learn", Learn),
    Page("data", Data),
)


def address_of(path: str) -> str:
    """Return the path of the address of a page; the first page is where the app begins."""
    return "/" if path == PAGES[0].path else f"/{path}"
