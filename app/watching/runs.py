"""The process that steps runs for the page Watch: one for all sessions, a model for each.

A session asks for a quarter of a run. A model that stands before it is stepped on; where there is
none, it is built and stepped to that quarter, which the same seed makes the same. So models that
nobody has asked for lately are let go, and so is the whole process.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from interhelix.app.driver import Teller, Word, answered
from interhelix.app.portraits import Levels, levels_of

if TYPE_CHECKING:
    from interhelix.experiments.mesa_model import CooperationModel
    from interhelix.model.world import World
    from interhelix.scenarios import Scenario

LADDER = tuple(f"ties_level_{level}" for level in range(1, 5))
LINES = ("isolates", "effect_coverage", "effect_network", "net_value")
COUNTS = ("isolates", "effect_coverage", "net_value", "policy_cost")
FIGURES = tuple(dict.fromkeys((*LADDER, *LINES, *COUNTS)))
MOST_ACTORS = 20_000  # of all models that are kept


class Asked(NamedTuple):
    """A run that is watched; ``seed`` is that of the comparison whose first pair it belongs to."""

    scenario: Scenario
    world: World | str
    quarters: int
    seed: int


class Frame(NamedTuple):
    """A quarter of a run: figures by measure, and the level of each region pair."""

    quarter: int
    figures: Mapping[str, float]
    levels: Levels


class Runs:
    """The models that are kept, by the key of their run, the one that is asked for last at last."""

    def __init__(self, most_actors: int = MOST_ACTORS) -> None:
        self.most_actors = most_actors
        self.models: OrderedDict[str, CooperationModel] = OrderedDict()

    def frame(self, key: str, asked: Asked, quarter: int) -> Frame:
        """Return a quarter of a run, 0 to ``asked.quarters``."""
        model = self.models.pop(key, None)
        if model is None or model.quarter > quarter:
            model = model_of(asked)
        self.models[key] = model
        while model.quarter < quarter:
            model.step()
        while len(self.models) > 1 and self._actors() > self.most_actors:
            self.models.popitem(last=False)
        return frame_of(model)

    def _actors(self) -> int:
        return sum(model.world.actors for model in self.models.values())


def model_of(asked: Asked) -> CooperationModel:
    """Return a model at quarter 0."""
    from interhelix.experiments import replicate_seed
    from interhelix.experiments.inputs import placed
    from interhelix.experiments.mesa_model import CooperationModel

    luck = replicate_seed(asked.seed, 0)
    return CooperationModel(asked.scenario, placed(asked.world), asked.quarters, rng=luck)


def frame_of(model: CooperationModel) -> Frame:
    """Look at a model; in quarter 0 nothing is collected yet, and what needs a twin is missing."""
    from interhelix.experiments.mesa_model import reporter
    from interhelix.model.measures import measure_named

    figures = {name: float(reporter(measure_named(name))(model)) for name in FIGURES}
    return Frame(model.quarter, figures, levels_of(model.world, model.state).astype(np.int8))


def attend(pipe: Connection, idle: float) -> None:
    """Answer questions until nobody asks any more, or the server is gone."""
    runs = Runs()
    first = True
    with contextlib.suppress(EOFError, OSError):
        while pipe.poll(idle):
            key, asked, quarter = pipe.recv()
            pipe.send(_answer(runs, (key, asked, quarter), Teller(pipe) if first else None))
            first = False


def _answer(runs: Runs, question: tuple[str, Asked, int], teller: Teller | None) -> Word:
    """Return the last word on a question; the first one may have to wait for the compiler."""
    from interhelix.experiments.progress import compiling
    from interhelix.model.errors import InputError

    with compiling(teller) if teller else contextlib.nullcontext():
        return answered(lambda: runs.frame(*question), (InputError,))
