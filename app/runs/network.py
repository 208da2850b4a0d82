"""The network of one moment as a map draws it: lines by level, points, names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.app.runs import RunPair
from interhelix.app.runs.layout import Layout, Window, layout_of
from interhelix.app.texts import Words
from interhelix.experiments.pictures import LEVEL_COLOURS, STROKES
from interhelix.model.world import World


def level_name(level: int, say: Words) -> str:
    """Return what a level is called."""
    return say.pictures[f"level_{level}"] if level else say("map.level_0")


MOST_LINES = 1_200  # that an eye can follow
NAMED = 14  # names in a window
ACROSS = (700.0, 380.0)  # [px] what the two windows take on the smaller screen
LETTER, DOT = 11.0, 1.0  # [px]
DASH = "6 4"
WIDTHS = (0.9, 1.5, 2.6, 4.4)  # [px] of a line, by level

Row = Mapping[str, object]
Square = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Scene:
    """The network of a year: of A, B, or B less A, from a level on, with a focus."""

    world: World
    a: Square
    b: Square
    side: str
    least: int
    focus: int | None

    @property
    def shown(self) -> Square:
        """Levels of region pairs, or their differences; 0 is not drawn."""
        a, b = (np.where(levels >= self.least, levels, 0) for levels in (self.a, self.b))
        return b - a if self.side == "difference" else (a if self.side == "a" else b)

    @property
    def partners(self) -> NDArray[np.int64]:
        """How many partners each region has, or how many more in B."""
        return np.asarray(np.sign(self.shown).sum(axis=1))

    @cached_property
    def layout(self) -> Layout:
        """Positions of the regions."""
        return layout_of(self.world)


def scene_of(seen: RunPair, side: str, year: int, least: int, focus: str) -> Scene:
    """Look at the runs from a side."""
    world = seen.a.run.world
    a, b = (one.levels[year].astype(np.int64) for one in (seen.a, seen.b))
    place = world.codes.index(focus) if focus in world.codes else None
    return Scene(world, a, b, side, least, place)


class Stroke(NamedTuple):
    """Lines of one kind: the places that they join, and how they are drawn (width in pixels)."""

    first: Square
    second: Square
    colour: str
    width: float
    dash: str
    opacity: float


def strokes_of(scene: Scene, least: int = 1) -> list[Stroke]:
    """Return the lines by kind, the low below the high; those below ``least`` are left out.

    With a region in focus only its own lines are drawn.
    """
    first, second = np.triu_indices(len(scene.shown), 1)
    values = scene.shown[first, second]
    drawn = np.abs(values) >= least
    if scene.focus is not None:
        drawn &= (first == scene.focus) | (second == scene.focus)
    first, second, values = first[drawn], second[drawn], values[drawn]
    found: list[Stroke] = []
    for value in range(1, 5):
        for sign in (-1, 1):
            some = values == sign * value
            if not some.any():
                continue
            colour, dash = stroke_of(scene.side, sign, value)
            width = WIDTHS[value - 1] * (1.5 if scene.side == "difference" else 1.0)
            opacity = float(np.clip(300 / some.sum(), 0.5, 0.9))
            found.append(Stroke(first[some], second[some], colour, width, dash, opacity))
    return found


def network_rows(scene: Scene, say: Words) -> tuple[list[Row], list[Row], list[Row], list[Row]]:
    """Return what the map of a network shows: windows, lines, points and the legend."""
    names = names_in(scene.world, say)
    windows, points = windows_of(scene, names), points_of(scene, names)
    return windows, lines_of(scene), points, keys_of(scene, say)


def lines_of(scene: Scene) -> list[Row]:
    """Return a path for each kind of line on the map."""
    places = scene.layout.places
    found: list[Row] = []
    for stroke in strokes_of(scene):
        ends = np.column_stack([places[stroke.first], places[stroke.second]])
        path = "".join(f"M{x:.1f} {y:.1f}L{u:.1f} {v:.1f}" for x, y, u, v in ends)
        look = {name: getattr(stroke, name) for name in ("colour", "width", "dash", "opacity")}
        found.append({"path": path, **look})
    return found


def stroke_of(side: str, sign: int, level: int) -> tuple[str, str]:
    """Return colour and dash: of a level, or of the option in which a pair has the higher level."""
    if side != "difference":
        return LEVEL_COLOURS[level - 1], ""
    return (STROKES[1].colour, DASH) if sign > 0 else (STROKES[0].colour, "")


def points_of(scene: Scene, names: Sequence[str]) -> list[Row]:
    """Return a point for each region, larger with its partners."""
    count = np.abs(scene.partners)
    size = 2.0 + 5.0 * np.sqrt(count / max(int(count.max(initial=0)), 1))
    return [
        {"code": code, "x": round(x, 1), "y": round(y, 1), "size": round(r, 2), "title": title}
        for code, (x, y), r, title in zip(
            scene.world.codes, scene.layout.places.tolist(), size.tolist(), names, strict=True
        )
    ]


def windows_of(scene: Scene, names: Sequence[str]) -> list[Row]:
    """Return the windows, each with what a pixel measures in it and the names that fit."""
    found = []
    for window, across in zip(scene.layout.windows, ACROSS, strict=False):
        pixel = window.width / across
        found.append(
            {
                "left": window.left,
                "top": window.top,
                "width": window.width,
                "height": window.height,
                "dot": DOT * pixel,
                "letter": LETTER * pixel,
                "names": _names(scene, window, names, pixel),
            }
        )
    return found


def _names(scene: Scene, window: Window, names: Sequence[str], pixel: float) -> list[Row]:
    """Name the focus and the regions with most partners, where a name covers no other."""
    inside = window.holds(scene.layout.places)
    rank = np.abs(scene.partners).astype(float)
    if scene.focus is not None:
        rank = np.abs(scene.shown[scene.focus]).astype(float) * 1000 + rank
        rank[scene.focus] = np.inf
    found: list[Row] = []
    taken: list[tuple[float, float, float, float]] = []
    for place in np.argsort(-rank, kind="stable"):
        if not inside[place] or len(found) == NAMED:
            continue
        x, y = scene.layout.places[place]
        wide, high = 0.64 * LETTER * pixel * len(names[place]), 1.25 * LETTER * pixel
        for anchor, left in (("start", x + 7 * pixel), ("end", x - 7 * pixel - wide)):
            box = (left, y - high / 2, left + wide, y + high / 2)
            fits = window.left <= box[0] and box[2] <= window.left + window.width
            if fits and not any(cross(box, other) for other in taken):
                taken.append(box)
                edge = left if anchor == "start" else left + wide
                row = {"code": scene.world.codes[place], "text": names[place], "anchor": anchor}
                found.append({**row, "x": float(edge), "y": float(y + high / 4)})
                break
    return found


def cross(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Tell whether two boxes (left, top, right, bottom) overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def names_in(world: World, say: Words) -> tuple[str, ...]:
    """Return what regions are called."""
    return world.local_names if say.language == "ru" else world.names


def regions_on_offer(world: World, say: Words) -> list[Row]:
    """Return the regions as a list offers them for the focus: none of them first, then by name."""
    named = sorted(zip(names_in(world, say), world.codes, strict=True))
    everyone = {"value": "", "text": say("map.everyone")}
    return [everyone, *({"value": code, "text": name} for name, code in named)]


def keys_of(scene: Scene, say: Words) -> list[Row]:
    """Return what the lines mean."""
    if scene.side == "difference":
        pairs = (("map.higher_a", -1), ("map.higher_b", 1))
        drawn = [(say(key), *stroke_of(scene.side, sign, 1), 2.5) for key, sign in pairs]
    else:
        drawn = [
            (say.pictures[f"level_{n}"], *stroke_of(scene.side, 1, n), WIDTHS[n - 1])
            for n in range(scene.least, 5)
        ]
    return [{"text": t, "colour": c, "dash": d, "width": w} for t, c, d, w in drawn]
