"""A report as blocks, written as Markdown and HTML, and results that have one."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from interhelix.experiments.output import complete_folder
from interhelix.experiments.statistics import NUMBER, counted, number, percent, span
from interhelix.model.errors import Fault, InputError, unknown

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


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
    """Lines to be typed as they are."""

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


Cell = str | Callable[[Any], str]


def table_of(caption: str, rows: pd.DataFrame, columns: Mapping[str, Cell]) -> Table:
    """Return a table with a line for each of ``rows``; ``columns`` says how each cell is written.

    ``"x"`` is column x as text, ``"#x"`` a number, ``"%x"`` a share in per cent, ``"low..high"`` an
    interval; all else is a function of the row.
    """
    lines = [[_cell(row, cell) for cell in columns.values()] for row in rows.itertuples()]
    return Table(caption, list(columns), lines)


def _cell(row: Any, cell: Cell) -> str:
    if not isinstance(cell, str):
        return cell(row)
    if ".." in cell:
        return span(*(getattr(row, name) for name in cell.split("..")))
    written = {"#": number, "%": percent}.get(cell[0])
    return written(getattr(row, cell[1:])) if written else str(getattr(row, cell))


Block = Heading | Text | Items | Code | Table | Picture


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


def numeric(header: Sequence[str], lines: Sequence[Sequence[str]]) -> list[bool]:
    """Return which columns hold numbers, so that they read to the right; the first never does."""
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
    ruler = ["-" * (w - 1) + ":" if r else "-" * w for w, r in zip(width, right, strict=True)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [cells[0], ruler, *cells[1:]])


CODE = re.compile(r"`([^`\n]+)`")
EMPHASIS = re.compile(r"(?<!\w)\*(\S|\S[^*\n]*\S)\*(?!\w)")
WIDTH = slice(16, 20)  # where a PNG tells it
CSS_DOTS = 96  # to the inch


class Shown(NamedTuple):
    """A picture of a page: its PNG, and what it shows in words."""

    png: bytes
    alt: str


def page(
    blocks: Sequence[Block], pictures: Mapping[str, Shown], language: str, written: str = "en"
) -> str:
    """Return a document as HTML; ``language`` is that of the pictures, ``written`` of the text.

    A picture that the document names and ``pictures`` lacks is left out.
    """
    title = next(block.text for block in blocks if isinstance(block, Heading))
    body = "\n".join(_html(block, pictures, language) for block in blocks)
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{written}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def fragment(blocks: Sequence[Block]) -> str:
    """Return blocks as a part of a page, without pictures."""
    return "\n".join(_html(block, {}, "en") for block in blocks)


def write_document(
    blocks: Sequence[Block], pictures: Mapping[str, Figure], folder: Path, language: str
) -> None:
    """Write a document as Markdown, its pictures as PNG and SVG, and all of it as one page."""
    from interhelix.experiments.pictures import save
    from interhelix.experiments.pictures.results import alts

    (folder / "report.md").write_text(markdown(blocks), encoding="utf-8")
    shown = {}
    for name, alt in alts(pictures, language).items():
        save(pictures[name], folder / name)
        shown[name] = Shown((folder / f"{name}.png").read_bytes(), alt)
    (folder / "report.html").write_text(page(blocks, shown, language), encoding="utf-8")


def _html(block: Block, pictures: Mapping[str, Shown], language: str) -> str:
    match block:
        case Heading(level, text):
            return f"<h{level}>{_inline(text)}</h{level}>"
        case Text(text):
            return f"<p>{_inline(text)}</p>"
        case Items(lines):
            return f"<ul>{''.join(f'<li>{_inline(line)}</li>' for line in lines)}</ul>"
        case Code(text):
            return f'<pre tabindex="0"><code>{escape(text)}</code></pre>'
        case Table():
            return _table(block)
        case Picture(name):
            return _picture(pictures[name], language) if name in pictures else ""


def _inline(text: str) -> str:
    return CODE.sub(r"<code>\1</code>", EMPHASIS.sub(r"<em>\1</em>", escape(text)))


def _table(block: Table) -> str:
    """Return a table that a screen reader can read by cell, and that scrolls if it is wide."""
    right = numeric(block.header, block.lines)
    kinds = [' class="number"' if number else "" for number in right]
    pairs = zip(kinds, block.header, strict=True)
    head = "".join(f'<th scope="col"{kind}>{escape(cell)}</th>' for kind, cell in pairs)
    rows = []
    for first, *others in block.lines:
        cells = "".join(
            f"<td{kind}>{escape(cell)}</td>" for kind, cell in zip(kinds[1:], others, strict=True)
        )
        rows.append(f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>')
    caption = escape(block.caption)
    return (
        f'<div class="table" role="region" aria-label="{caption}" tabindex="0">\n'
        f"<table>\n<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
        + "\n".join(rows)
        + "\n</tbody>\n</table>\n</div>"
    )


def _picture(shown: Shown, language: str) -> str:
    from interhelix.experiments.pictures import DOTS_PER_INCH

    data = b64encode(shown.png).decode("ascii")
    width = int.from_bytes(shown.png[WIDTH]) * CSS_DOTS // DOTS_PER_INCH
    return (
        f'<figure lang="{language}"><img width="{width}" src="data:image/png;base64,{data}" '
        f'alt="{escape(shown.alt)}"></figure>'
    )


class Result(ABC):
    """A result that a notebook shows."""

    def report(self) -> str:
        """Return the report as Markdown."""
        return markdown(self._blocks())

    def plot(self, name: str = "", language: str = "en") -> Figure:
        """Draw one of the pictures, by default the first.

        Args:
            name: Name of the picture, as of its file in a folder of results.
            language: ``en`` or ``ru``.

        Raises:
            InputError: there is no such picture or language.

        """
        drawings = self._drawings(language)
        if not drawings:
            raise InputError(Fault("", "there is no picture of this", "see report()"))
        if name and name not in drawings:
            raise unknown("picture", name, drawings)
        return drawings[name or next(iter(drawings))]()

    def save(self, folder: str | Path, overwrite: bool = False, language: str = "en") -> Path:
        """Write tables, pictures and what made them, as a command does with ``--out``.

        Args:
            folder: A new or an empty folder.
            overwrite: Replace an earlier result in the folder.
            language: Language of pictures, ``en`` or ``ru``.

        Raises:
            InputError: the folder is in use, holds what is not ours, or cannot be written.

        """
        from interhelix.experiments.picture_texts import texts

        texts(language)
        target = Path(folder)
        with complete_folder(target, overwrite) as draft:
            self._write(draft, language)
        return target

    def _repr_html_(self) -> str:
        return f"<p><code>{escape(repr(self))}</code></p>\n{fragment(self._summary())}"

    @abstractmethod
    def __repr__(self) -> str:
        """Say in one line what it is."""

    @abstractmethod
    def _summary(self) -> list[Block]:
        """Return what a notebook shows."""

    @abstractmethod
    def _blocks(self) -> list[Block]:
        """Return the report."""

    @abstractmethod
    def _drawings(self, language: str) -> Mapping[str, Callable[[], Figure]]:
        """Return what draws each picture, by the name of its file."""

    @abstractmethod
    def _write(self, folder: Path, language: str) -> None:
        """Write everything into an empty folder."""
