"""The texts of pictures in each language; no library of pictures is needed to check a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import TYPE_CHECKING

from interhelix.model.errors import unknown
from interhelix.model.measures import BY_NAME

if TYPE_CHECKING:
    from interhelix.model.world import World
    from interhelix.scenarios import Scenario

LONGEST = 48  # characters of a title
SYNTHETIC = "synthetic"
MARKS = {"ru": str.maketrans({",": "\u202f", ".": ","})}  # of thousands and of decimals
Words = Mapping[str, str]
FILE = files("interhelix.experiments").joinpath("pictures", "texts.toml")


@dataclass(frozen=True)
class Texts:
    """The texts of one language: phrases, and the names of measures, units and so on."""

    language: str
    phrases: Words
    measures: Words
    units: Words
    scenarios: Words
    worlds: Words
    verdicts: Words
    interventions: Words

    def __getitem__(self, key: str) -> str:
        return self.phrases[key]

    def measure(self, name: str) -> str:
        """Return what a measure is called; its own name, where the language has none for it."""
        return self.measures.get(name, name.replace("_", " "))

    def unit(self, name: str) -> str:
        """Return the unit of a measure."""
        unit = BY_NAME[name].unit if name in BY_NAME else ""  # one of the user's own
        return self.units.get(unit, unit)

    def scenario(self, scenario: Scenario) -> str:
        """Return what a scenario is called; the user's own go by their title."""
        return self.scenarios.get(scenario.name) or _short(scenario.title, scenario.name)

    def intervention(self, label: str) -> str:
        """Return what an intervention is called; the user's own go by their label."""
        return self.interventions.get(label) or _short(label, label)

    def world(self, world: World) -> str:
        """Return what a world is called; the user's own go by their title."""
        return self._offered(world.name) or _short(world.title, world.name)

    def world_named(self, name: str) -> str:
        """Return what a world is called that is known by name; the user's own go by their file."""
        return self._offered(name) or _short("", PurePath(name).name)

    def _offered(self, name: str) -> str:
        kind, _, size = name.partition(":")
        made_up = self["synthetic"].format(n=size) if kind == SYNTHETIC else ""
        return self.worlds.get(name, made_up)

    def written(self, figures: str) -> str:
        """Return figures as the language writes them: in Russian with a decimal comma."""
        return figures.translate(MARKS.get(self.language, {}))

    def verdict(self, words: str, measure: str = "") -> str:
        """Return the short form of a verdict; money spent has words of its own."""
        short = words.partition(":")[0]
        return self.verdicts.get(f"{measure} {short}", self.verdicts.get(short, words))


def _short(title: str, name: str) -> str:
    """Return a title of the user's, or its name where a picture has no room for the title."""
    words = title if title and len(title) <= LONGEST else name
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


@cache
def all_texts() -> Mapping[str, Mapping[str, Words]]:
    """Read the texts of every language."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def texts(language: str) -> Texts:
    """Return the texts of a language.

    Raises:
        InputError: there are none in that language.

    """
    if language not in all_texts():
        raise unknown("language", language, all_texts())
    return Texts(language, **all_texts()[language])
