"""The model for Mesa: ``CooperationModel`` steps, collects data and can be batch-run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import mesa
import numpy as np
from mesa.datacollection import DataCollector

from interhelix.agents.agent import HELIX, HelixActor, Region
from interhelix.experiments.inputs import check_numbers, loaded, placed, split_measures
from interhelix.experiments.progress import compiling, heard
from interhelix.model.errors import Fault, InputError
from interhelix.model.loop import begin, closed, read, step_on
from interhelix.model.measures import BY_NAME, MEASURES, Measure, Observation, observe
from interhelix.model.parameters import DEFAULTS, Parameters
from interhelix.model.rules import Rule, listed_rules
from interhelix.model.source import Function
from interhelix.model.world import World, example

Whole = int | np.integer[Any]
MOST_EXACT = 2**53  # up to here other programs read a whole number exactly


class Policy(Protocol):
    """Anything that gives the parameters of each quarter, as a ``Scenario`` does."""

    def parameters(self, quarters: int) -> Sequence[Parameters]:
        """Return the parameters of quarters 0 to ``quarters - 1``."""


class CooperationModel(mesa.Model):  # type: ignore[misc]
    """The model as Mesa knows it: one step is a quarter, agents are regions and helix actors.

    ``scenario`` gives the parameters of each quarter (default: no policy), ``world`` the regions
    (default: a small example); both may be a name or a path. ``rng`` is the seed, a whole number;
    ``seed`` is another name for it. Without one, each model draws its own. The attribute and the
    collected column ``seed`` tell which one was used. ``twin`` runs beside it the same policy
    without ties across regions, from which the eight effects are read.

    ``measures`` are measures of your own, collected in every quarter beside all others; ``rules``
    act beside those of the scenario.

    ``mesa.batch_run`` takes seeds as ``parameters={"rng": [1, 2]}``: Mesa 3.4 and later overwrite
    what ``parameters`` say about ``seed``.

    Raises:
        InputError: a name, number or file that cannot be used, or both ``rng`` and ``seed``.

    """

    def __init__(
        self,
        scenario: Policy | str | Path | None = None,
        world: World | str | Path | None = None,
        quarters: int = 60,
        twin: bool = True,
        rng: Whole | None = None,
        seed: Whole | None = None,
        measures: Sequence[Measure] | Measure = (),
        rules: Sequence[Rule | Function] = (),
    ) -> None:
        """Found regions and actors at quarter 0; the class says what each argument is."""
        chosen = one_seed(rng, seed)
        check_numbers(quarters=quarters, seed=chosen)
        super().__init__(rng=chosen)
        self.seed = int(self.rng.integers(MOST_EXACT)) if chosen is None else chosen
        self.world = example() if world is None else placed(world)
        self.quarters = quarters
        if scenario is not None and not hasattr(scenario, "parameters"):
            scenario = loaded(scenario)
        self.policy = (DEFAULTS,) * quarters if scenario is None else scenario.parameters(quarters)
        self.rules = listed_rules((*getattr(scenario, "rules", ()), *rules))
        _, self.own = split_measures(measures)
        self.quarter = 0
        with compiling(heard(None)):
            self.state = begin(self.world, self.policy[0], self.seed)
        self.twin = begin(self.world, closed(self.policy[0]), self.seed) if twin else None
        self.regions, self.actors = self.make_handles()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # Mesa 3.3.1 would keep every model alive
        self.now: Observation = observe(self.state, 0)
        self.beside: Observation | None = None
        self.datacollector = DataCollector(
            model_reporters={"seed": "seed", "quarter": "quarter"}
            | {measure.name: reporter(measure) for measure in MEASURES}
            | {measure.name: partial(_own_figure, measure) for measure in self.own}
        )

    def make_handles(self) -> tuple[list[Region], list[HelixActor]]:
        """Make one agent for each region and each actor, in the order of the rows."""
        order = np.argsort(np.array(self.world.codes))
        regions = [
            Region(self, row, self.world.codes[i], self.world.names[i])
            for row, i in enumerate(order)
        ]
        roles = self.state.actors.role.tolist()
        return regions, [HELIX[role](self, row) for row, role in enumerate(roles)]

    def step(self) -> None:
        """Run one quarter and collect the measures; at the horizon the model stops."""
        if self.quarter >= self.quarters:
            self.running = False
            return
        parameters = self.policy[self.quarter]
        self.state = step_on(self.state, parameters, self.seed, self.quarter, self.rules)
        if self.twin is not None:
            now = self.twin, closed(parameters), self.seed, self.quarter
            self.twin = step_on(*now, self.rules)
        self.quarter += 1
        self.now = observe(self.state, self.quarter)
        self.beside = observe(self.twin, self.quarter) if self.twin is not None else None
        self.running = self.quarter < self.quarters
        self.datacollector.collect(self)

    def __repr__(self) -> str:
        told = f"quarter {self.quarter} of {self.quarters}, seed {self.seed}"
        return f"CooperationModel({self.world.name}: {len(self.actors)} actors, {told})"


def one_seed(rng: Whole | None, seed: Whole | None) -> int | None:
    """Return the seed that was given by either name, or ``None``.

    Raises:
        InputError: two seeds.

    """
    if rng is not None and seed is not None:
        raise InputError(Fault("rng, seed", "both are given", "give one of them"))
    given = seed if rng is None else rng
    return int(given) if isinstance(given, np.integer) else given


def reporter(measure: Measure) -> Any:
    """Return a function of the model, which can be pickled, for the data collector."""
    return partial(_figure, measure.name)


def _figure(name: str, model: CooperationModel) -> float:
    return float(read(BY_NAME[name], model.now, model.beside, model.quarter == model.quarters))


def _own_figure(measure: Measure, model: CooperationModel) -> float:
    return float(read(measure, model.now, model.beside, last=True))
