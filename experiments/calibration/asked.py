"""What a calibration asks: patterns as published, parameters with their priors; read from a file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from interhelix.experiments.designs import Design, Range
from interhelix.experiments.experiment import OWN, Experiment
from interhelix.experiments.limits import BOUNDS
from interhelix.experiments.validation.patterns import SUMMARIES
from interhelix.experiments.validation.setting import calls
from interhelix.model.errors import Fault, InputError, nearest
from interhelix.model.parameters import catalogue, fault_of
from interhelix.scenarios.checks.faults import Faults, one_line, shown
from interhelix.scenarios.checks.keys import Keys
from interhelix.scenarios.checks.reading import toml_of

FOLDER = Path(__file__).parent
KEYS = ("question", "quarters", "draws", "seed", "accepted", "patterns", "priors")
FEWEST_DRAWS, MOST_DRAWS = 16, 1 << 20


class Prior(NamedTuple):
    """A uniform prior of a parameter, and why it reaches so far."""

    low: float
    high: float
    reason: str


class Pattern(NamedTuple):
    """A pattern: the published value, and the band within which a model is taken to show it.

    ``ratio`` says that it is compared by its logarithm.
    """

    published: float
    low: float
    high: float
    ratio: bool

    def scaled(self, value: Any) -> Any:
        """Return values on the scale on which they are compared."""
        import numpy as np

        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(value) if self.ratio else value


@dataclass(frozen=True)
class Asked:
    """A calibration: so many draws from the priors, of which the share ``accepted`` is kept.

    ``draws`` is a power of 2 (a Sobol sequence). It runs calls in Europe at the data's size, the
    setting of ``interhelix validate``, ``quarters`` long.
    """

    name: str
    question: str
    quarters: int
    draws: int
    seed: int
    accepted: float
    patterns: Mapping[str, Pattern]
    priors: Mapping[str, Prior]
    given: str

    @classmethod
    def load(cls, name_or_path: str | Path) -> Asked:
        """Load a calibration that ships by its name, or a TOML file by its path.

        Raises:
            InputError: with every fault of the file.

        """
        path = _located(name_or_path)
        faults = Faults()
        table = faults.attempt(toml_of, path)
        keys = Keys(table or {}, str(path), faults)
        if table is not None:
            found = _read(keys)
        faults.raise_any()
        return cls(name=path.stem, given=str(name_or_path), **found)

    @property
    def experiment(self) -> Experiment:
        """The sweep of the draws: each has luck of its own, its patterns are its measures."""
        return Experiment(
            name=self.name,
            question=self.question,
            world="europe",
            scenarios=(calls().name,),
            quarters=self.quarters,
            replicates=1,
            seed=self.seed,
            measures=tuple(self.patterns),
            design=Design("sobol", self.draws),
            factors={name: Range(prior.low, prior.high) for name, prior in self.priors.items()},
            luck=OWN,
        )


def calibration_names() -> tuple[str, ...]:
    """List the calibrations that ship."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def _located(name_or_path: str | Path) -> Path:
    if isinstance(name_or_path, Path) or name_or_path.endswith(".toml"):
        return Path(name_or_path)
    if name_or_path not in calibration_names():
        problem = f"unknown calibration '{one_line(name_or_path)}'"
        raise InputError(Fault("", problem, nearest(name_or_path, calibration_names())))
    return FOLDER / f"{name_or_path}.toml"


def _read(keys: Keys) -> dict[str, Any]:
    """Return the fields that a table describes, and note what is wrong."""
    keys.only(KEYS)
    for key in KEYS[1:]:
        if key not in keys.table:
            keys.faults.add(keys.where, f"'{key}' is missing", f"see {FOLDER / 'fp7.toml'}")
    draws = keys.whole("draws", FEWEST_DRAWS, MOST_DRAWS)
    if draws and draws & (draws - 1):
        remedy = f"give {1 << draws.bit_length() - 1} or {1 << draws.bit_length()}"
        keys.faults.add(keys.at("draws"), f"{draws} is no power of 2", remedy)
    return {
        "question": keys.text("question", needed=True),
        "quarters": keys.whole("quarters", *BOUNDS["quarters"]),
        "draws": draws,
        "seed": keys.whole("seed", *BOUNDS["seed"]),
        "accepted": _number(keys, "accepted", 0.0, 1.0),
        "patterns": {name: _pattern(keys.inner("patterns"), name) for name in _names(keys, "patterns", SUMMARIES)},
        "priors": {name: _prior(keys.inner("priors"), name) for name in _names(keys, "priors", catalogue())},
    }


def _names(keys: Keys, key: str, known: Any) -> list[str]:
    """Return the names of an inner table that are known, and note the others."""
    inner = keys.inner(key)
    for name in inner.table:
        if name not in known:
            keys.faults.unknown(inner.where, key[:-1], name, known)
    return [name for name in inner.table if name in known]


def _pattern(keys: Keys, name: str) -> Pattern:
    inner = keys.within(keys.table[name], keys.at(name))
    inner.only(("published", "low", "high", "ratio"))
    least = 0.0 if inner.table.get("ratio") else -math.inf
    numbers = [_number(inner, key, least, math.inf) for key in ("published", "low", "high")]
    if numbers[1] >= numbers[2]:
        inner.faults.add(inner.where, "low is not below high", "exchange them")
    return Pattern(*numbers, bool(inner.table.get("ratio", False)))


def _prior(keys: Keys, name: str) -> Prior:
    inner = keys.within(keys.table[name], keys.at(name))
    inner.only(("low", "high", "reason"))
    low, high = (_number(inner, key, -math.inf, math.inf) for key in ("low", "high"))
    for key, value in (("low", low), ("high", high)):
        if fault := fault_of(name, value):
            inner.faults.add(inner.at(key), fault.problem, fault.remedy)
    if low >= high:
        inner.faults.add(inner.where, "low is not below high", "exchange them")
    return Prior(low, high, inner.text("reason", needed=True))


def _number(keys: Keys, key: str, low: float, high: float) -> float:
    """Return a number strictly between bounds; NaN after noting why it is none."""
    value = keys.table.get(key, None)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low < value < high:
        problem = f"{shown(value)} is no number" if value is not None else "is missing"
        keys.faults.add(keys.at(key), problem, f"give a number between {low:g} and {high:g}")
        return math.nan
    return float(value)
