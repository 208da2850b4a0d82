"""How a parameter is declared: once, with unit, bounds, default, one line of text and a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_type_hints

ASSUMED = "assumed"


@dataclass(frozen=True)
class Declared:
    """Unit, bounds, text and source of a parameter; it stands in the annotation of its field."""

    unit: str
    low: float
    high: float
    text: str
    source: str = ASSUMED


@dataclass(frozen=True)
class Parameter:
    """A declared parameter under its dotted name."""

    name: str
    default: float
    unit: str
    low: float
    high: float
    text: str
    source: str


def declared_in(group: str, declaration: type[Any]) -> tuple[Parameter, ...]:
    """List the parameters that the NamedTuple ``declaration`` declares, under ``group``."""
    hints = get_type_hints(declaration, include_extras=True)
    found = []
    for field, default in declaration._field_defaults.items():
        (meta,) = hints[field].__metadata__
        found.append(
            Parameter(f"{group}.{field}", default, meta.unit, meta.low, meta.high, meta.text, meta.source)
        )
    return tuple(found)
