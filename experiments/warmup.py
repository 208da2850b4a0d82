"""The first run on a machine compiles the kernels: say so, and do it once for all processes."""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
from collections.abc import Iterator, Sequence

from interhelix.experiments.progress import Watcher
from interhelix.model.compiling import compile_here
from interhelix.model.loop import run
from interhelix.model.machine_code import is_compiled, note_compiled
from interhelix.model.parameters import Parameters
from interhelix.model.world import World

COMPILING = "compiling the model for this machine, once, about a minute"
BESIDE = """
import gc, os, sys, threading
gc.disable()
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
from interhelix.model.compiling import compile_beside
compile_beside()
"""


@contextlib.contextmanager
def compiling(watcher: Watcher) -> Iterator[None]:
    """Say why the first run on a machine takes longer, and have a second process help with it.

    This process compiles the mechanisms in the order of a quarter, the helper the longest two, then
    from the end of the quarter on; where they meet, each loads what the other has done. Python's
    collector of garbage rests meanwhile: it would look again and again at all a compiler holds.
    """
    if is_compiled():
        yield
        return
    watcher.notice(COMPILING)
    gc.disable()
    with subprocess.Popen(
        [sys.executable, "-c", BESIDE],
        stdin=subprocess.PIPE,  # it ends with this process, whoever ends that
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as helper:
        try:
            compile_here()
            yield
            with contextlib.suppress(OSError):  # where nothing can be kept, each run is a first one
                note_compiled()
        finally:
            gc.enable()
            helper.kill()


def warm_up(world: World, policy: Sequence[Parameters], watcher: Watcher) -> None:
    """Run a quarter, so that kernels are compiled before many processes would each do it."""
    with compiling(watcher), contextlib.suppress(Exception):  # what fails here fails again, told
        run(world, policy[:1], seed=0)
