"""The three views of the page Map as files: the same lines, points, names and tiles as on it."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from interhelix.app.comparing.charts import drawing, file_of
from interhelix.app.looks import Look
from interhelix.app.portraying.graph import ROOM, lowest_level, named_in, sizes_of
from interhelix.app.portraying.layout import Float
from interhelix.app.portraying.network import (
    ACROSS,
    Scene,
    cross,
    keys_of,
    names_in,
    points_of,
    strokes_of,
    windows_of,
)
from interhelix.app.portraying.tables import level_name, tiles_of
from interhelix.app.texts import Words
from interhelix.experiments.pictures import INK, LOOK, QUIET, headline, sheet

WIDTH, HEAD, FOOT, EDGE = 10.0, 0.7, 0.45, 0.15  # [inches]
GAP = 12.0  # [pixels] between two windows
LETTER = 7.0  # [points]
PICKED = "#F2A900"


def view_picture(scene: Scene, look: Look, places: Float, say: Words, kind: str) -> bytes:
    """Draw what the page shows; ``places`` are those of the free network."""
    with drawing, mpl.rc_context(LOOK):
        if look.view == "map":
            figure, below = _map(scene, say), ""
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
            _keys(figure, scene, say)
        return file_of(figure, kind)


def moment_picture(scene: Scene, moment: str, say: Words, kind: str) -> bytes:
    """Draw the map of a run that is under way."""
    with drawing, mpl.rc_context(LOOK):
        figure = _map(scene, say)
        headline(figure, f"{say('map.title')}, {moment}", "")
        _keys(figure, scene, say)
        return file_of(figure, kind)


def _map(scene: Scene, say: Words) -> Figure:
    """Draw the windows side by side, as wide as on the page."""
    names = names_in(scene.world, say)
    windows = windows_of(scene, names)
    across = ACROSS[: len(windows)] if len(windows) > 1 else (sum(ACROSS),)
    inches = (WIDTH - 2 * EDGE) / (sum(across) + GAP * (len(across) - 1))  # of a pixel
    heights = [
        wide * inches * float(view["height"]) / float(view["width"])
        for wide, view in zip(across, windows, strict=True)
    ]
    figure = sheet(WIDTH, HEAD + max(heights) + FOOT)
    left = EDGE
    for wide, high, view in zip(across, heights, windows, strict=True):
        axes = _axes(figure, left, FOOT + (max(heights) - high) / 2, wide * inches, high)
        axes.set_xlim(view["left"], view["left"] + view["width"])
        axes.set_ylim(view["top"] + view["height"], view["top"])
        _lines(axes, scene, scene.layout.places, 72 * inches)
        for point in points_of(scene, names):
            colour = PICKED if scene.focus is not None and point["code"] == _focus(scene) else INK
            size = (2 * point["size"] * view["dot"] * wide / view["width"] * 72 * inches) ** 2
            axes.scatter(point["x"], point["y"], size, color=colour, ec="white", lw=0.5, zorder=3)
        for name in view["names"]:
            side = "left" if name["anchor"] == "start" else "right"
            _name(axes, name["x"], name["y"], name["text"], ha=side, va="baseline")
        if view is windows[0] and len(windows) > 1:
            corner = windows[1]["left"], windows[1]["top"]
            frame = Rectangle(corner, windows[1]["width"], windows[1]["height"], fc="none")
            frame.set(edgecolor=QUIET, linestyle="--", linewidth=0.8, zorder=3)
            axes.add_patch(frame)
        left += (wide + GAP) * inches
    return figure


def _focus(scene: Scene) -> str:
    return "" if scene.focus is None else scene.world.codes[scene.focus]


def _graph(scene: Scene, places: Float, say: Words) -> Figure:
    """Draw the free network."""
    figure = sheet(WIDTH, HEAD + 5.6 + FOOT)
    axes = _axes(figure, EDGE, FOOT, WIDTH - 2 * EDGE, 5.6)
    axes.set_xlim(-100, ROOM[0] + 200)
    axes.set_ylim(ROOM[1] + 40, -40)
    point = 72 * WIDTH / 1100  # of a pixel
    _lines(axes, scene, places, point, lowest_level(scene))
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
            _name(axes, x, y, names[i], ha="left", va="center")
    return figure


def _tiles(scene: Scene, say: Words) -> Figure:
    """Draw a tile for each region."""
    tiles = tiles_of(scene, say)
    columns, rows = (scene.layout.tiles.max(axis=0) + 1).tolist()
    high = (WIDTH - 2 * EDGE) * rows / columns
    figure = sheet(WIDTH, HEAD + high + EDGE)
    axes = _axes(figure, EDGE, EDGE, WIDTH - 2 * EDGE, high)
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


def _axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Return bare axes at a place [inches]."""
    high = figure.get_figheight()
    axes = figure.add_axes((left / WIDTH, bottom / high, width / WIDTH, height / high))
    axes.set_axis_off()
    return axes


def _lines(axes: Axes, scene: Scene, places: Float, point: float, least: int = 1) -> None:
    """Draw the lines; ``point`` is a pixel in points."""
    for stroke in strokes_of(scene, least):
        ends = np.stack([places[stroke.first], places[stroke.second]], axis=1)
        dash = (0, tuple(float(n) for n in stroke.dash.split())) if stroke.dash else "-"
        lines = LineCollection(ends, colors=stroke.colour, linewidths=stroke.width * point)
        lines.set(alpha=stroke.opacity, linestyle=dash)
        axes.add_collection(lines, autolim=False)


def _name(axes: Axes, x: float, y: float, text: str, ha: str, va: str) -> None:
    from matplotlib.patheffects import withStroke

    halo = [withStroke(linewidth=2, foreground="white")]
    axes.text(x, y, text, size=LETTER, ha=ha, va=va, color=INK, path_effects=halo, zorder=4)


def _keys(figure: Figure, scene: Scene, say: Words) -> None:
    """Say below the picture what the lines mean."""
    handles = [
        Line2D([], [], color=key["colour"], lw=key["width"], ls="--" if key["dash"] else "-")
        for key in keys_of(scene, say)
    ]
    labels = [str(key["text"]) for key in keys_of(scene, say)]
    figure.legend(handles, labels, loc="lower left", ncols=4, labelcolor=QUIET, fontsize=8)
