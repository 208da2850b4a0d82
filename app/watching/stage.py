"""Where runs are watched: the one process that steps them, and who asks it, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable

from interhelix.app.driver import Word
from interhelix.app.helper import IDLE, TRIES, Helper
from interhelix.app.watching.runs import Asked, attend

SOON = 0.5  # [s] after which who waits for others hears why


class Stage:
    """A process that steps runs, and who waits for it."""

    def __init__(self, idle: float = IDLE) -> None:
        self.turn = threading.Lock()
        self.preparing = False
        self.helper = Helper("interhelix runs", attend, idle)

    def ask(self, key: str, asked: Asked, quarter: int, notice: Callable[[], None]) -> Word:
        """Return a quarter of a run, or why there is none; ``notice`` hears of a long wait.

        The caller waits, for those before it, too: it is no thread that answers browsers.
        """
        while not self.turn.acquire(timeout=SOON):
            if self.preparing:
                notice()
        try:
            for _ in range(TRIES):
                try:
                    return self._answer((key, asked, quarter), notice)
                except (EOFError, OSError):
                    self.helper.end()
                if self.helper.closed:
                    break
        finally:
            self.preparing = False
            self.turn.release()
        return Word("failed", ["the process that runs the model has died; try again"])

    def _answer(self, question: tuple[str, Asked, int], notice: Callable[[], None]) -> Word:
        pipe = self.helper.open()
        pipe.send(question)
        while True:
            word: Word = pipe.recv()
            if word.kind not in ("notice", "done"):
                return word
            self.preparing = True
            notice()


STAGE = Stage()
