"""The process that runs the model for the app: it takes a job, tells how far it is, hands over.

The server itself never runs the model. So the pages answer while a comparison runs, and to cancel
is to end this process: its workers die with it.
"""

from __future__ import annotations

import contextlib
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, Literal, NamedTuple

Work = Literal["compare", "portray", "open"]

PAUSE = 0.1  # [s] between two words on how far the work is


class Word(NamedTuple):
    """What the driver says: a notice, how far it is, what it found, or why it found nothing."""

    kind: Literal["notice", "done", "found", "refused", "failed"]
    content: Any


class Teller:
    """A watcher that passes on, ten times a second, how far the work is."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe, self.spoke = pipe, 0.0

    def notice(self, text: str) -> None:
        """Pass on what explains a wait."""
        self.pipe.send(Word("notice", text))

    def done(self, runs: int, of: int) -> None:
        """Pass on how many runs are done."""
        now = time.monotonic()
        if runs == of or now - self.spoke >= PAUSE:
            self.spoke = now
            self.pipe.send(Word("done", (runs, of)))


def drive(pipe: Connection, idle: float) -> None:
    """Do what the server asks for, one job after the other, until nobody asks any more."""
    import interhelix.experiments.comparing  # noqa: F401  # ready before the first job comes

    with contextlib.suppress(EOFError, OSError):  # the server is gone
        while pipe.poll(idle):
            work, asked = pipe.recv()
            pipe.send(_answer(work, asked, Teller(pipe)))


def answered(
    do: Callable[[], Any],
    refused: tuple[type[Exception], ...],
    failed: tuple[type[Exception], ...] = (),
) -> Word:
    """Do what was asked, and return the last word on it; errors that are ``refused`` have faults.

    Only the caller knows which errors: to import one can take all that reads stores.
    """
    try:
        return Word("found", do())
    except refused as error:
        return Word("refused", [str(fault) for fault in error.faults])
    except failed as error:
        return Word("failed", str(error).splitlines())
    except Exception:  # a fault of ours: the page stays, the log has it all
        traceback.print_exc(file=sys.stderr)
        return Word("failed", [traceback.format_exc().strip().splitlines()[-1]])


def _answer(work: Work, asked: Mapping[str, Any], teller: Teller) -> Word:
    from interhelix.app.portraits import portray
    from interhelix.app.sweeping.opening import open_store
    from interhelix.experiments import RunsFailedError, compare
    from interhelix.experiments.store.format import StoreError
    from interhelix.model.errors import InputError

    do = {"compare": compare, "portray": portray, "open": open_store}[work]
    asks = partial(do, **asked, watcher=teller)
    return answered(asks, (InputError, StoreError), (RunsFailedError,))
