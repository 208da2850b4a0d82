"""What a session has chosen, with every value checked, and how it views the results.

Sliders and lists keep to their bounds in the browser only, so every value is checked again here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from hashlib import blake2b

import numpy as np

from interhelix.app.shell.options import QUARTERS, YEARS, Card, Option, levers, scenario_of
from interhelix.model.parameters import catalogue
from interhelix.model.world import World
from interhelix.scenarios import Scenario, load_world, scenario_names

MOST_REGIONS = 1_000
WORLDS = ("russia", "europe", "synthetic:50")
OWN = "own:"  # begins what a world of the session goes by, from a table of its user's
REPLICATES = (10, 40, 200)
MOST_SEED = 999_999
MOST_SETTINGS = 40
MOST_WORK = 32_000_000  # actors x quarters x runs of one comparison


class RefusedError(ValueError):
    """A value that cannot be taken: the key of the message in the texts, and its blanks."""

    def __init__(self, key: str, blanks: Mapping[str, object] | None = None) -> None:
        self.key, self.blanks = key, dict(blanks or {})
        super().__init__(key)


A, B = Option("conferences"), Option("platform_and_specialisation")


@dataclass(frozen=True)
class Choices:
    """All that decides the numbers of a comparison."""

    a: Option = A
    b: Option = B
    world: str = "russia"
    years: int = 15
    replicates: int = 40
    seed: int = 1

    @property
    def quarters(self) -> int:
        """The length of a run."""
        return self.years * QUARTERS

    @property
    def scenarios(self) -> tuple[Scenario, Scenario]:
        """Both options as scenarios."""
        return scenario_of(self.a, "a"), scenario_of(self.b, "b")


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


CHART_VIEWS = ("effects", "paired")
VIEWS = ("map", "tiles", "graph")
SIDES = ("a", "b", "difference")
LEASTS = (1, 2, 3, 4)
CLOSE = 3  # the level from which ties are drawn by default, as there are too many below
WATCHED = ("a", "b")
MOST_QUARTERS = max(YEARS) * QUARTERS


@dataclass(frozen=True)
class ViewState:
    """How results are viewed: the chart of Compare; view, side, level, year and focus of Map.

    Defaults: the last ``year`` of the run; no region in ``focus``; the ``least`` level that suits.
    Watch shows the option ``watched``, with the level and the focus of Map; in a link to it,
    ``quarter`` is the last one that was shown.
    """

    chart: str = "effects"
    view: str = "map"
    side: str = "b"
    least: int | None = None
    year: int | None = None
    focus: str = ""
    watched: str = "b"
    quarter: int = 0

    @property
    def level(self) -> int:
        """The level from which ties are drawn on Map: by default 3, but all of a focus region."""
        return self.least or (LEASTS[0] if self.focus else CLOSE)


def check_view(look: ViewState, codes: Sequence[str], years: int) -> None:
    """Validate view settings; the focus must be one of ``codes``, the year at most ``years``.

    Raises:
        RefusedError: with the first thing that is wrong.

    """
    among("value", look.chart, CHART_VIEWS)
    among("value", look.view, VIEWS)
    among("value", look.side, SIDES)
    among("value", look.least, (None, *LEASTS))
    if look.year is not None:
        whole("value", look.year, 0, years)
    among("value", look.focus, ("", *codes))
    among("value", look.watched, WATCHED)
    whole("value", look.quarter, 0, MOST_QUARTERS)


def fitted_view(look: ViewState, codes: Sequence[str], years: int) -> ViewState:
    """Return a view that is valid for a world with these regions and a run of so many years."""
    year = None if look.year is None else min(look.year, years)
    return replace(look, year=year, focus=look.focus if look.focus in codes else "")
