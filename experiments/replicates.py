"""One replicate of one policy: what is run, and the little that is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.seeds import replicate_seed
from interhelix.model import frames
from interhelix.model.loop import measured
from interhelix.model.parameters import Parameters
from interhelix.model.world import World

FIGURE = "net_value"  # what regions and roles win or lose [u]


class Task(NamedTuple):
    """The number of a policy (0 is the baseline) and of a replicate (from 0)."""

    policy: int
    replicate: int


@dataclass(frozen=True)
class Outcome:
    """What is kept of a run: small arrays.

    ``series`` has a row a quarter and a column for each measure; ``regions`` and ``roles`` hold
    their net value [u]; ``pairs`` the region pairs with their level, of replicate 0 only.
    """

    series: NDArray[np.float64]
    regions: pd.Series[float]
    roles: pd.Series[float]
    pairs: pd.DataFrame


@dataclass(frozen=True)
class Replicates:
    """The job of a comparison: it runs any replicate of any of its policies in one world."""

    world: World
    policies: tuple[tuple[Parameters, ...], ...]
    seed: int

    def __call__(self, task: Task) -> Outcome:
        """Run a replicate of a policy; the seed depends on the replicate alone.

        Raises:
            InputError: a policy is empty, or the seed is out of range.

        """
        seed = replicate_seed(self.seed, task.replicate)
        series, end = measured(self.world, self.policies[task.policy], seed)
        pairs = frames.pairs(self.world, end.state)[["region_a", "region_b", "level"]]
        return Outcome(
            series=series,
            regions=frames.regions(self.world, end.state)[FIGURE].astype(float),
            roles=frames.roles(end.state)[FIGURE].astype(float),
            pairs=pairs if task.replicate == 0 else pairs.iloc[:0],
        )
