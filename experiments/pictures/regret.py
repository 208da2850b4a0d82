"""Regret: for each measure how far each scenario lies behind the best, at every setting."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from interhelix.experiments.pictures.panels import Size, bare, lay_out, room
from interhelix.experiments.pictures.style import LOOK, QUIET, strokes, tick
from interhelix.experiments.pictures.texts import Texts

Float = NDArray[np.float64]

COLUMNS = 2
ROW = 0.32  # [inches]
GOLDEN = 0.618034  # spreads points evenly


def draw_regret(
    regrets: Mapping[str, Float], labels: Mapping[str, str], title: str, below: str, texts: Texts
) -> Figure:
    """Draw a strip for each measure; ``regrets`` has settings x scenarios, as in ``labels``."""
    columns = min(COLUMNS, len(regrets))
    rows = -(-len(regrets) // columns)
    size = Size(3.4, ROW * len(labels), room(list(labels.values())), above=0.36, below=0.32)
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=QUIET, marker=".", ls="", ms=6, label=texts["regret_setting"]),
        Line2D([], [], color=QUIET, marker="D", ls="", ms=6, mec="white", label=texts["mean"]),
        Line2D([], [], color=QUIET, marker="|", ls="", ms=12, mew=2.2, label=texts["largest"]),
    ]
    with mpl.rc_context(LOOK):
        figure, panels = lay_out(rows, columns, size, title, below, handles)
        for axes, (measure, regret) in zip(panels.ravel(), regrets.items(), strict=False):
            _strip(axes, regret, labels)
            axes.set_title(f"{texts.measure(measure)}  [{texts.unit(measure)}]", pad=4)
        for axes in panels[:, 0]:
            axes.set_yticks(range(len(labels)), list(labels.values()))
        for axes in panels.ravel()[len(regrets) :]:
            axes.set_visible(False)
        tick(figure, texts.written)
    return figure


def _strip(axes: Axes, regret: Float, labels: Mapping[str, str]) -> None:
    axes.axvline(0, color=QUIET, lw=0.9, zorder=1)
    chosen = strokes(list(labels)).values()
    for place, (stroke, own) in enumerate(zip(chosen, regret.T, strict=True)):
        spread = place + 0.5 * (np.modf(np.arange(len(own)) * GOLDEN)[0] - 0.5)
        axes.plot(own, spread, ".", color=stroke.colour, alpha=0.5, ms=6, mew=0, zorder=2)
        axes.plot(own.max(), place, "|", color=stroke.colour, ms=14, mew=2.2, zorder=3)
        axes.plot(own.mean(), place, "D", color=stroke.colour, mec="white", ms=6.5, zorder=4)
    axes.set_yticks([])
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.margins(x=0.05)
    bare(axes)
