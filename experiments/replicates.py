"""Runs of a comparison: plan, tasks, seeds, outcomes, failures, and those of this session."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.agents.roles import ROLES
from interhelix.experiments.inputs import (
    Origins,
    hash_of_world,
    packed,
    replicate_seed,
    stretches_of,
)
from interhelix.experiments.scaling import Search
from interhelix.model import frames
from interhelix.model.loop import measured
from interhelix.model.machine_code import fingerprint
from interhelix.model.parameters import DEFAULTS, Parameters, with_values
from interhelix.model.world import World
from interhelix.scenarios import Scenario

if TYPE_CHECKING:
    from interhelix.experiments.posterior import Posterior


def job_of(plan: Plan, posterior: Posterior) -> Replicates:
    """Return the job: the scenarios at the posterior mean, then at the draw of each replicate."""
    sets = [posterior.mean, *posterior.sample(plan.replicates)]
    bases = [with_values(DEFAULTS, values) for values in sets]
    policies = [each.parameters(plan.quarters, base) for base in bases for each in plan.scenarios]
    return Replicates(plan.world, tuple(policies), plan.seed)


def tasks_of(plan: Plan, drawn: bool) -> dict[Task, Task]:
    """Return the task of the job by that of the plan, with or without parameters drawn."""
    several = len(plan.scenarios)
    return {
        Task(policy, i): Task(policy + several * ((1 + i) if drawn else 0), i)
        for i in range(plan.replicates)
        for policy in range(several)
    }


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
        state, actors = end.state, end.state.actors
        return Outcome(
            series=series,
            regions=frames.tally(state, actors.region, self.world.size)[FIGURE],
            roles=frames.tally(state, actors.role.astype(np.int64), len(ROLES))[FIGURE],
            pairs=frames.pairs(self.world, state)[PAIR] if task.first else None,
        )


MOST = 64 * 1024**2  # [bytes]


class Key(NamedTuple):
    """What decides a run, and whether its region pairs are kept."""

    content: str  # hash of model, world and parameters
    seed: int
    first: bool


def keys_of(job: Replicates, tasks: Sequence[Task]) -> dict[Task, Key]:
    """Return the key of each task."""
    shared = f"{fingerprint()} {hash_of_world(job.world)} ".encode()
    contents = [
        blake2b(shared + packed(stretches_of(policy)), digest_size=16).hexdigest()
        for policy in job.policies
    ]
    return {
        task: Key(contents[task.policy], replicate_seed(job.seed, task.replicate), task.first)
        for task in tasks
    }


class Memory:
    """Remembers outcomes of runs up to ``most`` bytes."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.size = most, 0
        self.outcomes: OrderedDict[Key, Outcome] = OrderedDict()
        self.lock = Lock()

    def recall(self, key: Key) -> Outcome | None:
        """Return the outcome of a run, if it is remembered."""
        with self.lock:
            if key in self.outcomes:
                self.outcomes.move_to_end(key)
            return self.outcomes.get(key)

    def keep(self, key: Key, outcome: Outcome) -> None:
        """Remember a run, and forget others where there is no room."""
        with self.lock:
            if key not in self.outcomes:
                self.outcomes[key] = outcome
                self.size += outcome.size
            while self.size > self.most:
                self.size -= self.outcomes.popitem(last=False)[1].size


MEMORY = Memory()


@dataclass(frozen=True)
class Plan:
    """What is compared, how often, and which measures are shown; the baseline stands first.

    ``search`` holds the doses of the policies, if they were made equal.
    """

    world: World
    scenarios: tuple[Scenario, ...]
    seed: int
    replicates: int
    quarters: int
    shown: tuple[str, ...]
    origins: Origins
    search: Search | None = None

    @property
    def policies(self) -> dict[str, tuple[Parameters, ...]]:
        """The parameters of every quarter by scenario, before any is scaled."""
        return {each.name: each.parameters(self.quarters) for each in self.scenarios}


@dataclass(frozen=True)
class FailedRun:
    """A run that raised, with its message; its replicate is left out for every policy."""

    policy: str
    replicate: int
    message: str


def reasons_of(failures: Sequence[FailedRun]) -> list[str]:
    """Say why runs failed: a line for each reason, with how many runs and the first of them."""
    reasons: dict[str, list[FailedRun]] = {}
    for failure in failures:
        reasons.setdefault(failure.message, []).append(failure)
    return [
        f"{len(runs)} x {message} (first: replicate {runs[0].replicate} of {runs[0].policy})"
        for message, runs in reasons.items()
    ]


class RunsFailedError(RuntimeError):
    """So many runs failed that a comparison of the rest would mislead."""

    def __init__(self, failures: Sequence[FailedRun], runs: int) -> None:
        self.failures, self.runs = tuple(failures), runs
        what = "every run" if len(failures) == runs else f"{len(failures)} of {runs} runs"
        reasons = "\n".join(reasons_of(self.failures))
        super().__init__(f"{what} failed, more than 1 %, so there is no report\n{reasons}")

    @property
    def none_left(self) -> bool:
        """Whether not one run was left."""
        return len(self.failures) == self.runs
