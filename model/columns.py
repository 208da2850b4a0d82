"""The columns that a table of regions may have, with the numbers that may stand in them."""

from __future__ import annotations

from typing import NamedTuple

from interhelix.agents.roles import DOMAINS, ROLES
from interhelix.model.errors import shortened


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
FEWEST_REGIONS = 2
MOST_REGIONS = 100_000
MOST_ORGANISATIONS = 10_000
MOST_ACTORS = 10_000_000
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
NO_SHARES = ("all columns spec_… are 0", "give one of them a number above 0")
FORMULA = tuple("=+-@＝＋－＠")  # what a spreadsheet takes for the beginning of a formula


def fault_of_text(text: object) -> tuple[str, str] | None:
    """Say what is wrong with a code or name, and what to do; ``None`` where nothing is."""
    if not isinstance(text, str):
        return f"{text!r:.60} is not text", "give it as text"
    if not text.strip():
        return "is empty", "fill it"
    if "\ufffd" in text:
        return f"'{shortened(text)}' has lost letters", "save the table anew, as text in UTF-8"
    if not text.isprintable():
        return f"'{shortened(text)}' has characters that cannot be shown", "remove them"
    if text.lstrip().startswith(FORMULA):
        problem = f"'{shortened(text)}' begins like a formula of a spreadsheet"
        return problem, "begin it with a letter or a digit"
    return None
