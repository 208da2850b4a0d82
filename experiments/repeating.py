"""How a result is made again: the command as its shell takes it, and the model that it needs."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence

from interhelix.experiments.document import Block, Code, Heading, Text
from interhelix.experiments.record import made_by

PLAIN = re.compile(r"[\w.:\\/=+-]+")


def command(*words: object, windows: bool = os.name == "nt") -> str:
    """Return a command as it is typed in a shell of this system, or of Windows."""
    texts = [str(word) for word in words]
    return " ".join(_in_quotes(text) for text in texts) if windows else shlex.join(texts)


def _in_quotes(word: str) -> str:
    """Return a word as cmd and PowerShell take it; no name of a file on Windows has a quote."""
    if PLAIN.fullmatch(word):
        return word
    tail = len(word) - len(word.rstrip("\\"))
    return '"' + word + "\\" * tail + '"'


def repeat(
    commands: Sequence[str],
    runs: Mapping[str, object],
    unkept: Iterable[str] = (),
    code: Iterable[str] = (),
) -> list[Block]:
    """Return the end of a report: commands, inputs that no file holds, version and model.

    ``code`` are lines about rules and measures of the user's own, which no command knows.

    ``runs`` is what made the runs; what makes the report is named beside it if it is another.
    """
    lines = [
        f"No file holds `{word}`, which was made in Python or in the app: save it under this name."
        for word in unkept
    ]
    lines += code
    here = made_by()
    if _model(runs) == _model(here):
        lines.append(_model(here))
    else:
        lines += [f"Runs: {_model(runs)}, which repeats them.", f"Report: {_model(here)}."]
    return [Heading(2, "How to repeat"), Code("\n".join(commands)), Text("\n".join(lines))]


def _model(made: Mapping[str, object]) -> str:
    return f"interhelix {made['interhelix']}, model {made['fingerprint']}"
