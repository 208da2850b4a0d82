"""What is seen of a run that is watched: figures of now, the network, and charts that grow."""

from __future__ import annotations

import solara

from interhelix.app import session
from interhelix.app.looks import LEASTS
from interhelix.app.parts import Choice, Growth, NetworkMap, Segments, block
from interhelix.app.portraying.network import (
    keys_of,
    lines_of,
    names_in,
    points_of,
    regions_on_offer,
    windows_of,
)
from interhelix.app.texts import Words
from interhelix.app.watching.growth import ladder_chart, line_chart
from interhelix.app.watching.looking import Still, moment
from interhelix.app.watching.runs import COUNTS, LADDER, LINES
from interhelix.app.watching.show import Shown


@solara.component
def Counts(now: Shown, say: Words) -> None:
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
def Network(now: Shown, scene: Still, say: Words) -> None:
    """Show the network, from which level on it is drawn, and the region in focus."""
    names = names_in(scene.world, say)
    picked = "" if scene.focus is None else scene.world.codes[scene.focus]
    pick = session.looker("focus", scene.world.codes)
    with block("div", look="ih-controls"):
        leasts = [{"value": n, "text": str(n)} for n in LEASTS]
        Segments(say("map.least"), "watch-least", scene.least, leasts, session.looker("least"))
        Choice(say("map.focus"), picked, regions_on_offer(scene.world, say), pick)
    NetworkMap(
        say("map.alt", {"what": moment(now.quarter, say)}),
        say("map.inset"),
        say("watch.caption_map"),
        windows_of(scene, names),
        lines_of(scene),
        points_of(scene, names),
        keys_of(scene, say),
        picked,
        pick,
    )


@solara.component
def Ladder(now: Shown, say: Words) -> None:
    """Show the levels of ties stacked, as far as the run has come."""
    Growth(
        say("ladder.over_time"),
        say.pictures.unit(LADDER[0]),
        say("watch.alt_ladder"),
        say("watch.caption_ladder"),
        ladder_chart(now.history, now.scenery.asked.quarters, say),
    )


@solara.component
def Lines(now: Shown, say: Words) -> None:
    """Show a line for each of a few measures."""
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
