"""The page Watch: one run, quarter by quarter, with its network and its charts."""

from __future__ import annotations

import solara

from interhelix.app.parts import (
    Choice,
    Growth,
    Handler,
    NetworkMap,
    Press,
    Progress,
    Segments,
    Sheet,
    block,
)
from interhelix.app.runs import LEVELS
from interhelix.app.runs.network import network_rows, regions_on_offer
from interhelix.app.shell import session
from interhelix.app.shell.choices import LEASTS, WATCHED
from interhelix.app.shell.names import preset_items
from interhelix.app.shell.views import Reproduced, choice_setter, show_run_settings
from interhelix.app.texts import Words, words
from interhelix.app.watch import player
from interhelix.app.watch.player import WatchedRun
from interhelix.app.watch.run_process import COUNTS, LINES
from interhelix.app.watch.view import (
    QuarterScene,
    WatchDownloads,
    ladder_chart,
    line_chart,
    moment,
    outcome_of,
    pairs_table,
    scene_of,
    sentence,
    years_table,
)


@solara.component
def Watch() -> None:
    """Show the choices, what plays the run, and as much of it as there has been."""
    say = words(session.language.value)
    solara.use_effect(lambda: player.pause, [])  # who leaves the page stops the run
    solara.Title(f"{say('pages.watch')} · interhelix")
    now = player.shown.value
    with block("div", look="ih-sheetpage"):
        block("h1", say("watch.title"))
        block("p", say("watch.text"), look="ih-lead")
        _Bar(say)
        _Player(now, say)
        if player.preparing.value:
            Progress(say("compare.compiling"), 0, 0)
        elif now is None and player.playback.value is not None:
            Progress(say("compare.starting"), 0, 0)
        if now is None:
            if player.playback.value is None:
                block("p", say("watch.nothing"), look="ih-quiet")
            return
        if player.is_stale(now):
            block("p", say("watch.stale"), look="ih-stale-note", attributes={"role": "status"})
        _Run(now, say)


@solara.component
def _Run(now: WatchedRun, say: Words) -> None:
    """Show the run as far as it has come."""
    look, shared = session.view_state.value, session.shared.value
    outcome = solara.use_memo(lambda: outcome_of(now), [now])
    scene = scene_of(now, look.least, look.focus)
    block("p", sentence(now, scene, say), look="ih-sentence")
    if shared and (shared.look.watched, shared.look.quarter) == (now.setup.side, now.quarter):
        Reproduced(now.setup.choices, outcome, say)
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
    WatchDownloads(now, scene, outcome, say).key("kept")


@solara.component
def _Bar(say: Words) -> None:
    """Show the settings of the run: option, world, years, seed."""
    side = session.view_state.value.watched
    option = getattr(session.choices.value, side)
    with block(
        "div",
        look="ih-bar ih-watched",
        attributes={"role": "group", "aria-label": say("portray.set")},
    ):
        sides = [{"value": one, "text": one.upper()} for one in WATCHED]
        Segments(say("watch.side"), "watch-side", side, sides, session.view_setter("watched"))
        Choice(
            say(f"compare.option_{side}"),
            option.preset,
            preset_items(say),
            choice_setter(f"{side}_preset"),
        )
        show_run_settings(say)
    if option.changed:
        block("p", say("portray.changed", {"n": len(option.changed)}), look="ih-quiet")


@solara.component
def _Player(now: WatchedRun | None, say: Words) -> None:
    """Show what plays the run, and how fast."""
    playing = player.playback.value is not None
    over = now is not None and now.over
    with block("div", look="ih-controls ih-player"):
        if playing and not player.playback.value.once:
            Press(say("map.pause"), lambda _: player.pause(), look="plain")
        else:
            Press(say("map.play"), _starter(once=False), look="main", off=over)
        Press(say("watch.step"), _starter(once=True), off=over)
        Press(say("watch.reset"), lambda _: player.reset(), off=now is None)
        speeds = [{"value": n, "text": str(n)} for n in player.SPEEDS]
        choose = session.setter(player.SPEEDS, player.speed.set)
        Segments(say("watch.speed"), "watch-speed", player.speed.value, speeds, choose)


def _starter(once: bool) -> Handler:
    return lambda _: session.attempt(lambda: player.start(once))


@solara.component
def Counts(now: WatchedRun, say: Words) -> None:
    """Show when it is, and the figures of now."""
    last = now.history[-1]
    with block("dl", look="ih-kpis"):
        with block("div", look="ih-kpi"):
            block("dt", say("watch.when"))
            with block("dd"):
                block("strong", moment(now.quarter, say))
        for name in COUNTS:
            with block("div", look="ih-kpi"):
                with block("dt"):
                    block("span", say.pictures.measure(name))
                    block("span", say.pictures.unit(name), look="ih-quiet")
                with block("dd"):
                    block("strong", say.number(last[name]))


@solara.component
def Network(now: WatchedRun, scene: QuarterScene, say: Words) -> None:
    """Show the network, from which level on it is drawn, and the region in focus."""
    picked = "" if scene.focus is None else scene.world.codes[scene.focus]
    pick = session.view_setter("focus", scene.world.codes)
    with block("div", look="ih-controls"):
        leasts = [{"value": n, "text": str(n)} for n in LEASTS]
        Segments(say("map.least"), "watch-least", scene.least, leasts, session.view_setter("least"))
        Choice(say("map.focus"), picked, regions_on_offer(scene.world, say), pick)
    NetworkMap(
        say("map.alt", {"what": moment(now.quarter, say)}),
        say("map.inset"),
        say("watch.caption_map"),
        *network_rows(scene, say),
        picked,
        pick,
    )


@solara.component
def Ladder(now: WatchedRun, say: Words) -> None:
    """Show the levels of ties stacked, as far as the run has come."""
    Growth(
        say("ladder.over_time"),
        say.pictures.unit(LEVELS[0]),
        say("watch.alt_ladder"),
        say("watch.caption_ladder"),
        ladder_chart(now.history, now.setup.asked.quarters, say),
    )


@solara.component
def Lines(now: WatchedRun, say: Words) -> None:
    """Show a line for each of a few measures."""
    with block("div", look="ih-growths"):
        for name in LINES:
            Growth(
                say.pictures.measure(name),
                say.pictures.unit(name),
                say("watch.alt_line", {"name": say.pictures.measure(name)}),
                "",
                line_chart(now.history, name, now.setup.asked.quarters, say),
            ).key(name)
    block("p", say("watch.caption_lines"), look="ih-quiet")
