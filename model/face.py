"""Mesa's face of the model: ``CooperationModel`` steps, collects data and can be batch-run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import mesa
import numpy as np
from mesa.datacollection import DataCollector

from interhelix.agents.agent import HELIX, HelixActor, Region
from interhelix.model.errors import Fault, InputError
from interhelix.model.loop import begin, closed, read, step_on
from interhelix.model.measures import MEASURES, Measure, Observation, observe
from interhelix.model.parameters import DEFAULTS, Parameters
from interhelix.model.world import World, example


class Policy(Protocol):
    """Anything that gives the parameters of each quarter, as a ``Scenario`` does."""

    def parameters(self, quarters: int) -> Sequence[Parameters]:
        """Return the parameters of quarters 0 to ``quarters - 1``."""


class CooperationModel(mesa.Model):  # type: ignore[misc]
    """The model as Mesa knows it: one step is a quarter, agents are regions and helix actors.

    ``scenario`` gives the parameters of each quarter (default: no policy), ``world`` the regions
    (default: a small example), ``rng`` the seed (``None``: one from the system, kept in
    ``seed_of_draws``). ``twin`` runs beside it the same policy without
    ties across regions, from which the eight effects are read.

    Raises:
        InputError: ``quarters`` is not at least 1, or ``rng`` is no seed.

    """

    def __init__(
        self,
        scenario: Policy | None = None,
        world: World | None = None,
        quarters: int = 60,
        twin: bool = True,
        rng: int | None = 1,
    ) -> None:
        if quarters < 1:
            raise InputError(Fault("quarters", f"{quarters} is too few", "give 1 or more"))
        super().__init__(rng=rng)
        self.seed_of_draws = int(self.rng.integers(2**63)) if rng is None else int(rng)
        self.world = example() if world is None else world
        self.quarters = quarters
        self.policy = (DEFAULTS,) * quarters if scenario is None else scenario.parameters(quarters)
        self.quarter = 0
        self.state = begin(self.world, self.policy[0], self.seed_of_draws)
        self.twin = begin(self.world, closed(self.policy[0]), self.seed_of_draws) if twin else None
        self.regions, self.actors = self.make_handles()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # Mesa 3.3.1 would keep every model alive
        self.now: Observation = observe(self.state, 0)
        self.beside: Observation | None = None
        self.datacollector = DataCollector(
            model_reporters={"quarter": "quarter"} | {m.name: reporter(m) for m in MEASURES}
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
        self.state = step_on(self.state, parameters, self.seed_of_draws, self.quarter)
        if self.twin is not None:
            self.twin = step_on(self.twin, closed(parameters), self.seed_of_draws, self.quarter)
        self.quarter += 1
        self.now = observe(self.state, self.quarter)
        self.beside = observe(self.twin, self.quarter) if self.twin is not None else None
        self.running = self.quarter < self.quarters
        self.datacollector.collect(self)


def reporter(measure: Measure) -> Any:
    """Return a plain function of the model that reads a measure for the data collector."""

    def report(model: CooperationModel) -> float:
        return float(read(measure, model.now, model.beside, model.quarter == model.quarters))

    return report
