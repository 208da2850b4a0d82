"""Ctrl-C and SIGTERM: heard at once, but not where an exception would be lost or tear a library."""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, NoReturn

INTERRUPTED = 130
STOPPING = "stopping when the runs that have begun are done; again to stop at once"
NUMBERS = (signal.SIGINT, signal.SIGTERM)
SOON = 0.02  # [s]
DELICATE = (
    *("importlib._bootstrap", "llvmlite.", "numba.core.serialize", "numpy._core.records"),
    "multiprocessing.popen_",  # a child that is not told what to do prints a traceback
)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Raise ``KeyboardInterrupt``, again and again until one is on its way to who waits for it.

    Python forgets what is raised in a finalizer, in a callback of LLVM, or where code in C asks
    whether there is an attribute. LLVM frees twice what it was freeing just then, a kernel crashes
    that looks at a table or hands back a tuple, an import says that its initialization failed.
    """
    _thread.start_new_thread(again, (number,))  # threading takes locks that this thread may hold
    if not is_on_its_way() and not is_delicate(frame):
        raise KeyboardInterrupt


def again(number: int) -> None:
    """Have the main thread hear an interrupt once more, a moment later."""
    time.sleep(SOON)
    _thread.interrupt_main(signal.Signals(number))


def is_on_its_way() -> bool:
    """Tell whether an interrupt is being heard: what closes after it must not be broken off."""
    error = sys.exc_info()[1]
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def is_delicate(frame: FrameType | None) -> bool:
    """Tell whether a finalizer, an import, LLVM, what a kernel calls, or a birth is at work."""
    while frame is not None:
        module = frame.f_globals.get("__name__") or ""
        if frame.f_code.co_name == "__del__" or module.startswith(DELICATE):
            return True
        frame = frame.f_back
    return False


def audible() -> list[int]:
    """List the interrupts that this thread may hear; a shell has jobs in the background be deaf."""
    if threading.current_thread() is not threading.main_thread():
        return []
    return [number for number in NUMBERS if signal.getsignal(number) is not signal.SIG_IGN]


def listen() -> None:
    """Hear interrupts from now on."""
    sys.unraisablehook = forgotten
    for number in audible():
        signal.signal(number, interrupt)


def forgotten(error: sys.UnraisableHookArgs) -> None:
    """Print what Python forgets, but for an interrupt: it is raised again."""
    if not issubclass(error.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(error)


def listen_no_more() -> None:
    """Hear no interrupt any more: what is done is done."""
    for number in audible():
        if signal.getsignal(number) is interrupt:
            signal.signal(number, signal.SIG_IGN)


def leave(code: int) -> NoReturn:
    """Leave with an exit code; after an interrupt at once, as libraries may be half way."""
    listen_no_more()
    if code == INTERRUPTED:
        from interhelix.model.machine_code import remove_temporary

        remove_temporary()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


class Interrupts:
    """Hears interrupts for as long as its context lasts.

    The first lets work that has begun end, as ``stopping`` says from then on; the second is raised.
    The system merges interrupts of a kind that come before the first is heard: they are one, and
    a further one is needed to stop at once, as is said then.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.heard = False
        self.before: dict[int, Any] = {}

    def stopping(self) -> bool:
        """Say whether to begin nothing more."""
        return self.heard

    def __enter__(self) -> Interrupts:
        self.before = {number: signal.signal(number, self._hear) for number in audible()}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self.heard:
            interrupt(number, frame)
            return
        self.heard = True
        self.say(STOPPING)
