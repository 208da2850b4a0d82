"""Charts that the browser draws itself: one that grows, and a heat map of cells to press."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from interhelix.app.parts.controls import Handler
from interhelix.app.parts.template import template

Rows = Sequence[Mapping[str, object]]


@template("growth.vue")
def Growth(title: str, unit: str, alt: str, caption: str, chart: Mapping[str, object]) -> None:
    """Show a chart over the whole length of a run, as far as it has come."""


@template("heat.vue")
def Heat(
    title: str,
    unit: str,
    alt: str,
    caption: str,
    across: str,
    up: str,
    columns: Sequence[str],
    rows: Rows,
    event_chosen: Handler,
) -> None:
    """Show a heat map as a table of buttons; ``event_chosen`` hears the place of a cell."""
