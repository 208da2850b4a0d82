"""Switches: what is on against what is off, the measure that should move, and which way."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from interhelix.model.parameters import Parameters, with_values
from interhelix.scenarios import Scenario

FILE = Path(__file__).with_name("switches.toml")


@dataclass(frozen=True)
class Switch:
    """A switch: ``on`` and ``off`` are set on top of the scenario ``base`` by dotted name.

    ``expected`` is the direction of ``measure`` with the switch on compared with off (``more`` or
    ``less``); ``item`` says which part of the article it carries.
    """

    name: str
    item: str
    base: str
    measure: str
    expected: str
    on: Mapping[str, float]
    off: Mapping[str, float]

    def policy(self, values: Mapping[str, float], quarters: int) -> tuple[Parameters, ...]:
        """Return the parameters of each quarter with ``values`` (``on`` or ``off``) set."""
        base = Scenario.load(self.base).parameters(quarters)
        changed = {each: with_values(each, values) for each in set(base)}
        return tuple(changed[each] for each in base)


@dataclass(frozen=True)
class Plan:
    """The file of switches: all of them, and how an ablation runs unless told otherwise."""

    world: str
    quarters: int
    replicates: int
    seed: int
    switches: tuple[Switch, ...]


@lru_cache(maxsize=1)
def load_switches() -> Plan:
    """Return the switches that ship; what a row does not say is as the head of the file has it."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    switches = tuple(switch_of(row, table["base"]) for row in table["switches"])
    return Plan(table["world"], table["quarters"], table["replicates"], table["seed"], switches)


def switch_of(row: Mapping[str, Any], base: str) -> Switch:
    """Return the switch that a row of the file declares; ``base`` is that of a row without one."""
    common = row.get("set", {})
    return Switch(
        name=row["name"],
        item=row["item"],
        base=row.get("base", base),
        measure=row["measure"],
        expected=row["expected"],
        on=common | row.get("on", {}),
        off=common | row["off"],
    )
