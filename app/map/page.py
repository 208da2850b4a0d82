"""The page Map: who cooperates with whom, and how closely, year by year."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import solara

from interhelix.app.map.export import files_of_map
from interhelix.app.map.view import (
    counts_table,
    lowest_level,
    option_of,
    partners_table,
    places_of,
    tiles_of,
)
from interhelix.app.parts import Choice, NetworkMap, Segments, Sheet, Slide, Tiles, block
from interhelix.app.runs import RunPair
from interhelix.app.runs.frame import PageFrame, RunDownloads, names_of
from interhelix.app.runs.layout import Float
from interhelix.app.runs.network import (
    Scene,
    level_name,
    names_in,
    network_rows,
    regions_on_offer,
    scene_of,
)
from interhelix.app.shell import session
from interhelix.app.shell.choices import LEASTS, VIEWS, ViewState, fitted_view
from interhelix.app.shell.options import QUARTERS
from interhelix.app.texts import Words


@solara.component
def Map() -> None:
    """Show the networks of A and B."""
    PageFrame("map", Networks)


@solara.component
def Networks(seen: RunPair, say: Words) -> None:
    """Show the network at the end of a year, and tables of the same numbers."""
    years = seen.a.run.quarters // QUARTERS
    look, codes = session.view_state.value, seen.a.run.world.codes
    look = fitted_view(replace(look, year=years) if look.year is None else look, codes, years)
    year = look.year
    scene = scene_of(seen, look.side, year, look.level, look.focus)
    free = solara.use_memo(lambda: cache(lambda: places_of(seen)), [seen])
    places = free() if look.view == "graph" else scene.layout.places
    _Controls(scene, look, years, say)
    block("p", sentence(scene, seen, year, say), look="ih-sentence", attributes={"role": "status"})
    _Picture(scene, look, places, say)
    if scene.focus is not None:
        title = say("map.table_partners", {"name": names_in(scene.world, say)[scene.focus]})
        Sheet(f"{title}, {say('map.at_year', {'year': year})}", *partners_table(scene, say))
    title = f"{say('map.table_counts')}, {say('map.at_year', {'year': year})}"
    Sheet(title, *counts_table(scene, say))
    RunDownloads(files_of_map(scene, look, places, say), seen, say)


@solara.component
def _Controls(scene: Scene, look: ViewState, years: int, say: Words) -> None:
    """Show what changes the look."""
    with block("div", look="ih-controls"):
        views = [{"value": one, "text": say(f"map.view_{one}")} for one in VIEWS]
        Segments(say("map.view"), "map-view", look.view, views, session.view_setter("view"))
        sides = [
            {"value": "a", "text": say("table.a")},
            {"value": "b", "text": say("table.b")},
            {"value": "difference", "text": say("table.difference")},
        ]
        Segments(say("map.side"), "map-side", look.side, sides, session.view_setter("side"))
        leasts = [{"value": n, "text": str(n)} for n in LEASTS]
        Segments(say("map.least"), "map-least", look.level, leasts, session.view_setter("least"))
    with block("div", look="ih-controls"):
        play, pause = say("map.play"), say("map.pause")
        turn = session.view_setter("year", years=years)
        Slide(say("map.year"), look.year, 0, years, play, pause, turn)
        pick = session.view_setter("focus", scene.world.codes)
        Choice(say("map.focus"), look.focus, regions_on_offer(scene.world, say), pick)


@solara.component
def _Picture(scene: Scene, look: ViewState, places: Float, say: Words) -> None:
    picked, pick = look.focus, session.view_setter("focus", scene.world.codes)
    alt = say("map.alt", {"what": say(f"map.sides.{scene.side}")})
    if look.view == "map":
        NetworkMap(
            alt,
            say("map.inset"),
            say(f"map.caption.{scene.side}"),
            *network_rows(scene, say),
            picked,
            pick,
        )
    elif look.view == "tiles":
        columns, rows = (scene.layout.tiles.max(axis=0) + 1).tolist()
        kind = "focus" if scene.focus is not None else "all"
        caption = say(f"map.tiles_{kind}")
        Tiles(alt, caption, columns, rows, tiles_of(scene, say), picked, pick)
    else:
        with block("figure", look="ih-figure"):
            with block("div", attributes={"role": "img", "aria-label": alt}):
                solara.FigureEcharts(
                    option_of(scene, places, say),
                    attributes={"style": "height: 560px; width: 100%"},
                    responsive=True,
                )
            level = level_name(lowest_level(scene), say)
            block("figcaption", say("map.graph", {"level": level}))


def sentence(scene: Scene, seen: RunPair, year: int, say: Words) -> str:
    """Say in a sentence what the picture shows."""
    upper = np.triu_indices(scene.world.size, 1)
    a, b = (int((levels[upper] >= scene.least).sum()) for levels in (scene.a, scene.b))
    name_a, name_b = names_of(seen, say)
    blanks = {"year": year, "all": say.number(len(upper[0])), "a": say.number(a)}
    blanks |= {"b": say.number(b), "name_a": name_a, "name_b": name_b}
    return say("map.sentence", blanks | {"level": level_name(scene.least, say)})
