"""Positions of regions: on a map, in a window on its dense middle, on tiles of equal size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.pictures.map import Ground
from interhelix.model.world import World

Float = NDArray[np.float64]

WIDE = 1000.0  # width of a map, in its own units
SPARE = 1.25  # tiles for each region, so that coasts and gaps leave their mark
INNER = 0.5  # share of the regions that the window on the middle shows
WORTH = 0.6  # of the width of the map; a window wider than this shows nothing new
MARGIN = 0.06  # of a window, around its regions


@dataclass(frozen=True)
class Window:
    """A part of a map: its left upper corner and its size."""

    left: float
    top: float
    width: float
    height: float

    def holds(self, places: Float) -> NDArray[np.bool_]:
        """Tell which places lie in the window."""
        x, y = places.T - np.array([[self.left], [self.top]])
        return (x >= 0) & (x <= self.width) & (y >= 0) & (y <= self.height)


@dataclass(frozen=True, eq=False)
class Layout:
    """Places of regions on the map (y points down), its windows, tiles as column and row."""

    places: Float
    windows: tuple[Window, ...]
    tiles: NDArray[np.int64]


def layout_of(world: World) -> Layout:
    """Lay out a world; the windows are the whole and, where it is crowded, its middle."""
    ground = Ground.of(world)
    scale = WIDE / (ground.east - ground.west)
    places = np.column_stack([ground.x - ground.west, ground.north - ground.y]) * scale
    whole = Window(0.0, 0.0, WIDE, float((ground.north - ground.south) * scale))
    inner = _middle(places[~ground.remote])
    windows = (whole, inner) if inner.width < WORTH * WIDE else (whole,)
    return Layout(places, windows, tile_positions(places))


def _middle(places: Float) -> Window:
    """Return the smallest window around a region that holds a share of all."""
    away = np.linalg.norm(places[:, None] - places[None], axis=2)
    kept = max(2, int(INNER * len(places)))
    centre = int(np.argmin(np.sort(away, axis=1)[:, kept - 1]))
    near = places[np.argsort(away[centre], kind="stable")[:kept]]
    low, high = near.min(axis=0), near.max(axis=0)
    room = MARGIN * max(*(high - low), 1.0)
    (left, top), (width, height) = low - room, high - low + 2 * room
    return Window(float(left), float(top), float(width), float(height))


def tile_positions(places: Float) -> NDArray[np.int64]:
    """Give each region a tile of its own, near its place: the least sum of squared moves."""
    from scipy.optimize import linear_sum_assignment

    low, size = places.min(axis=0), np.maximum(np.ptp(places, axis=0), 1e-9)
    wide = float(np.clip(np.sqrt(size[0] / size[1]), 0.8, 1.5))
    columns = int(np.ceil(np.sqrt(SPARE * len(places)) * wide))
    rows = int(np.ceil(SPARE * len(places) / columns))
    grid = np.array([(column, row) for row in range(rows) for column in range(columns)])
    even = np.argsort(np.argsort(places, axis=0, kind="stable"), axis=0) / max(len(places) - 1, 1)
    spread = (0.5 * even + 0.5 * (places - low) / size) * [columns - 1, rows - 1]
    moves = ((spread[:, None] - grid[None]) ** 2).sum(axis=2)
    chosen = linear_sum_assignment(moves)[1]
    return np.asarray(grid[chosen], dtype=np.int64)
