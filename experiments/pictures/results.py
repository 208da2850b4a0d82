"""Which pictures a result has: run, comparison, film, explanation."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, PillowWriter
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from interhelix.experiments.output import DRAFT
from interhelix.experiments.picture_texts import Texts, texts
from interhelix.experiments.pictures import (
    FAINT,
    INK,
    LOOK,
    QUIET,
    STROKES,
    Size,
    bare,
    lay_out,
    room,
    tick,
)
from interhelix.experiments.pictures.forest import draw_lines, draw_stack
from interhelix.experiments.pictures.map import draw_map
from interhelix.model import frames
from interhelix.model.errors import Fault, InputError
from interhelix.model.loop import begin, step_on
from interhelix.model.measures import EFFECTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from interhelix.model.loop import Run
    from interhelix.scenarios import Scenario


Drawing: TypeAlias = "Callable[[], Figure]"
LADDER = tuple(f"ties_level_{level}" for level in range(1, 5))


def run_pictures(run: Run, scenario: Scenario, language: str) -> dict[str, Figure]:
    """Draw the pictures of one run, by the name of their file."""
    return {name: draw() for name, draw in run_drawings(run, scenario, language).items()}


def run_drawings(run: Run, scenario: Scenario, language: str) -> dict[str, Drawing]:
    """Return what draws each picture of one run."""
    words = texts(language)
    name = words.scenario(scenario)
    below = f"{words.world(run.world)} · " + words["of_run"].format(
        quarters=run.quarters, seed=run.seed
    )
    series = run.series.melt(
        ignore_index=False, var_name="measure", value_name="mean"
    ).reset_index()
    series["policy"] = name
    effects_below = f"{words['effects_below']} · {below}"
    return {
        "map": partial(draw_map, run.world, run.pairs, f"{words['map']}: {name}", below, words),
        "ladder": partial(draw_stack, run.series, f"{words['ladder']}: {name}", below, words),
        "effects": partial(
            draw_lines, series, EFFECTS, 4, {name: name}, words["effects"], effects_below, words
        ),
    }


def alts(pictures: Mapping[str, Figure], language: str) -> dict[str, str]:
    """Return in words what each picture shows: its headline, and where its numbers stand."""
    where = texts(language)["alt"]
    return {
        name: ". ".join([*(text.get_text() for text in picture.texts[:2]), where])
        for name, picture in pictures.items()
    }


YEAR = 4  # [quarters]
DOTS = 90  # per inch
A_SECOND = 2  # [frames]
Image = NDArray[np.uint8]


def check_film(path: Path) -> None:
    """Check that a film can be written to a path.

    Raises:
        InputError: another ending than ``.gif`` or ``.mp4``, no ffmpeg, or no place for the file.

    """
    where, ending = str(path), path.suffix.lower()
    if ending not in (".gif", ".mp4"):
        raise InputError(Fault(where, "is no name of a film", "let it end with .gif or .mp4"))
    if ending == ".mp4" and not FFMpegWriter.isAvailable():
        remedy = "install ffmpeg, or let the name end with .gif"
        raise InputError(Fault(where, "MP4 needs ffmpeg, which is not here", remedy))
    if os.path.lexists(path):
        raise InputError(Fault(where, "exists already", "choose another name"))
    if not os.access(path.absolute().parent, os.W_OK | os.X_OK):
        raise InputError(Fault(where, "cannot be written", "give another folder"))


def write_film(run: Run, scenario: Scenario, path: Path, language: str = "en") -> None:
    """Write a film of a run, which is run again for it; the file appears when it is complete.

    Raises:
        InputError: as ``check_film``.

    """
    check_film(path)
    with (
        tempfile.TemporaryDirectory(prefix=DRAFT, dir=path.absolute().parent) as draft,
        mpl.rc_context(LOOK),
    ):
        unfinished = Path(draft, path.name)
        writer = (PillowWriter if path.suffix.lower() == ".gif" else FFMpegWriter)(fps=A_SECOND)
        _put(writer, images(run, scenario, language), unfinished)
        unfinished.replace(path)


def _put(writer: AbstractMovieWriter, pictures: Iterator[Image], path: Path) -> None:
    """Write pictures of one size as a film."""
    first = next(pictures)
    height, width = first.shape[:2]
    figure = Figure(figsize=(width / DOTS, height / DOTS), dpi=DOTS, frameon=False)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    shown = axes.imshow(first, interpolation="none", aspect="auto")
    with writer.saving(figure, str(path), dpi=DOTS):
        writer.grab_frame()
        for picture in pictures:
            shown.set_data(picture)
            writer.grab_frame()


def years(run: Run, scenario: Scenario) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield the region pairs at the end of each year and of the run, by quarter."""
    policy = scenario.parameters(run.quarters)
    state = begin(run.world, policy[0], run.seed)
    for step, parameters in enumerate(policy):
        state = step_on(state, parameters, run.seed, step, scenario.rules)
        if (step + 1) % YEAR == 0 or step + 1 == run.quarters:
            yield step + 1, frames.pairs(run.world, state)


def images(run: Run, scenario: Scenario, language: str) -> Iterator[Image]:
    """Draw the map above the ladder for each year; all pictures have one size and one scale."""
    words = texts(language)
    name, place = words.scenario(scenario), words.world(run.world)
    top = 1.05 * float(run.series[list(LADDER)].sum(axis=1).max()) or 1.0
    for quarter, pairs in years(run, scenario):
        below = f"{place} · {words['quarter']} {quarter}"
        above = draw_map(run.world, pairs, f"{words['map']}: {name}", below, words)
        until = run.series.loc[:quarter]
        ladder = draw_stack(until, words["ladder"], below, words, top)
        ladder.axes[0].set_xlim(1, max(run.quarters, 2))
        yield _stacked([_pixels(above), _pixels(ladder)])


def _pixels(figure: Figure) -> Image:
    """Return a figure as height x width x 3 numbers from 0 to 255."""
    figure.set_dpi(DOTS)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()  # type: ignore[no-untyped-call]


def _stacked(parts: list[Image]) -> Image:
    """Put pictures one above the other, on white, with even sides as MP4 wants them."""
    height = sum(len(part) for part in parts)
    width = max(part.shape[1] for part in parts)
    whole = np.full((height + height % 2, width + width % 2, 3), 255, np.uint8)
    row = 0
    for part in parts:
        whole[row : row + len(part), : part.shape[1]] = part
        row += len(part)
    return whole


COLUMNS = 2
ROW = 0.3  # [inches]
UP, DOWN = STROKES[0].colour, STROKES[1].colour
Steps = tuple[str, str, str]  # the kinds of rows: interventions, the remainder, the total


def draw_waterfall(
    effects: pd.DataFrame, steps: Steps, title: str, below: str, words: Texts
) -> Figure:
    """Draw a panel for each measure: interventions, what they do together, and the total."""
    rows = effects[effects["kind"].isin(steps)]
    measures = rows["measure"].unique().tolist()
    parts = rows[rows["kind"] == steps[0]]["part"].unique().tolist()
    labels = [*(words.intervention(part) for part in parts), words["together"], words["total"]]
    columns = min(COLUMNS, len(measures))
    size = Size(4.6, ROW * len(labels), room(labels), above=0.4, below=0.32)
    handles: list[Line2D | Patch] = [
        Patch(color=UP, alpha=0.6, label=words["adds"]),
        Patch(color=DOWN, alpha=0.6, label=words["takes"]),
        Line2D([], [], color=INK, lw=1.2, marker="|", ms=8, label=words["interval_parts"]),
        Patch(color=FAINT, label=words["forest_matters"]),
    ]
    with mpl.rc_context(LOOK):
        lines = -(-len(measures) // columns)
        figure, panels = lay_out(lines, columns, size, title, below, handles)
        for axes, measure in zip(panels.ravel(), measures, strict=False):
            _step_panel(axes, rows[rows["measure"] == measure], steps)
            axes.set_title(f"{words.measure(measure)}  [{words.unit(measure)}]", pad=4)
        for axes in panels[:, 0]:
            axes.set_yticks(range(len(labels)), labels)
        for axes in panels.ravel()[len(measures) :]:
            axes.set_visible(False)
        tick(figure, words.written)
    return figure


def _step_panel(axes: Axes, rows: pd.DataFrame, steps: Steps) -> None:
    """Draw the steps; each begins where the one before has ended, the total at zero again."""
    order: list[Any] = [row for kind in steps for row in rows[rows["kind"] == kind].itertuples()]
    matters, reached = float(rows["matters"].iloc[0]), 0.0
    axes.axvspan(-matters, matters, color=FAINT, lw=0, zorder=0)
    axes.axvline(0, color=QUIET, lw=0.9, zorder=1)
    for place, row in enumerate(order):
        begin = 0.0 if row.kind == steps[-1] else reached
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
