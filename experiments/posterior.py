"""Parameter uncertainty: regression ABC, and the posterior that a calibration leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from interhelix.experiments.inputs import hash_of_file, word_of
from interhelix.experiments.output import RECORD
from interhelix.model.errors import Fault, InputError, nearest
from interhelix.model.parameters import fault_of
from interhelix.scenarios.checks.faults import one_line

FOLDER = Path(__file__).parent / "calibration"
TABLE = "posterior.csv"
WEIGHT = "weight"
OTHER = "name a folder that 'interhelix calibrate' wrote with --out"


@dataclass(frozen=True)
class Posterior:
    """Draws of parameters with their weights, and the record of what made them.

    ``table`` has a column for each parameter by its dotted name, and ``weight``; ``word`` names the
    posterior on the command line, ``files`` has the SHA-256 of its table.
    """

    table: pd.DataFrame
    record: Mapping[str, Any]
    word: str
    files: Mapping[str, str]

    @classmethod
    def load(cls, name_or_path: str | Path) -> Posterior:
        """Load a posterior that ships by its name, or a folder of ``interhelix calibrate``.

        Raises:
            InputError: there is no such posterior, or it is not what was written.

        """
        folder = _located(name_or_path)
        path = folder / TABLE
        try:
            record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            told, data = str(record["posterior"]), path.read_bytes()
        except OSError as error:
            raise InputError(Fault(str(folder), f"{error.strerror}".lower(), OTHER)) from None
        except (ValueError, LookupError, TypeError):
            raise InputError(Fault(str(folder / RECORD), "is no such record", OTHER)) from None
        hashed = hash_of_file(path)
        if hashed != told:
            problem = f"is not what was written (SHA-256 {hashed})"
            raise InputError(Fault(str(path), problem, "calibrate again or bring the file back"))
        table = pd.read_csv(BytesIO(data))
        names = table.columns.drop(WEIGHT)
        ends = [(name, end) for name in names for end in (table[name].min(), table[name].max())]
        faults = [fault for name, end in ends if (fault := fault_of(name, float(end)))]
        if faults:
            raise InputError(faults)
        ships = path.resolve().is_relative_to(FOLDER.resolve())
        place = f"experiments/calibration/{folder.name}/{TABLE}" if ships else path.as_posix()
        return cls(table, record, word_of(name_or_path), {place: hashed})

    @cached_property
    def mean(self) -> dict[str, float]:
        """The mean of each parameter, by dotted name."""
        weights = self.table[WEIGHT].to_numpy()
        return {str(name): float(column @ weights) for name, column in self._values.items()}

    def sample(self, number: int) -> list[dict[str, float]]:
        """Return so many draws, as often as their weights say, by dotted name."""
        rows = systematic(self.table[WEIGHT].to_numpy(), number)
        names, values = [str(name) for name in self._values], self._values.to_numpy()[rows]
        return [dict(zip(names, row, strict=True)) for row in values.tolist()]

    @property
    def _values(self) -> pd.DataFrame:
        return self.table.drop(columns=WEIGHT)


def systematic(weights: NDArray[np.float64], number: int) -> NDArray[np.int64]:
    """Return the rows of a systematic sample by weight, in an order that means nothing.

    Each row is drawn its expected number of times, rounded up or down; equal arguments give the
    same sample.
    """
    luck = np.random.default_rng([number, len(weights)])
    ends = np.cumsum(weights) / weights.sum()
    points = (luck.random() + np.arange(number)) / number
    rows = np.minimum(np.searchsorted(ends, points, side="right"), len(weights) - 1)
    return np.asarray(luck.permutation(rows), dtype=np.int64)


def posterior_names() -> tuple[str, ...]:
    """List the posteriors that ship."""
    return tuple(sorted(file.parent.name for file in FOLDER.glob(f"*/{TABLE}")))


def _located(name_or_path: str | Path) -> Path:
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or "/" in text or "\\" in text:
        return Path(text)
    if text not in posterior_names():
        mine = Path(text, TABLE).exists()
        remedy = f"for your folder write './{text}'" if mine else nearest(text, posterior_names())
        raise InputError(Fault("", f"unknown posterior '{one_line(text)}'", remedy))
    return FOLDER / text


Float = NDArray[np.float64]
NORMAL_MAD = 1.4826  # the standard deviation of a normal variable in median absolute deviations
EDGE = 1e-9  # of a unit interval, where the logit still is finite
FEWEST = 3  # kept draws for each column of the regression
LEVEL = 0.9  # of intervals
REACH = 0.01  # share of the draws that must lie on either side of what is observed
CASES = 50
COVERED = (0.80, 0.98)  # share of cases whose interval holds the truth, of one called identified
NARROW = 0.6  # width of the posterior's interval beside the prior's, below which it is narrower


class Reference(NamedTuple):
    """Draws from the prior and what the model made of them: n x parameters, n x summaries.

    ``bounds`` (parameters x 2) are those of the uniform priors, ``names`` those of the summaries.
    """

    values: Float
    bounds: Float
    summaries: Float
    names: tuple[str, ...]

    def without(self, row: int) -> Reference:
        """Return all draws but one."""
        values, summaries = (np.delete(part, row, axis=0) for part in (self.values, self.summaries))
        return self._replace(values=values, summaries=summaries)

    def only(self, chosen: NDArray[np.bool_]) -> Reference:
        """Return the same draws with some of the summaries."""
        names = tuple(np.array(self.names)[chosen].tolist())
        return self._replace(summaries=self.summaries[:, chosen], names=names)

    @property
    def spreads(self) -> Float:
        """The median absolute deviation of each summary, as a standard deviation.

        Raises:
            InputError: a summary that is the same in more than half of the draws.

        """
        off = np.abs(self.summaries - np.median(self.summaries, axis=0))
        found = NORMAL_MAD * np.median(off, axis=0)
        if not (found > 0).all():
            name = self.names[int(np.flatnonzero(found == 0)[0])]
            problem = f"{name} is the same in more than half of the draws"
            raise InputError(Fault("calibration", problem, "leave it out of the patterns"))
        return np.asarray(found)


@dataclass(frozen=True)
class Fit:
    """Draws from the posterior with their weights, which add up to 1.

    ``rows`` are the draws of the reference that were kept, ``tolerance`` the distance [spreads]
    that the farthest of them stayed below.
    """

    values: Float
    weights: Float
    rows: NDArray[np.int64]
    tolerance: float

    @property
    def mean(self) -> Float:
        """The mean of each parameter."""
        return np.asarray(self.weights @ self.values)

    def quantiles(self, levels: Float) -> Float:
        """Return quantiles of each parameter, levels x parameters."""
        columns = [weighted_quantiles(column, self.weights, levels) for column in self.values.T]
        return np.stack(columns, axis=1)

    def interval(self, level: float = LEVEL) -> tuple[Float, Float]:
        """Return the bounds of each parameter between which the middle ``level`` lies."""
        low, high = self.quantiles(np.array([(1 - level) / 2, (1 + level) / 2]))
        return low, high


def weighted_quantiles(values: Float, weights: Float, levels: Float) -> Float:
    """Return quantiles of weighted values; each value stands at the middle of its own weight."""
    order = np.argsort(values, kind="stable")
    share = weights[order] / weights.sum()
    return np.interp(levels, np.cumsum(share) - share / 2, values[order])


def distances(reference: Reference, observed: Float) -> Float:
    """Return the root mean square distance of each draw from what was observed [spreads]."""
    off = (reference.summaries - observed) / reference.spreads
    return np.asarray(np.sqrt((off**2).mean(axis=1)))


def reached(reference: Reference, observed: Float) -> NDArray[np.bool_]:
    """Say for each summary whether the draws lie on both sides of what is observed."""
    below = (reference.summaries < observed).mean(axis=0)
    return np.asarray((below >= REACH) & (below <= 1 - REACH))


def fitted(reference: Reference, observed: Float, accepted: float) -> Fit:
    """Return the posterior of the parameters, given the observed summaries.

    ``accepted`` is the share of the draws that is kept.

    Raises:
        InputError: too few draws for the regression, or a summary without spread.

    """
    kept = round(accepted * len(reference.values))
    columns = 1 + reference.summaries.shape[1]
    if not FEWEST * columns <= kept < len(reference.values):
        least = FEWEST * columns
        problem = f"keeps {kept} of {len(reference.values)} draws, and the regression needs {least}"
        remedy = f"run {int(np.ceil(least / accepted))} draws or keep a larger share below 1"
        raise InputError(Fault("calibration", problem, remedy))
    away = distances(reference, observed)
    rows = np.argsort(away, kind="stable")[: kept + 1]
    tolerance = float(away[rows[-1]])
    rows = rows[:-1]
    weights = 1 - (away[rows] / tolerance) ** 2
    off = (reference.summaries[rows] - observed) / reference.spreads
    low, high = reference.bounds.T
    unit = (reference.values[rows] - low) / (high - low)
    scaled = logit(np.clip(unit, EDGE, 1 - EDGE))
    root = np.sqrt(weights)[:, np.newaxis]
    regressors = np.column_stack([np.ones(kept), off])
    middle, *slopes = np.linalg.lstsq(root * regressors, root * scaled, rcond=None)[0]
    spread = _widening(regressors, weights)
    moved = expit(middle + spread * (scaled - middle - off @ np.array(slopes)))
    return Fit(low + moved * (high - low), weights / weights.sum(), rows, tolerance)


def _widening(regressors: Float, weights: Float) -> float:
    """Return by how much the residuals of a regression are too narrow where nothing is off.

    It has fitted some of the scatter, and its own constant is known from these draws only.
    """
    freedom = weights.sum() ** 2 / (weights**2).sum()
    weighted = weights[:, np.newaxis] * regressors
    inverse = np.linalg.pinv(regressors.T @ weighted)
    constant = float(((weighted @ inverse[:, 0]) ** 2).sum())
    left = max(freedom - regressors.shape[1], 1.0)
    return float(np.sqrt(freedom / left * (1 + constant)))


def recovered(
    reference: Reference, accepted: float, cases: int = CASES
) -> tuple[pd.DataFrame, Float]:
    """Return for each parameter how well it is found again from summaries of the model's own.

    Each case takes a draw of the reference as the truth and its summaries as observed, and fits to
    the other draws. ``covered`` is the share of cases whose 90 % interval holds the truth,
    ``narrowed`` the median width of that interval as a share of the prior's, ``agreement`` the rank
    correlation of the posterior mean with the truth. A parameter is ``identified`` if ``covered``
    lies in ``COVERED`` and ``narrowed`` is at most ``NARROW``. The tolerances of the cases stand
    beside it.
    """
    chosen = np.linspace(0, len(reference.values), cases, endpoint=False).astype(int)
    truth = reference.values[chosen]
    found = [fitted(reference.without(row), reference.summaries[row], accepted) for row in chosen]
    low, high = np.swapaxes(np.array([each.interval() for each in found]), 0, 1)
    means = np.array([each.mean for each in found])
    prior = LEVEL * (reference.bounds[:, 1] - reference.bounds[:, 0])
    covered = ((low <= truth) & (truth <= high)).mean(axis=0)
    narrowed = np.median(high - low, axis=0) / prior
    agreement = [
        float(pd.Series(mean).corr(pd.Series(true), method="spearman"))
        for mean, true in zip(means.T, truth.T, strict=True)
    ]
    honest = (covered >= COVERED[0]) & (covered <= COVERED[1])
    rows = {
        "covered": covered,
        "narrowed": narrowed,
        "agreement": agreement,
        "identified": honest & (narrowed <= NARROW),
    }
    return pd.DataFrame(rows), np.array([each.tolerance for each in found])
