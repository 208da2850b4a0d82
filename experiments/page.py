"""A document as one page of HTML that needs nothing else: pictures stand in it, and its style."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from interhelix.experiments.document import (
    Block,
    Code,
    Heading,
    Items,
    Picture,
    Table,
    Text,
    markdown,
    numeric,
)
from interhelix.experiments.pictures.results import alts
from interhelix.experiments.pictures.style import DOTS_PER_INCH, save

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
    head = _cells(zip(kinds, block.header, strict=True), "col")
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


def _cells(cells: Iterable[tuple[str, str]], scope: str) -> str:
    return "".join(f'<th scope="{scope}"{kind}>{escape(cell)}</th>' for kind, cell in cells)


def _picture(shown: Shown, language: str) -> str:
    data = b64encode(shown.png).decode("ascii")
    width = int.from_bytes(shown.png[WIDTH]) * CSS_DOTS // DOTS_PER_INCH
    return (
        f'<figure lang="{language}"><img width="{width}" src="data:image/png;base64,{data}" '
        f'alt="{escape(shown.alt)}"></figure>'
    )
