"""A tornado: how far each factor moves a measure, the one that moves it most on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from interhelix.experiments.pictures.panels import Size, bare, entitle, lay_out, room
from interhelix.experiments.pictures.style import FAINT, LOOK, QUIET, strokes, tick
from interhelix.experiments.pictures.texts import Texts

ROW = 0.3  # [inches]


def draw_tornado(
    effects: pd.DataFrame,
    measures: Sequence[str],
    labels: Mapping[str, str],
    title: str,
    below: str,
    texts: Texts,
) -> Figure:
    """Draw a row for each measure and a column for each response (``labels``).

    ``effects`` has one row for each response (``of``), measure and factor (``label``), with its
    bounds.
    """
    factors = effects["label"].unique().tolist()
    size = Size(2.7, ROW * len(factors), room(factors), above=0.55, below=0.34)
    handles: list[Line2D | Patch] = [
        Patch(color=QUIET, alpha=0.6, label=texts["tornado_bar"]),
        Line2D([], [], color=QUIET, lw=1.2, marker="|", ms=8, label=texts["interval_all"]),
        Patch(color=FAINT, label=texts["forest_matters"]),
    ]
    chosen = strokes(["", *labels])  # the first is that of the baseline
    with mpl.rc_context(LOOK):
        figure, panels = lay_out(len(measures), len(labels), size, title, below, handles)
        for row, measure in zip(panels, measures, strict=True):
            own = effects[effects["measure"] == measure]
            table = own.pivot(index="label", columns="of", values="difference")
            order = table.abs().max(axis=1).sort_values(kind="stable").index.tolist()
            for axes, of, stroke in zip(row, labels, list(chosen.values())[1:], strict=True):
                _panel(axes, own[own["of"] == of].set_index("label").loc[order], stroke.colour)
            row[0].set_yticks(range(len(order)), order)
            entitle(row, texts.measure(measure), texts.unit(measure), list(labels.values()))
        tick(figure, texts.written)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    places = list(range(len(rows)))
    matters = float(rows["matters"].iloc[0])
    axes.axvspan(-matters, matters, color=FAINT, lw=0, zorder=0)
    axes.axvline(0, color=QUIET, lw=0.9, zorder=1)
    axes.barh(places, rows["difference"], height=0.6, color=colour, alpha=0.6, zorder=2)
    for place, low, high in zip(places, rows["low_all"], rows["high_all"], strict=True):
        axes.plot([low, high], [place, place], "|-", color=colour, lw=1.2, ms=8, zorder=3)
    axes.set_yticks([])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.margins(x=0.06)
    bare(axes)
