"""Every parameter of the model: one group for each mechanism, joined into one frozen tuple."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, cast

import numba
import numpy as np

from interhelix.model.errors import Fault, InputError, unknown
from interhelix.model.parameters.cooperation import Climb, Exchange, Integrate, Lapse, Learn, Trust
from interhelix.model.parameters.declaration import Declared, Parameter, declared_in
from interhelix.model.parameters.digital import Adopt, Digital
from interhelix.model.parameters.forms import (
    Consulting,
    Focus,
    Forms,
    Networking,
    Objectives,
    Principles,
)
from interhelix.model.parameters.platform import Mask, Services
from interhelix.model.parameters.projects import Deliver, Propose
from interhelix.model.parameters.search import Meet, Proximity
from interhelix.model.parameters.setting import Founding, Prioritise, Turbulence

__all__ = ["DEFAULTS", "Declared", "Parameter", "Parameters", "catalogue", "with_values"]

HUGE = 1e300  # a whole number beyond has no float


class Parameters(NamedTuple):
    """All parameters of a quarter, by group."""

    founding: Founding = Founding()
    turbulence: Turbulence = Turbulence()
    prioritise: Prioritise = Prioritise()
    focus: Focus = Focus()
    digital: Digital = Digital()
    adopt: Adopt = Adopt()
    services: Services = Services()
    mask: Mask = Mask()
    objectives: Objectives = Objectives()
    proximity: Proximity = Proximity()
    meet: Meet = Meet()
    trust: Trust = Trust()
    exchange: Exchange = Exchange()
    forms: Forms = Forms()
    consulting: Consulting = Consulting()
    principles: Principles = Principles()
    networking: Networking = Networking()
    propose: Propose = Propose()
    deliver: Deliver = Deliver()
    climb: Climb = Climb()
    lapse: Lapse = Lapse()
    integrate: Integrate = Integrate()
    learn: Learn = Learn()


DEFAULTS = Parameters()


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Parameter]:
    """Return every declared parameter by its dotted name, in the order of the schedule."""
    return {
        parameter.name: parameter
        for group, values in zip(Parameters._fields, DEFAULTS, strict=True)
        for parameter in declared_in(group, type(values))
    }


def fault_of(name: str, value: object) -> Fault | None:
    """Say what is wrong with a value for the parameter ``name``; ``None`` if nothing is."""
    if name not in catalogue():
        return unknown("parameter", name, catalogue()).faults[0]
    parameter = catalogue()[name]
    bounds = f"give a number from {parameter.low:g} to {parameter.high:g} [{parameter.unit}]"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Fault(name, f"{value!r} is not a number", bounds)
    if isinstance(value, float) and not math.isfinite(value):
        return Fault(name, f"{value} is not finite", bounds)
    if not parameter.low <= value <= parameter.high:
        shown = f"{value:g}" if abs(value) < HUGE else f"{str(value)[:12]}…"
        return Fault(name, f"{shown} is out of bounds", bounds)
    return None


def with_values(base: Parameters, values: Mapping[str, float]) -> Parameters:
    """Return ``base`` with some parameters changed, by dotted name.

    Raises:
        InputError: a name that is not declared, or a value that is no number within bounds.

    """
    faults = [fault for name, value in values.items() if (fault := fault_of(name, value))]
    if faults:
        raise InputError(faults)
    changed: dict[str, dict[str, float]] = {}
    for name, value in values.items():
        group, field = name.split(".")
        changed.setdefault(group, {})[field] = float(value)
    return base._replace(
        **{group: getattr(base, group)._replace(**fields) for group, fields in changed.items()}
    )


@lru_cache(maxsize=256)
def as_table(parameters: Parameters) -> Sequence[Parameters]:
    """Return the parameters as a table of one row; Numba knows its type at once."""
    if numba.config.DISABLE_JIT:
        return (parameters,)
    groups = [
        (name, [(field, "f8") for field in group._fields])
        for name, group in parameters._asdict().items()
    ]
    values = tuple(tuple(group) for group in parameters)
    table = np.array([values], np.dtype(groups)).view(np.recarray)
    return cast(Sequence[Parameters], table)


def as_record(parameters: Parameters) -> Parameters:
    """Return the parameters as one record of records: one pointer for a kernel."""
    return as_table(parameters)[0]
