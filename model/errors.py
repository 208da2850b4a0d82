"""Errors that a user can cause: what was wrong, where, the nearest right thing, the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

LONGEST_NAME = 60


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with an input.

    ``where`` names the file with key or row, ``problem`` the value and what is wrong with it,
    ``remedy`` what to do about it.
    """

    where: str
    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{place}{self.problem}{remedy}"


class InputError(ValueError):
    """Input that cannot be used, with every fault that was found; nothing has been written."""

    def __init__(self, faults: Fault | Sequence[Fault]) -> None:
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class InputWarning(UserWarning):
    """Input that can be used but looks wrong: told on one line, and the work goes on."""


def shortened(text: str, longest: int = LONGEST_NAME) -> str:
    """Return ``text``, cut with an ellipsis where it is longer than ``longest``."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def nearest(name: str, valid: Iterable[str]) -> str:
    """Say which valid name is nearest to ``name``, or where to look when none is near."""
    names = sorted(valid)
    if not name:
        return "give one of: " + ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    match = get_close_matches(name, names, n=1, cutoff=0.5) or [
        other for other in names if name.lower() in other.lower()
    ]
    if match:
        return f"did you mean '{match[0]}'?"
    return "valid names: " + ", ".join(names[:8]) + (", …" if len(names) > 8 else "")


def unknown(kind: str, name: str, valid: Iterable[str], where: str = "") -> InputError:
    """Make the error for a name that nobody declared: ``unknown measure 'tie'; did you mean …``."""
    return InputError(Fault(where, f"unknown {kind} '{name}'", nearest(name, valid)))
