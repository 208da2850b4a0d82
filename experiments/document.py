"""A document as blocks, and its form in Markdown that reads well as it stands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NOTHING = "–"
NUMBER = re.compile(r"[-−+]?\d|–|$")
ACTIVE = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<=])\(|\\(?=[^\w\s])")  # more than a sign


def length_of(quarters: int, pairs: int, seed: int) -> str:
    """Return what a report rests on, as in ``60 quarters, 30 pairs, seed 1``."""
    return f"{counted(quarters, 'quarter')}, {counted(pairs, 'pair')}, seed {seed}."


@dataclass(frozen=True)
class Heading:
    """A heading; the document's own has level 1."""

    level: int
    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; a word between asterisks is emphasised, one between backticks is code."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list of lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """Lines to be typed as they stand."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table with its name."""

    caption: str
    header: Sequence[str]
    lines: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Picture:
    """A picture by the name of its file; only a page shows it."""

    name: str


Block = Heading | Text | Items | Code | Table | Picture


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 setting``, ``1,333 settings``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def markdown(blocks: Iterable[Block]) -> str:
    """Return a document as Markdown; pictures are left out."""
    parts = [_markdown(block) for block in blocks if not isinstance(block, Picture)]
    return "\n\n".join(parts) + "\n"


def _markdown(block: Heading | Text | Items | Code | Table) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {plain(text)}"
        case Text(text):
            return plain(text)
        case Items(lines):
            return "\n".join(f"* {plain(line)}" for line in lines)
        case Code(text):
            return "\n".join(f"    {line}" for line in text.splitlines())
        case Table():
            return table(block.header, block.lines)


def plain(text: str) -> str:
    """Return a text that Markdown shows as it stands: no tag, entity or link is made of it."""
    return ACTIVE.sub(r"\\\g<0>", text)


def number(value: float) -> str:
    """Write a number with three figures, thousands apart, as a person would."""
    if not math.isfinite(value):
        return NOTHING
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    text = f"{value:.3g}"
    return text if "e" not in text else f"{value:.1e}"


def span(low: float, high: float) -> str:
    """Write an interval."""
    return f"{number(low)} .. {number(high)}" if math.isfinite(low) else NOTHING


def percent(share: float) -> str:
    """Write a share as a whole percentage."""
    return f"{100 * share:.0f} %" if math.isfinite(share) else NOTHING


def numeric(header: Sequence[str], lines: Sequence[Sequence[str]]) -> list[bool]:
    """Say which columns hold numbers, so that they read to the right; the first never does."""
    return [
        column > 0 and all(NUMBER.match(line[column]) for line in lines)
        for column in range(len(header))
    ]


def table(header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose columns stand in line; numbers read to the right."""
    rows = [[plain(cell).replace("|", r"\|") for cell in line] for line in (header, *lines)]
    width = [max(2, *(len(row[column]) for row in rows)) for column in range(len(header))]
    right = numeric(header, lines)
    cells = [
        [
            cell.rjust(width[column]) if right[column] else cell.ljust(width[column])
            for column, cell in enumerate(row)
        ]
        for row in rows
    ]
    ruler = [
        "-" * (width[column] - 1) + ":" if right[column] else "-" * width[column]
        for column in range(len(header))
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [cells[0], ruler, *cells[1:]])
