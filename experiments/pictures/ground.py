"""The ground of a map: where regions stand on the sheet, and which are too remote for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.pictures.projection import Projection
from interhelix.model.world import World

Float = NDArray[np.float64]

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
    """Tell which regions lie so far out that they would shrink all others on the map."""
    phi, lam = np.radians(lat), np.radians(lon)
    places = np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    middle = np.median(places, axis=0)
    away = np.linalg.norm(places - middle, axis=1)
    return np.asarray(away > REMOTE * np.quantile(away, 0.9), dtype=np.bool_)
