"""Pieces that are only looked at: the frame, pictures, tables, blocks of text."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence

import solara

from interhelix.app.parts.template import template

DOTS = 2  # of the picture for each of the screen, so that it stays sharp


def block(
    tag: str, text: str = "", look: str = "", attributes: Mapping[str, str] | None = None
) -> solara.Element:
    """Return an element of HTML; in a ``with``, what is made inside stands in it."""
    return solara.v.Html(
        tag=tag,
        class_=look,
        attributes=dict(attributes or {}),
        children=[text] if text else [],
    )


@template("frame.vue")
def Frame(language: str) -> None:
    """Tell the browser the language of the page, and let people zoom."""


@template("picture.vue")
def _Image(source: str, alt: str, caption: str, width: int, height: int) -> None:
    """Show a picture with its alternative text and a sentence below."""


@solara.component
def Picture(png: bytes, alt: str, caption: str) -> None:
    """Show a PNG."""
    width, height = (int.from_bytes(png[place : place + 4], "big") // DOTS for place in (16, 20))
    source = f"data:image/png;base64,{b64encode(png).decode()}"
    _Image(source, alt, caption, width, height)


@template("sheet.vue")
def Sheet(
    caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]
) -> None:
    """Show a table; ``right`` says which columns hold figures and stand to the right."""
