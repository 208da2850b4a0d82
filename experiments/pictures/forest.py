"""Forest plots of differences, and lines and stacks over time."""

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

from interhelix.experiments.picture_texts import Texts
from interhelix.experiments.pictures import (
    FAINT,
    INK,
    LEVEL_COLOURS,
    LOOK,
    QUIET,
    Stroke,
    calm,
    headline,
    keys,
    sheet,
    strokes,
    tick,
)

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


WIDTHS = {2: 4.3, 4: 3.0}  # [inches] of a panel, by panels in a row
PANEL = 2.25  # [inches] height of a panel
LINES_HEAD, LINES_KEY, LINES_FOOT = (
    0.95,
    0.2,
    0.3,
)  # [inches] above the panels, for each line of keys, below


def draw_lines(
    bands: pd.DataFrame,
    measures: Sequence[str],
    columns: int,
    labels: dict[str, str],
    title: str,
    below: str,
    texts: Texts,
    drawn_as: Mapping[str, Stroke] | None = None,
) -> Figure:
    """Draw the bands of a comparison; ``labels`` has the policies, the baseline first.

    ``drawn_as`` gives each a stroke of its own choice, in place of the usual ones.
    """
    rows, abreast = -(-len(measures) // columns), 3 if columns > 2 else 2
    head = LINES_HEAD + LINES_KEY * -(-len(labels) // abreast)
    width, height = columns * WIDTHS[columns] + 0.2, rows * PANEL + head + LINES_FOOT
    figure = sheet(width, height)
    chosen = dict(drawn_as or strokes(list(labels)))
    with mpl.rc_context(LOOK):
        grid = figure.subplots(rows, columns, squeeze=False)
        figure.subplots_adjust(
            left=0.62 / width,
            right=1 - 0.15 / width,
            top=1 - head / height,
            bottom=(LINES_FOOT + 0.25) / height,
            wspace=0.32,
            hspace=0.48,
        )
        for axes, measure in zip(grid.flat, measures, strict=False):
            _panel(axes, bands[bands["measure"] == measure], chosen)
            axes.set_title(texts.measure(measure), pad=14)
            axes.text(0, 1.03, texts.unit(measure), transform=axes.transAxes, size=7.5, color=QUIET)
        for axes in grid.flat[len(measures) :]:
            axes.set_visible(False)
        for axes in grid[-1]:
            axes.set_xlabel(texts["quarter"])
        headline(figure, title, below)
        figure.legend(
            handles=keys(chosen, labels),
            loc="upper left",
            ncols=abreast,
            bbox_to_anchor=(0.013, 1 - 0.52 / height),
            handlelength=3.6,
        )
        tick(figure, texts.written)
    return figure


def _panel(axes: Axes, table: pd.DataFrame, chosen: dict[str, Stroke]) -> None:
    """Draw the lines of one measure, the bands below all lines."""
    calm(axes)
    axes.axhline(0, color=QUIET, lw=0.8)
    for name, stroke in chosen.items():
        own = table[table["policy"] == name]
        quarter = own["quarter"]
        if "low_90" in own:
            axes.fill_between(
                quarter, own["low_90"], own["high_90"], color=stroke.colour, alpha=0.12, lw=0
            )
            axes.fill_between(
                quarter, own["low_50"], own["high_50"], color=stroke.colour, alpha=0.22, lw=0
            )
        axes.plot(quarter, own["mean"], color=stroke.colour, ls=stroke.dash, lw=1.8, zorder=4)
    axes.margins(x=0)
    if not table["mean"].any():
        axes.set_ylim(0, 1)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    power = axes.yaxis.get_offset_text()  # of ten; the unit stands at the left
    power.set_position((1.0, 0.0))
    power.set_horizontalalignment("right")
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))


def draw_stack(
    series: pd.DataFrame, title: str, below: str, texts: Texts, top: float | None = None
) -> Figure:
    """Draw the ladder of one run: ties across regions, the levels stacked.

    ``top`` ends the scale, so that runs can be compared.
    """
    figure = sheet(9.6, 4.6)
    names = [f"ties_level_{level}" for level in range(1, 5)]
    with mpl.rc_context(LOOK):
        axes = figure.add_axes((0.07, 0.12, 0.71, 0.68))
        calm(axes)
        stack = axes.stackplot(
            series.index, *(series[name] for name in reversed(names)), colors=LEVEL_COLOURS[::-1]
        )
        for area in stack:
            area.set_edgecolor("white")
            area.set_linewidth(0.6)
        axes.margins(x=0)
        axes.set_ylim(bottom=0, top=top)
        axes.set_xlabel(texts["quarter"])
        axes.set_ylabel(texts.unit(names[0]))
        at_end = [texts.written(f"{series[name].iloc[-1]:.1f}") for name in names]
        labels = [
            f"{texts[f'level_{level}']}: {height}" for level, height in enumerate(at_end, start=1)
        ]
        axes.legend(
            stack[::-1],
            labels,
            loc="upper left",
            bbox_to_anchor=(1.01, 1.0),
            reverse=True,
            title=f"{texts['ladder_end']},\n{texts.unit(names[0])}",
            alignment="left",
            labelcolor=INK,
        )
        headline(figure, title, below)
        tick(figure, texts.written)
    return figure
