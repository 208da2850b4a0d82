"""What the project says in English of work that could not be done, told in Russian."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

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
