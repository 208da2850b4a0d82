"""Controls: what a person presses, chooses, moves and keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import solara

from interhelix.app.parts.template import template

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
