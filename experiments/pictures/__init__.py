"""What all pictures share: style, panels."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, ScalarFormatter
from numpy.typing import NDArray

LEVEL_COLOURS = ("#9ECAE1", "#4292C6", "#08519C", "#041F4A")
LEVEL_WIDTHS = (0.5, 1.1, 2.2, 4.0)
INK, QUIET, FAINT = "#222222", "#777777", "#E3E3E3"
DOTS_PER_INCH = 150
LOOK: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.labelsize": 8,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "text.parse_math": False,  # a name may have dollars
    "svg.hashsalt": "interhelix",
}


class Stroke(NamedTuple):
    """How a policy is drawn: told apart by colour, by dash and by marker, each alone enough."""

    colour: str
    dash: Literal["-", "--", "-.", ":"] | tuple[float, tuple[float, ...]]
    marker: str


STROKES = (
    Stroke("#0072B2", "-", "o"),
    Stroke("#D55E00", "--", "s"),
    Stroke("#009E73", "-.", "^"),
    Stroke("#CC79A7", ":", "D"),
    Stroke("#7A5C00", (0, (8, 2)), "v"),
    Stroke("#56B4E9", (0, (6, 1, 1, 1, 1, 1)), "P"),
    Stroke("#333333", (0, (1, 3)), "X"),
    Stroke("#B8860B", (0, (4, 3)), "*"),
)


def strokes(policies: Sequence[str]) -> dict[str, Stroke]:
    """Return the stroke of each policy, the baseline first; after eight they come again."""
    return {name: STROKES[index % len(STROKES)] for index, name in enumerate(policies)}


class Sheet(Figure):
    """A figure that a notebook shows, whatever backend it has."""

    def _repr_png_(self) -> bytes:
        sink = io.BytesIO()
        with mpl.rc_context(LOOK):
            self.savefig(sink, dpi=DOTS_PER_INCH, format="png")
        return sink.getvalue()


def sheet(width: float, height: float) -> Figure:
    """Return an empty figure [inches] that no window will ever show."""
    with mpl.rc_context(LOOK):
        figure = Sheet(figsize=(width, height), layout=None)
        FigureCanvasAgg(figure)
    return figure


def save(figure: Figure, path: Path) -> None:
    """Save a picture as PNG and as SVG beside it."""
    with mpl.rc_context(LOOK):
        figure.savefig(
            path.with_name(path.name + ".png"), dpi=DOTS_PER_INCH, metadata={"Software": None}
        )
        figure.savefig(path.with_name(path.name + ".svg"), metadata={"Date": None})


def headline(figure: Figure, title: str, below: str) -> None:
    """Write the title of a picture and a line below it, at the top left."""
    height = figure.get_figheight()
    figure.text(0.02, 1 - 0.10 / height, title, size=12, weight="bold", color=INK, va="top")
    figure.text(0.02, 1 - 0.36 / height, below, size=8.5, color=QUIET, va="top")


def keys(chosen: dict[str, Stroke], labels: dict[str, str]) -> list[Line2D]:
    """Return what a legend shows for each policy."""
    return [
        Line2D([], [], color=stroke.colour, linestyle=stroke.dash, lw=2, label=labels[name])
        for name, stroke in chosen.items()
    ]


class Ticks(ScalarFormatter):
    """Ticks of an axis, their figures written by ``written``."""

    def __init__(self, written: Callable[[str], str], offset: bool) -> None:
        super().__init__(useOffset=offset)
        self.written = written

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return what stands at a tick."""
        return self.written(super().__call__(x, pos))

    def get_offset(self) -> str:
        """Return the power of ten, or what is added to every tick."""
        return self.written(super().get_offset())


def tick(figure: Figure, written: Callable[[str], str]) -> None:
    """Let every axis of numbers write its ticks as a language does; names stay as they are."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            usual = axis.get_major_formatter()
            if type(usual) is ScalarFormatter:
                axis.set_major_formatter(Ticks(written, usual.get_useOffset()))


def calm(axes: Axes) -> None:
    """Give axes a faint horizontal grid behind what they show."""
    axes.grid(axis="y", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)


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
