"""A film of one run: the map and the ladder at the end of each year, as GIF or MP4."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from interhelix.experiments.output import DRAFT
from interhelix.experiments.pictures.lines import draw_stack
from interhelix.experiments.pictures.map import draw_map
from interhelix.experiments.pictures.results import LADDER
from interhelix.experiments.pictures.style import LOOK
from interhelix.experiments.pictures.texts import texts
from interhelix.model import frames
from interhelix.model.errors import Fault, InputError
from interhelix.model.loop import begin, step_on

if TYPE_CHECKING:
    from interhelix.experiments.simulation import Simulation

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


def write_film(run: Simulation, path: Path, language: str = "en") -> None:
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
        _put(writer, images(run, language), unfinished)
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


def years(run: Simulation) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield the region pairs at the end of each year and of the run, by quarter."""
    policy = run.scenario.parameters(run.quarters)
    state = begin(run.world, policy[0], run.seed)
    for step, parameters in enumerate(policy):
        state = step_on(state, parameters, run.seed, step, run.scenario.rules)
        if (step + 1) % YEAR == 0 or step + 1 == run.quarters:
            yield step + 1, frames.pairs(run.world, state)


def images(run: Simulation, language: str) -> Iterator[Image]:
    """Draw the map above the ladder for each year; all pictures have one size and one scale."""
    words = texts(language)
    name, place = words.scenario(run.scenario), words.world(run.world)
    top = 1.05 * float(run.series[list(LADDER)].sum(axis=1).max()) or 1.0
    for quarter, pairs in years(run):
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
