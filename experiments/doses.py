"""The dose of a policy: how far what it changes goes from the baseline, at 0, to the policy, at 1.

A dose moves every changed parameter of every quarter along the straight line between the two, and
beyond, within the parameter's bounds. What comes in whole numbers, and what splits a budget, has no
dose and stays as the policy has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from interhelix.experiments.record import value_of
from interhelix.model.parameters import Parameter, Parameters, catalogue, with_values

WHOLE = (
    "0..15", "acts", "domains", "experts", "members", "platforms", "refusals", "regions",
)  # fmt: skip
SPLIT = tuple(
    f"networking.{form}"
    for form in ("programmes", "strategies", "pools", "centres", "alliances", "partnerships")
)
WHOLE_NUMBER, BUDGET = "left: a whole number", "left: splits a budget"
AS_IT_IS, SCALED, AT_BOUND = "as it is", "scaled", "scaled, to its bound"
MOST = 10.0  # a dose beyond is another policy

Policy = Sequence[Parameters]  # of each quarter


class Change(NamedTuple):
    """A parameter that a policy changes in the quarters ``begin <= q < end``, and its value."""

    parameter: str
    unit: str
    begin: int
    end: int
    baseline: float
    policy_value: float
    value: float
    treatment: str


def dosed(baseline: Policy, policy: Policy, dose: float) -> tuple[Parameters, ...]:
    """Return a policy at a dose; quarters with equal parameters share one object.

    At dose 1 it is the policy to the bit, at 0 the baseline but for what has no dose.
    """
    shared: dict[Parameters, Parameters] = {}
    quarters: list[Parameters] = []
    for base, own, begin, end in _stretches(baseline, policy):
        values = {p.name: _value(p, base, own, dose) for p in _changed(base, own)}
        scaled = with_values(own, values)
        quarters += [shared.setdefault(scaled, scaled)] * (end - begin)
    return tuple(quarters)


def most_dose(baseline: Policy, policy: Policy) -> float:
    """Return the dose beyond which nothing changes any more, at most ``MOST``; 0 without any."""
    reach = [
        _reach(parameter, value_of(base, parameter.name), value_of(own, parameter.name))
        for base, own, _, _ in _stretches(baseline, policy)
        for parameter in _changed(base, own)
        if has_dose(parameter)
    ]
    return min(MOST, max(reach, default=0.0))


def changes_of(baseline: Policy, policy: Policy, dose: float) -> Iterator[Change]:
    """Yield what a policy changes, from what to what, and its value at a dose."""
    for base, own, begin, end in _stretches(baseline, policy):
        for parameter in _changed(base, own):
            name, value = parameter.name, _value(parameter, base, own, dose)
            two = value_of(base, name), value_of(own, name)
            how = _treatment(parameter, dose, *two)
            yield Change(name, parameter.unit, begin, end, *two, value, how)


def has_dose(parameter: Parameter) -> bool:
    """Say whether a parameter can be moved little by little, by its declared unit."""
    return parameter.unit not in WHOLE and parameter.name not in SPLIT


def _changed(base: Parameters, own: Parameters) -> Iterator[Parameter]:
    if base != own:
        for name, parameter in catalogue().items():
            if value_of(base, name) != value_of(own, name):
                yield parameter


def _value(parameter: Parameter, base: Parameters, own: Parameters, dose: float) -> float:
    start, aim = value_of(base, parameter.name), value_of(own, parameter.name)
    if not has_dose(parameter):
        return aim
    return min(max((1.0 - dose) * start + dose * aim, parameter.low), parameter.high)


def _treatment(parameter: Parameter, dose: float, base: float, own: float) -> str:
    if not has_dose(parameter):
        return BUDGET if parameter.name in SPLIT else WHOLE_NUMBER
    if dose == 1.0:
        return AS_IT_IS
    return AT_BOUND if dose > 1.0 and dose >= _reach(parameter, base, own) else SCALED


def _reach(parameter: Parameter, base: float, own: float) -> float:
    """Return the dose at which a parameter comes to its bound."""
    bound = parameter.high if own > base else parameter.low
    return (bound - base) / (own - base)


def _stretches(
    baseline: Policy, policy: Policy
) -> Iterator[tuple[Parameters, Parameters, int, int]]:
    """Yield baseline and policy with the quarters ``begin <= q < end`` in which neither changes."""
    pairs = list(zip(baseline, policy, strict=True))
    begins = [q for q, pair in enumerate(pairs) if q == 0 or pair != pairs[q - 1]]
    for begin, end in zip(begins, [*begins[1:], len(pairs)], strict=True):
        yield (*pairs[begin], begin, end)
