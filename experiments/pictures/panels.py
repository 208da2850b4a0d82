"""A sheet of panels: rows of measures, columns of whatever is compared, a legend above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from interhelix.experiments.pictures.style import INK, headline, sheet

HEAD, KEY, FOOT = 0.58, 0.22, 0.1  # [inches] above the panels, for each line of keys, below
BESIDE = 0.55  # [inches] of a key beside its label
LETTER = 0.078  # [inches] of a letter of a label


@dataclass(frozen=True)
class Size:
    """Of a panel [inches], with the room left of the first, between two, above and below one."""

    width: float
    height: float
    left: float
    between: float = 0.35
    above: float = 0.42
    below: float = 0.42


def lay_out(
    rows: int,
    columns: int,
    size: Size,
    title: str,
    below: str,
    handles: Sequence[Line2D | Patch] = (),
) -> tuple[Figure, NDArray[np.object_]]:
    """Return a sheet and its panels, rows x columns, with headline and legend."""
    across, down = size.width + size.between, size.above + size.height + size.below
    width = max(size.left + columns * across, needed(title, below))
    longest = max((len(str(handle.get_label())) for handle in handles), default=0)
    abreast = int(np.clip(width / (BESIDE + LETTER * longest), 1, max(len(handles), 1)))
    head = HEAD + KEY * -(-len(handles) // abreast)
    height = head + rows * down + FOOT
    figure = sheet(width, height)
    panels = np.empty((rows, columns), dtype=object)
    for row in range(rows):
        for column in range(columns):
            bottom = 1 - (head + row * down + size.above + size.height) / height
            place = ((size.left + column * across) / width, bottom)
            extent = (size.width / width, size.height / height)
            panels[row, column] = figure.add_axes((*place, *extent))
    headline(figure, title, below)
    if handles:
        legend = figure.legend(
            handles=list(handles),
            loc="upper left",
            bbox_to_anchor=(0.1 / width, 1 - 0.5 / height),
            ncols=abreast,
            labelcolor=INK,
        )
        figure.add_artist(legend)
    return figure, panels


def entitle(row: NDArray[np.object_], measure: str, unit: str, labels: Sequence[str] = ()) -> None:
    """Write a measure with its unit above a row of panels, and the label of each panel below it."""
    for place, axes in enumerate(row):
        first = f"{measure}  [{unit}]" if place == 0 else ""
        axes.set_title("\n".join([first, labels[place]]) if labels else first, pad=4)


def needed(title: str, below: str) -> float:
    """Return the width [inches] that a headline needs."""
    return max(0.135 * len(title), LETTER * len(below)) + 0.4


def room(labels: Sequence[str]) -> float:
    """Return the width [inches] that the longest of some labels needs beside an axis."""
    return 0.3 + 0.068 * max((len(label) for label in labels), default=0)


def bare(axes: Axes) -> None:
    """Take the frame and the ticks of rows away."""
    axes.xaxis.set_major_locator(MaxNLocator(5))
    for side in ("left", "top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
