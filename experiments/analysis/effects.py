"""What factors do, and what they do to the difference that a policy makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.analysis.contrasts import LINE, MAIN, Contrast, contrasts_of, estimates
from interhelix.experiments.analysis.grid import Grid
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.record import value_of
from interhelix.experiments.tables import judged, paired_rows
from interhelix.model.parameters import Parameters, catalogue
from interhelix.scenarios import Scenario

Float = NDArray[np.float64]

COMBINATION = "combination"
SHOWN = ["measure", "unit", "difference", "low", "high", "low_all", "high_all", "verdict"]
COLUMNS = ["of", "effect", "kind", "levels", "alias", *SHOWN]


def responses(grid: Grid) -> dict[str, Float]:
    """Return what is explained: the baseline itself, then each policy less the baseline."""
    found = {grid.scenarios[0]: grid.values[0]}
    differences = zip(grid.policies, grid.differences, strict=True)
    return found | {difference_name(name, grid): values for name, values in differences}


def difference_name(policy: str, grid: Grid) -> str:
    """Return what the difference that a policy makes is called."""
    return f"{policy} − {grid.scenarios[0]}"


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
