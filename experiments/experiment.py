"""An experiment: scenarios, factors, design and replicates, read from a TOML file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from interhelix.experiments.designs import Design, Levels, Range, settings_of
from interhelix.experiments.experiment_file import located, place, read
from interhelix.experiments.inputs import listed, split_measures, word_of
from interhelix.model.errors import Fault, InputError, unknown
from interhelix.model.measures import Measure, measure_named
from interhelix.model.world import World, as_html
from interhelix.scenarios import Scenario, load_world
from interhelix.scenarios.checks.faults import Faults
from interhelix.scenarios.checks.reading import text_of, toml_of

FULL = Design()
COMMON, OWN = "common", "own"  # luck


class Point(NamedTuple):
    """A design point: a scenario by name, and the values of the factors by dotted name."""

    scenario: str
    values: Mapping[str, float]


class Own(NamedTuple):
    """What of an experiment was given as an object, not by its name."""

    scenarios: Mapping[str, Scenario] = {}
    worlds: Mapping[str, World] = {}
    measures: Mapping[str, Measure] = {}


NOTHING = Own()
LISTS = ("scenarios", "measures", "override")


def _name_of(given: object) -> str:
    return given.name if isinstance(given, Scenario | World | Measure) else str(given)


@dataclass(frozen=True, repr=False)
class Experiment:
    """What a sweep runs: every scenario at every setting of the factors, in every replicate.

    ``scenarios`` are names; ``files`` gives the path of each that is no shipped one. ``world`` is a
    name or a path. A ``Scenario``, a ``World`` and a ``Measure`` may be given themselves: the field
    then holds the name, and ``own`` what was given. One scenario or measure may be given without a
    tuple around it. A factor has
    ``Levels`` under a factorial design, a ``Range`` under one that samples. It holds in every
    quarter. One that a scenario sets must stand in ``override``: its values then take the place of
    the scenario's in the quarters in which the scenario sets it. ``series`` keeps the measures of
    every so many quarters, 0 of the last only. ``luck`` is ``common`` where a replicate has one
    seed at all settings, ``own`` where it has another at each. ``text`` is what stands in the file
    that it was read from, ``given`` what names that file.
    """

    name: str
    question: str
    world: str
    scenarios: tuple[str, ...]
    quarters: int
    replicates: int
    seed: int
    measures: tuple[str, ...]
    design: Design = FULL
    factors: Mapping[str, Levels | Range] = field(default_factory=dict, hash=False)
    files: Mapping[str, str] = field(default_factory=dict, hash=False)
    series: int = 0
    luck: str = COMMON
    text: str = ""
    given: str = field(default="", compare=False)
    override: tuple[str, ...] = ()
    own: Own = field(default=NOTHING, compare=False, repr=False)

    def __post_init__(self) -> None:
        given: dict[str, tuple[Any, ...]] = {n: tuple(listed(getattr(self, n))) for n in LISTS}
        world: Any = self.world
        scenarios = {one.name: one for one in given["scenarios"] if isinstance(one, Scenario)}
        worlds = {world.name: world} if isinstance(world, World) else {}
        measures = split_measures([one for one in given["measures"] if isinstance(one, Measure)])[1]
        own = Own(
            {**self.own.scenarios, **scenarios},
            {**self.own.worlds, **worlds},
            {**self.own.measures, **{one.name: one for one in measures}},
        )
        names = {name: tuple(map(_name_of, several)) for name, several in given.items()}
        for name, value in {**names, "world": _name_of(world), "own": own}.items():
            object.__setattr__(self, name, value)

    @classmethod
    def load(cls, name_or_path: str | Path) -> Experiment:
        """Load a shipped experiment by its name, or a TOML file by its path.

        Raises:
            InputError: with every fault of the file and of the scenarios that it names.

        """
        path = located(name_or_path)
        faults = Faults()
        table = faults.attempt(toml_of, path)
        experiment = None
        if table is not None:
            fields = read(table, path, faults)
            if faults.count == 0:
                experiment = cls(**fields, text=text_of(path), given=word_of(name_or_path))  # type: ignore[arg-type]
                check_size(experiment, str(path), faults)
        faults.raise_any()
        assert experiment is not None
        return experiment

    def load_scenarios(self) -> tuple[Scenario, ...]:
        """Load the scenarios, in their order."""
        own = self.own.scenarios
        return tuple(own.get(n) or Scenario.load(place(n, self.files)) for n in self.scenarios)

    def load_world(self) -> World:
        """Load the world."""
        return self.own.worlds.get(self.world) or load_world(self.world)

    def load_measures(self) -> tuple[Measure, ...]:
        """Return the measures, in their order."""
        return tuple(self.own.measures.get(name) or measure_named(name) for name in self.measures)

    def points(self) -> list[Point]:
        """Return the design points: scenario by scenario, each with the same settings."""
        settings = settings_of(self.design, self.factors, self.seed).tolist()
        values = [dict(zip(self.factors, row, strict=True)) for row in settings]
        return [Point(scenario, setting) for scenario in self.scenarios for setting in values]

    @property
    def settings(self) -> int:
        """The number of settings of the factors."""
        return self.design.settings([len(values) for values in self.factors.values()])

    @property
    def runs(self) -> int:
        """The number of runs."""
        return len(self.scenarios) * self.settings * self.replicates

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return (
            f"Experiment({self.name}: {len(self.scenarios)} x {self.settings} x {self.replicates} "
            f"= {self.runs:,} runs)"
        )

    def _repr_html_(self) -> str:
        told = {
            "question": self.question,
            "world": self.world,
            "scenarios": ", ".join(self.scenarios),
            **{f"factor {name}": list(values) for name, values in self.factors.items()},
            "design": " ".join(str(each) for each in (self.design.kind, self.design.size) if each),
            "quarters, replicates, seed": f"{self.quarters}, {self.replicates}, {self.seed}",
            "measures": ", ".join(self.measures),
        }
        return as_html(self, ["", "what"], told.items())


METHODS = {"one": "one_at_a_time", "morris": "morris", "sobol": "saltelli"}
SIZES = {"one": 9, "morris": 20, "sobol": 64}


def derived(
    experiment: Experiment,
    path: Path,
    method: str = "morris",
    size: int | None = None,
    replicates: int | None = None,
    draws: Path | None = None,
) -> Experiment:
    """Write an experiment with another design as a file, and load it.

    ``method`` is ``one``, ``morris`` or ``sobol``; factors that have lists of values are sampled
    between the least and the largest. With ``draws`` the settings are the rows of that file. A file
    that is there already must say the same.

    Raises:
        InputError: no such method, an experiment without factors, or a path that is in use.

    """
    check_method(method)
    if draws is None and not experiment.factors:
        remedy = "add a table [factors], or give --draws"
        raise InputError(Fault(str(experiment), "has no factors", remedy))
    design: dict[str, object] = {"kind": METHODS[method], "size": size or SIZES[method]}
    ranges = {name: (min(values), max(values)) for name, values in experiment.factors.items()}
    if draws is not None:
        design, ranges = {"kind": "file", "file": str(draws.resolve())}, {}
    text = _text(experiment, design, ranges, replicates or experiment.replicates)
    there = path.read_text(encoding="utf-8") if path.is_file() else text
    if there != text or path.is_dir():
        raise InputError(Fault(str(path), "is another experiment", "give another --store"))
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    try:
        return Experiment.load(path)
    except BaseException:
        if new:
            path.unlink()
        raise


def check_method(method: str) -> None:
    """Refuse a method that there is not.

    Raises:
        InputError: with the nearest one that there is.

    """
    if method not in METHODS:
        raise unknown("method", method, METHODS, "--method")


def _text(
    experiment: Experiment,
    design: Mapping[str, object],
    ranges: Mapping[str, tuple[float, float]],
    replicates: int,
) -> str:
    """Return an experiment as TOML; a text of JSON is one of TOML, too."""
    scenarios = [experiment.files.get(name, name) for name in experiment.scenarios]
    fields = {
        "question": experiment.question,
        "world": experiment.world,
        "scenarios": scenarios,
        "quarters": experiment.quarters,
        "replicates": replicates,
        "seed": experiment.seed,
        "measures": list(experiment.measures),
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    inner = ", ".join(f"{name} = {json.dumps(value)}" for name, value in design.items())
    lines.append(f"design = {{ {inner} }}")
    if ranges:
        lines += ["", "[factors]"]
        lines += [
            f'"{n}" = {{ low = {low!r}, high = {high!r} }}' for n, (low, high) in ranges.items()
        ]
    return "\n".join(lines) + "\n"


MOST_RUNS = 10_000_000


def check_size(experiment: Experiment, where: str, faults: Faults) -> None:
    """Note what is wrong with the design of an experiment, or that it has too many runs."""
    if fault := experiment.design.fault(len(experiment.factors)):
        faults.add(f"{where}, design", *fault)
    elif (runs := experiment.runs) > MOST_RUNS:
        problem = f"asks for {runs:,} runs"
        faults.add(where, problem, f"at most {MOST_RUNS:,}: fewer levels, settings or replicates")
