"""How a session looks at what was run: the part of its state that changes no number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from interhelix.app.choices import QUARTERS, YEARS, among, whole

CHARTS = ("effects", "paired")
VIEWS = ("map", "tiles", "graph")
SIDES = ("a", "b", "difference")
LEASTS = (1, 2, 3, 4)
WATCHED = ("a", "b")
MOST_QUARTERS = max(YEARS) * QUARTERS


@dataclass(frozen=True)
class Look:
    """The chart of Compare; view, side, least level, year and region in focus of Map.

    Without a ``year`` it is the last of the run; without a ``focus`` all regions are looked at.
    Watch shows the option ``watched``, from the least level on and with the focus of Map; in a link
    to it, ``quarter`` is the last that was seen.
    """

    chart: str = "effects"
    view: str = "map"
    side: str = "b"
    least: int = 1
    year: int | None = None
    focus: str = ""
    watched: str = "b"
    quarter: int = 0


def check_look(look: Look, codes: Sequence[str], years: int) -> None:
    """Refuse a look that is none.

    ``codes`` are those of the regions that may stand in focus, ``years`` how many there are.

    Raises:
        RefusedError: with the first thing that is wrong.

    """
    among("value", look.chart, CHARTS)
    among("value", look.view, VIEWS)
    among("value", look.side, SIDES)
    among("value", look.least, LEASTS)
    if look.year is not None:
        whole("value", look.year, 0, years)
    among("value", look.focus, ("", *codes))
    among("value", look.watched, WATCHED)
    whole("value", look.quarter, 0, MOST_QUARTERS)


def fitted(look: Look, codes: Sequence[str], years: int) -> Look:
    """Return a look at a world with these regions and a run of so many years."""
    year = None if look.year is None else min(look.year, years)
    return replace(look, year=year, focus=look.focus if look.focus in codes else "")
