"""Pictures of a sweep: factors, heat map, tornado, regret."""

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
from numpy.typing import NDArray

from interhelix.experiments.picture_texts import Texts
from interhelix.experiments.pictures import (
    FAINT,
    LOOK,
    QUIET,
    Size,
    bare,
    calm,
    entitle,
    lay_out,
    room,
    strokes,
    tick,
)
from interhelix.experiments.statistics import number

Float = NDArray[np.float64]
SIZE = Size(width=2.6, height=1.5, left=0.7, between=0.3, above=0.4, below=0.48)


def draw_factors(
    settings: pd.DataFrame,
    values: Mapping[str, Float],
    labels: Mapping[str, str],
    factors: Mapping[str, str],
    title: str,
    below: str,
    texts: Texts,
) -> Figure:
    """Draw a row for each measure and a column for each of the ``factors`` (with their labels).

    ``values`` has scenarios x settings for each measure, in the order of ``labels``. Lines that are
    not parallel are an interaction of scenario and factor.
    """
    chosen = strokes(list(labels))
    handles = [
        Line2D(
            [], [], color=stroke.colour, ls=stroke.dash, marker=stroke.marker, label=labels[name]
        )
        for name, stroke in chosen.items()
    ]
    with mpl.rc_context(LOOK):
        figure, panels = lay_out(len(values), len(factors), SIZE, title, below, handles)
        for row, (measure, means) in zip(panels, values.items(), strict=True):
            known = means[np.isfinite(means)]  # a measure may be undefined under a scenario
            low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
            for axes, (factor, label) in zip(row, factors.items(), strict=True):
                calm(axes)
                levels = np.unique(settings[factor])
                for stroke, own in zip(chosen.values(), means, strict=True):
                    line = [own[(settings[factor] == level).to_numpy()].mean() for level in levels]
                    axes.plot(
                        levels,
                        line,
                        color=stroke.colour,
                        ls=stroke.dash,
                        marker=stroke.marker,
                        ms=5,
                        lw=1.6,
                    )
                axes.set_xticks(levels[_apart(levels)])
                axes.set_xlabel(label)
                axes.set_ylim(low - 0.06 * (high - low), high + 0.06 * (high - low))
                axes.yaxis.set_major_locator(MaxNLocator(4))
                axes.margins(x=0.08)
                axes.tick_params(labelleft=axes is row[0])
            entitle(row, texts.measure(measure), texts.unit(measure))
        tick(figure, texts.written)
    return figure


def _apart(levels: Float) -> Sequence[int]:
    """Return which levels are labelled: those that stand far enough from the last one that is."""
    least = 0.12 * (levels[-1] - levels[0])
    kept = [0]
    for place in range(1, len(levels)):
        if levels[place] - levels[kept[-1]] >= least:
            kept.append(place)
    return kept


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
                _heat_panel(axes, tables[of], low, high, texts)
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


def _heat_panel(axes: Axes, table: Float, low: float, high: float, texts: Texts) -> None:
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


TORNADO_ROW = 0.3  # [inches]


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
    size = Size(2.7, TORNADO_ROW * len(factors), room(factors), above=0.55, below=0.34)
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
                _tornado_panel(
                    axes, own[own["of"] == of].set_index("label").loc[order], stroke.colour
                )
            row[0].set_yticks(range(len(order)), order)
            entitle(row, texts.measure(measure), texts.unit(measure), list(labels.values()))
        tick(figure, texts.written)
    return figure


def _tornado_panel(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
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


COLUMNS = 2
REGRET_ROW = 0.32  # [inches]
GOLDEN = 0.618034  # spreads points evenly


def draw_regret(
    regrets: Mapping[str, Float], labels: Mapping[str, str], title: str, below: str, texts: Texts
) -> Figure:
    """Draw a strip for each measure; ``regrets`` has settings x scenarios, as in ``labels``."""
    columns = min(COLUMNS, len(regrets))
    rows = -(-len(regrets) // columns)
    size = Size(3.4, REGRET_ROW * len(labels), room(list(labels.values())), above=0.36, below=0.32)
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
