"""One replicate of one policy: what is run, and the little that is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.agents.roles import ROLES
from interhelix.experiments.seeds import replicate_seed
from interhelix.model import frames
from interhelix.model.loop import measured
from interhelix.model.measures import MEASURES, Measure
from interhelix.model.parameters import Parameters
from interhelix.model.rules import Rule
from interhelix.model.world import World

FIGURE = "net_value"  # what regions and roles win or lose [u/actor]
PAIR = ["region_a", "region_b", "level"]


class Task(NamedTuple):
    """The number of a policy (0 is the baseline) and of a replicate (from 0)."""

    policy: int
    replicate: int

    @property
    def first(self) -> bool:
        """Whether its region pairs are kept."""
        return self.replicate == 0


@dataclass(frozen=True)
class Outcome:
    """What is kept of a run: small arrays.

    ``series`` has a row a quarter and a column for each measure; ``regions`` (in the order of their
    codes) and ``roles`` hold their net value [u/actor]; ``pairs`` the region pairs with their
    level, of replicate 0 only.
    """

    series: NDArray[np.float64]
    regions: NDArray[np.float64]
    roles: NDArray[np.float64]
    pairs: pd.DataFrame | None = None

    @property
    def size(self) -> int:
        """What it takes [bytes], but for words that all share."""
        pairs = 0 if self.pairs is None else int(self.pairs.memory_usage().sum())
        return self.series.nbytes + self.regions.nbytes + self.roles.nbytes + pairs

    @property
    def network(self) -> pd.DataFrame:
        """The region pairs with their level, for the caller to keep; none but of replicate 0."""
        return pd.DataFrame(columns=PAIR) if self.pairs is None else self.pairs.copy()


@dataclass(frozen=True)
class Replicates:
    """The job of a comparison: it runs any replicate of any of its policies in one world.

    ``rules`` has the rules of the user's own of each policy, or nothing; ``own`` are measures of
    the user's own, whose columns come last.
    """

    world: World
    policies: tuple[tuple[Parameters, ...], ...]
    seed: int
    rules: tuple[tuple[Rule, ...], ...] = ()
    own: tuple[Measure, ...] = ()

    def __call__(self, task: Task) -> Outcome:
        """Run a replicate of a policy; the seed depends on the replicate alone.

        Raises:
            InputError: a policy is empty, or the seed is out of range.

        """
        seed = replicate_seed(self.seed, task.replicate)
        policy, measures = self.policies[task.policy], (*MEASURES, *self.own)
        rules = self.rules[task.policy] if self.rules else ()
        series, end = measured(self.world, policy, seed, measures=measures, rules=rules)
        state, actors = end.state, end.state.actors
        return Outcome(
            series=series,
            regions=frames.tally(state, actors.region, self.world.size)[FIGURE],
            roles=frames.tally(state, actors.role.astype(np.int64), len(ROLES))[FIGURE],
            pairs=frames.pairs(self.world, state)[PAIR] if task.first else None,
        )
