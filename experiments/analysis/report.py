"""The report of a sweep."""

from __future__ import annotations

from interhelix.experiments.analysis.analysis import Analysis
from interhelix.experiments.analysis.conclusions import robustness, tipping
from interhelix.experiments.analysis.sections import (
    at_each_setting,
    factor_effects,
    regret,
    sensitivity,
    two_layers,
)
from interhelix.experiments.document import (
    Block,
    Heading,
    Picture,
    Text,
    counted,
    length_of,
    markdown,
)
from interhelix.experiments.money import told
from interhelix.experiments.reading import experiment_names
from interhelix.experiments.repeating import command, repeat
from interhelix.experiments.report import costs, details, differences, failed

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
        told(experiment.world),
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
        blocks += [Heading(3, "What a unit of effect costs"), *costs(table)]
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
