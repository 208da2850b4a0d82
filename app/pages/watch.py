"""The page Watch: one run, quarter by quarter, with its network and its charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from interhelix.app import session
from interhelix.app.choices import MOST_SEED, YEARS, among
from interhelix.app.comparing.setup import preset_items, taker, world_name, worlds_on_offer
from interhelix.app.comparing.tables import csv_of
from interhelix.app.parts import (
    Choice,
    Growth,
    Keep,
    NetworkMap,
    Number,
    Press,
    Progress,
    Segments,
    Sheet,
    block,
)
from interhelix.app.portraying.network import (
    WIDTHS,
    Row,
    lines_of,
    names_in,
    points_of,
    stroke_of,
    windows_of,
)
from interhelix.app.portraying.tables import level_name
from interhelix.app.texts import Words, words
from interhelix.app.watching import show
from interhelix.app.watching.growth import ladder_chart, line_chart
from interhelix.app.watching.looking import (
    LEASTS,
    Still,
    figures_of,
    moment,
    pairs_table,
    scene_of,
    sentence,
    years_table,
)
from interhelix.app.watching.runs import COUNTS, LADDER, LINES
from interhelix.app.watching.show import Shown


@solara.component
def Watch() -> None:
    """Show the choices, what plays the run, and as much of it as there has been."""
    say = words(session.language.value)
    solara.use_effect(lambda: show.pause, [])  # who leaves the page stops the run
    least, set_least = solara.use_state(1)
    focus, set_focus = solara.use_state("")
    solara.Title(f"{say('pages.watch')} · interhelix")
    now = show.shown.value
    with block("div", look="ih-sheetpage"):
        block("h1", say("watch.title"))
        block("p", say("watch.text"), look="ih-lead")
        _Bar(say)
        _Player(now, say)
        if show.preparing.value:
            Progress(say("compare.compiling"), 0, 0)
        if now is None:
            if show.turn.value is None:
                block("p", say("watch.nothing"), look="ih-drawing ih-quiet")
            return
        if show.is_stale(now):
            block("p", say("watch.stale"), look="ih-stale-note", attributes={"role": "status"})
        scene = scene_of(now, least, focus)
        block("p", sentence(now, scene, say), look="ih-sentence")
        _Counts(now, say)
        with block("div", look="ih-stage"):
            with block("div", look="ih-stage-map"):
                _Network(now, scene, say, set_least, set_focus)
            with block("div", look="ih-stage-ladder"):
                _Ladder(now, say)
            with block("div", look="ih-stage-lines"):
                _Lines(now, say)
        Sheet(say("watch.table_pairs"), *pairs_table(scene, say))
        with block("details"):
            block("summary", say("answer.as_table"))
            Sheet(say("watch.table_years"), *years_table(now, say))
        block("h2", say("keep.title"))
        with block("div", look="ih-controls"):
            Keep("run.csv", "run.csv", "text/csv", lambda: csv_of(figures_of(now)))


@solara.component
def _Bar(say: Words) -> None:
    """Show what is run: which option, where, how long, with which luck."""
    chosen = session.choices.value
    side = show.side.value
    worlds = [{"value": name, "text": world_name(say, name)} for name in worlds_on_offer()]
    years = [{"value": n, "text": say("compare.n_years", {"n": n})} for n in YEARS]
    option = getattr(chosen, side)
    with block(
        "div",
        look="ih-bar ih-watched",
        attributes={"role": "group", "aria-label": say("portray.set")},
    ):
        sides = [{"value": one, "text": one.upper()} for one in show.SIDES]
        Segments(say("watch.side"), "watch-side", side, sides, _attempt(show.choose_side))
        Choice(
            say(f"compare.option_{side}"), option.preset, preset_items(say), taker(f"{side}_preset")
        )
        Choice(say("compare.world"), chosen.world, worlds, taker("world"))
        Choice(say("compare.years"), chosen.years, years, taker("years"))
        Number(say("compare.seed"), chosen.seed, 0, MOST_SEED, taker("seed"))
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
            Press(say("map.play"), _starter(once=False), look="plain", off=over)
        Press(say("watch.step"), _starter(once=True), off=over)
        Press(say("watch.reset"), lambda _: show.reset(), off=now is None)
        speeds = [{"value": n, "text": str(n)} for n in show.SPEEDS]
        Segments(
            say("watch.speed"), "watch-speed", show.speed.value, speeds, _attempt(show.choose_speed)
        )


def _attempt(take: Callable[[Any], None]) -> Callable[[Any], None]:
    return lambda value: session.attempt(lambda: take(value))


def _one(valid: tuple[object, ...], take: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return what takes a value that stands in a list."""

    def checked(value: Any) -> None:
        among("value", value, valid)
        take(value)

    return _attempt(checked)


def _starter(once: bool) -> Callable[[Any], None]:
    return lambda _: session.attempt(lambda: show.start(once))


@solara.component
def _Counts(now: Shown, say: Words) -> None:
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
def _Network(
    now: Shown,
    scene: Still,
    say: Words,
    set_least: Callable[[int], None],
    set_focus: Callable[[str], None],
) -> None:
    names = names_in(scene.world, say)
    codes = ("", *scene.world.codes)
    picked = "" if scene.focus is None else scene.world.codes[scene.focus]
    keys: list[Row] = [
        {
            "text": level_name(n, say),
            "colour": stroke_of("a", 1, n)[0],
            "dash": "",
            "width": WIDTHS[n - 1],
        }
        for n in range(scene.least, 5)
    ]
    pick = _one(codes, set_focus)
    named = sorted(zip(names, scene.world.codes, strict=True))
    regions = [{"value": "", "text": say("map.everyone")}]
    regions += [{"value": code, "text": name} for name, code in named]
    with block("div", look="ih-controls"):
        leasts = [{"value": n, "text": str(n)} for n in LEASTS]
        least = _one(LEASTS, set_least)
        Segments(say("map.least"), "watch-least", scene.least, leasts, least)
        Choice(say("map.focus"), picked, regions, pick)
    NetworkMap(
        say("map.alt", {"what": moment(now.quarter, say)}),
        say("map.inset"),
        say("watch.caption_map"),
        windows_of(scene, names),
        lines_of(scene),
        points_of(scene, names),
        keys,
        picked,
        pick,
    )


@solara.component
def _Ladder(now: Shown, say: Words) -> None:
    Growth(
        say("ladder.over_time"),
        say.pictures.unit(LADDER[0]),
        say("watch.alt_ladder"),
        say("watch.caption_ladder"),
        ladder_chart(now.history, now.scenery.asked.quarters, say),
    )


@solara.component
def _Lines(now: Shown, say: Words) -> None:
    with block("div", look="ih-growths"):
        for name in LINES:
            Growth(
                say.pictures.measure(name),
                say.pictures.unit(name),
                say("watch.alt_line", {"name": say.pictures.measure(name)}),
                "",
                line_chart(now.history, name, now.scenery.asked.quarters, say),
            ).key(name)
    block("p", say("watch.caption_lines"), look="ih-quiet")
