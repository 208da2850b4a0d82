"""Maps of regions with their ties, in the Albers projection.

Albers' equal-area conic, across the 180th meridian too. With two standard parallels p1, p2 at a
sixth of the height from either edge (``snyder1987``, eq. 14-1 to 14-6), n = (sin p1 + sin p2) / 2,
C = cos^2 p1 + 2 n sin p1, rho = R sqrt(C - 2 n sin lat) / n, x = rho sin(n dlon),
y = rho0 - rho cos(n dlon).
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from interhelix.experiments.picture_texts import Texts
from interhelix.experiments.pictures import (
    FAINT,
    INK,
    LEVEL_COLOURS,
    LEVEL_WIDTHS,
    LOOK,
    QUIET,
    headline,
    sheet,
)
from interhelix.model.world import World

Float = NDArray[np.float64]
EARTH = 6371.0  # [km] mean radius
FLAT = 0.1  # a cone this blunt is a cylinder


@dataclass(frozen=True)
class Projection:
    """Albers' equal-area conic by its middle meridian and standard parallels [degrees].

    With parallels p1, p2 a sixth of the height from either edge (``snyder1987``, eq. 14-1 to 14-6):
    n = (sin p1 + sin p2) / 2, C = cos^2 p1 + 2 n sin p1, rho = R sqrt(C - 2 n sin lat) / n,
    x = rho sin(n dlon), y = rho0 - rho cos(n dlon).
    """

    meridian: float
    parallels: tuple[float, float]

    @classmethod
    def around(cls, lat: Float, lon: Float) -> Projection:
        """Fit to places: the middle meridian halves the shortest arc that holds them all."""
        ordered = np.sort(np.mod(lon, 360.0))
        gaps = np.diff(ordered, append=ordered[0] + 360.0)
        widest = int(np.argmax(gaps))
        meridian = ordered[widest] + gaps[widest] + (360.0 - gaps[widest]) / 2
        south, north = float(lat.min()), float(lat.max())
        sixth = (north - south) / 6
        return cls(float(np.mod(meridian + 180.0, 360.0) - 180.0), (south + sixth, north - sixth))

    def xy(self, lat: Float, lon: Float) -> tuple[Float, Float]:
        """Return where coordinates [degrees] lie on the map [km], east and north of its middle."""
        first, second = np.radians(self.parallels)
        n = (np.sin(first) + np.sin(second)) / 2
        phi = np.radians(lat)
        turned = np.radians(np.mod(lon - self.meridian + 180.0, 360.0) - 180.0)
        if abs(n) < FLAT:
            stretch = np.cos((first + second) / 2)
            return EARTH * turned * stretch, EARTH * np.sin(phi) / stretch
        c = np.cos(first) ** 2 + 2 * n * np.sin(first)
        middle = np.sqrt(c - 2 * n * np.sin((first + second) / 2)) / n
        rho = np.sqrt(np.maximum(c - 2 * n * np.sin(phi), 0.0)) / n
        return EARTH * rho * np.sin(n * turned), EARTH * (middle - rho * np.cos(n * turned))


REMOTE = 1.75  # times the distance that nine in ten regions keep from the middle
MARGIN = 0.045  # of the longer side


@dataclass(frozen=True)
class Ground:
    """Where regions stand on the sheet [km], which are too remote for it, and what it shows."""

    x: Float
    y: Float
    remote: NDArray[np.bool_]
    projection: Projection
    west: float
    east: float
    south: float
    north: float

    @classmethod
    def of(cls, world: World) -> Ground:
        """Lay out a world; remote islands stand in a row at the lower edge."""
        remote = remote_regions(world.lat, world.lon)
        projection = Projection.around(world.lat[~remote], world.lon[~remote])
        x, y = (np.array(part) for part in projection.xy(world.lat, world.lon))
        west, east = x[~remote].min(), x[~remote].max()
        south, north = y[~remote].min(), y[~remote].max()
        room = MARGIN * max(east - west, north - south, 1.0)
        west, east, south, north = west - room, east + room, south - room, north + room
        if remote.any():
            order = np.argsort(x[remote], kind="stable")
            places = np.flatnonzero(remote)[order]
            south -= 1.6 * room
            x[places] = west + (east - west) * (np.arange(len(places)) + 0.5) / len(places)
            y[places] = south + 0.9 * room
        return cls(x, y, remote, projection, west, east, south, north)


def remote_regions(lat: Float, lon: Float) -> NDArray[np.bool_]:
    """Return which regions lie so far out that they would shrink all others on the map."""
    phi, lam = np.radians(lat), np.radians(lon)
    places = np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    middle = np.median(places, axis=0)
    away = np.linalg.norm(places - middle, axis=1)
    return np.asarray(away > REMOTE * np.quantile(away, 0.9), dtype=np.bool_)


WIDTH = 10.0  # [inches]
NAMED = 16  # regions with most partners
SIDES = (
    ((0, 6), "center", "bottom"),
    ((0, -6), "center", "top"),
    ((6, 0), "left", "center"),
    ((-6, 0), "right", "center"),
)
WHITE_EDGE = [patheffects.withStroke(linewidth=2.0, foreground="white")]


def draw_map(world: World, pairs: pd.DataFrame, title: str, below: str, texts: Texts) -> Figure:
    """Draw the region pairs (``region_a``, ``region_b``, ``level``) of a world."""
    ground = Ground.of(world)
    height = WIDTH * (ground.north - ground.south) / (ground.east - ground.west)
    height = float(np.clip(height, 4.0, 11.0))
    figure = sheet(WIDTH, height + 1.2)
    with mpl.rc_context(LOOK):
        axes = figure.add_axes((0.01, 0.55 / (height + 1.2), 0.98, height / (height + 1.2)))
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.set_xlim(ground.west, ground.east)
        axes.set_ylim(ground.south, ground.north)
        _graticule(axes, ground)
        row = {code: index for index, code in enumerate(world.codes)}
        ends = pairs[["region_a", "region_b"]].map(row.__getitem__).to_numpy(dtype=np.int64)
        levels = pairs["level"].to_numpy(dtype=np.int64)
        counts = _pairs(axes, ground, ends, levels)
        partners = np.bincount(ends.ravel(), minlength=world.size)
        _regions(axes, ground, partners)
        names = world.local_names if texts.language == "ru" else world.names
        _names(axes, ground, partners, names)
        if ground.remote.any():
            _remote(axes, ground, names, texts["map_remote"])
        labels = [f"{texts[f'level_{level}']} ({counts[level - 1]})" for level in range(1, 5)]
        _legend(figure, labels, texts["map_legend"])
        headline(figure, title, below)
    return figure


def _graticule(axes: Axes, ground: Ground) -> None:
    """Draw meridians and parallels, every ten degrees or so, to show how the map is bent."""
    step = 10.0 if ground.east - ground.west < 6000 else 20.0
    fine = np.linspace(-180.0, 180.0, 721)
    lines = [
        ground.projection.xy(np.full(721, lat), ground.projection.meridian + fine * 0.999)
        for lat in np.arange(-80.0, 80.1, step)
    ]
    lat = np.linspace(-80.0, 85.0, 200)
    lines += [
        ground.projection.xy(lat, np.full(200, lon)) for lon in np.arange(-180.0, 180.0, step)
    ]
    segments = [np.column_stack(line) for line in lines]
    axes.add_collection(
        LineCollection(segments, colors=FAINT, linewidths=0.6, zorder=0), autolim=False
    )


def _pairs(
    axes: Axes, ground: Ground, ends: NDArray[np.int64], levels: NDArray[np.int64]
) -> list[int]:
    """Draw the pairs, the low levels below the high ones, and return how many each level has."""
    places = np.column_stack([ground.x, ground.y])
    counts = []
    for level, (colour, width) in enumerate(zip(LEVEL_COLOURS, LEVEL_WIDTHS, strict=True), start=1):
        chosen = ends[levels == level]
        counts.append(len(chosen))
        crowd = 0.8 if level > 1 else float(np.clip(300 / max(len(chosen), 1), 0.45, 0.8))
        lines = LineCollection(
            list(places[chosen]),
            colors=colour,
            linewidths=width,
            alpha=crowd,
            zorder=level,
            capstyle="round",
        )
        axes.add_collection(lines, autolim=False)
    return counts


def _regions(axes: Axes, ground: Ground, partners: NDArray[np.int64]) -> None:
    """Draw each region as a point that grows with its partners; one without any stays hollow."""
    size = 6 + 60 * partners / max(int(partners.max(initial=0)), 1)
    face = np.where(partners > 0, INK, "white")
    axes.scatter(ground.x, ground.y, s=size, c=list(face), edgecolors=INK, linewidths=0.6, zorder=6)


def _names(axes: Axes, ground: Ground, partners: NDArray[np.int64], names: tuple[str, ...]) -> None:
    """Name the regions with most partners, where a name crosses no other and covers no region."""
    renderer = axes.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    points = axes.transData.transform(np.column_stack([ground.x, ground.y]))
    order = [
        i for i in np.argsort(-partners, kind="stable") if partners[i] and not ground.remote[i]
    ]
    taken: list[Bbox] = []
    for index in order[: 3 * NAMED]:
        for away, across, along in SIDES:
            text = axes.annotate(
                names[index],
                (ground.x[index], ground.y[index]),
                xytext=away,
                size=7.5,
                color=INK,
                textcoords="offset points",
                ha=across,
                va=along,
                zorder=8,
                path_effects=WHITE_EDGE,
            )
            box = text.get_window_extent(renderer).padded(2.5)
            free = not any(box.overlaps(other) for other in taken) and not box.count_contains(
                points
            )
            if free and axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1:
                taken.append(box)
                break
            text.remove()
        if len(taken) == NAMED:
            break


def _remote(axes: Axes, ground: Ground, names: tuple[str, ...], label: str) -> None:
    """Set the row of remote regions apart, and name each."""
    places = np.flatnonzero(ground.remote)
    level = ground.y[places[0]]
    line = level + (level - ground.south) * 0.55
    axes.plot(
        [ground.west, ground.east], [line, line], color=QUIET, lw=0.6, ls=(0, (4, 3)), zorder=5
    )
    axes.annotate(
        label,
        (ground.west, line),
        xytext=(0, 2),
        textcoords="offset points",
        size=7.5,
        color=QUIET,
        zorder=7,
        path_effects=WHITE_EDGE,
    )
    for place in places:
        axes.annotate(
            shorten(names[place], max(150 // len(places), 8), placeholder="…"),
            (ground.x[place], level),
            xytext=(0, -6),
            textcoords="offset points",
            ha="center",
            va="top",
            size=7.5,
            color=INK,
            zorder=8,
            path_effects=WHITE_EDGE,
        )


def _legend(figure: Figure, labels: list[str], title: str) -> None:
    handles = [
        Line2D([], [], color=colour, lw=width, solid_capstyle="round")
        for colour, width in zip(LEVEL_COLOURS, LEVEL_WIDTHS, strict=True)
    ]
    legend = figure.legend(
        handles, labels, loc="lower left", bbox_to_anchor=(0.015, 0.005), ncols=4, handlelength=3
    )
    figure.text(0.02, 0.42 / figure.get_figheight(), title, size=8, color=QUIET)
    legend.set_in_layout(False)
