"""The page Watch: one run, quarter by quarter, with its network and its charts."""

from __future__ import annotations

import solara

from interhelix.app import session
from interhelix.app.comparing.offers import preset_items
from interhelix.app.comparing.setup import taker
from interhelix.app.keeping import Reproduced
from interhelix.app.looks import WATCHED
from interhelix.app.parts import Choice, Press, Progress, Segments, Sheet, block
from interhelix.app.parts.controls import Handler
from interhelix.app.portraying.frame import show_where
from interhelix.app.texts import Words, words
from interhelix.app.watching import show
from interhelix.app.watching.keeping import Kept, outcome_of
from interhelix.app.watching.looking import pairs_table, scene_of, sentence, years_table
from interhelix.app.watching.panels import Counts, Ladder, Lines, Network
from interhelix.app.watching.show import Shown


@solara.component
def Watch() -> None:
    """Show the choices, what plays the run, and as much of it as there has been."""
    say = words(session.language.value)
    solara.use_effect(lambda: show.pause, [])  # who leaves the page stops the run
    solara.Title(f"{say('pages.watch')} · interhelix")
    now = show.shown.value
    with block("div", look="ih-sheetpage"):
        block("h1", say("watch.title"))
        block("p", say("watch.text"), look="ih-lead")
        _Bar(say)
        _Player(now, say)
        if show.preparing.value:
            Progress(say("compare.compiling"), 0, 0)
        elif now is None and show.turn.value is not None:
            Progress(say("compare.starting"), 0, 0)
        if now is None:
            if show.turn.value is None:
                block("p", say("watch.nothing"), look="ih-quiet")
            return
        if show.is_stale(now):
            block("p", say("watch.stale"), look="ih-stale-note", attributes={"role": "status"})
        _Run(now, say)


@solara.component
def _Run(now: Shown, say: Words) -> None:
    """Show the run as far as it has come."""
    look, shared = session.look.value, session.shared.value
    outcome = solara.use_memo(lambda: outcome_of(now), [now])
    scene = scene_of(now, look.least, look.focus)
    block("p", sentence(now, scene, say), look="ih-sentence")
    if shared and (shared.look.watched, shared.look.quarter) == (now.scenery.side, now.quarter):
        Reproduced(now.scenery.choices, outcome, say)
    Counts(now, say)
    with block("div", look="ih-stage"):
        with block("div", look="ih-stage-map"):
            Network(now, scene, say)
        with block("div", look="ih-stage-ladder"):
            Ladder(now, say)
        with block("div", look="ih-stage-lines"):
            Lines(now, say)
    Sheet(say("watch.table_pairs"), *pairs_table(scene, say))
    with block("details"):
        block("summary", say("answer.as_table"))
        Sheet(say("watch.table_years"), *years_table(now, say))
    Kept(now, scene, outcome, say).key("kept")


@solara.component
def _Bar(say: Words) -> None:
    """Show what is run: which option, where, how long, with which luck."""
    side = session.look.value.watched
    option = getattr(session.choices.value, side)
    with block(
        "div",
        look="ih-bar ih-watched",
        attributes={"role": "group", "aria-label": say("portray.set")},
    ):
        sides = [{"value": one, "text": one.upper()} for one in WATCHED]
        Segments(say("watch.side"), "watch-side", side, sides, session.looker("watched"))
        Choice(
            say(f"compare.option_{side}"), option.preset, preset_items(say), taker(f"{side}_preset")
        )
        show_where(say)
    if option.changed:
        block("p", say("portray.changed", {"n": len(option.changed)}), look="ih-quiet")


@solara.component
def _Player(now: Shown | None, say: Words) -> None:
    """Show what plays the run, and how fast."""
    playing = show.turn.value is not None
    over = now is not None and now.over
    with block("div", look="ih-controls ih-player"):
        if playing and not show.turn.value.once:
            Press(say("map.pause"), lambda _: show.pause(), look="plain")
        else:
            Press(say("map.play"), _starter(once=False), look="main", off=over)
        Press(say("watch.step"), _starter(once=True), off=over)
        Press(say("watch.reset"), lambda _: show.reset(), off=now is None)
        speeds = [{"value": n, "text": str(n)} for n in show.SPEEDS]
        choose = session.taker(show.SPEEDS, show.speed.set)
        Segments(say("watch.speed"), "watch-speed", show.speed.value, speeds, choose)


def _starter(once: bool) -> Handler:
    return lambda _: session.attempt(lambda: show.start(once))
