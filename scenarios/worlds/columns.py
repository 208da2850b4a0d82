"""The columns that a table of regions may have, with the numbers that may stand in them."""

from __future__ import annotations

from typing import NamedTuple

from interhelix.agents.roles import DOMAINS, ROLES


class Figure(NamedTuple):
    """A column of numbers from ``low`` to ``high``; ``positive`` excludes zero."""

    name: str
    low: float
    high: float
    positive: bool = False

    @property
    def bounds(self) -> str:
        """What to give instead of a number that is out of bounds."""
        if self.positive:
            return f"give a number above 0, at most {self.high:g}"
        return f"give a number from {self.low:g} to {self.high:g}"

    def holds(self, value: float) -> bool:
        """Say whether a number may stand in the column."""
        return self.low <= value <= self.high and not (self.positive and value == 0)


LARGEST = 1e15
NEEDED_TEXTS = ("code", "name")
TEXTS = (*NEEDED_TEXTS, "local_name", "district")
NEEDED_FIGURES = (
    Figure("lat", -90, 90),
    Figure("lon", -180, 180),
    Figure("population", 0, LARGEST, positive=True),
    Figure("product", 0, LARGEST, positive=True),
)
DIGITAL = tuple(Figure(f"digital_{role}", 0, 1) for role in ROLES)
CONTRACTS = (Figure("contract_quality", 0, 1),)
SPECIALISATION = tuple(Figure(f"spec_{domain}", 0, LARGEST) for domain in DOMAINS)
GROUPS = (DIGITAL, SPECIALISATION)
FIGURES = {
    figure.name: figure for figure in (*NEEDED_FIGURES, *DIGITAL, *CONTRACTS, *SPECIALISATION)
}
NEEDED = (*NEEDED_TEXTS, *(figure.name for figure in NEEDED_FIGURES))
COLUMNS = (*TEXTS, *FIGURES)
