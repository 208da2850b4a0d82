"""The page Map: who cooperates with whom, and how closely, year by year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import solara

from interhelix.app import session
from interhelix.app.choices import QUARTERS, among, whole
from interhelix.app.parts import Choice, NetworkMap, Segments, Sheet, Slide, Tiles, block
from interhelix.app.portraying import tables
from interhelix.app.portraying.frame import Framed, names_of
from interhelix.app.portraying.graph import lowest_level, option_of
from interhelix.app.portraying.network import (
    SIDES,
    WIDTHS,
    Row,
    Scene,
    lines_of,
    names_in,
    points_of,
    scene_of,
    stroke_of,
    windows_of,
)
from interhelix.app.session import Portraits
from interhelix.app.texts import Words

VIEWS = ("map", "tiles", "graph")
LEASTS = (1, 2, 3, 4)


@solara.component
def Map() -> None:
    """Show the networks of A and B."""
    Framed("map", Networks)


@solara.component
def Networks(seen: Portraits, say: Words) -> None:
    """Show a year of the network from a side, and the tables that say the same."""
    years = seen.a.run.quarters // QUARTERS
    view, set_view = solara.use_state("map")
    side, set_side = solara.use_state("b")
    least, set_least = solara.use_state(1)
    year, set_year = solara.use_state(years)
    focus, set_focus = solara.use_state("")
    world = seen.a.run.world
    codes = ("", *world.codes)
    year, focus = min(year, years), focus if focus in codes else ""
    scene = scene_of(seen, side, year, least, focus)
    with block("div", look="ih-controls"):
        Segments(
            say("map.view"), "map-view", view, _items("view", VIEWS, say), _one(VIEWS, set_view)
        )
        sides = [
            {"value": "a", "text": say("table.a")},
            {"value": "b", "text": say("table.b")},
            {"value": "difference", "text": say("table.difference")},
        ]
        Segments(say("map.side"), "map-side", side, sides, _one(SIDES, set_side))
        Segments(
            say("map.least"),
            "map-least",
            least,
            [{"value": n, "text": str(n)} for n in LEASTS],
            _one(LEASTS, set_least),
        )
    with block("div", look="ih-controls"):
        Slide(
            say("map.year"),
            year,
            0,
            years,
            say("map.play"),
            say("map.pause"),
            lambda value: session.attempt(lambda: _year(value, years, set_year)),
        )
        named = sorted(zip(names_in(world, say), world.codes, strict=True))
        regions = [{"value": "", "text": say("map.everyone")}]
        regions += [{"value": code, "text": name} for name, code in named]
        Choice(say("map.focus"), focus, regions, _one(codes, set_focus))
    block("p", sentence(scene, seen, year, say), look="ih-sentence", attributes={"role": "status"})
    _Picture(scene, view, say, _one(codes, set_focus))
    if scene.focus is not None:
        title = say("map.table_partners", {"name": names_in(world, say)[scene.focus]})
        Sheet(f"{title}, {say('map.at_year', {'year': year})}", *tables.partners_table(scene, say))
    title = f"{say('map.table_counts')}, {say('map.at_year', {'year': year})}"
    Sheet(title, *tables.counts_table(scene, say))


@solara.component
def _Picture(scene: Scene, view: str, say: Words, pick: Callable[[Any], None]) -> None:
    picked = "" if scene.focus is None else scene.world.codes[scene.focus]
    names = names_in(scene.world, say)
    alt = say("map.alt", {"what": say(f"map.sides.{scene.side}")})
    if view == "map":
        NetworkMap(
            alt,
            say("map.inset"),
            say(f"map.caption.{scene.side}"),
            windows_of(scene, names),
            lines_of(scene),
            points_of(scene, names),
            _keys(scene, say),
            picked,
            pick,
        )
    elif view == "tiles":
        columns, rows = (scene.layout.tiles.max(axis=0) + 1).tolist()
        kind = "focus" if scene.focus is not None else "all"
        caption = say(f"map.tiles_{kind}")
        Tiles(alt, caption, columns, rows, tables.tiles_of(scene, say), picked, pick)
    else:
        with block("figure", look="ih-figure"):
            with block("div", attributes={"role": "img", "aria-label": alt}):
                solara.FigureEcharts(
                    option_of(scene, say),
                    attributes={"style": "height: 560px; width: 100%"},
                    responsive=True,
                )
            level = tables.level_name(lowest_level(scene), say)
            block("figcaption", say("map.graph", {"level": level}))


def sentence(scene: Scene, seen: Portraits, year: int, say: Words) -> str:
    """Say in a sentence what the picture shows."""
    upper = np.triu_indices(scene.world.size, 1)
    a, b = (int((levels[upper] >= scene.least).sum()) for levels in (scene.a, scene.b))
    name_a, name_b = names_of(seen, say)
    blanks = {"year": year, "all": say.number(len(upper[0])), "a": say.number(a)}
    blanks |= {"b": say.number(b), "name_a": name_a, "name_b": name_b}
    return say("map.sentence", blanks | {"level": tables.level_name(scene.least, say)})


def _keys(scene: Scene, say: Words) -> list[Row]:
    """Return what the lines mean."""
    if scene.side == "difference":
        pairs = (("map.higher_a", -1), ("map.higher_b", 1))
        drawn = [(say(key), *stroke_of(scene.side, sign, 1), 2.5) for key, sign in pairs]
    else:
        drawn = [
            (tables.level_name(n, say), *stroke_of(scene.side, 1, n), WIDTHS[n - 1])
            for n in range(scene.least, 5)
        ]
    return [{"text": t, "colour": c, "dash": d, "width": w} for t, c, d, w in drawn]


def _items(name: str, values: Sequence[object], say: Words) -> list[Row]:
    return [{"value": one, "text": say(f"map.{name}_{one}")} for one in values]


def _one(valid: tuple[object, ...], take: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return what takes a value that stands in a list."""

    def checked(value: Any) -> None:
        among("value", value, valid)
        take(value)

    return lambda value: session.attempt(lambda: checked(value))


def _year(value: Any, years: int, take: Callable[[int], None]) -> None:
    whole("value", value, 0, years)
    take(value)
