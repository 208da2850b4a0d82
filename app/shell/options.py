"""The levers of a policy, options set by them, and the scenarios that options mean."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files

import tomli_w

from interhelix.model.parameters import Parameter, Parameters, catalogue, with_values
from interhelix.scenarios import Intervention, Scenario

QUARTERS = 4  # of a year
YEARS = (5, 10, 15, 20)


@dataclass(frozen=True)
class Lever:
    """A parameter with the bounds of its slider; at rest it has its default.

    ``usual`` is where it stands when it is switched on, ``also`` what is set with it.
    """

    key: str
    parameter: str
    low: float
    high: float
    step: float
    usual: float
    also: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def declared(self) -> Parameter:
        """The declaration of the parameter, with unit, bounds, text and source."""
        return catalogue()[self.parameter]

    @property
    def rest(self) -> float:
        """The value of the lever where it is off."""
        return self.declared.default


@cache
def levers() -> Mapping[str, Lever]:
    """Return the levers by key, in the order of the cards."""
    text = files(__package__).joinpath("levers.toml").read_text(encoding="utf-8")
    return {table["key"]: Lever(**table) for table in tomllib.loads(text)["levers"]}


@dataclass(frozen=True)
class Card:
    """Where a lever stands, and from the start of which year to the end of which."""

    on: bool
    strength: float
    start: int = 1
    until: int | None = None


@dataclass(frozen=True)
class Option:
    """A preset, own ``settings`` on it (values by parameter), and levers that stand elsewhere.

    Own settings come from a cell of a sweep and hold in every quarter.
    """

    preset: str
    changed: Mapping[str, Card] = field(default_factory=dict)
    settings: Mapping[str, float] = field(default_factory=dict)

    @property
    def cards(self) -> Mapping[str, Card]:
        """Where every lever stands before it is moved."""
        return preset_cards(self.preset, tuple(sorted(self.settings.items())))

    def card(self, lever: str) -> Card:
        """Return where a lever stands."""
        return self.changed.get(lever) or self.cards[lever]

    def with_card(self, lever: str, card: Card) -> Option:
        """Return the option with a lever moved; one that stands as in the preset is no change."""
        others = {key: other for key, other in self.changed.items() if key != lever}
        same = card == self.cards[lever]
        return replace(self, changed=others if same else others | {lever: card})


@lru_cache(maxsize=256)
def preset_cards(preset: str, settings: tuple[tuple[str, float], ...] = ()) -> Mapping[str, Card]:
    """Return where every lever stands in a preset: its strength, and the years it is in force."""
    horizon = max(YEARS) * QUARTERS
    own = dict(settings)
    course = tuple(with_values(now, own) for now in Scenario.load(preset).parameters(horizon))
    return {key: _card(key, course) for key in levers()}


def _card(key: str, course: tuple[Parameters, ...]) -> Card:
    lever = levers()[key]
    group, name = lever.parameter.split(".")
    values = [float(getattr(getattr(quarter, group), name)) for quarter in course]
    acting = [quarter for quarter, value in enumerate(values) if value != lever.rest]
    if not acting:
        return Card(on=False, strength=lever.usual)
    ends = acting[-1] + 1
    until = None if ends == len(values) else -(-ends // QUARTERS)
    return Card(True, values[acting[0]], acting[0] // QUARTERS + 1, until)


def scenario_of(option: Option, side: str) -> Scenario:
    """Return an option as a scenario: the preset itself, or one that stands on it.

    Own settings hold in every quarter. A lever that was moved is set in every quarter after them:
    to rest before it starts and after it ends.
    """
    preset = Scenario.load(option.preset)
    if not option.changed and not option.settings:
        return preset
    own = dict(option.settings)
    steps = [Intervention("own settings", values=own)] if own else []
    steps += [
        step
        for key, lever in levers().items()
        if key in option.changed
        for step in _steps(lever, option.changed[key])
    ]
    return Scenario(
        name=f"option_{side}",
        title=f"Option {side.upper()}, made in the app",
        question=preset.question,
        base=preset.name,
        sources=preset.sources,
        interventions=tuple(steps),
        inherited=preset.steps,
    )


def _steps(lever: Lever, card: Card) -> list[Intervention]:
    """Return the interventions that a card means."""
    rest = {lever.parameter: lever.rest}
    if not card.on:
        return [Intervention(f"{lever.key}: none", values=rest)]
    start = (card.start - 1) * QUARTERS
    end = None if card.until is None else card.until * QUARTERS
    acting = {lever.parameter: float(card.strength)} | dict(lever.also)
    steps = [Intervention(f"{lever.key}: not yet", 0, start, rest)] if start else []
    steps.append(Intervention(lever.key, start, end, acting))
    if end is not None:
        steps.append(Intervention(f"{lever.key}: no longer", end, None, rest))
    return steps


def toml_of(scenario: Scenario) -> str:
    """Return the file of a scenario; it loads to the same scenario under the same name."""
    table: dict[str, object] = {"title": scenario.title}
    for name in ("question", "base"):
        if getattr(scenario, name):
            table[name] = getattr(scenario, name)
    if scenario.sources:
        table["sources"] = list(scenario.sources)
    table["interventions"] = [_table_of(step) for step in scenario.interventions]
    return tomli_w.dumps(table)


def _table_of(step: Intervention) -> dict[str, object]:
    until = {} if step.until is None else {"until": step.until}
    return {"label": step.label, "from": step.start, **until, "set": dict(step.values)}
