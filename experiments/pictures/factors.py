"""Main effects: how each measure moves with each factor, a line for each scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from interhelix.experiments.pictures.panels import Size, entitle, lay_out
from interhelix.experiments.pictures.style import LOOK, calm, strokes, tick
from interhelix.experiments.pictures.texts import Texts

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
