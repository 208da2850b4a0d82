"""``interhelix measures``: what a run measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interhelix.commands.group import Entry, listing

if TYPE_CHECKING:
    from interhelix.model.measures import Measure


def _entry(measure: Measure) -> Entry:
    return {
        "name": measure.name,
        "unit": measure.unit,
        "wanted": measure.wanted,
        "matters": measure.matters,
        "text": measure.text,
    }


def _entries() -> list[Entry]:
    from interhelix.model.measures import MEASURES

    return [_entry(measure) for measure in MEASURES]


def _detail(name: str) -> tuple[Entry, str]:
    from interhelix.model.measures import PRIMARY, measure_named

    measure = measure_named(name)
    primary = "yes: its intervals hold together with those of the other primary measures"
    lines = [
        f"{measure.name} [{measure.unit}]",
        measure.text,
        f"Wanted: {measure.wanted}",
        f"Smallest difference that matters: {measure.matters:g} {measure.unit}",
        f"Primary: {primary if name in PRIMARY else 'no'}",
    ]
    return _entry(measure), "\n".join(lines)


measures = listing(
    "measures", "List the measures.", _entries, ("name", "unit", "wanted", "text"), _detail
)
