"""Interventions: the dated changes of parameters that make up a scenario."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from interhelix.model.errors import Fault, InputError
from interhelix.model.parameters import catalogue, fault_of
from interhelix.scenarios.checks.faults import shown
from interhelix.scenarios.checks.keys import Keys

LAST_QUARTER = 10_000
AT_FOUNDING = ("founding.", "objectives.")
TOO_LATE = ("acts only when a world is founded", "let the intervention begin at 0")
KEYS = ("label", "from", "until", "set")


@dataclass(frozen=True)
class Intervention:
    """Sets ``values``, by dotted parameter name, in the quarters ``start <= q < until``.

    Quarters are counted from 0; without ``until`` the intervention lasts to the end of a run.

    Raises:
        InputError: a parameter that acts only at the founding is set later.

    """

    label: str
    start: int = 0
    until: int | None = None
    values: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        late = [name for name in self.values if _is_late(name, self.start)]
        if late:
            raise InputError([Fault(f"{self.label}, {name}", *TOO_LATE) for name in late])

    def acts(self, quarter: int) -> bool:
        """Say whether the intervention is in force in a quarter."""
        return self.start <= quarter and (self.until is None or quarter < self.until)


def checked_intervention(keys: Keys) -> Intervention:
    """Make the intervention that a table describes, and note what is wrong with it."""
    keys.only(KEYS)
    start = keys.whole("from", 0, LAST_QUARTER) or 0
    until = keys.whole("until", 1, LAST_QUARTER)
    if until is not None and start >= until:
        remedy = "let it end after it begins"
        keys.faults.add(keys.at("until"), f"{until} is not after from = {start}", remedy)
    label = keys.text("label", needed=True)
    return Intervention(label, start, until, dict(_values(keys, start)))


def _values(keys: Keys, start: int) -> Iterator[tuple[str, float]]:
    """Yield every parameter that is set to a value that it may have."""
    if keys.table.get("set", {}) == {}:
        keys.faults.add(keys.where, "sets nothing", 'add set = { "group.parameter" = number }')
    chosen = keys.inner("set")
    seen: set[str] = set()
    for name, value in _flat(chosen.table):
        if name in seen:
            keys.faults.add(keys.at(name), "is set twice", "keep one of the two")
        seen.add(name)
        if name not in catalogue():
            keys.faults.unknown(chosen.where, "parameter", name, catalogue())
        elif isinstance(value, dict | list):
            keys.faults.add(keys.at(name), f"{shown(value)} is not a number", "give a number")
        elif fault := fault_of(name, _number(value)):
            keys.faults.add(keys.at(name), fault.problem, fault.remedy)
        elif _is_late(name, start):
            keys.faults.add(keys.at(name), *TOO_LATE)
        else:
            yield name, float(value)


def _is_late(name: str, start: int) -> bool:
    """Say whether a parameter that acts only at the founding is set later."""
    return start > 0 and name.startswith(AT_FOUNDING)


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield dotted names with values, be they written ``"meet.rate" = 1`` or ``meet.rate = 1``."""
    for group, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{group}.{field}", inner) for field, inner in value.items())
        else:
            yield group, value


def _number(value: object) -> object:
    """Return a value as a parameter takes it: whole numbers without end are infinite."""
    try:
        return float(value) if type(value) is int else value
    except OverflowError:
        return math.inf
