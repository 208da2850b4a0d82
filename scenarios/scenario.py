"""Scenarios: a title, a question, a base, and dated interventions, read from a TOML file."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from interhelix.model.errors import Fault, InputError, InputWarning, nearest, shortened
from interhelix.model.parameters import DEFAULTS, Parameters, with_values
from interhelix.model.world import as_html
from interhelix.scenarios.checks.faults import Faults, one_line
from interhelix.scenarios.checks.keys import Keys
from interhelix.scenarios.checks.reading import is_file, toml_of
from interhelix.scenarios.interventions import Intervention, checked_intervention
from interhelix.scenarios.worlds.troubles import RESERVED, trouble

if TYPE_CHECKING:
    from interhelix.model.rules import Rule

SHIPPED = (
    "closed",
    "no_policy",
    "conferences",
    "calls",
    "digital_platform",
    "smart_specialisation",
    "platform_and_specialisation",
    "joint_strategy_pair",
    "duplicated_priorities",
    "diversification",
    "gatekeepers",
    "hub_money",
    "distributed_money",
    "division_of_labour",
    "technology_shock",
    "insecure_platform",
    "uniform_fee",
    "cross_subsidy",
    "platform_business_model",
    "platform_ecosystem",
    "platform_technological_design",
    "no_government",
    "no_business",
    "no_science",
    "no_civil_society",
    "networking_programmes",
    "networking_strategies",
    "networking_pools",
    "networking_centres",
    "networking_alliances",
    "networking_partnerships",
    "berlin_brandenburg",
    "s3_platform",
)
KEYS = ("title", "question", "base", "sources", "look_at", "interventions")
MOST_BASES = 16
FOLDER = Path(__file__).parent


@dataclass(frozen=True, repr=False)
class Scenario:
    """What is done, and when: the interventions of a base, then the scenario's own.

    Where two that act in the same quarter set the same parameter, the later one wins: those of the
    base come before the scenario's own, and these come in the order of the file. ``base`` is the
    name of a scenario that ships or the path of a file; ``inherited`` holds the interventions of
    the base and of its bases, and is read from ``base`` where it is not given. ``rules`` are rules
    of the user's own in Python, functions or ``Rule`` objects, that act in this scenario only.

    Raises:
        InputError: no name, ``base`` is no scenario, an intervention that could never act, or a
            rule that cannot be recorded.

    """

    name: str
    title: str
    question: str = ""
    base: str = ""
    sources: tuple[str, ...] = ()
    look_at: str = ""
    interventions: tuple[Intervention, ...] = ()
    inherited: tuple[Intervention, ...] | None = None
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        if not (self.name.strip() and self.name.isprintable()):
            raise InputError(Fault("scenario", f"{self.name!r:.60} is no name", "give it one"))
        inherited = self.inherited
        if inherited is None:
            base = Scenario.load(self.base) if self.base else None
            inherited = base.steps if base else ()
            object.__setattr__(self, "base", base.name if base else "")
        object.__setattr__(self, "inherited", tuple(inherited))
        object.__setattr__(self, "interventions", tuple(self.interventions))
        if self.rules:
            from interhelix.model.rules import listed_rules

            object.__setattr__(self, "rules", listed_rules(self.rules))

    @property
    def steps(self) -> tuple[Intervention, ...]:
        """All interventions: those of the base, then the scenario's own."""
        return (*(self.inherited or ()), *self.interventions)

    @classmethod
    def load(cls, name_or_path: str | Path) -> Scenario:
        """Load a shipped scenario by its name, or a TOML file by its path.

        Warns:
            InputWarning: the name is one that other programs read as missing.

        Raises:
            InputError: with every fault of the file and of the bases that it stands on.

        """
        faults = Faults()
        path = _located(name_or_path)
        scenario = _read(path, (), faults)
        faults.raise_any()
        assert scenario is not None
        if path.stem in RESERVED:
            said = Fault(str(path), *trouble("reserved", text=path.stem))
            warnings.warn(str(said), InputWarning, stacklevel=2)
        return scenario

    def parameters(self, quarters: int, base: Parameters = DEFAULTS) -> tuple[Parameters, ...]:
        """Return the parameters of each quarter; quarters with equal ones share one object.

        ``base`` holds where no intervention acts.

        Raises:
            InputError: a parameter that is not declared, or a value that is out of bounds.

        """
        shared: dict[Parameters, Parameters] = {}
        resolved = (with_values(base, self._values(quarter)) for quarter in range(quarters))
        return tuple(shared.setdefault(values, values) for values in resolved)

    def _values(self, quarter: int) -> dict[str, float]:
        """Return what is set in a quarter, by dotted name."""
        acting = [step for step in self.steps if step.acts(quarter)]
        return {name: value for step in acting for name, value in step.values.items()}

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        steps = len(self.steps)
        return f"Scenario({self.name}: {steps} intervention{'' if steps == 1 else 's'})"

    def _repr_html_(self) -> str:
        rows = [
            (step.label, step.start, "the end" if step.until is None else step.until, name, value)
            for step in self.steps
            for name, value in step.values.items()
        ]
        return as_html(self, ["intervention", "from quarter", "until", "sets", "to"], rows)


def scenario_names() -> tuple[str, ...]:
    """List the scenarios that ship, from the simplest on."""
    return SHIPPED


def files_of_scenario(name_or_path: str | Path) -> tuple[Path, ...]:
    """Return the file of a scenario that loads, and those of the bases that it stands on."""
    files = [_located(name_or_path)]
    while base := toml_of(files[-1]).get("base"):
        files.append(files[-1].parent / base if _is_path(base) else FOLDER / f"{base}.toml")
    return tuple(files)


def _is_path(name_or_path: str | Path) -> bool:
    text = str(name_or_path)
    return isinstance(name_or_path, Path) or text.endswith(".toml") or "/" in text or os.sep in text


def _located(name_or_path: str | Path) -> Path:
    """Find the file of a scenario: a name has neither a slash nor ``.toml``."""
    if _is_path(name_or_path):
        return Path(name_or_path)
    name = str(name_or_path)
    if name not in SHIPPED:
        files = [file for file in (name, f"{name}.toml") if is_file(Path(file))]
        remedy = f"for your file write './{files[0]}'" if files else nearest(name, SHIPPED)
        raise InputError(Fault("", f"unknown scenario '{shortened(one_line(name))}'", remedy))
    return FOLDER / f"{name}.toml"


def _read(path: Path, derived: tuple[Path, ...], faults: Faults) -> Scenario | None:
    """Read a scenario and its bases; ``derived`` are the files that stand on this one."""
    table = faults.attempt(toml_of, path)
    if table is None:
        return None
    if not (path.stem.strip() and path.stem.isprintable()):
        faults.add(str(path), "has a name that cannot be shown", "rename the file")
        return None
    keys = Keys(table, str(path), faults)
    keys.only(KEYS)
    named = keys.text("base")
    base = _base(named, path, (*derived, path), keys) if named else None
    return Scenario(
        name=path.stem,
        title=keys.text("title", needed=True),
        question=keys.text("question"),
        base=base.name if base else "",
        sources=keys.texts("sources"),
        look_at=keys.text("look_at"),
        interventions=tuple(_interventions(keys)),
        inherited=base.steps if base else (),
    )


def _interventions(keys: Keys) -> Iterator[Intervention]:
    for number, table in enumerate(keys.listed("interventions"), start=1):
        where = f"{keys.where}, intervention {number}"
        yield checked_intervention(keys.within(table, where))


def _base(named: str, path: Path, derived: tuple[Path, ...], keys: Keys) -> Scenario | None:
    """Read what ``base`` names: a shipped scenario, or a file beside or below this one."""
    shipped = not _is_path(named)
    target = (FOLDER / f"{named}.toml") if shipped else path.parent / named
    if shipped and named not in SHIPPED:
        keys.faults.unknown(keys.at("base"), "scenario", named, SHIPPED)
    elif not shipped and (refusal := _refusal(named, target, derived)):
        keys.faults.add(keys.at("base"), *refusal)
    else:
        return _read(target, derived, keys.faults)
    return None


def _refusal(named: str, target: Path, derived: tuple[Path, ...]) -> tuple[str, str] | None:
    """Say why a file may not be the base of the last of ``derived``, and what to do instead."""
    real = Path(os.path.realpath(target))
    chain = [Path(os.path.realpath(file)) for file in derived]
    if not real.is_relative_to(os.path.realpath(derived[-1].parent)):
        remedy = "name a shipped scenario or a file beside this one"
        return f"'{named}' leaves the folder of the file", remedy
    if real in chain:
        circle = [*derived[chain.index(real) :], target]
        named_in_turn = " -> ".join(file.name for file in circle)
        return f"runs in a circle: {named_in_turn}", "let one of them stand alone"
    if len(derived) > MOST_BASES:
        return f"is more than {MOST_BASES} bases deep", "join some of them"
    return None
