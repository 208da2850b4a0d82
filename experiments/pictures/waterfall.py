"""A waterfall: from the baseline to the policy, step by step of what each intervention carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from interhelix.experiments.explaining.explanation import REMAINDER, TOTAL
from interhelix.experiments.explaining.parts import INTERVENTION
from interhelix.experiments.pictures.panels import Size, bare, lay_out, room
from interhelix.experiments.pictures.style import FAINT, INK, LOOK, QUIET, STROKES, tick
from interhelix.experiments.pictures.texts import texts

if TYPE_CHECKING:
    from interhelix.experiments.explaining.explanation import Explanation

COLUMNS = 2
ROW = 0.3  # [inches]
UP, DOWN = STROKES[0].colour, STROKES[1].colour
STEPS = (INTERVENTION, REMAINDER, TOTAL)


def draw_waterfall(found: Explanation, language: str) -> Figure:
    """Draw a panel for each measure: interventions, what they do together, and the total."""
    words = texts(language)
    rows = found.effects[found.effects["kind"].isin(STEPS)]
    parts = rows[rows["kind"] == INTERVENTION]["part"].unique().tolist()
    labels = [*(words.intervention(part) for part in parts), words["together"], words["total"]]
    columns = min(COLUMNS, len(found.measures))
    size = Size(4.6, ROW * len(labels), room(labels), above=0.4, below=0.32)
    numbers = {"pairs": found.replicates, "quarters": found.quarters, "seed": found.seed}
    below = f"{words.world(found.world)} · {words['of_pairs'].format(**numbers)}"
    title = words["waterfall"].format(
        policy=words.scenario(found.policy), baseline=words.scenario(found.baseline)
    )
    handles: list[Line2D | Patch] = [
        Patch(color=UP, alpha=0.6, label=words["adds"]),
        Patch(color=DOWN, alpha=0.6, label=words["takes"]),
        Line2D([], [], color=INK, lw=1.2, marker="|", ms=8, label=words["interval_parts"]),
        Patch(color=FAINT, label=words["forest_matters"]),
    ]
    with mpl.rc_context(LOOK):
        lines = -(-len(found.measures) // columns)
        figure, panels = lay_out(lines, columns, size, title, below, handles)
        for axes, measure in zip(panels.ravel(), found.measures, strict=False):
            _panel(axes, rows[rows["measure"] == measure])
            axes.set_title(f"{words.measure(measure)}  [{words.unit(measure)}]", pad=4)
        for axes in panels[:, 0]:
            axes.set_yticks(range(len(labels)), labels)
        for axes in panels.ravel()[len(found.measures) :]:
            axes.set_visible(False)
        tick(figure, words.written)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw the steps; each begins where the one before has ended, the total at zero again."""
    order: list[Any] = [row for kind in STEPS for row in rows[rows["kind"] == kind].itertuples()]
    matters, reached = float(rows["matters"].iloc[0]), 0.0
    axes.axvspan(-matters, matters, color=FAINT, lw=0, zorder=0)
    axes.axvline(0, color=QUIET, lw=0.9, zorder=1)
    for place, row in enumerate(order):
        begin = 0.0 if row.kind == TOTAL else reached
        reached = begin + row.difference
        colour = UP if row.difference >= 0 else DOWN
        axes.barh(place, row.difference, left=begin, height=0.6, color=colour, alpha=0.6, zorder=2)
        ends = [begin + row.low_all, begin + row.high_all]
        axes.plot(ends, [place, place], "|-", color=INK, lw=1.2, ms=8, zorder=3)
        if place + 1 < len(order):
            axes.plot([reached, reached], [place, place + 1], color=QUIET, lw=0.7, zorder=1)
    axes.set_yticks([])
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.margins(x=0.06)
    bare(axes)
