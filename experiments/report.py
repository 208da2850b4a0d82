"""The report of a comparison: Markdown that reads well as it stands."""

from __future__ import annotations

import math
import shlex
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

import interhelix
from interhelix.experiments.comparison import Comparison, reasons_of
from interhelix.model.compiled import fingerprint
from interhelix.model.measures import PRIMARY
from interhelix.scenarios import Scenario, scenario_names

MOST_LISTED = 5  # regions that gain or lose most
NOTHING = "–"
HOW_SURE = """
A difference is treatment less baseline in the same replicate (paired difference, common random
numbers), at the end of the run. The intervals of the first tables hold together, with 95 %, for
all primary measures of all policies (max-T by sign flips); those of regions, and of roles, hold
together for all of them. *Alone* is the paired t interval of one measure, *skewed* the
bootstrap-t interval where the skewness of the differences is above 1, *variance removed* what
pairing has saved. *Improves* and *worsens* mean that the whole interval lies beyond the
smallest difference that matters. All this is luck only: how well the parameters are known is
another question.
"""


def report(comparison: Comparison) -> str:
    """Return the report: what was compared, what differs, for whom, at what cost, how sure."""
    parts = [_opening(comparison)]
    for policy in comparison.policies:
        parts += [
            _differences(comparison, policy),
            _costs(comparison, policy),
            _standing(comparison, policy),
        ]
    parts += [_details(comparison), _certainty(comparison), _repeat(comparison)]
    return "\n\n".join(part for part in parts if part) + "\n"


def each(rows: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table with its columns as attributes."""
    yield from rows.itertuples()


def number(value: float) -> str:
    """Write a number with three figures, thousands apart, as a person would."""
    if not math.isfinite(value):
        return NOTHING
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    text = f"{value:.3g}"
    return text if "e" not in text else f"{value:.1e}"


def table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose columns stand in line; all but the first read to the right."""
    rows = [list(header), *([*line] for line in lines)]
    width = [max(len(row[column]) for row in rows) for column in range(len(header))]
    words = {0, len(header) - 1}
    cells = [
        [
            cell.ljust(width[column]) if column in words else cell.rjust(width[column])
            for column, cell in enumerate(row)
        ]
        for row in rows
    ]
    ruler = [
        "-" * width[column] if column in words else "-" * (width[column] - 1) + ":"
        for column in range(len(header))
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [cells[0], ruler, *cells[1:]])


def _span(low: float, high: float) -> str:
    return f"{number(low)} .. {number(high)}" if math.isfinite(low) else NOTHING


def _reported(comparison: Comparison, policy: Scenario) -> pd.DataFrame:
    """Return the rows to report: the primary measures, or those that were asked for, if others."""
    rows = comparison.rows[comparison.rows["policy"] == policy.name]
    primary = rows[rows["measure"].isin(PRIMARY)]
    return primary if len(rows) > 2 * len(PRIMARY) else rows


def _opening(comparison: Comparison) -> str:
    world, baseline = comparison.world, comparison.baseline
    policies = " and ".join(policy.name for policy in comparison.policies)
    lines = [
        f"# {policies} against {baseline.name}",
        "",
        f"World: {world.title or world.name} ({world.size} regions, {world.actors} actors).",
        *textwrap.wrap(f"Drawn, as the world's table lacks it: {'; '.join(world.drawn)}.", 96),
        f"{comparison.quarters} quarters, {comparison.pairs} pairs, seed {comparison.seed}.",
        f"Baseline: {baseline.title or baseline.name}.",
    ]
    return "\n".join(lines)


def _differences(comparison: Comparison, policy: Scenario) -> str:
    header = ["measure", "baseline", "difference", "95 % interval", "pairs better", "verdict"]
    lines = [
        [
            row.measure,
            number(row.baseline_mean),
            number(row.difference),
            _span(row.low_all, row.high_all)
            if row.measure in PRIMARY
            else _span(row.low, row.high),
            f"{row.pairs_better}/{comparison.pairs}",
            row.verdict,
        ]
        for row in each(_reported(comparison, policy))
    ]
    title = f"## {policy.name}: {policy.title}" if policy.title else f"## {policy.name}"
    return f"{title}\n\n{table(header, lines)}"


def _costs(comparison: Comparison, policy: Scenario) -> str:
    costs = comparison.costs[comparison.costs["policy"] == policy.name]
    cost = float(costs["cost"].iloc[0])
    lines = [
        [
            row.measure,
            number(row.difference),
            number(row.cost_per_unit),
            _span(row.low, row.high),
            row.reading if math.isnan(row.cost_per_unit) else "",
        ]
        for row in each(costs)
    ]
    header = ["effect", "gained", "public money per unit", "95 % interval", "why none"]
    text = f"Public money spent beyond the baseline: {number(cost)} u/actor."
    return f"### What a unit of effect costs\n\n{text}\n\n{table(header, lines)}"


def _standing(comparison: Comparison, policy: Scenario) -> str:
    """Say who wins and who loses: roles in full, regions by the largest differences."""
    standing = comparison.standing[comparison.standing["policy"] == policy.name]
    roles, regions = (standing[standing["kind"] == kind] for kind in ("role", "region"))
    counts = regions["standing"].value_counts()
    tally = ", ".join(
        f"{counts.get(word, 0)} {text}"
        for word, text in (("gains", "gain"), ("loses", "lose"), ("unclear", "are unclear"))
    )
    ends = regions.sort_values("difference", ascending=False, kind="stable")
    most = pd.concat([ends.head(MOST_LISTED), ends.tail(MOST_LISTED)]).drop_duplicates("code")
    names = dict(zip(comparison.world.codes, comparison.world.names, strict=True))
    lines = [
        [
            names.get(row.code, row.code.replace("_", " ")),
            number(row.baseline_mean),
            number(row.difference),
            _span(row.low_all, row.high_all),
            row.standing,
        ]
        for row in each(pd.concat([roles, most]))
    ]
    header = ["who", "baseline", "difference", "95 % interval", "standing"]
    text = (
        f"Net value of cooperation [u/actor]. Of {len(regions)} regions {tally}; both ends shown."
    )
    return f"### Winners and losers\n\n{text}\n\n{table(header, lines)}"


def _details(comparison: Comparison) -> str:
    header = ["policy, measure", "unit", "alone", "skewed", "variance removed", "matters from"]
    lines = [
        [
            f"{policy.name}, {row.measure}",
            row.unit,
            _span(row.low, row.high),
            _span(row.low_skewed, row.high_skewed),
            f"{100 * row.variance_reduction:.0f} %"
            if row.variance_reduction == row.variance_reduction
            else NOTHING,
            number(row.matters),
        ]
        for policy in comparison.policies
        for row in each(_reported(comparison, policy))
    ]
    return f"## Details\n\n{table(header, lines)}"


def _certainty(comparison: Comparison) -> str:
    failed = len(comparison.failures)
    lines = [
        "## How sure this is",
        "",
        HOW_SURE.strip(),
        f"Failed runs: {failed} of {comparison.replicates * (1 + len(comparison.policies))}.",
        *(f"* {reason}" for reason in reasons_of(comparison.failures)),
    ]
    return "\n".join(lines)


def command_line(comparison: Comparison) -> str:
    """Return the command that repeats a comparison; a scenario of the user's is its file."""
    scenarios = [
        each.name if each.name in scenario_names() else f"{each.name}.toml"
        for each in (comparison.baseline, *comparison.policies)
    ]
    words = ["interhelix", "compare", *scenarios, "--world", comparison.world.name]
    for option in ("replicates", "seed", "quarters"):
        words += [f"--{option}", str(getattr(comparison, option))]
    return shlex.join(words)


def _repeat(comparison: Comparison) -> str:
    version = f"interhelix {interhelix.__version__}, model {fingerprint()}"
    return f"## How to repeat\n\n    {command_line(comparison)}\n\n{version}"
