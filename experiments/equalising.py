"""The search for the doses at which policies have as much public money, or as many contacts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq

from interhelix.experiments.document import number
from interhelix.experiments.doses import Change, Policy, changes_of, dosed, most_dose
from interhelix.experiments.equal import Aim, Equal
from interhelix.experiments.intervals import paired, t_quantile
from interhelix.model.parameters import Parameters

Float = NDArray[np.float64]
Figures = Callable[[Mapping[str, Policy]], Float]  # what policies have at the end, pairs x policies

TOLERANCE = 0.02  # share of the target
MOST_PAIRS = 30  # in which a dose is looked for
MOST_STEPS = 12
NARROW = 1e-4  # doses nearer than this are not told apart
HARDLY = 0.01  # of a policy: at such a dose fixed costs, as those of a launch, are most of it
EQUAL = "equal"
EQUAL_AND_LITTLE = "equal, but less than a hundredth of the policy is left"
AS_IT_IS = "as it is: "
NO_MORE = AS_IT_IS + "not surely more than the baseline"
NO_DOSE = AS_IT_IS + "nothing in it has a dose"


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

    ``figures`` runs ``pairs`` replicates of policies; ``notice`` hears which dose is looked for.
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
    """Say of each policy whether it has more than the baseline in the whole 95 % interval."""
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
        return Found(1.0, f"{AS_IT_IS}out of reach, {number(tried[best])} at dose {number(best)}")
    around = [two for two in pairwise(sorted(tried)) if gap(two[0]) * gap(two[1]) < 0]
    below, above = min(around, key=lambda two: two[1] - two[0])
    ends = [f"{number(tried[dose])} at dose {number(dose)}" for dose in (below, above)]
    return Found(1.0, f"{AS_IT_IS}no dose between {' and '.join(ends)}")


def scaled(search: Search, policies: Mapping[str, Policy]) -> dict[str, tuple[Parameters, ...]]:
    """Return the policies at the doses that were found; the baseline, the first, as it is."""
    baseline = next(iter(policies.values()))
    doses = {name: found.dose for name, found in search.found.items()}
    return {name: dosed(baseline, own, doses.get(name, 1.0)) for name, own in policies.items()}


def equal_of(
    search: Search, policies: Mapping[str, Policy], names: Sequence[str], ends: Mapping[str, Float]
) -> Equal:
    """Say what was made equal, and how, from what each policy has at the end of each pair."""
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
