"""Drawing with Matplotlib in the background, one picture at a time: its style is global."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import solara
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from solara.server import kernel_context
from solara.util import CancelledError

from interhelix.app.parts import Picture, block
from interhelix.app.texts import Words
from interhelix.experiments.pictures import LOOK, QUIET, STROKES, calm

if TYPE_CHECKING:
    from matplotlib.figure import Figure


DOTS_PER_INCH = 180
drawing_lock = threading.Lock()


def file_of(figure: Figure, kind: str) -> bytes:
    """Return the picture as a file: ``png`` or ``svg``."""
    about = {"Software": None} if kind == "png" else {"Date": None}
    buffer = BytesIO()
    with mpl.rc_context(LOOK):
        figure.savefig(buffer, format=kind, dpi=DOTS_PER_INCH, metadata=about)
    return buffer.getvalue()


HATCHES = "", "////"  # of A and B
BAR = 0.38  # of the room between two groups


def draw_bars(axes: Axes, groups: Sequence[str], values: dict[str, Sequence[float]]) -> None:
    """Draw a group of two bars for each name; B is hatched."""
    calm(axes)
    axes.axhline(0, color=QUIET, lw=0.8)
    for place, heights in enumerate(values.values()):
        where = np.arange(len(groups)) + (place - 0.5) * BAR
        axes.bar(
            where,
            heights,
            BAR * 0.92,
            color=STROKES[place].colour,
            hatch=HATCHES[place],
            edgecolor="white",
            lw=0,
        )
    axes.set_xticks(range(len(groups)), groups)
    axes.yaxis.set_major_locator(MaxNLocator(4))


def use_drawing(draw: Callable[[], Any], dependencies: list[Any]) -> solara.lab.Task[[], Any]:
    """Draw again whenever a dependency changes; the task says what was drawn, or what failed."""
    return solara.lab.use_task(
        while_open(draw), dependencies=dependencies, prefer_threaded=True, raise_error=False
    )


def while_open(draw: Callable[[], Any]) -> Callable[[], Any]:
    """Return what draws for the session of now; if that is closed meanwhile, nothing has failed.

    Solara takes from a session that it closes what a picture is drawn with.
    """
    here = kernel_context.has_current_context() and kernel_context.get_current_context()

    def drawn() -> Any:
        try:
            return draw()
        except Exception:
            if here and kernel_context.contexts.get(here.id) is not here:
                raise CancelledError from None
            raise

    return drawn


def _same(one: Sequence[object], other: Sequence[object]) -> bool:
    return all(a is b or (isinstance(a, str) and a == b) for a, b in zip(one, other, strict=True))


@solara.component
def Drawing(
    draw: Callable[[], bytes], key: Sequence[object], alt: str, caption: str, say: Words
) -> None:
    """Show a picture that is drawn in the background, again when ``key`` changes."""
    drawn = use_drawing(lambda: (key, draw()), list(key))
    if drawn.finished and drawn.value and _same(drawn.value[0], key):
        Picture(drawn.value[1], alt, caption)
    elif drawn.error:
        block("p", say("answer.not_drawn"))
    else:
        block("p", say("answer.drawing"), look="ih-drawing ih-quiet")
