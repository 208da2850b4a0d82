"""Published patterns, and whether the trials of the model agree with them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from interhelix.experiments.statistics import paired, t_quantile
from interhelix.experiments.validation.regions import Fit
from interhelix.experiments.validation.trials import INSIDE, Outcome
from interhelix.model.state import Float

FILE = Path(__file__).with_name("published.toml")
HOLDS, FAILS, BY_CHANCE, REPORTED = "holds", "fails", "null reproduces it too", "reported"
ABOVE, BELOW, UNCLEAR = "better than product", "worse than product", "unclear"
FITS = ("rank correlation", "R2 of logarithms")
AIMS = (0.80, 0.62)


class Published(NamedTuple):
    """A row of ``published.toml``."""

    pattern: str
    key: str
    text: str
    published: str
    low: float
    high: float
    source: str
    fitted: bool
    sure: bool  # the whole interval must lie in the band

    @property
    def banded(self) -> bool:
        """Whether there is a band to lie in."""
        return math.isfinite(self.low) or math.isfinite(self.high)

    def holds(self, mean: float, low: float, high: float) -> bool:
        """Tell whether a figure lies in the band: its mean, or where it must be sure all of it."""
        if self.sure:
            return bool(self.low < low and high < self.high)
        return bool(self.low <= mean <= self.high)


@lru_cache(maxsize=1)
def published() -> tuple[dict[str, str], tuple[Published, ...]]:
    """Return the titles of the patterns and the rows of what is published."""
    table: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rows = tuple(
        Published(
            **{key: row[key] for key in ("pattern", "key", "text", "published", "source")},
            low=row.get("low", -math.inf),
            high=row.get("high", math.inf),
            fitted=row.get("fitted", False),
            sure=row.get("sure", False),
        )
        for row in table["rows"]
    )
    return table["titles"], rows


class Experiment(NamedTuple):
    """A change of parameters that moves a figure of a trial."""

    figure: str
    trial: str
    changes: Mapping[str, float]
    text: str


def experiments() -> tuple[Experiment, ...]:
    """Return what explains figures that fail."""
    table: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Experiment(one["figure"], one["trial"], one["set"], one["text"])
        for one in table["experiments"]
    )


def columns_of(by_trial: Mapping[str, Sequence[Outcome]], which: str) -> dict[str, Float]:
    """Return every figure over the replicates, by name."""
    found = {
        key: np.array([getattr(one, which)[key] for one in outcomes], np.float64)
        for outcomes in by_trial.values()
        for key in getattr(outcomes[0], which)
    }
    if f"knowledge_{INSIDE[0]:g}" in found:
        found["P10_interior"] = interior(found)
    return found


def interior(values: Mapping[str, Float]) -> Float:
    """Return by replicate the knowledge at the best interior share less that at the better end.

    Which are best is read from the other replicates, so that luck does not choose.
    """
    known = np.array([values[f"knowledge_{share:g}"] for share in INSIDE])
    others = known.sum(axis=1, keepdims=True) - known
    each = np.arange(known.shape[1])
    best = 1 + others[1:-1].argmax(axis=0)
    end = np.where(others[0] >= others[-1], 0, len(known) - 1)
    return np.asarray(known[best, each] - known[end, each])


def interval(column: Float) -> tuple[float, float, float]:
    """Return the mean and its 95 % t interval."""
    found = paired(column[:, None])
    mean, half = float(found.mean[0]), float((t_quantile(found.pairs) * found.error)[0])
    return mean, mean - half, mean + half


def row_of(
    each: Published, values: Mapping[str, Float], null: Mapping[str, Float]
) -> dict[str, object]:
    """Return a figure beside what is published and beside its null."""
    mean, low, high = interval(values[each.key])
    chance = interval(null[each.key]) if each.key in null else (math.nan,) * 3
    if not each.banded:
        verdict = REPORTED
    elif not each.holds(mean, low, high):
        verdict = FAILS
    else:
        verdict = BY_CHANCE if each.holds(*chance) else HOLDS
    return {
        "pattern": each.pattern,
        "figure": each.key,
        "text": each.text,
        "simulated": mean,
        "low": low,
        "high": high,
        "null": chance[0],
        "published": each.published,
        "band_low": each.low,
        "band_high": each.high,
        "source": each.source,
        "use": "fitted" if each.fitted else "held out",
        "verdict": verdict,
    }


def patterns_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each pattern: it holds if every figure does, not all of them by chance."""
    found = []
    for name, title in published()[0].items():
        of = rows[rows["pattern"] == name]
        told = of[of["verdict"] != REPORTED]["verdict"]
        if told.empty:
            verdict = REPORTED
        elif (told == FAILS).any():
            verdict = FAILS
        else:
            verdict = HOLDS if (told == HOLDS).any() else BY_CHANCE
        use = of["use"].iloc[0]
        found.append({"pattern": name, "title": title, "use": use, "verdict": verdict})
    return pd.DataFrame(found)


def table_of(fits: Mapping[str, Fit]) -> pd.DataFrame:
    """Return both ways to compare participation with the programme, by group of regions."""
    found = []
    for group, one in fits.items():
        for at, name in enumerate(FITS):
            low, high = float(one.low[at]), float(one.high[at])
            found.append(
                {
                    "regions": group,
                    "number": one.regions,
                    "fit": name,
                    "simulated": float(one.simulated[at]),
                    "null": float(one.null[at]),
                    "low": low,
                    "high": high,
                    "aim": AIMS[at],
                    "verdict": ABOVE if low > 0 else BELOW if high < 0 else UNCLEAR,
                }
            )
    return pd.DataFrame(found)


def links_of(values: Mapping[str, Float]) -> pd.DataFrame:
    """Return knowledge by the share of searches that leave the region (P10)."""
    found = []
    for share in INSIDE[::-1]:
        mean, low, high = interval(values[f"knowledge_{share:g}"])
        found.append({"across": 1.0 - share, "knowledge": mean, "low": low, "high": high})
    return pd.DataFrame(found)
