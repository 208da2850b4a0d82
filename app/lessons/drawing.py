"""Pictures of lessons: a panel for each measure, or the value of a network with three curves."""

from __future__ import annotations

from io import BytesIO

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from interhelix.app.comparing.charts import DOTS_PER_INCH, drawing
from interhelix.app.lessons.findings import CURVES, Seen
from interhelix.app.lessons.telling import Telling, measure_words, place_of, point_name
from interhelix.experiments.pictures import LOOK, STROKES, calm, headline, sheet

WIDTH, HEIGHT = 8.6, 3.8  # [inches]
TOP, BOTTOM = 0.75, 0.17


def picture_of(seen: Seen, say: Telling) -> bytes:
    """Draw what was seen as PNG."""
    measures = seen.task.plan.measures
    with drawing, mpl.rc_context(LOOK):
        figure = sheet(WIDTH, HEIGHT)
        below = say(
            "learn.below", {"place": place_of(seen.task, say), "years": seen.task.plan.years}
        )
        headline(figure, say(f"{seen.task.lesson}.title"), below)
        axes = figure.subplots(1, len(measures), squeeze=False)[0]
        figure.subplots_adjust(left=0.09, right=0.97, top=TOP, bottom=BOTTOM, wspace=0.3)
        for panel, measure in zip(axes, measures, strict=True):
            own = seen.figures[seen.figures["measure"] == measure]
            (_curves if seen.task.plan.sizes else _points)(panel, own, seen, say)
            panel.set_title(measure_words(measure, say))
            panel.set_xlabel(say(f"{seen.task.lesson}.lever"))
            panel.set_ylim(bottom=min(0.0, float(own["low_90"].min())))
            panel.yaxis.set_major_formatter(lambda value, _: say.number(value))
            calm(panel)
        buffer = BytesIO()
        figure.savefig(buffer, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return buffer.getvalue()


def _points(panel: Axes, own: pd.DataFrame, seen: Seen, say: Telling) -> None:
    """Draw means with the band of nine runs in ten, at the values of the lever if there is one."""
    plan = seen.task.plan
    places = np.array(plan.values) * plan.times if plan.lever else np.arange(len(own))
    _whiskers(panel, places, own, "-" if plan.lever else "")
    names = [point_name(seen.task, point, say) for point in own["point"]]
    panel.set_xticks(places, [name.replace(" ", "\n") for name in names])
    panel.margins(x=0.12)


def _curves(panel: Axes, own: pd.DataFrame, seen: Seen, say: Telling) -> None:
    """Draw values by the number of actors, and each curve as near to them as it can be laid."""
    n = own["point"].to_numpy()
    _whiskers(panel, n, own, "")
    fine = np.linspace(n.min(), n.max(), 100)
    for stroke, (name, scale) in zip(STROKES[1:], seen.scales.items(), strict=False):
        label = say(f"{seen.task.lesson}.curves.{name}")
        curve = scale * CURVES[name](fine)
        panel.plot(fine, curve, color=stroke.colour, linestyle=stroke.dash, lw=1.8, label=label)
    panel.set_xticks(n, [say.number(value) for value in n])
    if seen.scales:
        panel.legend(loc="upper left")


def _whiskers(panel: Axes, places: np.ndarray, own: pd.DataFrame, dash: str) -> None:
    mean, low, high = (own[name].to_numpy() for name in ("mean", "low_90", "high_90"))
    whole = {"color": STROKES[0].colour, "clip_on": False}  # what lies on an edge, too
    panel.vlines(places, low, high, lw=4, alpha=0.35, **whole)
    panel.plot(places, mean, marker="o", ms=6, linestyle=dash, lw=1.8, **whole)
