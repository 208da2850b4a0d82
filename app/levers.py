"""Levers: the few parameters that a policy team turns, read from ``levers.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from interhelix.model.parameters import Parameter, catalogue


@dataclass(frozen=True)
class Lever:
    """A parameter with the bounds of its slider; at rest it has its default.

    ``usual`` is where it stands when it is switched on, ``also`` what is set with it.
    """

    key: str
    parameter: str
    low: float
    high: float
    step: float
    usual: float
    also: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def declared(self) -> Parameter:
        """The declaration of the parameter, with unit, bounds, text and source."""
        return catalogue()[self.parameter]

    @property
    def rest(self) -> float:
        """The value of the lever where it is off."""
        return self.declared.default


@cache
def levers() -> Mapping[str, Lever]:
    """Return the levers by key, in the order of the cards."""
    text = files(__package__).joinpath("levers.toml").read_text(encoding="utf-8")
    return {table["key"]: Lever(**table) for table in tomllib.loads(text)["levers"]}
