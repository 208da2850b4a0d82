"""A projection that fits the regions: Albers' equal-area conic, across the 180th meridian too.

With two standard parallels p1, p2 at a sixth of the height from either edge (``snyder1987``,
eq. 14-1 to 14-6), n = (sin p1 + sin p2) / 2, C = cos^2 p1 + 2 n sin p1,
rho = R sqrt(C - 2 n sin lat) / n, x = rho sin(n dlon), y = rho0 - rho cos(n dlon).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]

EARTH = 6371.0  # [km] mean radius
FLAT = 0.1  # a cone this blunt is a cylinder


@dataclass(frozen=True)
class Projection:
    """A projection by its middle meridian and standard parallels [degrees]."""

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
