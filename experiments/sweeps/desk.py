"""The desk of a sweep: cuts what is missing into chunks of a few seconds and keeps count."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from uuid import uuid4

from interhelix.experiments.store.errors import disk_faults
from interhelix.experiments.store.joining import MANY, join_small
from interhelix.experiments.sweeps.journal import Ended, attempts, forget
from interhelix.experiments.sweeps.opened import Opened
from interhelix.experiments.sweeps.plan import Plan, Task
from interhelix.experiments.sweeps.watch import Watch
from interhelix.experiments.sweeps.work import Chunk, ChunkWork, Receipt, given_up

SECONDS = 5.0  # of work in a chunk
LARGEST = 5_000  # runs in a chunk
GROWTH = 8  # of chunks at most, until the time of a run is known well


class Desk:
    """Hands out chunks of the runs that are missing and notes what becomes of them.

    ``room`` is the number of chunks that may be under way.
    """

    def __init__(
        self,
        plan: Plan,
        work: ChunkWork,
        opened: Opened,
        room: int,
        watch: Watch,
        chunk_size: int | None = None,
    ) -> None:
        self.plan, self.work, self.store, self.room = plan, work, opened.store, room
        self.missing = opened.missing
        self.watch, self.chunk_size = watch, chunk_size
        self.next = 0
        self.pile: deque[tuple[Task, ...]] = deque()
        self.ended: dict[str, Ended | None] = {}
        self.size = 1
        self.runs, self.seconds, self.shards = 0, 0.0, 0

    def take(self) -> Chunk | None:
        """Return the next chunk, first of what came back."""
        if self.pile:
            return self._chunk(self.pile.popleft())
        numbers = self.missing[self.next : self.next + self._size()]
        self.next += len(numbers)
        tasks = tuple(self.plan.task(number) for number in numbers.tolist())
        return self._chunk(tasks) if tasks else None

    def _size(self) -> int:
        """Return how many runs take about ``SECONDS``."""
        if self.chunk_size:
            return self.chunk_size
        if self.runs:
            wanted = int(SECONDS * self.runs / max(self.seconds, 1e-6))
            self.size = max(1, min(wanted, LARGEST, GROWTH * self.size))
        left = len(self.missing) - self.next
        return max(1, min(self.size, math.ceil(left / self.room)))

    def _chunk(self, tasks: Sequence[Task]) -> Chunk:
        return Chunk(uuid4().hex, tuple(tasks))

    def answered(self, piece: Chunk, answer: Receipt) -> None:
        """Note that the rows of a chunk lie on the disk."""
        forget(self.work.journal(piece))
        self.runs += answer.rows
        self.seconds += answer.seconds
        self.shards += 1
        self.watch.told(answer)

    def returned(self, piece: Chunk) -> None:
        """Take a chunk back."""
        self.pile.append(piece.tasks)

    def begun(self, piece: Chunk) -> bool:
        """Say whether a worker that died had begun with a chunk, by its journal."""
        path = self.work.journal(piece)
        ends = attempts(path)
        forget(path)
        self.ended[piece.name] = ends[-1] if ends else None
        return bool(ends)

    def suspects(self, piece: Chunk) -> Iterator[Chunk]:
        """Return the run that was under way as a chunk of its own; take the others back.

        A run that outlasted its limit is known for sure. Where no run was under way the worker
        died with all of them, and the chunk comes back in halves.
        """
        ended, tasks = self.ended.pop(piece.name), piece.tasks
        if ended is None:
            self.returned(piece)
            return
        if ended.run is None:
            if len(tasks) == 1:
                yield self._chunk(tasks)
            middle = len(tasks) // 2
            halves = [tasks[:middle], tasks[middle:]] if middle else []
            self.pile.extend(halves)
            return
        rest = [tasks[: ended.run], tasks[ended.run + 1 :]]
        self.pile.extend(part for part in rest if part)
        suspect = self._chunk(tasks[ended.run : ended.run + 1])
        if ended.timed_out:
            self._give_up(suspect, timed_out=True)
        else:
            yield suspect

    def given_up(self, piece: Chunk, cause: str) -> None:
        """Write the row of a run that kills its workers."""
        ended = self.ended.pop(piece.name, None)
        self._give_up(piece, timed_out=bool(ended and ended.timed_out), cause=cause)

    def _give_up(self, piece: Chunk, timed_out: bool, cause: str = "") -> None:
        rows = [given_up(task, timed_out, self.work.limit, cause) for task in piece.tasks]
        self.answered(piece, self.work.keep(rows))

    def tick(self) -> None:
        """Let others know that this sweep is alive; join shards when there are many."""
        self.watch.tick()
        if self.shards >= MANY:
            self.shards = 0
            with disk_faults(self.store.path):
                join_small(self.store, MANY)
