"""Policies scaled to the same public money or contacts: doses, search and result."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq

from interhelix.experiments.inputs import value_of
from interhelix.experiments.statistics import number, paired, t_quantile
from interhelix.model.errors import Fault, InputError, unknown
from interhelix.model.measures import BY_NAME, Measure
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

    Each changed parameter is on the line from baseline (dose 0) to policy (1), within its bounds;
    whole numbers and what splits a budget have no dose. Dose 1 is the policy to the bit.
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
    """Return whether a parameter can be moved little by little, by its declared unit."""
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


QUANTITIES = {"money": "policy_cost", "contacts": "contacts"}  # measured at the end of a run


@dataclass(frozen=True)
class Aim:
    """The quantity that is made equal; without ``amount`` it is that of the least policy."""

    quantity: str
    amount: float | None = None

    @classmethod
    def checked(cls, quantity: str | None, amount: object = None) -> Aim | None:
        """Return what is asked for; ``None`` where nothing is.

        Raises:
            InputError: no such quantity, or an amount that is no number above 0.

        """
        if quantity is None:
            if amount is not None:
                remedy = "say of what: equal='money' or equal='contacts'"
                raise InputError(Fault("amount", "is given, but nothing is made equal", remedy))
            return None
        if quantity not in QUANTITIES:
            raise unknown("quantity", str(quantity), QUANTITIES, "equal")
        aim = cls(quantity)
        if amount is None:
            return aim
        is_number = isinstance(amount, int | float) and not isinstance(amount, bool)
        if not (is_number and 0 < amount < math.inf):  # type: ignore[operator]
            remedy = f"give an amount in {aim.measure.unit}"
            raise InputError(Fault("amount", f"{amount!r} is not a number above 0", remedy))
        return cls(quantity, float(amount))  # type: ignore[arg-type]

    @property
    def measure(self) -> Measure:
        """The measure whose mean at the end of the run is made equal."""
        return BY_NAME[QUANTITIES[self.quantity]]

    @property
    def option(self) -> tuple[str, ...]:
        """The words that ask for it on the command line."""
        amount = () if self.amount is None else (repr(self.amount),)
        return (f"--equal-{self.quantity}", *amount)


@dataclass(frozen=True)
class Equal:
    """How policies were made equal.

    ``target`` is what each was to have [unit of the measure], NaN where no policy surely has more
    than the baseline; ``pairs`` counts the pairs in which doses were looked for. ``doses`` has a
    row for each policy: its dose, its mean at the end with the 95 % interval of all pairs, and
    whether it is equal; ``changes`` a row for each parameter that a policy changes, from what to
    what, its value at the dose, and whether it was scaled.
    """

    aim: Aim
    target: float
    pairs: int
    doses: pd.DataFrame
    changes: pd.DataFrame

    def dose(self, policy: str) -> float:
        """Return the dose of a policy."""
        of_policy = self.doses["dose"][self.doses["policy"] == policy]
        return float(of_policy.iloc[0])


Float = NDArray[np.float64]
Figures = Callable[[Mapping[str, Policy]], Float]  # what policies have at the end, pairs x policies
TOLERANCE = 0.02  # share of the target
MOST_PAIRS = 30  # in which a dose is looked for
MOST_STEPS = 12
NARROW = 1e-4  # doses nearer than this are not told apart
HARDLY = 0.01  # of a policy: at such a dose fixed costs, as those of a launch, are most of it
EQUAL = "equal"
EQUAL_AND_LITTLE = "equal, but less than a hundredth of the policy is left"
LEFT_AS_IT_IS = "as it is: "
NO_MORE = LEFT_AS_IT_IS + "not surely more than the baseline"
NO_DOSE = LEFT_AS_IT_IS + "nothing in it has a dose"


class Found(NamedTuple):
    """The dose of a policy, and a reading: whether it is equal, or why it is as it was (dose 1)."""

    dose: float
    reading: str


class Search(NamedTuple):
    """What was looked for in so many pairs, and found for each policy, by name."""

    aim: Aim
    target: float
    pairs: int
    found: Mapping[str, Found]


def searched(
    aim: Aim,
    policies: Mapping[str, Policy],
    pairs: int,
    figures: Figures,
    notice: Callable[[str], None],
) -> Search:
    """Look for the dose of each policy; the baseline stands first.

    ``figures`` runs ``pairs`` replicates of policies; ``notice`` receives which dose is searched.
    """
    baseline, *names = policies
    values = figures(policies)
    means = dict(zip(policies, paired(values).mean, strict=True))
    sure = dict(zip(names, _surely_more(values[:, 1:] - values[:, :1]), strict=True))
    least = min((means[name] for name in names if sure[name]), default=math.nan)
    target = float(least) if aim.amount is None else aim.amount
    found = {}
    for name in names:
        if not sure[name]:
            found[name] = Found(1.0, NO_MORE)
            continue
        notice(f"{name}: looking for the dose with {number(target)} {aim.measure.unit}")

        def mean(dose: float, name: str = name) -> float:
            policy = dosed(policies[baseline], policies[name], dose)
            return float(paired(figures({name: policy})).mean[0])

        most = most_dose(policies[baseline], policies[name])
        found[name] = sought(mean, float(means[name]), target, most)
    return Search(aim, target, pairs, found)


def _surely_more(differences: Float) -> NDArray[np.bool_]:
    """Return of each policy whether it has more than the baseline in the whole 95 % interval."""
    summary = paired(differences)
    return np.asarray(summary.mean - summary.error * t_quantile(summary.pairs) > 0)


def sought(mean: Callable[[float], float], own: float, target: float, most: float) -> Found:
    """Look for the dose from 0 to ``most`` at which ``mean`` is the target, to ``TOLERANCE``.

    ``own`` is the mean at dose 1. Brent's method (``brent1973``) in the bracket 0..1, or in one
    that is doubled until it holds the target.
    """
    tried = {1.0: own}

    def gap(dose: float) -> float:
        if dose not in tried:
            tried[dose] = mean(dose)
        off = tried[dose] - target
        return off if abs(off) > TOLERANCE * target else 0.0

    if gap(1.0) and not most:
        return Found(1.0, NO_DOSE)
    low, high = (0.0, 1.0) if gap(1.0) > 0 else (1.0, 1.0)
    while gap(high) < 0 and high < most:
        low, high = high, min(2.0 * high, most)
    if gap(low) * gap(high) < 0:
        brentq(gap, low, high, xtol=NARROW, maxiter=MOST_STEPS, disp=False)
    best = min(tried, key=lambda dose: abs(tried[dose] - target))
    if not gap(best):
        return Found(best, EQUAL if best >= HARDLY else EQUAL_AND_LITTLE)
    if gap(low) * gap(high) > 0:
        return Found(
            1.0, f"{LEFT_AS_IT_IS}out of reach, {number(tried[best])} at dose {number(best)}"
        )
    around = [two for two in pairwise(sorted(tried)) if gap(two[0]) * gap(two[1]) < 0]
    below, above = min(around, key=lambda two: two[1] - two[0])
    ends = [f"{number(tried[dose])} at dose {number(dose)}" for dose in (below, above)]
    return Found(1.0, f"{LEFT_AS_IT_IS}no dose between {' and '.join(ends)}")


def scaled(search: Search, policies: Mapping[str, Policy]) -> dict[str, tuple[Parameters, ...]]:
    """Return the policies at the doses that were found; the baseline, the first, as it is."""
    baseline = next(iter(policies.values()))
    doses = {name: found.dose for name, found in search.found.items()}
    return {name: dosed(baseline, own, doses.get(name, 1.0)) for name, own in policies.items()}


def equal_of(
    search: Search, policies: Mapping[str, Policy], names: Sequence[str], ends: Mapping[str, Float]
) -> Equal:
    """Return what was made equal, and how, from what each policy has at the end of each pair."""
    baseline = next(iter(policies.values()))
    lines, changes = [], []
    for name in names:
        found = search.found.get(name, Found(1.0, NO_MORE))  # it may be the baseline itself
        summary = paired(ends[name][:, np.newaxis])
        middle, half = summary.mean[0], (summary.error * t_quantile(summary.pairs))[0]
        lines.append((name, *found, middle, middle - half, middle + half))
        changed = changes_of(baseline, policies[name], found.dose)
        changes += [(name, *change) for change in changed]
    doses = pd.DataFrame(lines, columns=["policy", "dose", "reading", "mean", "low", "high"])
    table = pd.DataFrame(changes, columns=["policy", *Change._fields])
    return Equal(search.aim, search.target, search.pairs, doses, table)
