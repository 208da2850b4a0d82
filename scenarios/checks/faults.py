"""Faults of one input, gathered until all of it has been looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from interhelix.model.errors import Fault, InputError, nearest, shortened

MOST_SHOWN = 20
MOST_COUNTED = 1000
LONGEST_LINE = 400

Place = TypeVar("Place")
Read = TypeVar("Read")


class Faults:
    """Gathers the faults of an input in the order found: keeps the first few, counts the rest."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.count = 0

    @property
    def full(self) -> bool:
        """Whether there are so many that looking further helps nobody."""
        return self.count >= MOST_COUNTED

    def add(self, where: str, problem: str, remedy: str = "") -> None:
        """Note one fault, made to fit on one line."""
        self.count += 1
        if self.count <= MOST_SHOWN:
            self.kept.append(Fault(one_line(where), one_line(problem), one_line(remedy)))

    def unknown(self, where: str, kind: str, name: str, valid: Iterable[str]) -> None:
        """Note a name that nobody declared, with the nearest one that somebody did."""
        remedy = nearest(name, valid) if self.count < MOST_SHOWN else ""
        self.add(where, f"unknown {kind} '{shortened(name)}'", remedy)

    def attempt(self, read: Callable[[Place], Read], place: Place, where: str = "") -> Read | None:
        """Return what ``read`` makes of a place; ``None`` after noting why it makes nothing.

        ``where`` stands before faults that do not say where they are.
        """
        try:
            return read(place)
        except InputError as error:
            for fault in error.faults:
                self.add(fault.where or where, fault.problem, fault.remedy)
            return None

    def raise_any(self) -> None:
        """Raise what was found, if anything was."""
        if self.count > MOST_SHOWN:
            more = f"and {'at least ' if self.full else ''}{self.count - MOST_SHOWN:,} more"
            raise InputError([*self.kept, Fault("", more)])
        if self.kept:
            raise InputError(self.kept)


def one_line(text: str) -> str:
    """Return ``text`` without what would break the line or command the terminal."""
    return shortened("".join(c if c.isprintable() else "\ufffd" for c in text), LONGEST_LINE)


def shown(value: object) -> str:
    """Return a value of a TOML file as its author would call it."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= 10**20:
        return "a number of more than 20 digits"
    return f"'{shortened(value)}'" if isinstance(value, str) else str(value)
