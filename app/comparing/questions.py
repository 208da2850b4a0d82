"""Questions to start from: each sets both options, so that one more click gives the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import solara

from interhelix.app import session
from interhelix.app.choices import Option
from interhelix.app.parts import Press, block
from interhelix.app.texts import words

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
    block("h1", say("questions.title"))
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
