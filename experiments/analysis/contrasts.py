"""Contrasts over the settings of a design: main effects, interactions of two, fitted lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.designs.fractional import aliases
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.intervals import ROUNDING

Float = NDArray[np.float64]

MAIN, INTERACTION, LINE = "main effect", "interaction", "fitted line"


class Contrast(NamedTuple):
    """A weighted sum over settings whose weights sum to zero, and what it means.

    ``effect`` names one factor or two (``a x b``), ``levels`` from where to where they go;
    ``alias`` the effects that the design cannot tell from it.
    """

    effect: str
    kind: str
    levels: str
    alias: str
    weights: Float


def contrasts_of(experiment: Experiment, settings: pd.DataFrame) -> list[Contrast]:
    """Return the contrasts that a design can estimate.

    Over levels: of each factor, the mean at a level less that at its first one (main effect), and
    of each two, how much more the second adds when the first is at another level (interaction: the
    difference of differences of the means in four cells). Over ranges: of each factor, what a
    straight line through all draws rises between the bounds.
    """
    if not experiment.design.over_levels:
        return list(_lines(experiment, settings))
    found = [*_mains(settings), *_interactions(settings)]
    if experiment.design.kind != "fractional":
        return found
    names = list(experiment.factors)
    groups = {name: group for group in aliases(names, len(settings)) for name in group}
    return [
        each._replace(alias=" + ".join(groups[each.effect][1:])) if each.effect in groups else each
        for each in found
        if each.effect == groups.get(each.effect, [each.effect])[0]
    ]


def _levels(column: pd.Series[float]) -> list[float]:
    return sorted(column.unique().tolist())


def _mean(chosen: NDArray[np.bool_]) -> Float:
    """Return the weights of a mean over the chosen settings; NaN if there are none."""
    count = int(chosen.sum())
    return np.where(chosen, 1.0 / count, 0.0) if count else np.full(len(chosen), np.nan)


def _mains(settings: pd.DataFrame) -> Iterator[Contrast]:
    for name in settings:
        column = settings[name].to_numpy()
        first, *others = _levels(settings[name])
        for level in others:
            weights = _mean(column == level) - _mean(column == first)
            yield Contrast(str(name), MAIN, f"{first:g} → {level:g}", "", weights)


def _interactions(settings: pd.DataFrame) -> Iterator[Contrast]:
    for one, other in combinations(settings, 2):
        a, b = settings[one].to_numpy(), settings[other].to_numpy()
        low, *highs = _levels(settings[one])
        first, *lasts = _levels(settings[other])
        for high in highs:
            for last in lasts:
                weights = sum(
                    sign * _mean((a == left) & (b == right))
                    for sign, left, right in (
                        (1, high, last),
                        (-1, high, first),
                        (-1, low, last),
                        (1, low, first),
                    )
                )
                if np.isfinite(weights).all() and np.any(weights):
                    levels = f"{low:g} → {high:g}, {first:g} → {last:g}"
                    yield Contrast(f"{one} x {other}", INTERACTION, levels, "", np.array(weights))


def _lines(experiment: Experiment, settings: pd.DataFrame) -> Iterator[Contrast]:
    """Yield the slopes of the plane of least squares, times the range of their factor."""
    ground = np.column_stack([np.ones(len(settings)), settings.to_numpy()])
    if np.linalg.matrix_rank(ground) < ground.shape[1]:
        return
    slopes = np.linalg.pinv(ground)[1:]
    for name, weights in zip(settings, slopes, strict=True):
        low, high = experiment.factors[str(name)]
        yield Contrast(str(name), LINE, f"{low:g} → {high:g}", "", weights * (high - low))


def estimates(contrasts: Sequence[Contrast], response: Float) -> Float:
    """Return each contrast in each replicate: replicates x (contrasts, then measures).

    ``response`` is settings x replicates x measures; columns stand contrast by contrast. What is
    only the rounding of a sum is zero.
    """
    weights = np.array([contrast.weights for contrast in contrasts])
    found = np.einsum("cs,srm->rcm", weights, response)
    size = np.einsum("cs,srm->rcm", np.abs(weights), np.abs(response))
    found = np.where(np.abs(found) <= ROUNDING * size, 0.0, found)
    return np.asarray(found.reshape(len(found), -1), dtype=np.float64)
