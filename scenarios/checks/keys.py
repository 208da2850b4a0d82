"""Looking up keys of a TOML table, with a note of what is wrong with each value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from interhelix.scenarios.checks.faults import Faults, shown


@dataclass(frozen=True)
class Keys:
    """A table of a file under check; a look-up that fails notes a fault and returns nothing."""

    table: Mapping[str, Any]
    where: str
    faults: Faults

    def only(self, valid: Collection[str]) -> None:
        """Note every key that is not among the valid ones."""
        for key in self.table:
            if key not in valid:
                self.faults.unknown(self.where, "key", key, valid)

    def at(self, key: str) -> str:
        """Return the place of a key in words."""
        return f"{self.where}, {key}"

    def text(self, key: str, *, needed: bool = False) -> str:
        """Return a text on one line; an optional one is empty where the key is missing."""
        if key not in self.table:
            if needed:
                self.faults.add(self.where, f"'{key}' is missing", f'add {key} = "…"')
            return ""
        return self._line(self.table[key], self.at(key), needed=needed)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where the key is missing."""
        lines = self.listed(key)
        return tuple(self._line(line, self.at(key), needed=True) for line in lines)

    def whole(self, key: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds; ``None`` where there is none."""
        if key not in self.table:
            return None
        value = self.table[key]
        bounds = f"give a whole number from {low} to {high:,}"
        if isinstance(value, bool) or not isinstance(value, int):
            self.faults.add(self.at(key), f"{shown(value)} is not a whole number", bounds)
        elif not low <= value <= high:
            self.faults.add(self.at(key), f"{shown(value)} is out of bounds", bounds)
        else:
            return value
        return None

    def listed(self, key: str) -> list[Any]:
        """Return a list; empty where the key is missing."""
        value = self.table.get(key, [])
        if isinstance(value, list):
            return value
        self.faults.add(self.at(key), f"{shown(value)} is not a list", "write […]")
        return []

    def inner(self, key: str) -> Keys:
        """Return a table within this one; empty where the key is missing."""
        return self.within(self.table.get(key, {}), self.at(key))

    def within(self, value: object, where: str) -> Keys:
        """Return a value of this table as a table at the place ``where``."""
        if not isinstance(value, dict):
            self.faults.add(where, f"{shown(value)} is not a table", "write { … } or a [table]")
            value = {}
        return Keys(value, where, self.faults)

    def _line(self, value: object, where: str, *, needed: bool) -> str:
        if not isinstance(value, str):
            self.faults.add(where, f"{shown(value)} is not text", "put it in quotes")
            return ""
        line = " ".join(value.split())
        if not line.isprintable():
            problem = f"{shown(line)} has characters that cannot be shown"
            self.faults.add(where, problem, "remove them")
            return ""
        if needed and not line:
            self.faults.add(where, "is empty", "say it in a few words")
        return line
