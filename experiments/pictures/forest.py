"""A forest plot: for each measure the paired differences and their intervals, in its own unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from interhelix.experiments.pictures.style import (
    FAINT,
    INK,
    LOOK,
    QUIET,
    Stroke,
    headline,
    sheet,
    strokes,
    tick,
)
from interhelix.experiments.pictures.texts import Texts

COLUMNS = 2
WIDTH, LEFT, GAP = 12.0, 0.25, 1.75  # [inches]
HEAD, KEY, FOOT, AROUND, ROW = 0.87, 0.23, 0.1, 0.66, 0.3  # [inches]
ABREAST = 3  # policies in a line of the legend
ROOMY = 11.0  # [inches] width in which all marks are explained in one line


def draw_forest(
    rows: pd.DataFrame,
    differences: Mapping[str, pd.DataFrame],
    labels: Mapping[str, str],
    measures: Sequence[str],
    title: str,
    below: str,
    texts: Texts,
    width: float = WIDTH,
) -> Figure:
    """Draw a strip for each measure, and in it a line for each policy (``labels``).

    On a narrower sheet (``width`` [inches]) the strips are shorter and the letters as large.
    """
    panel = (width - LEFT) / COLUMNS - GAP
    abreast = 4 if width >= ROOMY else 2
    strips = -(-len(measures) // COLUMNS)
    strip = AROUND + ROW * len(labels)
    head = HEAD + KEY * (-(-len(labels) // ABREAST) + 4 // abreast - 1)
    height = head + FOOT + strips * strip
    figure = sheet(width, height)
    chosen = dict(list(strokes(["", *labels]).items())[1:])
    with mpl.rc_context(LOOK):
        for index, measure in enumerate(measures):
            column, row = divmod(index, strips)
            axes = figure.add_axes(
                (
                    (LEFT + column * (panel + GAP)) / width,
                    1 - (head + (row + 1) * strip - 0.36) / height,
                    panel / width,
                    ROW * len(labels) / height,
                )
            )
            _strip(axes, rows[rows["measure"] == measure], differences, chosen, texts)
            axes.set_title(f"{texts.measure(measure)}  [{texts.unit(measure)}]", pad=4)
        headline(figure, title, below)
        _legend(figure, labels, chosen, texts, abreast)
        tick(figure, texts.written)
    return figure


def _strip(
    axes: Axes,
    rows: pd.DataFrame,
    differences: Mapping[str, pd.DataFrame],
    chosen: Mapping[str, Stroke],
    texts: Texts,
) -> None:
    """Draw one measure: a line for each policy, zero, and what is too small to matter."""
    matters = float(rows["matters"].iloc[0])
    axes.axvspan(-matters, matters, color=FAINT, lw=0, zorder=0)
    axes.axvline(0, color=QUIET, lw=0.9, zorder=1)
    for place, (policy, stroke) in enumerate(chosen.items()):
        line = rows[rows["policy"] == policy].iloc[0]
        values = differences[policy][line["measure"]].to_numpy()
        spread = place + 0.56 * (np.modf(np.arange(len(values)) * 0.618034)[0] - 0.5)
        axes.plot(values, spread, ".", color=stroke.colour, alpha=0.45, ms=4.5, mew=0, zorder=2)
        if np.isfinite(line["low_all"]):
            ends = [line["low_all"], line["high_all"]]
            axes.plot(
                ends, [place, place], "|-", color=stroke.colour, lw=1.1, ms=8, mew=1.3, zorder=3
            )
        axes.plot(
            [line["low"], line["high"]],
            [place, place],
            color=stroke.colour,
            lw=3.2,
            zorder=3,
            solid_capstyle="butt",
        )
        axes.plot(
            line["difference"],
            place,
            stroke.marker,
            color=stroke.colour,
            mec="white",
            mew=0.9,
            ms=7,
            zorder=4,
        )
        axes.annotate(
            texts.verdict(line["verdict"], line["measure"]),
            (1.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            size=7.5,
            color=stroke.colour,
            annotation_clip=False,
        )
    axes.set_ylim(len(chosen) - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.04)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.ticklabel_format(axis="x", useOffset=False)


def _legend(
    figure: Figure,
    labels: Mapping[str, str],
    chosen: Mapping[str, Stroke],
    texts: Texts,
    abreast: int,
) -> None:
    """Explain the marks, then name the policies, above the strips."""
    grey = QUIET
    handles: list[Line2D | Patch] = [
        Line2D(
            [],
            [],
            color=stroke.colour,
            marker=stroke.marker,
            lw=3,
            ms=7,
            mec="white",
            label=labels[name],
        )
        for name, stroke in chosen.items()
    ]
    marks: list[Line2D | Patch] = [
        Line2D([], [], color=grey, marker=".", ls="", ms=5, label=texts["forest_pair"]),
        Line2D([], [], color=grey, lw=3.2, label=texts["forest_alone"]),
        Line2D([], [], color=grey, lw=1.1, marker="|", ms=8, mew=1.3, label=texts["forest_all"]),
        Patch(color=FAINT, label=texts["forest_matters"]),
    ]
    height = figure.get_figheight()
    lines = 4 // abreast
    for group, above, columns in (
        (marks, 0.0, abreast),
        (handles, KEY * lines, min(ABREAST, len(labels))),
    ):
        legend = figure.legend(
            handles=group,
            loc="upper left",
            bbox_to_anchor=(0.012, 1 - (0.52 + above) / height),
            ncols=columns,
            labelcolor=INK,
        )
        figure.add_artist(legend)
