"""Write the figures that the README shows below its commands: it runs them and copies their lines.

``python docs/samples.py`` runs each indented ``$ interhelix`` line of the README in a temporary
folder. A line shown below it is written anew by the line of the output that begins with the same
word, or the same cell of a table; what is shortened (``…``) and what is not found stays.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"
COMMAND, INDENT = "    $ interhelix ", "    "
SHOWN = ("run ", "compare ")  # commands whose figures change with the model


def output(command: str) -> list[str]:
    """Return what a command prints."""
    asked = [sys.executable, "-m", "interhelix", *shlex.split(command)]
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()


def first_word(line: str) -> str:
    """Return the word that a line begins with, in a table that of its first cell."""
    found = re.match(r"[^\w-]*(\w+|-+)?", line)
    return (found and found[1]) or ""


def by_first_word(lines: list[str]) -> dict[str, str]:
    """Return lines by the word that they begin with, the first of each."""
    found: dict[str, str] = {}
    for line in lines:
        found.setdefault(first_word(line), line)
    return found


def renewed(lines: list[str]) -> list[str]:
    """Return the lines of the page with those below commands as they are printed now."""
    told: list[str] = []
    printed: dict[str, str] = {}
    found = []
    for line in lines:
        if line.startswith(COMMAND):
            command = line.removeprefix(COMMAND)
            told = output(command) if command.startswith(SHOWN) else []
            printed = by_first_word(told)
        elif line and not line.startswith(INDENT):
            printed = {}
        elif line.removeprefix(INDENT) in told and line.startswith(f"{INDENT}## "):
            printed = by_first_word(told[told.index(line.removeprefix(INDENT)) + 1 :])
        elif first_word(line):
            line = INDENT + printed.get(first_word(line), line.removeprefix(INDENT))
        found.append(line)
    return found


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    README.write_text("\n".join(renewed(text.split("\n"))), encoding="utf-8")
