"""The full factorial: every combination of the levels of all factors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def full(levels: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Return every combination; the last factor varies fastest."""
    grid = np.meshgrid(*(np.array(values, dtype=np.float64) for values in levels), indexing="ij")
    return np.stack([column.ravel() for column in grid], axis=1)


def levels_at(levels: Sequence[Sequence[float]], chosen: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the levels whose numbers (0 the first) stand in ``chosen``, settings x factors."""
    columns = [np.array(values)[chosen[:, column]] for column, values in enumerate(levels)]
    return np.stack(columns, axis=1).astype(np.float64)
