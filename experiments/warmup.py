"""The first run on a machine: compile the kernels once, before many processes would each do it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from interhelix.experiments.progress import Watcher
from interhelix.model.compiled import is_compiled
from interhelix.model.loop import run
from interhelix.model.parameters import Parameters
from interhelix.model.world import World

COMPILING = "compiling the model for this machine, once, about 20 s"


def warm_up(world: World, policy: Sequence[Parameters], watcher: Watcher) -> None:
    """Compile what is not compiled yet, and say so; a quarter is enough for that."""
    if not is_compiled():
        watcher.notice(COMPILING)
        with contextlib.suppress(Exception):  # what fails here fails again as a run, and is told
            run(world, policy[:1], seed=0)
