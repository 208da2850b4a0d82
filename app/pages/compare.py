"""The page Compare: two options side by side, what differs, for whom, and at what cost."""

from __future__ import annotations

import solara

from interhelix.app import session
from interhelix.app.comparing.answer import Answer
from interhelix.app.comparing.questions import Questions
from interhelix.app.comparing.setup import Setup
from interhelix.app.comparing.underway import UnderWay
from interhelix.app.parts import block
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
                UnderWay().key("underway")
            if session.found.value is not None:
                Answer(session.found.value).key("answer")
            elif session.job.value is None:
                Questions()
