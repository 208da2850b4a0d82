"""Downloads of the page Map: the same lines, points, names and tiles as on the page."""

from __future__ import annotations

from functools import partial

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from interhelix.app.map.view import ROOM, lowest_level, named_in, sizes_of, tiles_of
from interhelix.app.runs.layout import Float
from interhelix.app.runs.network import Scene, cross, level_name, names_in
from interhelix.app.runs.network_export import (
    EDGE,
    FOOT,
    HEAD,
    PICKED,
    WIDTH,
    bare_axes,
    draw_keys,
    draw_lines_of,
    draw_map,
    draw_name,
    pairs_drawn,
    regions_drawn,
)
from interhelix.app.shell.charts import drawing_lock, file_of
from interhelix.app.shell.choices import ViewState
from interhelix.app.shell.views import Files, csv_files, picture_files
from interhelix.app.texts import Words
from interhelix.experiments.pictures import INK, LOOK, headline, sheet


def view_picture(scene: Scene, look: ViewState, places: Float, say: Words, kind: str) -> bytes:
    """Draw what the page shows; ``places`` are those of the free network."""
    with drawing_lock, mpl.rc_context(LOOK):
        if look.view == "map":
            figure, below = draw_map(scene, say), ""
        elif look.view == "tiles":
            figure = _tiles(scene, say)
            below = say(f"map.tiles_{'all' if scene.focus is None else 'focus'}").split(". ")[0]
        else:
            figure = _graph(scene, places, say)
            level = level_name(lowest_level(scene), say)
            below = say("map.graph", {"level": level}).split(". ")[0]
        title = f"{say('map.title')}: {say(f'map.sides.{scene.side}')}"
        headline(figure, f"{title}, {say('map.at_year', {'year': look.year})}", below)
        if look.view != "tiles":
            draw_keys(figure, scene, say)
        return file_of(figure, kind)


def _graph(scene: Scene, places: Float, say: Words) -> Figure:
    """Draw the free network."""
    figure = sheet(WIDTH, HEAD + 5.6 + FOOT)
    axes = bare_axes(figure, EDGE, FOOT, WIDTH - 2 * EDGE, 5.6)
    axes.set_xlim(-100, ROOM[0] + 200)
    axes.set_ylim(ROOM[1] + 40, -40)
    point = 72 * WIDTH / 1100  # of a pixel
    draw_lines_of(axes, scene, places, point, lowest_level(scene))
    colours = [PICKED if i == scene.focus else INK for i in range(scene.world.size)]
    sizes = (sizes_of(scene) * point) ** 2
    axes.scatter(*places.T, sizes, color=colours, edgecolor="white", lw=0.5, zorder=3)
    names = names_in(scene.world, say)
    taken: list[tuple[float, ...]] = []
    for i in named_in(scene):
        x, y = places[i] + (20.0, 0.0)
        box = (x, y - 16, x + 13 * len(names[i]), y + 16)
        if not any(cross(box, other) for other in taken):
            taken.append(box)
            draw_name(axes, x, y, names[i], ha="left", va="center")
    return figure


def _tiles(scene: Scene, say: Words) -> Figure:
    """Draw a tile for each region."""
    tiles = tiles_of(scene, say)
    columns, rows = (scene.layout.tiles.max(axis=0) + 1).tolist()
    high = (WIDTH - 2 * EDGE) * rows / columns
    figure = sheet(WIDTH, HEAD + high + EDGE)
    axes = bare_axes(figure, EDGE, EDGE, WIDTH - 2 * EDGE, high)
    axes.set_xlim(0, columns)
    axes.set_ylim(rows, 0)
    letter = min(11.0, 72 * (WIDTH - 2 * EDGE) / columns / 4.2)
    for tile in tiles:
        x, y = float(tile["column"]), float(tile["row"])
        axes.add_patch(Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, fc=tile["fill"], ec="#B5BEC8"))
        middle = {"ha": "center", "va": "center", "color": tile["ink"]}
        axes.text(x + 0.5, y + 0.3, tile["short"], size=letter, **middle)
        axes.text(x + 0.5, y + 0.7, tile["value"], size=letter, weight="bold", **middle)
    return figure


def files_of_map(scene: Scene, look: ViewState, places: Float, say: Words) -> dict[str, Files]:
    """Return the files of the view that is shown."""
    least = lowest_level(scene) if look.view == "graph" else 1
    name = {"map": "map", "tiles": "tiles", "graph": "network"}[look.view]
    tables = {f"{name}_regions": lambda: regions_drawn(scene)}
    if look.view != "tiles":
        tables[f"{name}_pairs"] = lambda: pairs_drawn(scene, least)
    return {
        "keep.numbers": csv_files(tables),
        "keep.pictures": picture_files({name: partial(view_picture, scene, look, places, say)}),
    }
