"""What the page Watch draws of a quarter: its network, tables, charts that grow, files.

The browser draws the charts, as a picture for every quarter would take the server too long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b

import numpy as np
import pandas as pd
import solara
from matplotlib.ticker import MaxNLocator

from interhelix.app.runs import LEVELS
from interhelix.app.runs.layout import Layout
from interhelix.app.runs.network import MOST_LINES, Scene, level_name
from interhelix.app.runs.network_export import moment_picture, pairs_drawn, regions_drawn
from interhelix.app.shell import session
from interhelix.app.shell.charts import drawing_lock, file_of
from interhelix.app.shell.choices import LEASTS
from interhelix.app.shell.names import option_name, world_name
from interhelix.app.shell.options import QUARTERS
from interhelix.app.shell.share_link import Outcome
from interhelix.app.shell.views import (
    Downloads,
    Files,
    Table,
    command_of,
    csv_files,
    picture_files,
    scenario_files,
)
from interhelix.app.texts import Words
from interhelix.app.watch.player import WatchedRun
from interhelix.app.watch.run_process import FIGURES
from interhelix.experiments import replicate_seed
from interhelix.experiments.pictures import LEVEL_COLOURS, STROKES
from interhelix.experiments.pictures.forest import draw_stack

MOST_DRAWN = 6_000  # that a browser draws anew several times a second


@dataclass(frozen=True, eq=False)
class QuarterScene(Scene):
    """A quarter of one run; its places do not change and are laid out once."""

    laid: Layout

    @property
    def layout(self) -> Layout:
        """Where the regions stand."""
        return self.laid


def scene_of(now: WatchedRun, least: int | None, focus: str = "") -> QuarterScene:
    """Return the network of the last quarter, without the levels below ``least``.

    Levels with too many lines are left out, by default as soon as an eye cannot follow them.
    """
    levels = now.levels.astype(np.int64)
    most = MOST_DRAWN if least else MOST_LINES
    fits = next((n for n in LEASTS if (np.triu(levels, 1) >= n).sum() <= most), LEASTS[-1])
    world, layout = now.scenery.world, now.scenery.layout
    place = world.codes.index(focus) if focus in world.codes else None
    return QuarterScene(world, levels, levels, "a", max(least or 1, fits), place, layout)


def sentence(now: WatchedRun, scene: QuarterScene, say: Words) -> str:
    """Say when it is, and how many pairs cooperate."""
    scenery = now.scenery
    upper = scene.a[np.triu_indices(scene.world.size, 1)]
    blanks = {
        "when": moment(now.quarter, say),
        "years": scenery.choices.years,
        "name": option_name(getattr(scenery.choices, scenery.side), say),
        "world": world_name(say, scenery.choices.world),
        "pairs": say.number(int((upper > 0).sum())),
        "all": say.number(len(upper)),
    }
    return say("watch.sentence", blanks)


def moment(quarter: int, say: Words) -> str:
    """Say which quarter of which year is over."""
    if quarter == 0:
        return say("watch.start")
    blanks = {"year": (quarter - 1) // QUARTERS + 1, "quarter": (quarter - 1) % QUARTERS + 1}
    return say("watch.moment", blanks)


def pairs_table(scene: QuarterScene, say: Words) -> Table:
    """Return region pairs by level now."""
    upper = scene.a[np.triu_indices(scene.world.size, 1)]
    rows = [[level_name(n, say), say.number(int((upper == n).sum()))] for n in range(5)]
    return Table([say("map.level"), say("watch.pairs")], rows, [False, True])


def years_table(now: WatchedRun, say: Words) -> Table:
    """Return the figures at the start, at the end of each year, and of the last quarter."""
    chosen = [
        quarter
        for quarter in range(now.quarter + 1)
        if quarter % QUARTERS == 0 or quarter == now.quarter
    ]
    rows = [
        [moment(quarter, say), *(say.number(now.history[quarter][name]) for name in FIGURES)]
        for quarter in chosen
    ]
    names = [f"{say.pictures.measure(name)}, {say.pictures.unit(name)}" for name in FIGURES]
    return Table([say("watch.when"), *names], rows, [False] + [True] * len(names))


def figures_of(now: WatchedRun) -> pd.DataFrame:
    """Return every figure by quarter, in full."""
    table = pd.DataFrame(list(now.history), columns=list(FIGURES))
    table.insert(0, "quarter", range(len(table)))
    return table


Row = Mapping[str, object]
History = Sequence[Mapping[str, float]]

WIDE, HIGH = 620.0, 240.0  # of the ladder
SMALL = 300.0, 120.0  # of a line
LEFT, RIGHT, ABOVE, BELOW = 44.0, 8.0, 8.0, 22.0  # around what is drawn
LEAST = 1e-9


def ladder_chart(history: History, quarters: int, say: Words) -> Row:
    """Return the levels of ties stacked, the highest level lowest, as in other pictures."""
    heights = np.array([[now[name] for name in reversed(LEVELS)] for now in history])
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


@solara.component
def WatchDownloads(now: WatchedRun, scene: QuarterScene, outcome: Outcome, say: Words) -> None:
    """Show a button for every file, the link, and the command."""
    asked = now.scenery.asked
    luck = replicate_seed(asked.seed, 0)
    command = command_of(asked.scenario, now.scenery.world, asked.quarters, luck)
    watched = {"watched": now.scenery.side, "quarter": now.quarter}
    look = replace(session.view_state.value, **watched)
    Downloads(files_of(now, scene, say), now.scenery.choices, outcome, look, command, say)


def files_of(now: WatchedRun, scene: QuarterScene, say: Words) -> Mapping[str, Files]:
    """Return the files by the key of their heading."""
    tables = {
        "run": lambda: figures_of(now),
        "network_regions": lambda: regions_drawn(scene),
        "network_pairs": lambda: _pairs(scene),
    }
    draws = {
        "network": partial(moment_picture, scene, moment(now.quarter, say), say),
        "ladder": partial(_ladder_picture, now, say),
    }
    return {
        "keep.numbers": csv_files(tables),
        "keep.pictures": picture_files(draws),
        "keep.scenarios": scenario_files([now.scenery.asked.scenario]),
    }


def _pairs(scene: QuarterScene) -> pd.DataFrame:
    """Return a row for each line that is drawn."""
    return pairs_drawn(scene).drop(columns=["level_in_a", "level_in_b"])


def _ladder_picture(now: WatchedRun, say: Words, kind: str) -> bytes:
    with drawing_lock:
        title = f"{say('ladder.over_time')}, {moment(now.quarter, say)}"
        return file_of(draw_stack(figures_of(now), title, "", say.pictures), kind)


def outcome_of(now: WatchedRun) -> Outcome:
    """Return the fingerprint of every figure so far, and of the levels of now."""
    every = blake2b(now.levels.tobytes(), digest_size=8)
    every.update(figures_of(now).to_csv().encode())
    return Outcome("watch", every.hexdigest())
