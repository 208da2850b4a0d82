"""Runs of a comparison: plan, tasks, seeds, outcomes, failures, and those of this session."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.agents.roles import ROLES
from interhelix.experiments.engines import Failure
from interhelix.experiments.inputs import (
    Origins,
    hash_of_file,
    is_path,
    replicate_seed,
    shipped,
    word_of,
)
from interhelix.experiments.output import RECORD
from interhelix.experiments.scaling import Search
from interhelix.model import frames
from interhelix.model.errors import Fault, InputError
from interhelix.model.loop import measured
from interhelix.model.measures import MEASURES, Measure
from interhelix.model.parameters import DEFAULTS, Parameters, fault_of, with_values
from interhelix.model.rules import Rule
from interhelix.model.world import World
from interhelix.scenarios import Scenario


def job_of(plan: Plan, posterior: Posterior) -> Replicates:
    """Return the job: the scenarios at the posterior mean, then at the draw of each replicate."""
    sets = [posterior.mean, *posterior.sample(plan.replicates)]
    bases = [with_values(DEFAULTS, values) for values in sets]
    policies = [each.parameters(plan.quarters, base) for base in bases for each in plan.scenarios]
    rules = tuple(each.rules for each in plan.scenarios) * len(bases)
    return Replicates(plan.world, tuple(policies), plan.seed, rules, plan.own)


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
    own: tuple[Measure, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All measures in the order of their columns, those of the user's own last."""
        return (*MEASURES, *self.own)

    @property
    def names(self) -> list[str]:
        """The names of all measures."""
        return [measure.name for measure in self.measures]

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
    """Return why runs failed: a line for each reason, with how many runs and the first of them."""
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


MOST_FAILED = 0.01  # share of the runs


def failures_of(
    results: Mapping[Task, object], names: Sequence[str], most: float = MOST_FAILED
) -> tuple[FailedRun, ...]:
    """Return the runs that failed; ``names`` are those of the policies.

    Raises:
        RunsFailedError: more than the share ``most`` of the runs failed.

    """
    failures = tuple(
        FailedRun(names[task.policy], task.replicate, result.message)
        for task, result in results.items()
        if isinstance(result, Failure)
    )
    if len(failures) > most * len(results):
        raise RunsFailedError(failures, len(results))
    return failures


FOLDER = Path(__file__).parent / "calibration"
TABLE = "posterior.csv"
WEIGHT = "weight"
OTHER = "name a folder that 'interhelix calibrate' wrote with --out"


@dataclass(frozen=True)
class Posterior:
    """Draws of parameters with their weights, and the record of what made them.

    ``table`` has a column for each parameter by its dotted name, and ``weight``; ``word`` names the
    posterior on the command line, ``files`` has the SHA-256 of its table.
    """

    table: pd.DataFrame
    record: Mapping[str, Any]
    word: str
    files: Mapping[str, str]

    @classmethod
    def load(cls, name_or_path: str | Path) -> Posterior:
        """Load a posterior that ships by its name, or a folder of ``interhelix calibrate``.

        Raises:
            InputError: there is no such posterior, or it is not what was written.

        """
        folder = _located(name_or_path)
        path = folder / TABLE
        try:
            record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            told, data = str(record["posterior"]), path.read_bytes()
        except OSError as error:
            raise InputError(Fault(str(folder), f"{error.strerror}".lower(), OTHER)) from None
        except (ValueError, LookupError, TypeError):
            raise InputError(Fault(str(folder / RECORD), "is no such record", OTHER)) from None
        hashed = hash_of_file(path)
        if hashed != told:
            problem = f"is not what was written (SHA-256 {hashed})"
            raise InputError(Fault(str(path), problem, "calibrate again or bring the file back"))
        table = pd.read_csv(BytesIO(data))
        names = table.columns.drop(WEIGHT)
        ends = [(name, end) for name in names for end in (table[name].min(), table[name].max())]
        faults = [fault for name, end in ends if (fault := fault_of(name, float(end)))]
        if faults:
            raise InputError(faults)
        ships = path.resolve().is_relative_to(FOLDER.resolve())
        place = f"experiments/calibration/{folder.name}/{TABLE}" if ships else path.as_posix()
        return cls(table, record, word_of(name_or_path), {place: hashed})

    @cached_property
    def mean(self) -> dict[str, float]:
        """The mean of each parameter, by dotted name."""
        weights = self.table[WEIGHT].to_numpy()
        return {str(name): float(column @ weights) for name, column in self._values.items()}

    def sample(self, number: int) -> list[dict[str, float]]:
        """Return so many draws, as often as their weights say, by dotted name."""
        rows = systematic(self.table[WEIGHT].to_numpy(), number)
        names, values = [str(name) for name in self._values], self._values.to_numpy()[rows]
        return [dict(zip(names, row, strict=True)) for row in values.tolist()]

    @property
    def _values(self) -> pd.DataFrame:
        return self.table.drop(columns=WEIGHT)


def systematic(weights: NDArray[np.float64], number: int) -> NDArray[np.int64]:
    """Return the rows of a systematic sample by weight, in an order that means nothing.

    Each row is drawn its expected number of times, rounded up or down; equal arguments give the
    same sample.
    """
    luck = np.random.default_rng([number, len(weights)])
    ends = np.cumsum(weights) / weights.sum()
    points = (luck.random() + np.arange(number)) / number
    rows = np.minimum(np.searchsorted(ends, points, side="right"), len(weights) - 1)
    return np.asarray(luck.permutation(rows), dtype=np.int64)


def posterior_names() -> tuple[str, ...]:
    """List the posteriors that ship."""
    return tuple(sorted(file.parent.name for file in FOLDER.glob(f"*/{TABLE}")))


def _located(given: str | Path) -> Path:
    if is_path(given):
        return Path(given)
    name = str(given)
    own = f"folder write './{name}'" if Path(name, TABLE).exists() else ""
    return FOLDER / shipped("posterior", name, posterior_names(), own)
