"""The first run on a machine compiles the kernels: say so, and do it once for all processes."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from interhelix.experiments.progress import Watcher
from interhelix.model.compiled import is_compiled
from interhelix.model.loop import run
from interhelix.model.parameters import Parameters
from interhelix.model.world import World

COMPILING = "compiling the model for this machine, once, about half a minute"


def announce(watcher: Watcher) -> None:
    """Say why the first run on a machine takes longer, if it will."""
    if not is_compiled():
        watcher.notice(COMPILING)


def warm_up(world: World, policy: Sequence[Parameters], watcher: Watcher) -> None:
    """Run a quarter, so that kernels are compiled before many processes would each do it."""
    announce(watcher)
    with contextlib.suppress(Exception):  # what fails here fails again as a run, and is told
        run(world, policy[:1], seed=0)
