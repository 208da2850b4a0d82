"""The texts of the app: a TOML file for each language, with the same keys.

Names of measures, units, presets and worlds are those of the pictures, so that a page and the
picture on it use the same words. Names of parameters are in ``parameters.toml``, translations of
the project's messages in ``faults.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from interhelix.experiments.picture_texts import Texts, texts
from interhelix.model.parameters import catalogue

LANGUAGES = {"en": "English", "ru": "Русский"}


class Words:
    """The texts of one language: ``words("compare.run")``, blanks filled by name."""

    def __init__(self, language: str) -> None:
        text = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
        self.language = language
        self.flat = dict(flat(tomllib.loads(text)))
        self.pictures: Texts = texts(language)

    def __call__(self, key: str, blanks: Mapping[str, object] | None = None) -> str:
        """Return the text of a key, with its blanks filled."""
        return self.flat[key].format(**(blanks or {}))

    def number(self, value: float, sign: bool = False) -> str:
        """Write a number with three figures, as the language does; ``sign`` shows a plus."""
        if value != value or abs(value) == float("inf"):
            return "–"
        whole = abs(value) >= 1000
        text = f"{abs(value):,.0f}" if whole else f"{abs(value):.3g}"
        if "e" in text:
            text = f"{abs(value):.4f}".rstrip("0").rstrip(".")
        text = self.pictures.written(text)
        if float(f"{value:.12g}") < 0 and text.strip("0.,"):
            return "−" + text
        return ("+" if sign and text.strip("0.,") else "") + text

    def figure(self, value: float) -> str:
        """Write a number in full, as the language does."""
        return self.pictures.written(f"{value:,.10g}".replace("-", "−"))

    def parameter(self, name: str) -> str:
        """Return what a parameter is called."""
        return _parameters()[name][self.language]

    def parameter_unit(self, name: str) -> str:
        """Return the unit of a parameter."""
        unit = catalogue()[name].unit
        return unit if self.language == "en" else _parameters()[f"units.{unit}"]

    def meaning(self, name: str) -> str:
        """Return what a parameter means; the English is that of its declaration."""
        return catalogue()[name].text if self.language == "en" else _parameters()[name]["meaning"]

    def world_note(self, name: str) -> str:
        """Return the note on a shipped world in Russian, empty where there is none."""
        return _notes().get(name.partition(":")[0], "") if self.language == "ru" else ""

    def told(self, message: str) -> str:
        """Return a message of the project, which speaks English, in the language."""
        return message if self.language == "en" else in_russian(message)


def flat(table: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    """List every text under its dotted key."""
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{above}{key}"
        found += flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return found


@cache
def _notes() -> Mapping[str, str]:
    return tomllib.loads(files(__package__).joinpath("worlds.toml").read_text(encoding="utf-8"))


@cache
def _parameters() -> Mapping[str, Any]:
    """Return the names and the meaning of each parameter, and what each unit is called."""
    text = files(__package__).joinpath("parameters.toml").read_text(encoding="utf-8")
    return {
        f"{group}.{name}": told
        for group, table in tomllib.loads(text).items()
        for name, told in table.items()
    }


@cache
def words(language: str) -> Words:
    """Return the texts of a language of ``LANGUAGES``."""
    return Words(language)


PLACES = {r", line (\d+)": r", строка \1", r", column (\w+)": r", столбец \1"}  # in a table
BLANK = re.compile(r"\\{(\w+)\\}")  # of a template, after its signs were made harmless


def in_russian(message: str) -> str:
    """Return a message in Russian; as it is, where there is no Russian for it."""
    for pattern, russian in _templates():
        if found := pattern.fullmatch(message):
            blanks = found.groupdict()
            if "where" in blanks:
                for english, told in PLACES.items():
                    blanks["where"] = re.sub(english, told, blanks["where"])
            return russian.format(**blanks)
    return message


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files(__package__).joinpath("faults.toml").read_text(encoding="utf-8")
    return tuple(
        (re.compile(BLANK.sub(r"(?P<\1>.+?)", re.escape(fault["en"]))), fault["ru"])
        for fault in tomllib.loads(text)["faults"]
    )
