"""Experiments: scenarios by settings of factors by replicates, read from a TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from interhelix.experiments.designs import Design, Levels, Range, settings_of
from interhelix.experiments.inputs import listed
from interhelix.experiments.origins import word_of
from interhelix.experiments.reading import check_size, located, place, read
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


@dataclass(frozen=True, repr=False)
class Experiment:
    """What a sweep runs: every scenario at every setting of the factors, in every replicate.

    ``scenarios`` are names; ``files`` gives the path of each that is no shipped one. ``world`` is a
    name or a path. One scenario or measure may be given without a tuple around it. A factor has
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

    def __post_init__(self) -> None:
        for name in ("scenarios", "measures", "override"):
            object.__setattr__(self, name, tuple(listed(getattr(self, name))))

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
        return tuple(Scenario.load(place(name, self.files)) for name in self.scenarios)

    def load_world(self) -> World:
        """Load the world."""
        return load_world(self.world)

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
