"""The serial engine: pieces are worked on in this process, one after the other."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from interhelix.experiments.engines.engine import Engine


class Here(Engine):
    """Works in this process."""

    def submit(self, piece: Any) -> Future[Any]:
        """Do a piece."""
        future: Future[Any] = Future()
        future.set_result(self.work(piece))
        return future
