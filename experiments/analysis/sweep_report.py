"""The report of a sweep, its pictures and its folder."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from interhelix.experiments.analysis import TABLES, Analysis
from interhelix.experiments.analysis.effects import LINE, MAIN, responses, swings
from interhelix.experiments.analysis.grid import difference_name
from interhelix.experiments.analysis.sections import (
    at_each_setting,
    factor_effects,
    regret,
    robustness,
    sensitivity,
    tipping,
    two_layers,
)
from interhelix.experiments.analysis.sensitivity import regrets
from interhelix.experiments.costs import cost_section, money_note
from interhelix.experiments.document import (
    Block,
    Heading,
    Picture,
    Text,
    length_of,
    markdown,
    write_document,
)
from interhelix.experiments.experiment_file import experiment_names
from interhelix.experiments.picture_texts import Texts, texts
from interhelix.experiments.pictures.forest import draw_forest
from interhelix.experiments.pictures.grids import draw_factors, draw_heat, draw_regret, draw_tornado
from interhelix.experiments.provenance import made_by, write_results
from interhelix.experiments.sections import command, details, differences, failed, repeat
from interhelix.experiments.statistics import counted
from interhelix.model.parameters import catalogue

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from interhelix.experiments.analysis import Analysis


HOW_SURE = """
A difference is policy less baseline in the same replicate and at the same setting (paired
difference, common random numbers), at the end of the run. A replicate has the same luck at every
setting, so a pair is a replicate, and settings are no further pairs. The intervals of a table hold
together, with 95 %, for all its rows, those that only a file holds among them (max-T over
resampled pairs, freed of skewness). *Alone* is the paired t interval of one measure, *skewed* the
bootstrap-t interval where the skewness of the differences is above 1, *variance removed* what
pairing has saved. *Improves* and *worsens* mean that the whole interval lies beyond the smallest
difference that matters; below 30 pairs there is no verdict.
"""


def report(found: Analysis) -> str:
    """Return the report as Markdown."""
    return markdown(blocks_of(found))


def blocks_of(found: Analysis) -> list[Block]:
    """Return the report: what was run, what differs, what factors do, how sure, how to repeat."""
    blocks: list[Block] = [*_opening(found)]
    baseline, *policies = found.experiment.scenarios
    if policies:
        blocks.append(Picture("forest"))
    for policy in policies:
        blocks += _policy(found, policy, baseline)
    blocks += [
        *at_each_setting(found),
        *factor_effects(found),
        *two_layers(found),
        *robustness(found.robustness),
        *regret(found),
        *sensitivity(found),
        *tipping(found.tipping),
    ]
    if policies:
        blocks += details(found.rows)
    return [
        *blocks,
        Heading(2, "How sure this is"),
        Text(HOW_SURE.strip()),
        *failed(found.failures, found.runs),
        *repeat(command_lines(found), found.made_by),
    ]


def _opening(found: Analysis) -> list[Block]:
    experiment, grid = found.experiment, found.grid
    design = experiment.design.kind
    parts = {"setting": grid.settings, "replicate": grid.values[0, 0], "scenario": grid.values}
    size = " x ".join(counted(len(part), name) for name, part in parts.items())
    factors = ", ".join(
        f"{name} {_values(values, experiment.design.over_levels)}"
        for name, values in experiment.factors.items()
    )
    lines = [
        f"World: {experiment.world}. Baseline: {experiment.scenarios[0]}.",
        length_of(experiment.quarters, found.pairs, experiment.seed),
        money_note(experiment.world),
        f"{found.runs} of {counted(found.planned, 'run')}. The report rests on {size}.",
    ]
    if factors:
        lines.insert(1, f"Design: {design}, over {factors}.")
    return [Heading(1, experiment.question), Text("\n".join(lines))]


def _values(values: tuple[float, ...], over_levels: bool) -> str:
    joined = (", " if over_levels else " to ").join(f"{value:g}" for value in values)
    return f"({joined})"


def _policy(found: Analysis, policy: str, baseline: str) -> list[Block]:
    rows = found.rows[found.rows["policy"] == policy]
    over = "over all settings together" if len(found.grid.settings) > 1 else "at the end"
    title = {scenario.name: scenario.title for scenario in found.scenarios}.get(policy, "")
    blocks: list[Block] = [
        Heading(2, f"{policy}: {title}" if title else policy),
        differences(rows, f"{policy} against {baseline}, {over}"),
    ]
    table = found.costs[found.costs["policy"] == policy]
    if not table.empty:
        blocks += [Heading(3, "What a unit of effect costs"), *cost_section(table)]
    return blocks


def command_lines(found: Analysis) -> list[str]:
    """Return the commands that make the runs and this report."""
    name = found.experiment.name
    of_old = name if name in experiment_names() else f"{name}.toml"  # a store that lacks the word
    given = found.experiment.given or of_old
    return [
        command("interhelix", "sweep", given, "--store", found.store),
        command("interhelix", "report", found.store),
    ]


def write_analysis(found: Analysis, folder: Path, language: str) -> None:
    """Write all that a sweep found into an empty folder; tables without rows are left out."""
    pictures = sweep_pictures(found, language)
    write_document(blocks_of(found), pictures, folder, language)
    (folder / "report.json").write_text(found.to_json(), encoding="utf-8")
    record = {
        **found.made_by,
        "reported_by": made_by(),
        "experiment": found.experiment.name,
        "given": found.experiment.given,
        "text": found.experiment.text,
        "contents": found.contents._asdict() if found.contents else None,
        "planned": found.planned,
        "runs": found.runs,
        "failed": [asdict(failed) for failed in found.failures],
        **({"code": dict(found.code)} if found.code else {}),
        "command": "\n".join(command_lines(found)),
    }
    write_results(folder, found.experiment.question, tables_of_analysis(found), record, {})


def tables_of_analysis(found: Analysis) -> dict[str, pd.DataFrame]:
    """Return the tables of a report on a sweep that have rows, as its folder holds them."""
    return {name: getattr(found, name) for name in TABLES if not getattr(found, name).empty}


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
