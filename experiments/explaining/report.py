"""The report of an explanation, and its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from interhelix.experiments.comparison import json_value
from interhelix.experiments.document import (
    Block,
    Heading,
    Items,
    Picture,
    Table,
    Text,
    counted,
    length_of,
    number,
    span,
)
from interhelix.experiments.explaining.explanation import (
    OPEN,
    QUESTIONS,
    TURNS,
    Explanation,
    each,
    surest,
)
from interhelix.experiments.explaining.parts import INTERVENTION, MECHANISM, PARAMETER, item_of
from interhelix.experiments.money import told
from interhelix.experiments.record import made_by, of_scenario, of_world, value_of
from interhelix.experiments.repeating import command, repeat
from interhelix.model.parameters import DEFAULTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_RULES = 10  # of each effect; all stand in the table of the folder
HOW = """
What an intervention carries is what the policy does less what it does without it, in the same
replicate (common random numbers). Leaving out one at a time need not add up: what they do
*together* is the rest, above zero where one stands in for another, below where they need each
other. A *rule* is turned off under baseline and policy alike; its figure is the effect with the
rule less the effect without. Intervals (95 %) hold together for all interventions and effects, for
all rules and effects, and for all numbers that are moved. All of it is luck only.
"""
MOVED = """
Each number that is marked `assumed` and that the policy does not set is halved and doubled within
its bounds (log odds by ln 2) under baseline and policy alike; what is 0 stays. Only effects whose
sign is sure as it is are looked at: first in a few pairs, then in all where an effect came within a
standard error of the other sign.
"""


def blocks_of(found: Explanation) -> list[Block]:
    """Return the report: sentences, interventions, rules, assumed numbers, how to repeat it."""
    lines = [
        f"World: {found.world.title or found.world.name}.",
        length_of(found.quarters, found.replicates, found.seed),
        told(found.world.name),
    ]
    sentences = Items(tuple(found.sentences().values()))
    blocks: list[Block] = [Heading(1, found.title), Text("\n".join(lines)), sentences]
    interventions, mechanisms, assumptions = (name in found.questions for name in QUESTIONS)
    if interventions:
        blocks += [Picture("waterfall"), Heading(2, "Interventions"), _left_out(found.effects)]
    if mechanisms:
        blocks += [Heading(2, "Rules"), _rules(found.effects, found.measures)]
    if assumptions:
        blocks += [Heading(2, "Assumed numbers"), Text(MOVED.strip()), *_moved(found.moves)]
    failed = Text(f"Failed runs: {len(found.failures)}.")
    end = repeat([command_line(found)], made_by(), found.origins.unkept())
    return [*blocks, Heading(2, "How to read this"), Text(HOW.strip()), failed, *end]


def _left_out(table: pd.DataFrame) -> Table:
    """Return total, interventions, parameters and remainder, effect by effect."""
    header = ["effect, left out", "unit", "from", "difference", "95 % interval", "verdict"]
    lines = [
        [
            f"{row.measure}, {_name(row.kind, row.part)}",
            row.unit,
            str(row.start),
            number(row.difference),
            span(row.low_all, row.high_all),
            row.verdict,
        ]
        for _, own in table[table["kind"] != MECHANISM].groupby("measure", sort=False)
        for row in each(own)
    ]
    return Table("What the effect loses where an intervention is left out", header, lines)


def _name(kind: str, part: str) -> str:
    return {INTERVENTION: part, PARAMETER: f"of it {part}"}.get(kind, kind)


def _rules(table: pd.DataFrame, measures: tuple[str, ...]) -> Table:
    """Return the rules on which each effect surely rests, the largest first."""
    header = ["effect, rule", "about", "unit", "difference", "95 % interval"]
    lines = [
        [
            f"{name}, {row.part}",
            item_of(row.part),
            row.unit,
            number(row.difference),
            span(row.low_all, row.high_all),
        ]
        for name in measures
        for row in surest(table[table["measure"] == name])[:MOST_RULES]
    ]
    rules = table[table["kind"] == MECHANISM]["part"].nunique()
    caption = f"Rules on which the effects rest, of {counted(rules, 'rule')} turned off"
    return Table(caption, header, lines)


def _moved(moves: pd.DataFrame) -> Iterator[Block]:
    """Yield how many moves were tried, and those that turn a sign or leave it open."""
    if moves.empty:
        yield Text("No effect has a sure sign, so no number was moved.")
        return
    readings, names = moves["reading"], moves["parameter"]
    tried = moves[["parameter", "moved"]].drop_duplicates()
    yield Text(
        f"{counted(len(tried), 'move')} of {counted(names.nunique(), 'number')}: "
        f"{int((readings == TURNS).sum())} turn the sign of an effect, "
        f"{int((readings == OPEN).sum())} leave it open."
    )
    header = ["number, effect", "from", "to", "as it is", "then", "95 % interval", "reading"]
    lines = [
        [
            f"{row.parameter}, {row.measure}",
            number(value_of(DEFAULTS, row.parameter)),
            number(row.moved),
            number(row.as_it_is),
            number(row.difference),
            span(row.low_all, row.high_all),
            row.reading,
        ]
        for reading in (TURNS, OPEN)
        for row in each(moves[readings == reading])
    ]
    if lines:
        yield Table("Assumed numbers that turn a sign or leave it open", header, lines)


def write_explanation(
    found: Explanation, folder: Path, pictures: Mapping[str, Figure], language: str
) -> None:
    """Write everything that an explanation found into an empty folder."""
    from interhelix.experiments.archive import write_results
    from interhelix.experiments.page import write_document

    write_document(blocks_of(found), pictures, folder, language)
    (folder / "explanation.json").write_text(found.to_json(), encoding="utf-8")
    sides = zip((found.baseline, found.policy), found.origins.scenarios, strict=True)
    against, explained = (of_scenario(each, found.quarters, origin) for each, origin in sides)
    record = {
        **made_by(),
        "world": of_world(found.world, found.origins.world),
        "against": against,
        "explained": explained,
        "replicates": found.replicates,
        "quarters": found.quarters,
        "seed": json_value(found.seed),
        "questions": list(found.questions),
        "measures": list(found.measures),
        "failed": [asdict(failed) for failed in found.failures],
        "command": command_line(found),
    }
    write_results(folder, found.title, found.tables(), record, found.origins.files)


def command_line(found: Explanation) -> str:
    """Return the command that repeats an explanation, where the first was given."""
    names = [origin.word for origin in found.origins.scenarios]
    words: list[object] = ["interhelix", "explain", *names, "--world", found.origins.world.word]
    for option in ("replicates", "seed", "quarters"):
        words += [f"--{option}", getattr(found, option)]
    words += [word for name in found.measures for word in ("--measure", name)]
    words += [word for name in found.questions for word in ("--question", name)]
    return command(*words)
