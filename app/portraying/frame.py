"""What Map, Ladder and Helices share: which options are run, the button, what is out of date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import solara

from interhelix.app import session
from interhelix.app.choices import MOST_SEED, YEARS
from interhelix.app.comparing.charts import drawing
from interhelix.app.comparing.names import option_name
from interhelix.app.comparing.offers import preset_items, world_name, worlds_on_offer
from interhelix.app.comparing.setup import taker
from interhelix.app.comparing.underway import UnderWay
from interhelix.app.keeping import Reproduced
from interhelix.app.parts import Choice, Number, Picture, Press, block, use_drawing
from interhelix.app.session import Portraits
from interhelix.app.share import outcome_of
from interhelix.app.texts import Words, words


@solara.component
def Framed(page: str, view: Callable[[Portraits, Words], solara.Element]) -> None:
    """Show a page on one run of each option; ``view`` shows the runs."""
    say = words(session.language.value)
    seen = session.portraits.value
    outcome = solara.use_memo(lambda: seen and outcome_of(seen), [seen])
    solara.Title(f"{say(f'pages.{page}')} · interhelix")
    with block("div", look="ih-sheetpage"):
        block("h1", say(f"{page}.title"))
        block("p", say(f"{page}.text"), look="ih-lead")
        _Bar(say)
        if session.job.value is not None:
            UnderWay().key("underway")
        if seen is None:
            if session.job.value is None:
                key = "nothing" if session.found.value is None else "compared"
                block("p", say(f"portray.{key}"), look="ih-drawing ih-quiet")
            return
        if replace(seen.choices, replicates=session.choices.value.replicates) != (
            session.choices.value
        ):
            block("p", say("portray.stale"), look="ih-stale-note", attributes={"role": "status"})
        a, b = names_of(seen, say)
        world = say("portray.of", {"a": a, "b": b, "world": world_name(say, seen.choices.world)})
        block("p", f"{world} {say('portray.one')}")
        Reproduced(seen.choices, outcome, say)
        view(seen, say).key("view")  # it stays the same when what stands above it goes


@solara.component
def _Bar(say: Words) -> None:
    """Show what is run: options, where, how long, with which luck."""
    chosen = session.choices.value
    presets = preset_items(say)
    changed = len(chosen.a.changed) + len(chosen.b.changed)
    with block(
        "div", look="ih-bar ih-runs", attributes={"role": "group", "aria-label": say("portray.set")}
    ):
        Choice(say("compare.option_a"), chosen.a.preset, presets, taker("a_preset"))
        Choice(say("compare.option_b"), chosen.b.preset, presets, taker("b_preset"))
        show_where(say)
        Press(
            say("portray.run"),
            lambda _: session.attempt(session.portray),
            look="main",
            off=session.job.value is not None,
        )
    if changed:
        block("p", say("portray.changed", {"n": changed}), look="ih-quiet")


def show_where(say: Words) -> None:
    """Show in a bar where, how long and with which luck something is run."""
    chosen = session.choices.value
    worlds = [{"value": name, "text": world_name(say, name)} for name in worlds_on_offer()]
    years = [{"value": n, "text": say("compare.n_years", {"n": n})} for n in YEARS]
    Choice(say("compare.world"), chosen.world, worlds, taker("world"))
    Choice(say("compare.years"), chosen.years, years, taker("years"))
    Number(say("compare.seed"), chosen.seed, 0, MOST_SEED, taker("seed"))


def names_of(seen: Portraits, say: Words) -> tuple[str, str]:
    """Return what A and B are called."""
    return option_name(seen.choices.a, say), option_name(seen.choices.b, say)


@solara.component
def Drawn(
    name: str,
    seen: Portraits,
    draw: Callable[[Portraits, Words, str], bytes],
    say: Words,
) -> None:
    """Show a picture that is drawn beside the page; texts stand under ``alt`` and ``caption``."""

    def work() -> tuple[str, bytes]:
        with drawing:
            return say.language, draw(seen, say, "png")

    drawn = use_drawing(work, [seen, say.language])
    if drawn.finished and drawn.value and drawn.value[0] == say.language:
        a, b = names_of(seen, say)
        Picture(drawn.value[1], say(f"alt.{name}", {"a": a, "b": b}), say(f"caption.{name}"))
    elif drawn.error:
        block("p", say("answer.not_drawn"))
    else:
        block("p", say("answer.drawing"), look="ih-drawing ih-quiet")
