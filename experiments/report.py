"""The report of a comparison: what differs, for whom, at what cost, how sure."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from interhelix.experiments import money
from interhelix.experiments.comparison import Comparison, FailedRun, reasons_of
from interhelix.experiments.document import (
    Block,
    Heading,
    Items,
    Picture,
    Table,
    Text,
    length_of,
    markdown,
    number,
    percent,
    span,
)
from interhelix.experiments.equal_report import equality
from interhelix.experiments.output import safe
from interhelix.experiments.own_code import code_told
from interhelix.experiments.record import made_by
from interhelix.experiments.repeating import command, repeat
from interhelix.experiments.tables import labels_of
from interhelix.model.measures import MEASURES, PRIMARY
from interhelix.scenarios import Scenario

MOST_LISTED = 5  # regions that gain or lose most
HOW_SURE = """
A difference is treatment less baseline in the same replicate (paired difference, common random
numbers), at the end of the run. The intervals of the first tables hold together, with 95 %, for
all primary measures of all policies (max-T over resampled pairs, freed of skewness); those of
regions, and of roles, hold together for all of them. *Alone* is the paired t interval of one
measure, *skewed* the bootstrap-t interval where the skewness of the differences is above 1,
*variance removed* what pairing has saved. *Improves* and *worsens* mean that the whole interval
lies beyond the smallest difference that matters.
"""
LUCK = """
All this is luck only: how well the parameters are known is another question.
"""
BOTH = """
Each pair has parameters of its own, drawn from the posterior; both sides share them, and what a
scenario sets itself stays as it sets it. So these intervals are about luck and ignorance together.
*Luck* is the same pairs at the posterior mean. Between the ends of each interval below lie 95 % of
the pairs; *ignorance* is the share of the variance that is not luck, *better* in how many of the
pairs the policy is better, by luck and ignorance.
"""


def report(comparison: Comparison) -> str:
    """Return the report as Markdown."""
    return markdown(blocks_of(comparison))


def blocks_of(comparison: Comparison) -> list[Block]:
    """Return the report: what was compared, what differs, for whom, at what cost, how sure."""
    equal = equality(comparison.equal) if comparison.equal else []
    blocks = [*_opening(comparison), *equal, Picture("forest")]
    for policy in comparison.policies:
        title = f"{policy.name}: {policy.title}" if policy.title else policy.name
        if (dose := comparison.dose(policy)) != 1.0:
            title += f", at dose {number(dose)}"
        rows = comparison.rows[comparison.rows["policy"] == policy.name]
        blocks += [
            Heading(2, title),
            differences(_reported(rows), f"{policy.name} against {comparison.baseline.name}"),
            Heading(3, "What a unit of effect costs"),
            *costs(comparison.costs[comparison.costs["policy"] == policy.name]),
            *_standing(comparison, policy),
        ]
    reported = [
        _reported(comparison.rows[comparison.rows["policy"] == policy.name])
        for policy in comparison.policies
    ]
    maps = [Picture(f"map_{safe(name)}") for name in comparison.networks]
    return [
        *blocks,
        Picture("effects"),
        Picture("ladder"),
        *maps,
        *details(pd.concat(reported)),
        Heading(2, "How sure this is"),
        *_sureness(comparison),
        *failed(comparison.failures, comparison.replicates * (1 + len(comparison.policies))),
        *repeat(
            [command_line(comparison)],
            made_by(),
            comparison.origins.unkept(),
            code_told(comparison.scenarios, comparison.own),
        ),
    ]


def summary_of(comparison: Comparison) -> list[Block]:
    """Return the differences that each policy makes, a table for each."""
    return [
        differences(_reported(rows), f"{policy} against {comparison.baseline.name}")
        for policy, rows in comparison.rows.groupby("policy", sort=False)
    ]


def each(rows: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table with its columns as attributes."""
    yield from rows.itertuples()


def _reported(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows to report: the primary measures, or those that were asked for, if others."""
    return rows[rows["measure"].isin(PRIMARY)] if len(rows) > 2 * len(PRIMARY) else rows


def _opening(comparison: Comparison) -> list[Block]:
    world, baseline = comparison.world, comparison.baseline
    lines = [
        f"World: {world.title or world.name} ({world.size} regions, {world.actors} actors).",
        *(line for told in world.basis for line in textwrap.wrap(told, 96)),
        length_of(comparison.quarters, comparison.pairs, comparison.seed),
        f"Baseline: {baseline.title or baseline.name}.",
        money.told(world.name),
    ]
    return [Heading(1, title_of(comparison)), Text("\n".join(lines))]


def title_of(comparison: Comparison) -> str:
    """Return what is compared with what."""
    policies = " and ".join(policy.name for policy in comparison.policies)
    return f"{policies} against {comparison.baseline.name}"


def differences(rows: pd.DataFrame, caption: str) -> Table:
    """Return the differences that a policy makes, a line for each measure."""
    header = [
        "measure", "unit", "baseline", "difference", "95 % interval", "pairs better", "verdict",
    ]  # fmt: skip
    lines = [
        [
            row.measure,
            row.unit,
            number(row.baseline_mean),
            number(row.difference),
            span(row.low, row.high) if math.isnan(row.low_all) else span(row.low_all, row.high_all),
            f"{row.pairs_better}/{row.pairs}",
            row.verdict,
        ]
        for row in each(rows)
    ]
    return Table(caption, header, lines)


def costs(table: pd.DataFrame) -> list[Block]:
    """Return what a unit of each effect costs under one policy, and how it stands to others."""
    header = ["effect", "gained", "unit", "money per unit", "95 % interval", "efficient", "place"]
    lines = [
        [
            row.measure,
            number(row.difference),
            row.unit,
            number(row.cost_per_unit),
            span(row.low, row.high),
            percent(row.often_efficient),
            "; ".join(_place(row)),
        ]
        for row in each(table)
    ]
    cost = float(table["cost"].iloc[0])
    text = (
        f"Public money spent beyond the baseline: {number(cost)} u/actor, {money.in_euro(cost)}.\n"
        "*Efficient* is how often, in resamples of the pairs, no other policy or mix of two gains\n"
        "more for the money."
    )
    return [Text(text), Table("Public money [u/actor] per unit of effect", header, lines)]


def _place(row: Any) -> Iterator[str]:
    """Yield how a policy stands to the others, and why there is no cost per unit."""
    yield row.place
    if math.isfinite(row.extra_cost_per_unit):
        yield f"{number(row.extra_cost_per_unit)} per further unit"
    if row.reading != "per unit":
        yield row.reading


def _standing(comparison: Comparison, policy: Scenario) -> list[Block]:
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
    names = labels_of(comparison.world.codes, comparison.world.names)
    lines = [
        [
            names[row.code] if row.kind == "region" else row.code.replace("_", " "),
            number(row.baseline_mean),
            number(row.difference),
            span(row.low_all, row.high_all),
            row.standing,
        ]
        for row in each(pd.concat([roles, most]))
    ]
    header = ["who", "baseline", "difference", "95 % interval", "standing"]
    text = (
        f"Net value of cooperation [u/actor]. Of {len(regions)} regions {tally}; both ends shown."
    )
    table = Table(f"Net value of cooperation [u/actor] under {policy.name}", header, lines)
    return [Heading(3, "Winners and losers"), Text(text), table]


def details(rows: pd.DataFrame) -> list[Block]:
    """Return what stands behind the verdicts, a line for each policy and measure."""
    header = ["policy, measure", "unit", "alone", "skewed", "variance removed", "matters from"]
    lines = [
        [
            f"{row.policy}, {row.measure}",
            row.unit,
            span(row.low, row.high),
            span(row.low_skewed, row.high_skewed),
            percent(row.variance_reduction),
            number(row.matters),
        ]
        for row in each(rows)
    ]
    return [Heading(2, "Details"), Table("Intervals of one measure alone", header, lines)]


def _sureness(comparison: Comparison) -> list[Block]:
    """Say what the intervals hold: luck, and with a posterior ignorance beside it."""
    if not comparison.ignorance:
        return [Text(f"{HOW_SURE.strip()} {LUCK.strip()}")]
    posterior = comparison.ignorance.posterior
    made = f"Posterior: {posterior.word}, made by model {posterior.record['fingerprint']}."
    rows = comparison.ignorance.table
    shown = rows[rows["measure"].isin(comparison.rows["measure"])]
    return [
        Text(HOW_SURE.strip()),
        Heading(2, "Luck and ignorance"),
        Text(f"{BOTH.strip()}\n{made}"),
        *(
            ignorance(_reported(part), f"{policy} against {comparison.baseline.name}")
            for policy, part in shown.groupby("policy", sort=False)
        ),
    ]


def ignorance(rows: pd.DataFrame, caption: str) -> Table:
    """Return what luck alone does to a difference, and luck and ignorance, for each measure."""
    header = ["measure", "unit", "difference", "luck", "luck and ignorance", "ignorance", "better"]
    lines = [
        [
            row.measure,
            row.unit,
            number(row.difference),
            span(row.low_luck, row.high_luck),
            span(row.low_both, row.high_both),
            percent(row.share_ignorance),
            percent(row.better_both),
        ]
        for row in each(rows)
    ]
    return Table(caption, header, lines)


def failed(failures: Sequence[FailedRun], runs: int) -> list[Block]:
    """Return how many runs failed, and why."""
    reasons = [Items(tuple(reasons_of(failures)))] if failures else []
    return [Text(f"Failed runs: {len(failures)} of {runs}."), *reasons]


def command_line(comparison: Comparison) -> str:
    """Return the command that repeats a comparison, where the first was given."""
    origins = comparison.origins
    names = [origin.word for origin in origins.scenarios]
    words = ["interhelix", "compare", *names, "--world", origins.world.word]
    for option in ("replicates", "seed", "quarters"):
        words += [f"--{option}", getattr(comparison, option)]
    own = {measure.name for measure in comparison.own}
    shown = [name for name in shown_measures(comparison) if name not in own]
    if len(shown) < len(MEASURES):
        words += [word for name in shown for word in ("--measure", name)]
    words += comparison.equal.aim.option if comparison.equal else ()
    words += ("--posterior", comparison.ignorance.posterior.word) if comparison.ignorance else ()
    return command(*words)


def shown_measures(comparison: Comparison) -> list[str]:
    """Return the names of the measures that a comparison shows."""
    return list(dict.fromkeys(comparison.rows["measure"]))
