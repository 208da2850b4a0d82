"""Own settings of an option, which a cell of a sweep has brought: what they are, and away."""

from __future__ import annotations

from dataclasses import replace

import solara

from interhelix.app import session
from interhelix.app.choices import Option
from interhelix.app.parts import Press, block
from interhelix.app.texts import Words


@solara.component
def OwnSettings(side: str, option: Option, say: Words) -> None:
    """Show the own settings of a side, and a button that takes them away."""
    if not option.settings:
        return

    def drop() -> None:
        own: Option = replace(getattr(session.choices.value, side), settings={})
        session.choose(replace(session.choices.value, **{side: own}))

    with block("div", look="ih-own"):
        block("p", say("sweep.own", {"settings": settings_text(option.settings, say)}))
        Press(say("sweep.drop"), lambda _: session.attempt(drop))


def settings_text(settings: object, say: Words) -> str:
    """Write settings down, one after the other."""
    return "; ".join(
        f"{say.parameter(name)} = {say.figure(value)}" for name, value in dict(settings).items()
    )
