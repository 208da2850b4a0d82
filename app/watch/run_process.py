"""The worker process that steps runs for the page Watch: one process, a model for each run.

A session asks for a quarter of a run. A model at an earlier quarter is stepped on; otherwise it is
built and stepped to that quarter, which the same seed reproduces. So models that were not used
lately can be dropped, and so can the process.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from interhelix.app.runs import LEVELS, Levels, levels_of
from interhelix.app.shell.worker import (
    IDLE,
    TRIES,
    Message,
    ProgressSender,
    WorkerProcess,
    reply_of,
)

if TYPE_CHECKING:
    from interhelix.experiments.mesa_model import CooperationModel
    from interhelix.model.world import World
    from interhelix.scenarios import Scenario


LINES = ("isolates", "effect_coverage", "effect_network", "net_value")
COUNTS = ("isolates", "effect_coverage", "net_value", "policy_cost")
FIGURES = tuple(dict.fromkeys((*LEVELS, *LINES, *COUNTS)))
MOST_ACTORS = 20_000  # of all models that are kept


class Asked(NamedTuple):
    """A run that is watched; ``seed`` is that of the comparison whose first pair it belongs to."""

    scenario: Scenario
    world: World | str
    quarters: int
    seed: int


class Quarter(NamedTuple):
    """A quarter of a run: figures by measure, and the level of each region pair."""

    quarter: int
    figures: Mapping[str, float]
    levels: Levels


class Runs:
    """The models that are kept, by the key of their run, the one that is asked for last at last."""

    def __init__(self, most_actors: int = MOST_ACTORS) -> None:
        self.most_actors = most_actors
        self.models: OrderedDict[str, CooperationModel] = OrderedDict()

    def frame(self, key: str, asked: Asked, quarter: int) -> Quarter:
        """Return a quarter of a run, 0 to ``asked.quarters``."""
        model = self.models.pop(key, None)
        if model is None or model.quarter > quarter:
            model = model_of(asked)
        self.models[key] = model
        while model.quarter < quarter:
            model.step()
        while len(self.models) > 1 and self._actors() > self.most_actors:
            self.models.popitem(last=False)
        return quarter_of(model)

    def _actors(self) -> int:
        return sum(model.world.actors for model in self.models.values())


def model_of(asked: Asked) -> CooperationModel:
    """Return a model at quarter 0."""
    from interhelix.experiments import replicate_seed
    from interhelix.experiments.inputs import placed
    from interhelix.experiments.mesa_model import CooperationModel

    luck = replicate_seed(asked.seed, 0)
    return CooperationModel(asked.scenario, placed(asked.world), asked.quarters, rng=luck)


def quarter_of(model: CooperationModel) -> Quarter:
    """Look at a model; in quarter 0 nothing is collected yet, and what needs a twin is missing."""
    from interhelix.experiments.mesa_model import reporter
    from interhelix.model.measures import measure_named

    figures = {name: float(reporter(measure_named(name))(model)) for name in FIGURES}
    return Quarter(model.quarter, figures, levels_of(model.world, model.state).astype(np.int8))


def serve_runs(pipe: Connection, idle: float) -> None:
    """Answer requests until none came for ``idle`` seconds, or the server has ended."""
    runs = Runs()
    first = True
    with contextlib.suppress(EOFError, OSError):
        while pipe.poll(idle):
            key, asked, quarter = pipe.recv()
            pipe.send(_reply(runs, (key, asked, quarter), ProgressSender(pipe) if first else None))
            first = False


def _reply(runs: Runs, question: tuple[str, Asked, int], teller: ProgressSender | None) -> Message:
    """Return the last word on a question; the first one may have to wait for the compiler."""
    from interhelix.experiments.progress import compiling

    with compiling(teller) if teller else contextlib.nullcontext():
        return reply_of(lambda: runs.frame(*question))


SOON = 0.5  # [s] after which a waiting session is notified


class RunProcess:
    """A process that steps runs, and who waits for it."""

    def __init__(self, idle: float = IDLE) -> None:
        self.turn = threading.Lock()
        self.preparing = False
        self.worker = WorkerProcess("interhelix runs", serve_runs, idle)

    def ask(self, key: str, asked: Asked, quarter: int, notice: Callable[[], None]) -> Message:
        """Return a quarter of a run, or why there is none; ``notice`` is called at a long wait.

        The caller is blocked while others are served: it must not be a thread of the server.
        """
        while not self.turn.acquire(timeout=SOON):
            if self.preparing:
                notice()
        try:
            for _ in range(TRIES):
                try:
                    return self._answer((key, asked, quarter), notice)
                except (EOFError, OSError):
                    self.worker.end()
                if self.worker.closed:
                    break
        finally:
            self.preparing = False
            self.turn.release()
        return Message("failed", ["the process that runs the model has died; try again"])

    def _answer(self, question: tuple[str, Asked, int], notice: Callable[[], None]) -> Message:
        pipe = self.worker.open()
        pipe.send(question)
        while True:
            word: Message = pipe.recv()
            if word.kind not in ("notice", "done"):
                return word
            self.preparing = True
            notice()


RUN_PROCESS = RunProcess()
