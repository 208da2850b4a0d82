"""The map of a network as a picture file, and its lines and regions as tables."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from interhelix.app.runs.layout import Float
from interhelix.app.runs.network import (
    ACROSS,
    Scene,
    keys_of,
    names_in,
    points_of,
    strokes_of,
    windows_of,
)
from interhelix.app.shell.charts import drawing_lock, file_of
from interhelix.app.texts import Words
from interhelix.experiments.pictures import INK, LOOK, QUIET, headline, sheet

WIDTH, HEAD, FOOT, EDGE = 10.0, 0.7, 0.45, 0.15  # [inches]
GAP = 12.0  # [pixels] between two windows
LETTER = 7.0  # [points]
PICKED = "#F2A900"


def moment_picture(scene: Scene, moment: str, say: Words, kind: str) -> bytes:
    """Draw the map of a run that is under way."""
    with drawing_lock, mpl.rc_context(LOOK):
        figure = draw_map(scene, say)
        headline(figure, f"{say('map.title')}, {moment}", "")
        draw_keys(figure, scene, say)
        return file_of(figure, kind)


def draw_map(scene: Scene, say: Words) -> Figure:
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
        axes = bare_axes(figure, left, FOOT + (max(heights) - high) / 2, wide * inches, high)
        axes.set_xlim(view["left"], view["left"] + view["width"])
        axes.set_ylim(view["top"] + view["height"], view["top"])
        draw_lines_of(axes, scene, scene.layout.places, 72 * inches)
        for point in points_of(scene, names):
            colour = PICKED if scene.focus is not None and point["code"] == _focus(scene) else INK
            size = (2 * point["size"] * view["dot"] * wide / view["width"] * 72 * inches) ** 2
            axes.scatter(point["x"], point["y"], size, color=colour, ec="white", lw=0.5, zorder=3)
        for name in view["names"]:
            side = "left" if name["anchor"] == "start" else "right"
            draw_name(axes, name["x"], name["y"], name["text"], ha=side, va="baseline")
        if view is windows[0] and len(windows) > 1:
            corner = windows[1]["left"], windows[1]["top"]
            frame = Rectangle(corner, windows[1]["width"], windows[1]["height"], fc="none")
            frame.set(edgecolor=QUIET, linestyle="--", linewidth=0.8, zorder=3)
            axes.add_patch(frame)
        left += (wide + GAP) * inches
    return figure


def _focus(scene: Scene) -> str:
    return "" if scene.focus is None else scene.world.codes[scene.focus]


def bare_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Return bare axes at a place [inches]."""
    high = figure.get_figheight()
    axes = figure.add_axes((left / WIDTH, bottom / high, width / WIDTH, height / high))
    axes.set_axis_off()
    return axes


def draw_lines_of(axes: Axes, scene: Scene, places: Float, point: float, least: int = 1) -> None:
    """Draw the lines; ``point`` is a pixel in points."""
    for stroke in strokes_of(scene, least):
        ends = np.stack([places[stroke.first], places[stroke.second]], axis=1)
        dash = (0, tuple(float(n) for n in stroke.dash.split())) if stroke.dash else "-"
        lines = LineCollection(ends, colors=stroke.colour, linewidths=stroke.width * point)
        lines.set(alpha=stroke.opacity, linestyle=dash)
        axes.add_collection(lines, autolim=False)


def draw_name(axes: Axes, x: float, y: float, text: str, ha: str, va: str) -> None:
    """Write a name with a white edge."""
    from matplotlib.patheffects import withStroke

    halo = [withStroke(linewidth=2, foreground="white")]
    axes.text(x, y, text, size=LETTER, ha=ha, va=va, color=INK, path_effects=halo, zorder=4)


def draw_keys(figure: Figure, scene: Scene, say: Words) -> None:
    """Say below the picture what the lines mean."""
    handles = [
        Line2D([], [], color=key["colour"], lw=key["width"], ls="--" if key["dash"] else "-")
        for key in keys_of(scene, say)
    ]
    labels = [str(key["text"]) for key in keys_of(scene, say)]
    figure.legend(handles, labels, loc="lower left", ncols=4, labelcolor=QUIET, fontsize=8)


def pairs_drawn(scene: Scene, least: int = 1) -> pd.DataFrame:
    """Return a row for each line that is drawn: the pair, its levels, what the line stands for."""
    strokes = strokes_of(scene, least)
    none = np.zeros(0, dtype=np.int64)
    first, second = (
        np.concatenate([none, *(getattr(stroke, end) for stroke in strokes)])
        for end in ("first", "second")
    )
    codes, names = (np.array(each) for each in (scene.world.codes, scene.world.names))
    return pd.DataFrame(
        {
            "region_a": codes[first],
            "name_a": names[first],
            "region_b": codes[second],
            "name_b": names[second],
            "level_in_a": scene.a[first, second],
            "level_in_b": scene.b[first, second],
            "drawn": scene.shown[first, second],
        }
    )


def regions_drawn(scene: Scene) -> pd.DataFrame:
    """Return a row for each region: its place, its partners, its level with the one in focus."""
    world = scene.world
    columns, rows = scene.layout.tiles.T
    table = {
        "region": world.codes,
        "name": world.names,
        "lat": world.lat,
        "lon": world.lon,
        "column": columns,
        "row": rows,
        "partners": scene.partners,
    }
    if scene.focus is not None:
        table["level_with_focus"] = scene.shown[scene.focus]
    return pd.DataFrame(table)
