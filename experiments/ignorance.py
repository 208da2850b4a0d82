"""Luck and ignorance: each pair of a comparison has parameters of its own from a posterior.

Both sides of a pair share its parameters as they share its luck; what a scenario sets itself stays
as it sets it. The same pairs, run once more at the posterior mean, tell what luck does alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from interhelix.experiments.intervals import CONFIDENCE
from interhelix.experiments.replicates import Replicates, Task
from interhelix.model.measures import MEASURES, Measure
from interhelix.model.parameters import DEFAULTS, with_values

if TYPE_CHECKING:
    from interhelix.experiments.assembling import Plan
    from interhelix.experiments.calibration.posterior import Posterior

TOWARD = {"more": 1.0, "less": -1.0}
ENDS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)


@dataclass(frozen=True)
class Ignorance:
    """What is not known of a difference beside its luck.

    ``table`` has a row for each policy and measure: the mean difference, the bounds between which
    95 % of the pairs lie, at the posterior mean (``luck``) and with parameters from the posterior
    (``both``), the share of the variance that ignorance has, and the shares of the pairs in which
    the policy is better.
    """

    posterior: Posterior
    table: pd.DataFrame


def job_of(plan: Plan, posterior: Posterior) -> Replicates:
    """Return the job: the scenarios at the posterior mean, then at the draw of each replicate."""
    sets = [posterior.mean, *posterior.sample(plan.replicates)]
    bases = [with_values(DEFAULTS, values) for values in sets]
    policies = [each.parameters(plan.quarters, base) for base in bases for each in plan.scenarios]
    rules = tuple(each.rules for each in plan.scenarios) * len(bases)
    return Replicates(plan.world, tuple(policies), plan.seed, rules, plan.own)


def tasks_of(plan: Plan, drawn: bool) -> dict[Task, Task]:
    """Return the task of the job by that of the plan, with or without parameters drawn."""
    several = len(plan.scenarios)
    return {
        Task(policy, i): Task(policy + several * ((1 + i) if drawn else 0), i)
        for i in range(plan.replicates)
        for policy in range(several)
    }


def ignorance_of(
    posterior: Posterior,
    luck: Mapping[str, pd.DataFrame],
    both: Mapping[str, pd.DataFrame],
    measures: Sequence[Measure] = MEASURES,
) -> Ignorance:
    """Set differences (pairs x measures, by policy) by luck alone beside those by both."""
    rows = []
    for policy in both:
        for measure in measures:
            alone, all_of_it = (each[policy][measure.name].dropna() for each in (luck, both))
            toward = TOWARD.get(measure.wanted, np.nan)
            rows.append(
                {
                    "policy": policy,
                    "measure": measure.name,
                    "unit": measure.unit,
                    "difference": all_of_it.mean(),
                    "low_luck": alone.quantile(ENDS[0]),
                    "high_luck": alone.quantile(ENDS[1]),
                    "low_both": all_of_it.quantile(ENDS[0]),
                    "high_both": all_of_it.quantile(ENDS[1]),
                    "share_ignorance": _share(alone, all_of_it),
                    "better_luck": _better(alone, toward),
                    "better_both": _better(all_of_it, toward),
                }
            )
    return Ignorance(posterior, pd.DataFrame(rows))


def _share(luck: pd.Series[float], both: pd.Series[float]) -> float:
    """Return the share of the variance that is not luck; 0 where luck alone varies more."""
    variance = float(both.var(ddof=1))
    return max(0.0, 1 - float(luck.var(ddof=1)) / variance) if variance > 0 else float("nan")


def _better(differences: pd.Series[float], toward: float) -> float:
    """Return the share of pairs with the wanted sign; NaN where neither is wanted."""
    return float((differences * toward > 0).mean()) if np.isfinite(toward) else float("nan")
