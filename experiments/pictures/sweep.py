"""The pictures of a sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from interhelix.experiments.analysis.contrasts import LINE, MAIN
from interhelix.experiments.analysis.effects import difference_name, responses, swings
from interhelix.experiments.analysis.regret import regrets
from interhelix.experiments.pictures.factors import draw_factors
from interhelix.experiments.pictures.forest import draw_forest
from interhelix.experiments.pictures.heat import draw_heat
from interhelix.experiments.pictures.regret import draw_regret
from interhelix.experiments.pictures.texts import Texts, texts
from interhelix.experiments.pictures.tornado import draw_tornado
from interhelix.model.parameters import catalogue

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from interhelix.experiments.analysis.analysis import Analysis

MOST_MEASURES = 4
MOST_FACTORS = 4
MOST_LEVELS = 12  # of a factor that a heat map shows
MOST_COLUMNS = 3  # responses side by side


def sweep_pictures(found: Analysis, language: str) -> dict[str, Figure]:
    """Draw the pictures of a sweep, by the name of their file; what would be empty is left out."""
    words = texts(language)
    below = _below(found, words)
    labels = {each.name: words.scenario(each) for each in found.scenarios}
    pictures: dict[str, Figure] = {}
    if found.grid.policies:
        pictures["forest"] = _forest(found, labels, below, words)
    if found.experiment.factors and len(found.grid.settings) > 1:
        measures = _moved(found)
        if found.experiment.design.over_levels and measures:
            pictures["factors"] = _factors(found, measures, labels, below, words)
            pictures |= _heat(found, measures, labels, below, words)
        if measures:
            pictures |= _tornado(found, measures, labels, below, words)
        if not found.regret.empty:
            own = dict(list(regrets(found.grid).items())[: 2 * MOST_MEASURES])
            pictures["regret"] = draw_regret(own, labels, words["regret"], below, words)
    return pictures


def _below(found: Analysis, words: Texts) -> str:
    return f"{words.world_named(found.experiment.world)} · " + words["of_sweep"].format(
        settings=len(found.grid.settings),
        pairs=found.pairs,
        quarters=found.experiment.quarters,
        seed=found.experiment.seed,
    )


def _moved(found: Analysis) -> list[str]:
    """Return the first measures that some factor moves."""
    simple = found.effects[found.effects["kind"].isin([MAIN, LINE])]
    moved = set(simple[simple["difference"].abs() > 0]["measure"])
    return [name for name in found.experiment.measures if name in moved][:MOST_MEASURES]


def _strongest(found: Analysis) -> list[str]:
    """Return the factors, the one first whose main effects are largest beside those of others."""
    rows = found.effects[found.effects["kind"] == MAIN]
    size = rows["difference"].abs()
    largest = size.groupby([rows["of"], rows["measure"]]).transform("max")
    share = (size / largest.where(largest > 0)).groupby(rows["effect"]).mean()
    return [str(name) for name in share.sort_values(ascending=False, kind="stable").index]


def _labelled(name: str) -> str:
    """Return a factor with its unit."""
    return f"{name} [{catalogue()[name].unit}]"


def _shown(found: Analysis, labels: dict[str, str]) -> dict[str, str]:
    """Return the responses that are shown: differences of policies, else the only scenario."""
    baseline, *policies = labels
    if not policies:
        return {baseline: labels[baseline]}
    named = {difference_name(name, found.grid): labels[name] for name in policies}
    return dict(list(named.items())[:MOST_COLUMNS])


def _forest(found: Analysis, labels: dict[str, str], below: str, words: Texts) -> Figure:
    names = [measure.name for measure in found.grid.measures]
    means = found.grid.differences.mean(axis=1)
    differences = {
        policy: pd.DataFrame(values, columns=names)
        for policy, values in zip(found.grid.policies, means, strict=True)
    }
    baseline, *policies = labels
    title = words["forest"].format(baseline=labels[baseline])
    chosen = {policy: labels[policy] for policy in policies}
    return draw_forest(found.rows, differences, chosen, names, title, below, words)


def _factors(
    found: Analysis, measures: list[str], labels: dict[str, str], below: str, words: Texts
) -> Figure:
    names = [measure.name for measure in found.grid.measures]
    means = found.grid.values.mean(axis=2)
    values = {name: means[:, :, names.index(name)] for name in measures}
    factors = {name: _labelled(name) for name in list(found.experiment.factors)[:MOST_FACTORS]}
    return draw_factors(
        found.grid.settings, values, labels, factors, words["factors"], below, words
    )


def _tornado(
    found: Analysis, measures: list[str], labels: dict[str, str], below: str, words: Texts
) -> dict[str, Figure]:
    """Draw what each factor does from its first level to its last, or between its bounds."""
    shown = _shown(found, labels)
    rows = swings(found.effects, shown)
    matters = {measure.name: measure.matters for measure in found.grid.measures}
    label = rows["effect"] + " " + rows["levels"].map(words.written)
    rows = rows.assign(label=label, matters=rows["measure"].map(matters))
    title = words["tornado_difference" if found.grid.policies else "tornado"]
    return {"tornado": draw_tornado(rows, measures, shown, title, below, words)}


def _heat(
    found: Analysis, measures: list[str], labels: dict[str, str], below: str, words: Texts
) -> dict[str, Figure]:
    """Draw the two factors that move most; a fraction does not have all that a cell would show."""
    settings = found.grid.settings
    factors = [name for name in _strongest(found) if settings[name].nunique() <= MOST_LEVELS][:2]
    if len(factors) < 2 or found.experiment.design.kind != "full":
        return {}
    names = [measure.name for measure in found.grid.measures]
    shown = _shown(found, labels)
    every = responses(found.grid)
    values = {
        measure: {of: np.asarray(every[of].mean(axis=1)[:, names.index(measure)]) for of in shown}
        for measure in measures
    }
    title = words["heat_difference" if found.grid.policies else "heat"]
    named = {name: _labelled(name) for name in factors}
    return {"heat": draw_heat(settings, values, named, shown, title, below, words)}
