"""How far the job of the session is."""

from __future__ import annotations

import solara

from interhelix.app import session
from interhelix.app.parts import Press, Progress, block
from interhelix.app.texts import words


@solara.component
def UnderWay() -> None:
    """Show how far the job is, and a button that ends it."""
    say = words(session.language.value)
    at = session.progress.value
    text = say("compare.starting")
    if at.of:
        text = say("compare.running", {"done": at.done, "of": at.of})
    elif at.compiling:
        text = say("compare.compiling")
    elif at.ahead:
        text = say("compare.waiting", {"ahead": at.ahead})
    with block("div", look="ih-underway"):
        Progress(text, at.done, at.of)
        Press(say("compare.cancel"), lambda _: session.cancel())
