"""What is drawn beside the page, so that the page answers meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara
from solara.server import kernel_context
from solara.util import CancelledError


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
