"""Lines over time: a panel for each measure, with 50 and 90 % bands of every policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from interhelix.experiments.pictures.style import (
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
from interhelix.experiments.pictures.texts import Texts

WIDTHS = {2: 4.3, 4: 3.0}  # [inches] of a panel, by panels in a row
PANEL = 2.25  # [inches] height of a panel
HEAD, KEY, FOOT = 0.95, 0.2, 0.3  # [inches] above the panels, for each line of keys, below


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
    head = HEAD + KEY * -(-len(labels) // abreast)
    width, height = columns * WIDTHS[columns] + 0.2, rows * PANEL + head + FOOT
    figure = sheet(width, height)
    chosen = dict(drawn_as or strokes(list(labels)))
    with mpl.rc_context(LOOK):
        grid = figure.subplots(rows, columns, squeeze=False)
        figure.subplots_adjust(
            left=0.62 / width,
            right=1 - 0.15 / width,
            top=1 - head / height,
            bottom=(FOOT + 0.25) / height,
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
