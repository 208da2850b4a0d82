"""The page Compare: two options side by side, what differs, for whom, and at what cost."""

from __future__ import annotations

import solara

from interhelix.app import session
from interhelix.app.comparing.answer import Answer
from interhelix.app.comparing.questions import Questions
from interhelix.app.comparing.setup import Setup
from interhelix.app.parts import Press, Progress, block
from interhelix.app.texts import words


@solara.component
def Compare() -> None:
    """Show what is compared at the left, and the answer at the right."""
    say = words(session.language.value)
    solara.Title(f"{say('pages.compare')} · interhelix")
    with block("div", look="ih-columns"):
        with block("section", look="ih-setup", attributes={"aria-label": say("compare.setup")}):
            Setup()
        with block("section", look="ih-answer", attributes={"aria-label": say("compare.answer")}):
            if session.job.value is not None:
                UnderWay()
            if session.found.value is not None:
                Answer(session.found.value)
            elif session.job.value is None:
                Questions()


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
