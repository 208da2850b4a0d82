"""Parts that pages are made of: native controls with labels, pictures with alt text, tables.

Each is a Vue template, so that the browser's own buttons, lists and sliders are used: they support
keyboard, zoom and screen readers. A browser may send anything; the handler of an ``event_`` checks
the value.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import signature
from typing import Any

import solara

Part = Callable[..., solara.Element]


def template(file: str) -> Callable[[Callable[..., None]], Part]:
    """Make a part of a function that declares the values of the template ``file`` beside it."""

    def part_of(declaration: Callable[..., None]) -> Part:
        made = solara.component_vue(file)(declaration)
        parameters = signature(declaration)

        @wraps(declaration)
        def part(*values: Any, **named: Any) -> solara.Element:
            return made(**parameters.bind(*values, **named).arguments)

        return part

    return part_of


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
def Frame(language: str, label: str, links: Rows) -> None:
    """Set the language of the page, let people zoom, and show links that skip to its parts.

    ``links`` have ``text`` and ``to``, the ``id`` of an element.
    """


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


Handler = Callable[[Any], None]
Items = Sequence[Mapping[str, object]]


@template("press.vue")
def Press(
    label: str,
    event_pressed: Handler,
    title: str = "",
    look: str = "plain",
    off: bool = False,
) -> None:
    """Show a button; ``look`` is plain, main, or question."""


@template("choice.vue")
def Choice(label: str, value: object, items: Items, event_chosen: Handler) -> None:
    """Show a list to choose from; an item has ``value``, ``text``, and ``group`` if need be."""


@template("segments.vue")
def Segments(
    label: str, name: str, value: object, items: Items, event_chosen: Handler, quiet: bool = False
) -> None:
    """Show a few values side by side, one of them chosen; ``quiet`` hides the label from sight."""


@template("pick.vue")
def Pick(label: str, name: str, value: object, items: Items, event_chosen: Handler) -> None:
    """Show sentences below each other, one of them picked or none yet."""


@template("number.vue")
def Number(label: str, value: int, low: int, high: int, event_chosen: Handler) -> None:
    """Show a field for a whole number."""


@template("text.vue")
def Text(label: str, value: str, event_chosen: Handler) -> None:
    """Show a field for a line of text."""


@template("note.vue")
def Note(label: str, value: str, most: int, event_chosen: Handler) -> None:
    """Show a field for a few sentences of at most ``most`` characters."""


@template("tick.vue")
def Tick(label: str, value: bool, event_chosen: Handler) -> None:
    """Show a box to tick."""


@template("lever.vue")
def LeverCard(
    title: str,
    text: str,
    unit: str,
    low: float,
    high: float,
    step: float,
    cards: Mapping[str, object],
    years: Sequence[int],
    says: Mapping[str, object],
    language: str,
    event_moved: Handler,
) -> None:
    """Show where a lever stands in A and in B; ``event_moved`` hears a side and what has moved."""


@template("keep.vue")
def _KeepButton(label: str, ready: Mapping[str, object], event_asked: Handler) -> None:
    """Show a button; when ``ready`` changes, the browser saves its content (base64)."""


@solara.component
def Keep(label: str, name: str, kind: str, make: Callable[[], bytes]) -> None:
    """Show a button that makes a file and hands it over."""
    from base64 import b64encode

    ready, set_ready = solara.use_state({"count": 0})

    def asked(_: Any) -> None:
        content = b64encode(make()).decode()
        count = int(ready["count"]) + 1
        set_ready({"count": count, "content": content, "name": name, "kind": kind})

    _KeepButton(label, ready, asked)


@template("file.vue")
def File(label: str, most: int, event_taken: Handler) -> None:
    """Show a field for a file of at most ``most`` bytes; name, size and content are taken."""


@template("address.vue")
def Address(label: str, action: str, done: str, query: str) -> None:
    """Show the address that leads back to this state, and a button that copies it."""


@template("progress.vue")
def Progress(text: str, done: int, of: int) -> None:
    """Show how far something is; ``of`` is 0 as long as nobody knows."""


Rows = Sequence[Mapping[str, object]]


@template("growth.vue")
def Growth(title: str, unit: str, alt: str, caption: str, chart: Mapping[str, object]) -> None:
    """Show a chart over the whole length of a run, as far as it has come."""


@template("heat.vue")
def Heat(
    title: str,
    unit: str,
    alt: str,
    caption: str,
    across: str,
    up: str,
    columns: Sequence[str],
    rows: Rows,
    event_chosen: Handler,
) -> None:
    """Show a heat map as a table of buttons; ``event_chosen`` hears the place of a cell."""


@template("map.vue")
def NetworkMap(
    alt: str,
    inset: str,
    caption: str,
    windows: Rows,
    lines: Rows,
    points: Rows,
    legend: Rows,
    picked: str,
    event_chosen: Handler,
) -> None:
    """Show regions and the lines between them, in one window or two; a click picks a region."""


@template("tiles.vue")
def Tiles(
    alt: str,
    caption: str,
    columns: int,
    rows: int,
    tiles: Rows,
    picked: str,
    event_chosen: Handler,
) -> None:
    """Show a tile for each region, all of one size; a click picks a region."""


@template("slide.vue")
def Slide(
    label: str, value: int, low: int, high: int, start: str, pause: str, event_chosen: Handler
) -> None:
    """Show a slider over whole numbers, and a button that plays through them."""
