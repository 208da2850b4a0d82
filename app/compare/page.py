"""The page Compare: two options side by side, what differs, for whom, and at what cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import solara

from interhelix.app.compare.export import AnswerDownloads
from interhelix.app.compare.setup import Setup
from interhelix.app.compare.view import Answer
from interhelix.app.parts import Press, block
from interhelix.app.shell import session
from interhelix.app.shell.options import Option
from interhelix.app.shell.session import Found
from interhelix.app.shell.views import JobProgress
from interhelix.app.texts import words


@solara.component
def Compare() -> None:
    """Show what is compared at the left, and the answer at the right."""
    say = words(session.language.value)
    solara.Title(f"{say('pages.compare')} · interhelix")
    block("h1", say("compare.title"), look="ih-unseen")
    with block("div", look="ih-columns"):
        with block("section", look="ih-setup", attributes={"aria-label": say("compare.setup")}):
            Setup()
        answer = {"aria-label": say("compare.answer"), "id": "answer"}
        with block("section", look="ih-answer", attributes=answer):
            if session.job.value is not None:
                JobProgress().key("underway")
            if session.found.value is not None:
                _Answer(session.found.value).key("answer")
            elif session.job.value is None:
                Questions()


@solara.component
def _Answer(found: Found) -> None:
    """Show the answer and its downloads; grey where the choices have changed since."""
    say = words(session.language.value)
    stale = found.choices != session.choices.value
    if stale:
        block("p", say("answer.stale"), look="ih-stale-note", attributes={"role": "status"})
    with block("div", look="ih-stale" if stale else "ih-fresh"):
        Answer(found)
        AnswerDownloads(found, say)


READY = (
    ("conferences", "platform_and_specialisation"),
    ("conferences", "digital_platform"),
    ("conferences", "smart_specialisation"),
    ("conferences", "calls"),
    ("conferences", "joint_strategy_pair"),
    ("closed", "conferences"),
)


@solara.component
def Questions() -> None:
    """Show the questions as buttons."""
    say = words(session.language.value)
    block("h2", say("questions.title"), look="ih-first")
    block("p", say("questions.text"), look="ih-lead")
    with block("div", look="ih-questions"):
        for a, b in READY:
            names = say.pictures.scenarios
            Press(
                f"{names[b]} {say('questions.against')} {names[a].lower()}",
                _chooser(a, b),
                title=say(f"questions.{b}"),
                look="question",
            )
    block("h2", say("questions.reading"))
    with block("ul", look="ih-reading"):
        for key in ("model", "pairs", "luck"):
            block("li", say(f"questions.{key}"))


def _chooser(a: str, b: str) -> Callable[[object], None]:
    """Return what a click on a question does."""

    def choose() -> None:
        session.choose(replace(session.choices.value, a=Option(a), b=Option(b)))

    return lambda _: session.attempt(choose)
