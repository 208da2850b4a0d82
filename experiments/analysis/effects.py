"""Effects of factors: contrasts of a factorial design, and differences by setting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.analysis.grid import Grid, difference_name
from interhelix.experiments.designs import aliases
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.inputs import value_of
from interhelix.experiments.statistics import ROUNDING
from interhelix.experiments.tables import judged, paired_rows, rows_of
from interhelix.model.parameters import Parameters, catalogue
from interhelix.scenarios import Scenario

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


COMBINATION = "combination"
SHOWN = ["measure", "unit", "difference", "low", "high", "low_all", "high_all", "verdict"]
COLUMNS = ["of", "effect", "kind", "levels", "alias", *SHOWN]


def responses(grid: Grid) -> dict[str, Float]:
    """Return what is explained: the baseline itself, then each policy less the baseline."""
    found = {grid.scenarios[0]: grid.values[0]}
    differences = zip(grid.policies, grid.differences, strict=True)
    return found | {difference_name(name, grid): values for name, values in differences}


def effects_of(
    experiment: Experiment, grid: Grid, together: Sequence[tuple[str, str, str]] = ()
) -> pd.DataFrame:
    """Return a row for each response, effect and measure, estimated within replicates.

    ``together`` holds scenarios that do what two others do; see ``combined``. The grid is
    ``whole``. Intervals hold together over all rows. *Improves* says that the effect moves the
    measure, or the difference, the way that is wanted.
    """
    parts = _parts(experiment, grid, responses(grid))
    for both, one, other in together:
        meaning = f"{both} − {one} − {other} + {grid.scenarios[0]}"
        contrast = Contrast(f"{one} x {other}", COMBINATION, "", "", np.zeros(0))
        parts.append((meaning, contrast, _combination(grid, both, one, other)))
    return _table(parts, grid)


def effects_on(experiment: Experiment, grid: Grid, explained: Mapping[str, Float]) -> pd.DataFrame:
    """Return the rows of ``effects_of`` for other responses, settings x replicates x measures."""
    return _table(_parts(experiment, grid, explained), grid)


def swings(effects: pd.DataFrame, of: Iterable[str]) -> pd.DataFrame:
    """Return what each factor does to some responses on its whole way.

    That is from its first level to its last, or between its bounds.
    """
    simple = effects["kind"].isin([MAIN, LINE]) & effects["of"].isin(list(of))
    return effects[simple].drop_duplicates(["of", "measure", "effect"], keep="last")


def _parts(
    experiment: Experiment, grid: Grid, explained: Mapping[str, Float]
) -> list[tuple[str, Contrast, Float]]:
    """Return each contrast of each response: replicates x measures."""
    contrasts = contrasts_of(experiment, grid.settings)
    parts: list[tuple[str, Contrast, Float]] = []
    for name, response in explained.items() if contrasts else ():
        found = np.hsplit(estimates(contrasts, response), len(contrasts))
        parts += [(name, *each) for each in zip(contrasts, found, strict=True)]
    return parts


def _table(parts: Sequence[tuple[str, Contrast, Float]], grid: Grid) -> pd.DataFrame:
    """Return the rows of all parts, with intervals that hold together."""
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    nothing = np.zeros((grid.replicates, len(grid.measures)))
    tables = []
    for of, contrast, values in parts:
        table = paired_rows(nothing, {contrast.effect: values}, grid.measures)
        table = table.rename(columns={"policy": "effect"})
        table["of"], table["kind"] = of, contrast.kind
        table["levels"], table["alias"] = contrast.levels, contrast.alias
        tables.append(table)
    rows = pd.concat(tables, ignore_index=True)
    family = np.hstack([values for _, _, values in parts])
    return judged(rows, np.ones(len(rows), dtype=np.bool_), family)[COLUMNS]


def _combination(grid: Grid, both: str, one: str, other: str) -> Float:
    """Return, by replicate, what two policies do together beyond what each does alone."""
    means = dict(zip(grid.scenarios, grid.values.mean(axis=1), strict=True))
    alone = means[one] + means[other] - means[grid.scenarios[0]]
    return np.asarray(means[both] - alone)


def combined(scenarios: Sequence[Scenario], quarters: int) -> list[tuple[str, str, str]]:
    """Return the scenarios that set what two others set together: ``(both, one, other)``.

    What counts is what they set beyond the first scenario, in every quarter.
    """
    base, *policies = (_set(scenario.parameters(quarters)) for scenario in scenarios)
    beyond = {
        scenario.name: [_beyond(values, first) for values, first in zip(policy, base, strict=True)]
        for scenario, policy in zip(scenarios[1:], policies, strict=True)
    }
    return [
        (both, one, other)
        for one, other in combinations(beyond, 2)
        for both in beyond
        if both not in (one, other) and _joined(beyond[one], beyond[other]) == beyond[both]
    ]


Values = Mapping[str, float]


def _set(policy: Sequence[Parameters]) -> list[Values]:
    return [{name: value_of(quarter, name) for name in catalogue()} for quarter in policy]


def _beyond(values: Values, base: Values) -> Values:
    return {name: value for name, value in values.items() if value != base[name]}


def _joined(one: Sequence[Values], other: Sequence[Values]) -> list[Values] | None:
    """Return what two policies set together; ``None`` where they disagree or one adds nothing."""
    for mine, theirs in zip(one, other, strict=True):
        if any(theirs.get(name, value) != value for name, value in mine.items()):
            return None
    joined: list[Values] = [{**mine, **theirs} for mine, theirs in zip(one, other, strict=True)]
    return None if joined in (list(one), list(other)) else joined


MOST_ROWS = 10_000  # that hold together; more take minutes, and bounds so wide say little


def overall(grid: Grid) -> pd.DataFrame:
    """Return a row for each policy and measure, of the mean over the settings in each replicate.

    A pair is a replicate: its luck is the same at every setting, so settings are no further pairs.
    The grid is ``whole``. Intervals hold together over all measures of all policies.
    """
    means = grid.values.mean(axis=1)
    names = [measure.name for measure in grid.measures]
    treatments = dict(zip(grid.policies, means[1:], strict=True))
    return rows_of(means[0], treatments, grid.measures, names)


def by_setting(grid: Grid) -> pd.DataFrame:
    """Return a row for each setting, policy and measure.

    Intervals hold together over all of them: the replicates of all settings are resampled together,
    as they share their luck. A setting without two pairs has no row. With more than ``MOST_ROWS``
    rows the table is empty.
    """
    tables, families = [], []
    if len(grid.settings) * len(grid.policies) * len(grid.measures) > MOST_ROWS:
        return pd.DataFrame()
    for index in np.flatnonzero(grid.present.sum(axis=1) > 1).tolist():
        rows = paired_rows(*grid.setting(index), grid.measures)
        for place, (factor, value) in enumerate(grid.settings.iloc[index].items()):
            rows.insert(place, str(factor), value)
        tables.append(rows)
        families.append(np.concatenate(list(grid.differences[:, index]), axis=1))
    if not tables:
        return pd.DataFrame()
    family = np.concatenate(families, axis=1)
    table = pd.concat(tables, ignore_index=True)
    return judged(table, np.ones(len(table), dtype=np.bool_), family)
