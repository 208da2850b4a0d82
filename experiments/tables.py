"""Tables of a comparison: differences, bands, winners and losers, parameter uncertainty.

With a posterior each pair has parameters of its own; both sides share them as they share random
numbers. The same pairs, run at the posterior mean, show what sampling does alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.output import json_value, records
from interhelix.experiments.scaling import Equal
from interhelix.experiments.statistics import (
    CONFIDENCE,
    Interval,
    bootstrap_t,
    paired,
    simultaneous_bounds,
    t_quantile,
    verdict,
)
from interhelix.model.measures import MEASURES, PRIMARY, Measure

if TYPE_CHECKING:
    from interhelix.experiments.replicates import Posterior


Float = NDArray[np.float64]
NAMES = tuple(measure.name for measure in MEASURES)
SKEWED = 1.0
BANDS = {"low_90": 0.05, "low_50": 0.25, "high_50": 0.75, "high_90": 0.95}
STANDINGS = ("loses", "unclear", "gains")


def rows_of(
    baseline: Float,
    treatments: Mapping[str, Float],
    measures: Sequence[Measure] = MEASURES,
    primary: Sequence[str] = PRIMARY,
) -> pd.DataFrame:
    """Return a row for each policy and measure from their values (pairs x measures).

    ``low`` and ``high`` bound the difference of a measure alone (paired t); ``low_all`` and
    ``high_all`` bound all primary measures of all policies together (max-T). ``low_skewed`` and
    ``high_skewed`` bound one alone where its differences are skewed (bootstrap-t). Verdicts of
    primary measures go by the bounds together, those of the others by those of a skewed one, or by
    those of one alone.
    """
    chosen = np.isin([measure.name for measure in measures], primary)
    rows = paired_rows(baseline, treatments, measures)
    family = [values[:, chosen] - baseline[:, chosen] for values in treatments.values()]
    return judged(rows, np.tile(chosen, len(treatments)), np.hstack(family))


def paired_rows(
    baseline: Float, treatments: Mapping[str, Float], measures: Sequence[Measure]
) -> pd.DataFrame:
    """Return a row for each policy and measure, without what holds together and without verdict."""
    tables = [_policy_rows(name, baseline, values, measures) for name, values in treatments.items()]
    return pd.concat(tables, ignore_index=True)


def judged(rows: pd.DataFrame, chosen: NDArray[np.bool_], family: Float) -> pd.DataFrame:
    """Add bounds that hold together to the ``chosen`` rows, and to each row its verdict.

    ``family`` holds their differences, pairs x chosen rows.
    """
    rows.loc[chosen, "low_all"], rows.loc[chosen, "high_all"] = simultaneous_bounds(family)
    low = rows["low_all"].fillna(rows["low_skewed"]).fillna(rows["low"])
    high = rows["high_all"].fillna(rows["high_skewed"]).fillna(rows["high"])
    words = [
        verdict(str(wanted), matters, int(pairs), Interval(*span), bool(same))
        for wanted, matters, pairs, same, *span in zip(
            *(rows[name] for name in ("wanted", "matters", "pairs", "identical", "difference")),
            low,
            high,
            strict=True,
        )
    ]
    return rows.drop(columns=["identical"]).assign(verdict=words)


def _policy_rows(
    policy: str, baseline: Float, values: Float, measures: Sequence[Measure]
) -> pd.DataFrame:
    differences = values - baseline
    summary = paired(differences)
    half = summary.error * t_quantile(summary.pairs)
    low, high = np.full((2, len(measures)), np.nan)
    for index in np.flatnonzero((np.abs(summary.skew) > SKEWED) & (summary.pairs > 2)):
        low[index], high[index] = bootstrap_t(differences[:, index])
    table = pd.DataFrame(
        {
            "policy": policy,
            "measure": [measure.name for measure in measures],
            "unit": [measure.unit for measure in measures],
            "wanted": [measure.wanted for measure in measures],
            "matters": [float(measure.matters) for measure in measures],
            "pairs": summary.pairs,
            "baseline_mean": paired(baseline).mean,
            "difference": summary.mean,
            "low": summary.mean - half,
            "high": summary.mean + half,
            "low_all": np.nan,
            "high_all": np.nan,
            "low_skewed": low,
            "high_skewed": high,
            "pairs_better": _better(differences, measures),
            "variance_reduction": variance_reduction(baseline, values),
        }
    )
    table["identical"] = [
        n > 0 and np.array_equal(one, other, equal_nan=True)
        for n, one, other in zip(summary.pairs, baseline.T, values.T, strict=True)
    ]
    return table


def _better(differences: Float, measures: Sequence[Measure]) -> NDArray[np.int64]:
    """Count the pairs in which the treatment is better; higher, where neither is wanted."""
    toward = np.array([-1.0 if measure.wanted == "less" else 1.0 for measure in measures])
    with np.errstate(invalid="ignore"):
        return np.asarray((differences * toward > 0).sum(axis=0), dtype=np.int64)


def variance_reduction(baseline: Float, values: Float) -> Float:
    """Return the share of variance that common random numbers remove from the difference.

    1 - Var(treatment - baseline) / (Var(treatment) + Var(baseline)): 0 if the pairs share no luck,
    1 if luck cancels, below 0 if pairing does harm.
    """
    present = np.isfinite(baseline) & np.isfinite(values)
    parts = [np.where(present, part, np.nan) for part in (values - baseline, baseline, values)]
    of_difference, of_baseline, of_values = (paired(part).sd ** 2 for part in parts)
    apart = of_baseline + of_values
    return np.where(apart > 0, 1 - of_difference / np.where(apart > 0, apart, 1), np.nan)


def bands_of(series: Mapping[str, Float], names: Sequence[str] = NAMES) -> pd.DataFrame:
    """Return mean and 50 and 90 % bands over replicates for each policy, measure and quarter.

    ``series`` holds replicates x quarters x measures for each policy.
    """
    tables = []
    for policy, values in series.items():
        _, quarters, measures = values.shape
        present = np.isfinite(values).any(axis=0)
        columns = {"mean": np.nanmean(np.where(present, values, 0.0), axis=0)}
        columns |= dict(zip(BANDS, quantiles(values, list(BANDS.values())), strict=True))
        table = pd.DataFrame(
            {
                "policy": policy,
                "measure": np.repeat(names, quarters),
                "quarter": np.tile(np.arange(1, quarters + 1), measures),
            }
        )
        for name, column in columns.items():
            table[name] = np.where(present, column, np.nan).T.ravel()
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def quantiles(values: Float, shares: Sequence[float]) -> Float:
    """Return quantiles over the first axis, as ``nanquantile`` does, but for all columns at once.

    Columns in which equally many values are missing go together.
    """
    ordered = np.sort(values, axis=0)  # NaN comes last
    there = (~np.isnan(values)).sum(axis=0)
    found = np.full((len(shares), *there.shape), np.nan)
    for many in np.unique(there[there > 0]):
        alike = there == many
        found[:, alike] = np.quantile(ordered[:many, alike], shares, axis=0)
    return found


def labels_of(codes: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Return what to call each region, by code: its name, with the code where others share it."""
    often = Counter(names)
    return {
        code: f"{name} ({code})" if often[name] > 1 else name
        for code, name in zip(codes, names, strict=True)
    }


def standing_of(
    kind: str, names: Sequence[str], baseline: Float, treatments: Mapping[str, Float]
) -> pd.DataFrame:
    """Say who gains and who loses: the paired difference of each region or role.

    The intervals of one policy hold together for all of them (max-T), so a region or role that
    gains or loses does so beyond the chance that one among many seems to.
    """
    tables = []
    for policy, values in treatments.items():
        differences = values - baseline
        summary = paired(differences)
        low, high = simultaneous_bounds(differences)
        sign = np.sign(np.where(low > 0, low, np.where(high < 0, high, 0.0))).astype(int)
        table = pd.DataFrame({"policy": policy, "kind": kind, "code": list(names)})
        table["baseline_mean"], table["difference"] = paired(baseline).mean, summary.mean
        table["low_all"], table["high_all"] = low, high
        table["standing"] = [STANDINGS[1 + side] for side in sign]
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


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
                    "better_luck": _share_better(alone, toward),
                    "better_both": _share_better(all_of_it, toward),
                }
            )
    return Ignorance(posterior, pd.DataFrame(rows))


def _share(luck: pd.Series[float], both: pd.Series[float]) -> float:
    """Return the share of the variance that is not luck; 0 where luck alone varies more."""
    variance = float(both.var(ddof=1))
    return max(0.0, 1 - float(luck.var(ddof=1)) / variance) if variance > 0 else float("nan")


def _share_better(differences: pd.Series[float], toward: float) -> float:
    """Return the share of pairs with the wanted sign; NaN where neither is wanted."""
    return float((differences * toward > 0).mean()) if np.isfinite(toward) else float("nan")


def of_posterior(ignorance: Ignorance) -> dict[str, object]:
    """Return what identifies a posterior: what names it, its files, the model that made it."""
    posterior = ignorance.posterior
    return {
        "given": posterior.word,
        "files": dict(posterior.files),
        "model": posterior.record["fingerprint"],
    }


def json_of_equal(equal: Equal) -> dict[str, object]:
    """Return as JSON values what was made equal, and how."""
    return {
        "quantity": equal.aim.quantity,
        "amount": equal.aim.amount,
        "measure": equal.aim.measure.name,
        "unit": equal.aim.measure.unit,
        "target": json_value(equal.target),
        "pairs": equal.pairs,
        "doses": records(equal.doses),
        "changes": records(equal.changes),
    }
