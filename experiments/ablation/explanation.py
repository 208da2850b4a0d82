"""An explanation of a policy's effects, its report and its folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from interhelix.experiments.ablation.parts import (
    INTERVENTION,
    MECHANISM,
    PARAMETER,
    REMAINDER,
    TOTAL,
    item_of,
)
from interhelix.experiments.costs import money_note
from interhelix.experiments.document import (
    Block,
    Heading,
    Items,
    Picture,
    Result,
    Table,
    Text,
    length_of,
    table_of,
    write_document,
)
from interhelix.experiments.inputs import Origins, value_of
from interhelix.experiments.output import json_value, records
from interhelix.experiments.provenance import made_by, of_scenario, of_world, write_results
from interhelix.experiments.replicates import FailedRun
from interhelix.experiments.sections import command, repeat
from interhelix.experiments.statistics import counted, each, number, span
from interhelix.model.parameters import DEFAULTS
from interhelix.model.world import World
from interhelix.scenarios import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from interhelix.experiments.pictures.results import Drawing


QUESTIONS = ("interventions", "mechanisms", "assumptions")
TURNS, OPEN, KEEPS = "turns the sign", "leaves the sign open", "keeps the sign"
NO_HINT = "no hint of another sign in the first pairs"
IDENTICAL = "changes nothing"
STEPS = (INTERVENTION, REMAINDER, TOTAL)
MOST_NAMED = 2  # rules in a sentence


@dataclass(frozen=True, repr=False, eq=False)
class Explanation(Result):
    """What carries each effect of a policy; its picture is ``waterfall``.

    ``effects`` has a row for each measure and, by ``kind``, for the total, each intervention left
    out, each parameter of one that sets several, the remainder, and each mechanism turned off:
    ``difference`` is what the total loses by it. ``moves`` has a row for each assumed number that
    is moved and each measure whose sign is sure, with the effect as it is then, and its reading.
    """

    world: World
    origins: Origins
    baseline: Scenario
    policy: Scenario
    seed: int
    replicates: int
    quarters: int
    questions: tuple[str, ...]
    measures: tuple[str, ...]
    effects: pd.DataFrame
    moves: pd.DataFrame
    failures: tuple[FailedRun, ...] = ()

    def __repr__(self) -> str:
        what = f"{self.policy.name} against {self.baseline.name}: {self.world.name}"
        size = f"{self.replicates} pairs, {self.quarters} quarters, seed {self.seed}"
        return f"Explanation({what}, {size})"

    @property
    def title(self) -> str:
        """What is explained, in words."""
        return f"Why {self.policy.name} differs from {self.baseline.name}"

    def to_frame(self) -> pd.DataFrame:
        """Return the rows of ``effects`` for the caller to keep."""
        return self.effects.copy()

    def sentences(self) -> dict[str, str]:
        """Return a plain sentence on each measure, by its name."""
        return {name: "; ".join(self._clauses(name)) + "." for name in self.measures}

    def _clauses(self, measure: str) -> Iterator[str]:
        own = self.effects[self.effects["measure"] == measure]
        (total,) = rows(own, TOTAL)
        yield f"{measure}: {self.policy.name} changes it by {_figure(total)} {total.unit}"
        if not is_sure(total):
            yield "luck alone may explain that"
            return
        if QUESTIONS[0] in self.questions:
            lost = " and ".join(_told(row) for row in rows(own, INTERVENTION) if is_sure(row))
            yield f"it would lose without {lost}" if lost else "no intervention alone carries it"
            if is_sure(rest := rows(own, REMAINDER)[0]):
                yield f"what they do together makes {_figure(rest)}"
        if QUESTIONS[1] in self.questions:
            rules = " and ".join(_told(row) for row in surest(own)[:MOST_NAMED])
            yield (
                f"of the rules it rests most on {rules}" if rules else "it rests on no single rule"
            )
        if QUESTIONS[2] in self.questions:
            moved = self.moves[self.moves["measure"] == measure]
            moved = moved[moved["reading"] == TURNS]
            told = ", ".join(f"`{row.parameter}` at {number(row.moved)}" for row in each(moved))
            yield f"its sign turns with {told}" if told else "no assumed number turns its sign"

    def as_json(self) -> dict[str, object]:
        """Return the explanation as JSON values; what is not a finite number is null."""
        return {
            "baseline": self.baseline.name,
            "policy": self.policy.name,
            "world": self.world.name,
            "pairs": self.replicates,
            "quarters": self.quarters,
            "seed": json_value(self.seed),
            "failed": len(self.failures),
            "sentences": self.sentences(),
            "effects": records(self.effects),
            "moves": records(self.moves),
        }

    def to_json(self) -> str:
        """Return the explanation as text, the same to the byte whatever ran it where."""
        return json.dumps(self.as_json(), indent=2, allow_nan=False, ensure_ascii=False) + "\n"

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables as a folder holds them."""
        return {"parts": self.effects} | ({"moves": self.moves} if len(self.moves) else {})

    def _summary(self) -> list[Block]:
        return [Items(tuple(self.sentences().values()))]

    def _blocks(self) -> list[Block]:
        return blocks_of(self)

    def _drawings(self, language: str) -> Mapping[str, Drawing]:
        if QUESTIONS[0] not in self.questions:
            return {}
        from interhelix.experiments.picture_texts import texts
        from interhelix.experiments.pictures.results import draw_waterfall

        words = texts(language)
        policy, baseline = words.scenario(self.policy), words.scenario(self.baseline)
        title = words["waterfall"].format(policy=policy, baseline=baseline)
        numbers = {"pairs": self.replicates, "quarters": self.quarters, "seed": self.seed}
        below = f"{words.world(self.world)} · {words['of_pairs'].format(**numbers)}"
        return {"waterfall": partial(draw_waterfall, self.effects, STEPS, title, below, words)}

    def _write(self, folder: Path, language: str) -> None:
        pictures = {name: draw() for name, draw in self._drawings(language).items()}
        write_explanation(self, folder, pictures, language)


def rows(table: pd.DataFrame, kind: str) -> list[Any]:
    """Return the rows of a kind."""
    return list(each(table[table["kind"] == kind]))


def is_sure(row: Any) -> bool:
    """Return whether the interval that holds together with others leaves out zero."""
    return bool(row.low_all > 0 or row.high_all < 0)


def surest(own: pd.DataFrame) -> list[Any]:
    """Return the rules on which a measure surely rests, the largest first."""
    rules = [row for row in rows(own, MECHANISM) if is_sure(row)]
    return sorted(rules, key=lambda row: -abs(row.difference))


def _figure(row: Any) -> str:
    return f"{number(row.difference)} ({span(row.low_all, row.high_all)})"


def _told(row: Any) -> str:
    return f"“{row.part}” {_figure(row)}"


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
        money_note(found.world.name),
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
    left_out = table[table["kind"] != MECHANISM]
    ordered = pd.concat([own for _, own in left_out.groupby("measure", sort=False)])
    return table_of("What the effect loses where an intervention is left out", ordered, {
        "effect, left out": lambda row: f"{row.measure}, {_name(row.kind, row.part)}",
        "unit": "unit", "from": "start", "difference": "#difference",
        "95 % interval": "low_all..high_all", "verdict": "verdict",
    })  # fmt: skip


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
    told = pd.concat([moves[readings == reading] for reading in (TURNS, OPEN)])
    if len(told):
        yield table_of("Assumed numbers that turn a sign or leave it open", told, {
            "number, effect": lambda row: f"{row.parameter}, {row.measure}",
            "from": lambda row: number(value_of(DEFAULTS, row.parameter)), "to": "#moved",
            "as it is": "#as_it_is", "then": "#difference",
            "95 % interval": "low_all..high_all", "reading": "reading",
        })  # fmt: skip


def write_explanation(
    found: Explanation, folder: Path, pictures: Mapping[str, Figure], language: str
) -> None:
    """Write everything that an explanation found into an empty folder."""
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
