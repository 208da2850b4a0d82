"""Where runs are watched: the one process that steps them, and who asks it, one after the other."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from interhelix.app.driver import Word, end
from interhelix.app.watching.runs import IDLE, Asked, attend

TRIES = 2  # the process may have gone to rest just before it was asked


class Stage:
    """A process that is started when someone asks, and ends when nobody has for a while."""

    def __init__(self, idle: float = IDLE) -> None:
        self.idle = idle
        self.turn = threading.Lock()
        self.process: multiprocessing.process.BaseProcess | None = None
        self.pipe: Connection | None = None
        self.closed = False

    def ask(self, key: str, asked: Asked, quarter: int, notice: Callable[[], None]) -> Word:
        """Return a quarter of a run, or why there is none; ``notice`` hears of a long wait.

        The caller waits, for those before it, too: it is no thread that answers browsers.
        """
        with self.turn:
            for _ in range(TRIES):
                try:
                    return self._answer((key, asked, quarter), notice)
                except (EOFError, OSError):
                    self._end()
                if self.closed:
                    break
        return Word("failed", ["the process that runs the model has died; try again"])

    def _answer(self, question: tuple[str, Asked, int], notice: Callable[[], None]) -> Word:
        if self.closed:
            raise EOFError
        self._open()
        assert self.pipe is not None
        self.pipe.send(question)
        while True:
            word: Word = self.pipe.recv()
            if word.kind not in ("notice", "done"):
                return word
            notice()

    def _open(self) -> None:
        if self.process is None or not self.process.is_alive():
            spawn = multiprocessing.get_context("spawn")
            self.pipe, theirs = spawn.Pipe()
            self.process = spawn.Process(
                target=attend, args=(theirs, self.idle), name="interhelix runs", daemon=True
            )
            self.process.start()
            theirs.close()

    def _end(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            end(process)

    def close(self) -> None:
        """End the process for good; who waits for an answer hears that there is none."""
        self.closed = True
        self._end()


STAGE = Stage()
