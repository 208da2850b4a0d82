"""An explanation: what carries each effect of a policy, as tables and sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from interhelix.experiments.comparison import FailedRun, json_value, records
from interhelix.experiments.document import Block, Items, number, span
from interhelix.experiments.explaining.parts import INTERVENTION, MECHANISM
from interhelix.experiments.origins import Origins
from interhelix.experiments.showing import Result
from interhelix.model.world import World
from interhelix.scenarios import Scenario

if TYPE_CHECKING:
    from interhelix.experiments.pictures.results import Drawing

QUESTIONS = ("interventions", "mechanisms", "assumptions")
TOTAL, REMAINDER = "total", "remainder"
TURNS, OPEN, KEEPS = "turns the sign", "leaves the sign open", "keeps the sign"
NO_HINT = "no hint of another sign in the first pairs"
IDENTICAL = "changes nothing"
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
        return (
            f"Explanation({self.policy.name} against {self.baseline.name}: {self.world.name}, "
            f"{self.replicates} pairs, {self.quarters} quarters, seed {self.seed})"
        )

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
            moved = self.moves[
                (self.moves["measure"] == measure) & (self.moves["reading"] == TURNS)
            ]
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
        from interhelix.experiments.explaining.report import blocks_of

        return blocks_of(self)

    def _drawings(self, language: str) -> Mapping[str, Drawing]:
        from interhelix.experiments.pictures.waterfall import draw_waterfall

        named = QUESTIONS[0] in self.questions
        return {"waterfall": lambda: draw_waterfall(self, language)} if named else {}

    def _write(self, folder: Path, language: str) -> None:
        from interhelix.experiments.explaining.report import write_explanation

        pictures = {name: draw() for name, draw in self._drawings(language).items()}
        write_explanation(self, folder, pictures, language)


def each(table: pd.DataFrame) -> list[Any]:
    """Return the rows of a table with its columns as attributes."""
    return list(table.itertuples())


def rows(table: pd.DataFrame, kind: str) -> list[Any]:
    """Return the rows of a kind."""
    return each(table[table["kind"] == kind])


def is_sure(row: Any) -> bool:
    """Tell whether the interval that holds together with others leaves out zero."""
    return bool(row.low_all > 0 or row.high_all < 0)


def surest(own: pd.DataFrame) -> list[Any]:
    """Return the rules on which a measure surely rests, the largest first."""
    rules = [row for row in rows(own, MECHANISM) if is_sure(row)]
    return sorted(rules, key=lambda row: -abs(row.difference))


def _figure(row: Any) -> str:
    return f"{number(row.difference)} ({span(row.low_all, row.high_all)})"


def _told(row: Any) -> str:
    return f"“{row.part}” {_figure(row)}"
