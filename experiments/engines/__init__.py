"""Engines carry out pieces of work; the scheduler hands them out and survives failures.

A piece that kills its worker is found and given up; all others are done. The queue knows what a
piece is: a task of a comparison, or a chunk of runs of a sweep.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass
from typing import Any, Generic, TypeVar


class EngineGoneError(RuntimeError):
    """No worker is left; what was written is kept."""


class Engine:
    """Where pieces are worked on, and what a crew must know of it.

    ``room`` is how many pieces may be under way, ``deaths`` what a future raises when its worker
    has died; with ``shared_fate`` all pieces under way are then lost.
    """

    room = 1
    deaths: tuple[type[BaseException], ...] = ()
    shared_fate = False

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work

    def submit(self, piece: Any) -> Future[Any]:
        """Hand out a piece."""
        raise NotImplementedError

    def recall(self, future: Future[Any]) -> bool:
        """Cancel a piece that no worker has begun; return whether it was cancelled."""
        return future.cancel()

    def restart(self) -> None:
        """Get new workers after some have died."""

    def check(self) -> None:
        """Raise ``EngineGoneError`` if no worker is left."""

    def cause(self) -> str:
        """Return what ended the workers that died last, if that is known: ``", by …"``."""
        return ""

    def advice(self) -> str:
        """Return the remedy if no worker lives long enough to return a result."""
        return "look at what they print"

    def close(self, at_once: bool) -> None:
        """Shut all workers down, after their current work or ``at_once``."""


class Serial(Engine):
    """Works in this process."""

    def submit(self, piece: Any) -> Future[Any]:
        """Do a piece."""
        future: Future[Any] = Future()
        future.set_result(self.work(piece))
        return future


class Threads(Engine):
    """Works in threads; a piece under way is not broken off, so pieces should be short."""

    def __init__(self, work: Callable[[Any], Any], workers: int) -> None:
        super().__init__(work)
        self.room = 2 * workers
        self.pool = ThreadPoolExecutor(workers)

    def submit(self, piece: Any) -> Future[Any]:
        """Hand out a piece."""
        return self.pool.submit(self.work, piece)

    def close(self, at_once: bool) -> None:
        """Shut the threads down; ``at_once`` does not wait for their current work."""
        self.pool.shutdown(wait=not at_once, cancel_futures=at_once)


IN_FLIGHT = 2  # pieces handed out for each worker


class ExecutorEngine(Engine):
    """Hands work to an executor; it stays open when the work is done."""

    deaths = (BrokenExecutor,)

    def __init__(self, work: Callable[[Any], Any], executor: Executor, workers: int) -> None:
        super().__init__(work)
        self.executor = executor
        self.room = IN_FLIGHT * workers

    def submit(self, piece: Any) -> Future[Any]:
        """Hand out a piece."""
        return self.executor.submit(self.work, piece)

    def restart(self) -> None:
        """Give up: only the caller can replace the executor.

        Raises:
            EngineGoneError: always.

        """
        raise EngineGoneError("a worker of the executor has died, and took the others with it")


Piece = TypeVar("Piece")
DEATHS = 2  # of a worker with a piece alone, until the piece is given up
IDLE_DEATHS = 3  # in a row without anything done or begun
TICK = 0.5  # [s] between two looks at the clock
NO_WORKERS = "no process came to work: each died before its first result"


def no_workers(engine: Engine) -> str:
    """Return the message that workers die before their first result, with cause and remedy."""
    return f"{NO_WORKERS}{engine.cause()}; {engine.advice()}"


class NoWorkersError(EngineGoneError):
    """Workers die before they begin with anything."""


class Queue(ABC, Generic[Piece]):
    """Where the scheduler takes pieces from, and where it brings answers to."""

    @abstractmethod
    def take(self) -> Piece | None:
        """Return the next piece; ``None`` if none is left."""

    @abstractmethod
    def answered(self, piece: Piece, answer: Any) -> None:
        """Keep an answer."""

    @abstractmethod
    def returned(self, piece: Piece) -> None:
        """Take a piece back: it was not begun."""

    @abstractmethod
    def given_up(self, piece: Piece, cause: str) -> None:
        """Record that a piece kills its workers; ``cause`` says how they ended, if it is known."""

    def begun(self, piece: Piece) -> bool:
        """Return whether a worker that died had begun with a piece; True if that is not known."""
        return True

    def suspects(self, piece: Piece) -> Iterable[Piece]:
        """Return what may have killed that worker, in parts to be tried alone; keep the rest."""
        return [piece]

    def tick(self) -> None:
        """Do what depends on time."""


class Scheduler(Generic[Piece]):
    """Submits the pieces of a queue to an engine, and handles workers that die."""

    def __init__(self, engine: Engine, queue: Queue[Piece], stop: Callable[[], bool]) -> None:
        self.engine, self.queue, self.stop = engine, queue, stop
        self.flying: dict[Future[Any], Piece] = {}
        self.idle_deaths = 0

    def work(self) -> None:
        """Work until the queue is empty, or until ``stop()`` and all running pieces have ended."""
        at_once = True
        try:
            while self._hand_out():
                lost = self._collect()
                if lost and self.engine.shared_fate:
                    lost += self.flying.values()
                    self.flying.clear()
                if lost:
                    self.engine.restart()
                    self._isolate(lost)
                self.queue.tick()
                self.engine.check()
            at_once = False
        finally:
            self.engine.close(at_once)

    def _hand_out(self) -> int:
        """Hand out pieces while there is room; return how many are under way."""
        if self.stop():
            for future in [future for future in self.flying if self.engine.recall(future)]:
                self.queue.returned(self.flying.pop(future))
            return len(self.flying)
        while len(self.flying) < self.engine.room and (piece := self.queue.take()) is not None:
            try:
                self.flying[self.engine.submit(piece)] = piece
            except self.engine.deaths:  # workers have died in the meantime
                self.queue.returned(piece)
                if self.flying:
                    break
                self.engine.restart()
                self._count([False])
        return len(self.flying)

    def _collect(self) -> list[Piece]:
        """Wait for answers and pass them to the queue; return pieces whose worker died."""
        lost = []
        for future in wait(self.flying, TICK, FIRST_COMPLETED).done:
            piece = self.flying.pop(future)
            try:
                answer = future.result()
            except self.engine.deaths:
                lost.append(piece)
            except CancelledError:
                self.queue.returned(piece)
            else:
                self.idle_deaths = 0
                self.queue.answered(piece, answer)
        return lost

    def _isolate(self, lost: Iterable[Piece]) -> None:
        """Rerun the pieces lost in a crash one at a time, to find the one that kills its worker."""
        self._count([self.queue.begun(piece) for piece in lost])
        for piece in lost:
            for suspect in self.queue.suspects(piece):
                self._try_alone(suspect)

    def _try_alone(self, piece: Piece) -> None:
        """Run a piece alone; give it up when it kills its worker twice."""
        deaths = 0
        while deaths < DEATHS and not self.stop():
            try:
                future = self.engine.submit(piece)
                while not wait([future], TICK).done:
                    self.engine.check()
                answer = future.result()
            except self.engine.deaths:
                self.engine.restart()
                deaths += self._count([self.queue.begun(piece)])
            except CancelledError:
                break
            else:
                self.queue.answered(piece, answer)
                return
        if deaths < DEATHS:
            self.queue.returned(piece)
        else:
            self.queue.given_up(piece, self.engine.cause())

    def _count(self, begun: list[bool]) -> bool:
        """Count deaths that came before any work; return whether there was some."""
        self.idle_deaths = 0 if any(begun) else self.idle_deaths + 1
        if self.idle_deaths >= IDLE_DEATHS:
            raise NoWorkersError(no_workers(self.engine))
        return any(begun)


LONGEST_MESSAGE = 200


@dataclass(frozen=True)
class Failure:
    """A run that gave no result, and why."""

    message: str


def message_of(error: BaseException) -> str:
    """Return the kind of an error and the first line of its message."""
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first}".rstrip(": ")[:LONGEST_MESSAGE]
