"""A heat map: a figure over the levels of two factors, written into every cell."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from interhelix.experiments.document import number
from interhelix.experiments.pictures.panels import Size, entitle, lay_out
from interhelix.experiments.pictures.style import LOOK
from interhelix.experiments.pictures.texts import Texts

Float = NDArray[np.float64]

CELL = 0.62, 0.42  # [inches]
LETTER = 0.075  # [inches] of a letter
OUTSIDE = 0.6  # [inches] that a label may stand out of its axis
DARK = 0.55  # share of the range below which a cell is dark


def draw_heat(
    settings: pd.DataFrame,
    values: Mapping[str, Mapping[str, Float]],
    factors: Mapping[str, str],
    labels: Mapping[str, str],
    title: str,
    below: str,
    texts: Texts,
) -> Figure:
    """Draw a row for each measure and a column for each response (``labels``).

    ``values`` has the figure at each setting by measure and response; ``factors`` the two factors
    with their labels, the first across. Over other factors the mean is taken. A cell without a
    figure (NaN) is blank; a single row has no mark.
    """
    across, up = factors
    columns, rows = np.unique(settings[across]), np.unique(settings[up])
    longest = max(len(words) for words in (factors[across], *labels.values()))
    width = max(CELL[0] * len(columns), LETTER * longest)
    height = max(CELL[1] * len(rows), LETTER * len(factors[up]) - OUTSIDE)
    with mpl.rc_context(LOOK):
        size = Size(width, height, left=0.85, between=0.3, above=0.55, below=0.5)
        figure, panels = lay_out(len(values), len(labels), size, title, below)
        for row, (measure, responses) in zip(panels, values.items(), strict=True):
            tables = {of: _cells(settings, responses[of], across, up) for of in labels}
            every = np.concatenate([table.ravel() for table in tables.values()])
            known = every[np.isfinite(every)]
            low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
            for axes, of in zip(row, labels, strict=True):
                _panel(axes, tables[of], low, high, texts)
                axes.set_xticks(range(len(columns)), _written(columns, texts))
                axes.set_yticks([])
                axes.set_xlabel(factors[across])
            if len(rows) > 1:
                row[0].set_yticks(range(len(rows)), _written(rows, texts))
            row[0].set_ylabel(factors[up])
            entitle(row, texts.measure(measure), texts.unit(measure), list(labels.values()))
    return figure


def _cells(settings: pd.DataFrame, values: Float, across: str, up: str) -> Float:
    """Return the mean in each cell, rows from the lowest level up."""
    table = settings.assign(value=values).pivot_table(
        "value", up, across, aggfunc="mean", dropna=False
    )
    return table.to_numpy(dtype=np.float64)


def _written(levels: Float, texts: Texts) -> list[str]:
    return [texts.written(f"{level:g}") for level in levels]


def _panel(axes: Axes, table: Float, low: float, high: float, texts: Texts) -> None:
    axes.imshow(table, cmap="cividis", vmin=low, vmax=high, aspect="auto", origin="lower")
    for (row, column), value in np.ndenumerate(table):
        dark = value < low + DARK * (high - low)
        axes.text(
            column, row, texts.written(number(value)), ha="center", va="center", size=8.5,
            color="white" if dark else "black",
        )  # fmt: skip
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
