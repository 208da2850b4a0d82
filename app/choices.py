"""What a session has chosen: two options, where, how long, how often; every value checked here.

Sliders and lists keep to their bounds in the browser only, so whatever arrives is checked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from hashlib import blake2b

import numpy as np

from interhelix.app.levers import levers
from interhelix.model.parameters import Parameters, catalogue, with_values
from interhelix.model.world import World
from interhelix.scenarios import Scenario, load_world, scenario_names

QUARTERS = 4  # of a year
WORLDS = ("russia", "europe", "synthetic:50")
OWN = "own:"  # begins what a world of the session goes by, from a table of its user's
REPLICATES = (10, 40, 200)
YEARS = (5, 10, 15, 20)
MOST_SEED = 999_999
MOST_SETTINGS = 40
MOST_WORK = 32_000_000  # actors x quarters x runs of one comparison


class RefusedError(ValueError):
    """A value that cannot be taken: the key of the message in the texts, and its blanks."""

    def __init__(self, key: str, blanks: Mapping[str, object] | None = None) -> None:
        self.key, self.blanks = key, dict(blanks or {})
        super().__init__(key)


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


@dataclass(frozen=True)
class Choices:
    """All that decides the numbers of a comparison."""

    a: Option = Option("conferences")
    b: Option = Option("platform_and_specialisation")
    world: str = "russia"
    years: int = 15
    replicates: int = 40
    seed: int = 1

    @property
    def quarters(self) -> int:
        """The length of a run."""
        return self.years * QUARTERS


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


def key_of(world: World) -> str:
    """Return what a world of a session goes by: its content decides, not what it is called."""
    content = blake2b(digest_size=6)
    for one in fields(world):
        if one.name not in ("name", "title"):
            value = getattr(world, one.name)
            content.update(
                value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode()
            )
    return OWN + content.hexdigest()


def check(choices: Choices, own: Mapping[str, World] | None = None) -> None:
    """Refuse choices that are no choices, and more work than one may ask for.

    ``own`` are the worlds that the session has of its own.

    Raises:
        RefusedError: with the first thing that is wrong.

    """
    own = own or {}
    among("world", choices.world, (*WORLDS, *own))
    among("years", choices.years, YEARS)
    among("replicates", choices.replicates, REPLICATES)
    whole("seed", choices.seed, 0, MOST_SEED)
    for option in (choices.a, choices.b):
        among("preset", option.preset, scenario_names())
        check_settings(option.settings)
        for key, card in option.changed.items():
            check_card(key, card)
    actors = own[choices.world].actors if choices.world in own else size_of(choices.world)
    work = actors * choices.quarters * choices.replicates * 2
    if work > MOST_WORK:
        raise RefusedError("work", {"times": round(work / MOST_WORK, 1)})


def check_settings(settings: Mapping[str, float]) -> None:
    """Refuse own settings of parameters that nobody declared, or beyond their bounds."""
    if len(settings) > MOST_SETTINGS:
        raise RefusedError("value")
    for name, value in settings.items():
        among("parameter", name, tuple(catalogue()))
        within("setting", value, catalogue()[name].low, catalogue()[name].high)


def check_card(key: str, card: Card) -> None:
    """Refuse a lever that nobody declared, a strength beyond its slider, or years that are none."""
    among("lever", key, tuple(levers()))
    lever = levers()[key]
    if type(card.on) is not bool:
        raise RefusedError("value")
    within("strength", card.strength, lever.low, lever.high)
    whole("start", card.start, 1, max(YEARS))
    if card.until is not None:
        whole("until", card.until, card.start, max(YEARS))


def among(what: str, value: object, valid: tuple[object, ...]) -> None:
    """Refuse a value that does not stand in a list, or is of another type."""
    if not any(value == one and type(value) is type(one) for one in valid):
        raise RefusedError(what, {"value": shown(value)})


def whole(what: str, value: object, low: int, high: int) -> None:
    """Refuse what is not a whole number within bounds."""
    if type(value) is not int or not low <= value <= high:
        raise RefusedError(what, {"value": shown(value), "low": low, "high": high})


def within(what: str, value: object, low: float, high: float) -> None:
    """Refuse what is not a number within bounds."""
    if type(value) not in (int, float) or not low <= value <= high:
        raise RefusedError(what, {"value": shown(value), "low": float(low), "high": float(high)})


def shown(value: object) -> str:
    """Return a wrong value as a message may repeat it."""
    text = str(value) if isinstance(value, str | int | float) else type(value).__name__
    return text if len(text) <= 24 else text[:23] + "…"


@cache
def size_of(world: str) -> int:
    """Return the number of actors of a world."""
    return load_world(world).actors
