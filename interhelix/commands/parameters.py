"""``interhelix parameters``: every number that the rules take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interhelix.commands.group import Entry, listing

if TYPE_CHECKING:
    from interhelix.model.parameters import Parameter

FIELDS = ("name", "default", "unit", "low", "high", "source", "text")


def _entry(parameter: Parameter) -> Entry:
    return {field: getattr(parameter, field) for field in FIELDS}


def _entries() -> list[Entry]:
    from interhelix.model.parameters import catalogue

    return [_entry(parameter) for parameter in catalogue().values()]


def _detail(name: str) -> tuple[Entry, str]:
    from interhelix.model.errors import unknown
    from interhelix.model.parameters import catalogue

    if name not in catalogue():
        raise unknown("parameter", name, catalogue())
    parameter = catalogue()[name]
    lines = [
        f"{parameter.name} [{parameter.unit}]",
        parameter.text,
        f"Default: {parameter.default:g}",
        f"From {parameter.low:g} to {parameter.high:g}",
        f"Source: {parameter.source}",
    ]
    return _entry(parameter), "\n".join(lines)


parameters = listing(
    "parameters", "List the parameters.", _entries, ("name", "default", "unit", "text"), _detail
)
