"""Sections that reports share: differences, costs, equal policies, how to repeat."""

from __future__ import annotations

import math
import os
import re
import shlex
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from interhelix.experiments.document import Block, Code, Heading, Items, Table, Text, table_of
from interhelix.experiments.provenance import made_by
from interhelix.experiments.replicates import FailedRun, reasons_of
from interhelix.experiments.scaling import TOLERANCE, Equal
from interhelix.experiments.statistics import number, span
from interhelix.experiments.tables import Ignorance, labels_of
from interhelix.model.measures import PRIMARY, Measure
from interhelix.model.source import hash_of_source
from interhelix.model.world import World
from interhelix.scenarios import Scenario


def differences(rows: pd.DataFrame, caption: str) -> Table:
    """Return the differences that a policy makes, a line for each measure."""
    return table_of(caption, rows, {
        "measure": "measure", "unit": "unit", "baseline": "#baseline_mean",
        "difference": "#difference",
        "95 % interval": lambda row: span(
            *(row.low, row.high) if math.isnan(row.low_all) else (row.low_all, row.high_all)
        ),
        "pairs better": lambda row: f"{row.pairs_better}/{row.pairs}", "verdict": "verdict",
    })  # fmt: skip


def details(rows: pd.DataFrame) -> list[Block]:
    """Return what stands behind the verdicts, a line for each policy and measure."""
    table = table_of("Intervals of one measure alone", rows, {
        "policy, measure": lambda row: f"{row.policy}, {row.measure}", "unit": "unit",
        "alone": "low..high", "skewed": "low_skewed..high_skewed",
        "variance removed": "%variance_reduction", "matters from": "#matters",
    })  # fmt: skip
    return [Heading(2, "Details"), table]


def ignorance(rows: pd.DataFrame, caption: str) -> Table:
    """Return what luck alone does to a difference, and luck and ignorance, for each measure."""
    return table_of(caption, rows, {
        "measure": "measure", "unit": "unit", "difference": "#difference",
        "luck": "low_luck..high_luck", "luck and ignorance": "low_both..high_both",
        "ignorance": "%share_ignorance", "better": "%better_both",
    })  # fmt: skip


def failed(failures: Sequence[FailedRun], runs: int) -> list[Block]:
    """Return how many runs failed, and why."""
    reasons = [Items(tuple(reasons_of(failures)))] if failures else []
    return [Text(f"Failed runs: {len(failures)} of {runs}."), *reasons]


NAMES = {"money": "public money", "contacts": "contacts"}
NOBODY = "No policy surely has more of it than the baseline, so none is scaled."
RULE = """
A *dose* moves each parameter that a policy changes along the straight line from the baseline's
value (dose 0) to the policy's (dose 1) and beyond, within the parameter's bounds. Whole numbers,
and what splits a budget, stay as the policy has them. A policy for which no such dose exists stays
as it is, and is *not* equal. All other tables and pictures are of the policies at these doses.
"""


def equality(equal: Equal) -> list[Block]:
    """Return what was made equal, the dose of each policy, and what a dose moved."""
    measure, what = equal.aim.measure, NAMES[equal.aim.quantity]
    aimed = (
        f"Target: {number(equal.target)} {measure.unit} of `{measure.name}` at the end of a run,"
        f" {_origin(equal)}; to {100 * TOLERANCE:.0f} %, looked for in {equal.pairs} pairs."
    )
    return [
        Heading(2, f"At equal {what}"),
        Text(textwrap.fill(NOBODY if math.isnan(equal.target) else aimed, 96)),
        Text(RULE.strip()),
        table_of(f"Doses at equal {what}", equal.doses, {
            "policy": "policy", "dose": "#dose", measure.name: "#mean",
            "95 % interval": "low..high", "reading": "reading",
        }),
        _changes(equal),
    ]  # fmt: skip


def _origin(equal: Equal) -> str:
    if equal.aim.amount is not None:
        return "as asked"
    return "that of the policy that has least, but surely more than the baseline"


def _changes(equal: Equal) -> Table:
    return table_of("What the doses moved", equal.changes, {
        "parameter": lambda row: f"{row.policy}, {row.parameter}", "unit": "unit",
        "quarters": lambda row: f"{row.begin} to {row.end - 1}", "baseline": "#baseline",
        "policy": "#policy_value", "at the dose": "#value", "how": "treatment",
    })  # fmt: skip


PLAIN = re.compile(r"[\w.:\\/=+-]+")


def command(*words: object, windows: bool = os.name == "nt") -> str:
    """Return a command as it is typed in a shell of this system, or of Windows."""
    texts = [str(word) for word in words]
    return " ".join(_in_quotes(text) for text in texts) if windows else shlex.join(texts)


def _in_quotes(word: str) -> str:
    """Return a word as cmd and PowerShell take it; no name of a file on Windows has a quote."""
    if PLAIN.fullmatch(word):
        return word
    tail = len(word) - len(word.rstrip("\\"))
    return '"' + word + "\\" * tail + '"'


def repeat(
    commands: Sequence[str],
    runs: Mapping[str, object],
    unkept: Iterable[str] = (),
    code: Iterable[str] = (),
) -> list[Block]:
    """Return the end of a report: commands, inputs that no file holds, version and model.

    ``code`` are lines about rules and measures of the user's own, which no command knows.

    ``runs`` is what made the runs; what makes the report is named beside it if it is another.
    """
    lines = [
        f"No file holds `{word}`, which was made in Python or in the app: save it under this name."
        for word in unkept
    ]
    lines += code
    here = made_by()
    if _model(runs) == _model(here):
        lines.append(_model(here))
    else:
        lines += [f"Runs: {_model(runs)}, which repeats them.", f"Report: {_model(here)}."]
    return [Heading(2, "How to repeat"), Code("\n".join(commands)), Text("\n".join(lines))]


def code_lines(scenarios: Sequence[Scenario], own: Sequence[Measure]) -> Iterator[str]:
    """Yield a line of a report for each rule and measure that no command knows."""
    for rule in dict.fromkeys(rule for scenario in scenarios for rule in scenario.rules):
        line = _code_line("rule", rule.name, rule.record["sha256"])
        yield f"{line} It acts after `{rule.after}`."
    for measure in own:
        yield _code_line("measure", measure.name, hash_of_source(measure.read))


def _code_line(kind: str, name: str, hashed: str) -> str:
    return f"The {kind} `{name}` is Python of your own (SHA-256 {hashed}): repeat this in Python."


def _model(made: Mapping[str, object]) -> str:
    return f"interhelix {made['interhelix']}, model {made['fingerprint']}"


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


def reported(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows to report: the primary measures, or those that were asked for, if others."""
    return rows[rows["measure"].isin(PRIMARY)] if len(rows) > 2 * len(PRIMARY) else rows


def winners_and_losers(standing: pd.DataFrame, policy: str, world: World) -> list[Block]:
    """Say who wins and who loses: roles in full, regions by the largest differences."""
    standing = standing[standing["policy"] == policy]
    roles, regions = (standing[standing["kind"] == kind] for kind in ("role", "region"))
    counts = regions["standing"].value_counts()
    tally = ", ".join(
        f"{counts.get(word, 0)} {text}"
        for word, text in (("gains", "gain"), ("loses", "lose"), ("unclear", "are unclear"))
    )
    ends = regions.sort_values("difference", ascending=False, kind="stable")
    most = pd.concat([ends.head(MOST_LISTED), ends.tail(MOST_LISTED)]).drop_duplicates("code")
    names = labels_of(world.codes, world.names)
    caption = f"Net value of cooperation [u/actor] under {policy}"
    table = table_of(caption, pd.concat([roles, most]), {
        "who": lambda row: names.get(row.code) or row.code.replace("_", " "),
        "baseline": "#baseline_mean", "difference": "#difference",
        "95 % interval": "low_all..high_all", "standing": "standing",
    })  # fmt: skip
    text = (
        f"Net value of cooperation [u/actor]. Of {len(regions)} regions {tally}; both ends shown."
    )
    return [Heading(3, "Winners and losers"), Text(text), table]


def sureness(known: Ignorance | None, measures: Sequence[str], baseline: str) -> list[Block]:
    """Return what the intervals hold: luck, and with a posterior ignorance beside it."""
    if not known:
        return [Text(f"{HOW_SURE.strip()} {LUCK.strip()}")]
    posterior = known.posterior
    made = f"Posterior: {posterior.word}, made by model {posterior.record['fingerprint']}."
    shown = known.table[known.table["measure"].isin(measures)]
    return [
        Text(HOW_SURE.strip()),
        Heading(2, "Luck and ignorance"),
        Text(f"{BOTH.strip()}\n{made}"),
        *(
            ignorance(reported(part), f"{policy} against {baseline}")
            for policy, part in shown.groupby("policy", sort=False)
        ),
    ]
