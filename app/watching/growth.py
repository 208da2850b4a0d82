"""Charts that grow: where areas, lines and the marks of axes stand, in units of the drawing.

They are drawn by the browser, as a picture for every quarter would take the server too long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from interhelix.app.choices import QUARTERS
from interhelix.app.portraying.tables import level_name
from interhelix.app.texts import Words
from interhelix.app.watching.runs import LADDER
from interhelix.experiments.pictures import LEVEL_COLOURS, STROKES

Row = Mapping[str, object]
History = Sequence[Mapping[str, float]]

WIDE, HIGH = 620.0, 240.0  # of the ladder
SMALL = 300.0, 120.0  # of a line
LEFT, RIGHT, ABOVE, BELOW = 44.0, 8.0, 8.0, 22.0  # around what is drawn
LEAST = 1e-9


def ladder_chart(history: History, quarters: int, say: Words) -> Row:
    """Return the levels of ties stacked, the highest level lowest, as in other pictures."""
    heights = np.array([[now[name] for name in reversed(LADDER)] for now in history])
    tops = np.cumsum(heights, axis=1)
    chart = _Chart(WIDE, HIGH, quarters, 0.0, float(tops.max()))
    below = np.zeros(len(history))
    shapes: list[Row] = []
    for place, (top, colour) in enumerate(zip(tops.T, LEVEL_COLOURS[::-1], strict=True)):
        text = f"{level_name(4 - place, say)}: {say.number(float(heights[-1, place]))}"
        shapes.append({"path": chart.area(below, top), "fill": colour, "text": text})
        below = top
    return chart.row(shapes[::-1], say)


def line_chart(history: History, name: str, quarters: int, say: Words) -> Row:
    """Return one measure as a line; a quarter without a figure leaves a gap."""
    values = np.array([now[name] for now in history], dtype=float)
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    chart = _Chart(*SMALL, quarters, min(low, 0.0), max(high, 0.0))
    return chart.row([{"path": chart.line(values), "stroke": STROKES[0].colour}], say)


class _Chart:
    """A chart over the whole run, with a scale that grows with what it holds."""

    def __init__(self, width: float, height: float, quarters: int, low: float, high: float) -> None:
        self.width, self.height, self.quarters = width, height, quarters
        steps = MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(low, max(high, low + LEAST) * 1.02)
        if high - low < LEAST:
            steps = np.array([0.0, 1.0])
        self.marks = steps.tolist()

    def x(self, quarter: float) -> float:
        """Return how far from the left a quarter stands."""
        return LEFT + (self.width - LEFT - RIGHT) * quarter / self.quarters

    def y(self, value: float) -> float:
        """Return how far from the top a value stands."""
        low, high = self.marks[0], self.marks[-1]
        return self.height - BELOW - (self.height - ABOVE - BELOW) * (value - low) / (high - low)

    def line(self, values: np.ndarray) -> str:
        """Return the path of a line."""
        parts, pen = [], "M"
        for quarter, value in enumerate(values.tolist()):
            if not np.isfinite(value):
                pen = "M"
                continue
            parts.append(f"{pen}{self.x(quarter):.1f} {self.y(value):.1f}")
            pen = "L"
        return "".join(parts)

    def area(self, below: np.ndarray, top: np.ndarray) -> str:
        """Return the path of an area between two lines."""
        there = [f"{self.x(q):.1f} {self.y(value):.1f}" for q, value in enumerate(top.tolist())]
        back = [f"{self.x(q):.1f} {self.y(value):.1f}" for q, value in enumerate(below.tolist())]
        return f"M{'L'.join(there + back[::-1])}Z"

    def row(self, shapes: Sequence[Row], say: Words) -> Row:
        """Return all that is drawn: shapes, and the marks of both axes."""
        years = self.quarters // QUARTERS
        every = next(step for step in (1, 2, 5, 10) if years / step <= 10)
        across = [
            {"at": self.x(year * QUARTERS), "text": str(year)}
            for year in range(0, years + 1, every)
        ]
        up = [{"at": self.y(value), "text": say.figure(round(value, 9))} for value in self.marks]
        edges = {"left": LEFT, "right": self.width - RIGHT, "floor": self.height - BELOW}
        size = {"width": self.width, "height": self.height}
        return {**size, **edges, "shapes": list(shapes), "across": across, "up": up}
