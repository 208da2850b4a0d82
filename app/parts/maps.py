"""Maps that answer to a click, and a slider that plays; a list beside them does the same by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from interhelix.app.parts.controls import Handler
from interhelix.app.parts.template import template

Rows = Sequence[Mapping[str, object]]


@template("map.vue")
def NetworkMap(
    alt: str,
    inset: str,
    caption: str,
    windows: Rows,
    lines: Rows,
    points: Rows,
    legend: Rows,
    picked: str,
    event_chosen: Handler,
) -> None:
    """Show regions and the lines between them, in one window or two; a click picks a region."""


@template("tiles.vue")
def Tiles(
    alt: str,
    caption: str,
    columns: int,
    rows: int,
    tiles: Rows,
    picked: str,
    event_chosen: Handler,
) -> None:
    """Show a tile for each region, all of one size; a click picks a region."""


@template("slide.vue")
def Slide(
    label: str, value: int, low: int, high: int, start: str, pause: str, event_chosen: Handler
) -> None:
    """Show a slider over whole numbers, and a button that plays through them."""
