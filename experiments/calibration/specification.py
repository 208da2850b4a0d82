"""Calibration files: priors and patterns; and the tables of a fit."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.designs import Design, Range, settings_of
from interhelix.experiments.experiment import OWN, Experiment
from interhelix.experiments.inputs import BOUNDS, Stretch, is_path, shipped, stretches_of, word_of
from interhelix.experiments.progress import Watcher
from interhelix.experiments.store import Store
from interhelix.experiments.sweeps import Opener, Sweep
from interhelix.experiments.sweeps.plan import Figures, Plan, Task, policy_of
from interhelix.experiments.validation import patterns, regions
from interhelix.experiments.validation.assessment import published
from interhelix.experiments.validation.patterns import project_log, summaries
from interhelix.experiments.validation.regions import (
    elasticity_in_product,
    participation,
    patterns_of_regions,
)
from interhelix.experiments.validation.trials import europe, policy
from interhelix.model.loop import live
from interhelix.model.parameters import catalogue, fault_of
from interhelix.model.world import World
from interhelix.scenarios.checks.faults import Faults, shown
from interhelix.scenarios.checks.keys import Keys
from interhelix.scenarios.checks.reading import text_of, toml_of

FOLDER = Path(__file__).parent
KEYS = ("question", "quarters", "draws", "seed", "accepted", "priors")
DRAWS = (16, 1 << 20)
SUMMARIES = (
    "P1_repeat", "P1_rise", "P2_slope", "P2_excess_1", "P2_excess_2", "P3_closure", "P4_exponent",
    "P4_gini", "P5_elasticity", "P6_cognitive", "P6_less_geographic", "P7_GG", "P7_CC", "P7_BB",
    "P7_SS", "P7_BS", "P7_assortativity", "P15_gini", "P15_scaling",
)  # fmt: skip
RATIOS = ("P1_repeat", "P2_excess_1", "P2_excess_2", "P3_closure", "P7_GG", "P7_CC", "P7_BS")
NUMBER = re.compile(r"\d+(\.\d+)?")
RULES = (patterns, regions)
TAIL = 1.645  # standard deviations beyond which a twentieth of a normal variable lies
Float = NDArray[np.float64]


class Prior(NamedTuple):
    """A uniform prior of a parameter, and why it reaches so far."""

    low: float
    high: float
    reason: str


class Pattern(NamedTuple):
    """A published value, and the band within which a model is taken to agree with it.

    A ``ratio`` is compared by its logarithm. One end of the band may be infinite.
    """

    published: float
    low: float
    high: float
    ratio: bool

    def scaled(self, values: Any) -> Float:
        """Return values on the scale on which they are compared."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(values) if self.ratio else np.asarray(values, dtype=np.float64)

    @property
    def error(self) -> float:
        """The standard deviation of the error that a model is granted, on that scale.

        The ends of the band lie ``TAIL`` of it from the published value, on average.
        """
        ends = np.array([end for end in (self.low, self.high) if math.isfinite(end)])
        return float(np.abs(self.scaled(ends) - self.scaled(self.published)).mean() / TAIL)


def fitted_patterns() -> dict[str, Pattern]:
    """Return the published patterns that a fit may use, those with a value and a band."""
    rows = [row for row in published()[1] if row.fitted and row.banded and row.key in SUMMARIES]
    return {
        row.key: Pattern(float(row.published), row.low, row.high, row.key in RATIOS)
        for row in rows
        if NUMBER.fullmatch(row.published)
    }


@dataclass(frozen=True)
class Asked:
    """A calibration: so many draws from the priors, of which the share ``accepted`` is kept.

    ``draws`` is a power of 2 (a Sobol sequence). Each is a run of calls in Europe at the size of
    the data, the setting of validation, ``quarters`` long. ``given`` names its file, ``text`` is
    what stands in it.
    """

    name: str
    question: str
    quarters: int
    draws: int
    seed: int
    accepted: float
    priors: Mapping[str, Prior]
    given: str
    text: str

    @classmethod
    def load(cls, name_or_path: str | Path) -> Asked:
        """Load a calibration that ships by its name, or a TOML file by its path.

        Raises:
            InputError: with every fault of the file.

        """
        path = _located(name_or_path)
        faults = Faults()
        table = faults.attempt(toml_of, path)
        found = _read(Keys(table, str(path), faults)) if table is not None else {}
        faults.raise_any()
        return cls(name=path.stem, given=word_of(name_or_path), text=text_of(path), **found)

    @cached_property
    def patterns(self) -> Mapping[str, Pattern]:
        """The patterns to fit by name."""
        return fitted_patterns()

    @property
    def experiment(self) -> Experiment:
        """The sweep of the draws: each has luck of its own, and the patterns as its measures."""
        return Experiment(
            name=self.name,
            question=self.question,
            world="europe",
            scenarios=(f"calls_and_a_pair, patterns {patterns_hash()}",),
            quarters=self.quarters,
            replicates=1,
            seed=self.seed,
            measures=SUMMARIES,
            design=Design("sobol", self.draws),
            factors={name: Range(prior.low, prior.high) for name, prior in self.priors.items()},
            luck=OWN,
        )


def patterns_hash() -> str:
    """Return a hash of the rules by which patterns are summed up; they are no part of the model."""
    digest = blake2b(digest_size=4)
    for module in RULES:
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()


def calibration_names() -> tuple[str, ...]:
    """List the calibrations that ship."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def _located(given: str | Path) -> Path:
    if is_path(given):
        return Path(given)
    return FOLDER / f"{shipped('calibration', str(given), calibration_names())}.toml"


def _read(keys: Keys) -> dict[str, Any]:
    """Return the fields that a table describes, and note what is wrong."""
    keys.only(KEYS)
    numbers = {
        "quarters": keys.whole("quarters", *BOUNDS["quarters"]),
        "draws": keys.whole("draws", *DRAWS),
        "seed": keys.whole("seed", *BOUNDS["seed"]),
    }
    for name in numbers:
        if name not in keys.table:
            keys.faults.add(keys.where, f"'{name}' is missing", f"write {name} = …")
    draws = numbers["draws"] or 1
    if draws & (draws - 1):
        near = 1 << draws.bit_length()
        keys.faults.add(
            keys.at("draws"), f"{draws} is no power of 2", f"give {near // 2} or {near}"
        )
    priors = keys.inner("priors")
    return {
        "question": keys.text("question", needed=True),
        **numbers,
        "accepted": _number(keys, "accepted", 0, 1),
        "priors": {name: _prior(priors, name) for name in _known(priors, catalogue())},
    }


def _known(keys: Keys, valid: Collection[str]) -> list[str]:
    """Return the names of a table that are valid, and note the others, or that there is none."""
    for name in keys.table:
        if name not in valid:
            keys.faults.unknown(keys.where, "name", name, valid)
    if not keys.table:
        keys.faults.add(keys.where, "is empty or missing", "name one or more of its kind")
    return [name for name in keys.table if name in valid]


def _prior(keys: Keys, name: str) -> Prior:
    inner = keys.within(keys.table[name], keys.at(name))
    inner.only(("low", "high", "reason"))
    for key in ("low", "high"):
        if key not in inner.table:
            inner.faults.add(inner.where, f"'{key}' is missing", "write { low = …, high = … }")
        elif fault := fault_of(name, inner.table[key]):
            inner.faults.add(inner.at(key), fault.problem, fault.remedy)
    reason, count = inner.text("reason", needed=True), inner.faults.count
    low, high = (_number(inner, key, -math.inf, math.inf) for key in ("low", "high"))
    if inner.faults.count == count and low >= high:
        inner.faults.add(
            inner.where, f"low = {low:g} is not below high = {high:g}", "exchange them"
        )
    return Prior(low, high, reason)


def _number(keys: Keys, key: str, low: float, high: float) -> float:
    """Return a number between bounds; NaN after noting why there is none."""
    value = keys.table.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and low < value < high:
        return float(value)
    problem = "is missing" if value is None else f"{shown(value)} is not such a number"
    keys.faults.add(keys.at(key), problem, f"give a number above {low:g} and below {high:g}")
    return math.nan


@dataclass(frozen=True)
class PatternRuns:
    """Runs a draw and sums up its patterns."""

    world: World
    stretches: tuple[Stretch, ...]
    factors: tuple[str, ...]

    def __call__(self, task: Task) -> Figures:
        """Return the patterns of a draw, in the order of ``SUMMARIES``."""
        quarters = policy_of(self.stretches, self.factors, task.values)
        state = live(self.world, quarters, task.seed)
        log = project_log(state, len(quarters))
        found = summaries(log, state) | patterns_of_regions(log, state)
        found["P15_scaling"] = elasticity_in_product(self.world, participation(log, state))
        return Figures((len(quarters),), np.array([[found[name] for name in SUMMARIES]]))


def plan_of(asked: Asked) -> Plan:
    """Lay out the draws of a calibration."""
    experiment = asked.experiment
    settings = settings_of(experiment.design, experiment.factors, experiment.seed)
    return Plan(experiment, europe(), (stretches_of(policy(asked.quarters)),), settings)


def swept(
    asked: Asked, path: Path, opener: Opener, watcher: Watcher, stop: Callable[[], bool]
) -> Store:
    """Run the draws that a store lacks, until ``stop`` says so.

    Raises:
        StoreError: the store is refused, or the disk is; what was written is kept.

    """
    plan = plan_of(asked)
    job = PatternRuns(plan.world, plan.stretches[0], tuple(asked.priors))
    return Sweep(plan, path, opener, job=job).carry_out(watcher, stop)
