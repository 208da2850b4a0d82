"""Charts, drawn by the project's own pictures; one at a time, as their style is shared."""

from __future__ import annotations

import threading
from io import BytesIO
from typing import TYPE_CHECKING

import matplotlib as mpl

from interhelix.app.comparing.names import option_names, world_of
from interhelix.app.session import Found
from interhelix.app.texts import Words
from interhelix.experiments.pictures import LOOK, Stroke
from interhelix.experiments.pictures.forest import draw_forest, draw_lines
from interhelix.model.measures import EFFECTS, PRIMARY

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_PER_INCH = 180
DIFFERENCE = Stroke("#009E73", "-", "^")
COLUMNS = 2
FOREST_WIDTH = 9.2  # [inches]
drawing = threading.Lock()


def effects_picture(found: Found, say: Words, kind: str) -> bytes:
    """Draw the eight effects of A and B, with 50 and 90 % bands."""
    a, b = option_names(found, say)
    comparison = found.comparison
    labels = {comparison.baseline.name: f"A: {a}", comparison.policies[0].name: f"B: {b}"}
    below = f"{say.pictures['effects_below']} · {say.pictures['bands']}"
    with drawing:
        figure = draw_lines(
            comparison.bands, EFFECTS, COLUMNS, labels, say("charts.effects"), below, say.pictures
        )
        return file_of(figure, kind)


def paired_picture(found: Found, say: Words, kind: str) -> bytes:
    """Draw the paired differences of the eight effects, with 50 and 90 % bands."""
    comparison = found.comparison
    name = comparison.policies[0].name
    with drawing:
        figure = draw_lines(
            comparison.paired_bands,
            EFFECTS,
            COLUMNS,
            {name: say("charts.b_less_a")},
            say("charts.paired"),
            say.pictures["bands"],
            say.pictures,
            drawn_as={name: DIFFERENCE},
        )
        return file_of(figure, kind)


def forest_picture(found: Found, say: Words, kind: str) -> bytes:
    """Draw the difference at the end with its intervals, for every primary measure."""
    comparison = found.comparison
    a, b = option_names(found, say)
    with drawing:
        figure = draw_forest(
            comparison.rows,
            comparison.differences,
            {comparison.policies[0].name: f"B: {b}"},
            PRIMARY,
            say.pictures["forest"].format(baseline=f"A: {a}"),
            _below(found, say),
            say.pictures,
            width=FOREST_WIDTH,
        )
        return file_of(figure, kind)


def _below(found: Found, say: Words) -> str:
    numbers = say.pictures["of_pairs"].format(
        pairs=found.comparison.pairs, quarters=found.comparison.quarters, seed=found.comparison.seed
    )
    return f"{world_of(found, say)} · {numbers}"


def file_of(figure: Figure, kind: str) -> bytes:
    """Return the picture as a file: ``png`` or ``svg``."""
    about = {"Software": None} if kind == "png" else {"Date": None}
    buffer = BytesIO()
    with mpl.rc_context(LOOK):
        figure.savefig(buffer, format=kind, dpi=DOTS_PER_INCH, metadata=about)
    return buffer.getvalue()
