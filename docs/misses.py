"""Write why switches of the ablation did not come out: the experiments of misses.toml, run anew.

``python docs/misses.py`` reads from ``ablation.json`` which did not come out, runs an experiment
for each (paired, with common random numbers) and writes the table into coverage.md. A switch that
has none yet, or no longer needs one, is an error.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generate import table, with_part

from interhelix import ablate
from interhelix.experiments.ablation import switch_of

DOCS = Path(__file__).resolve().parent
PAGE, EXPERIMENTS, ABLATION = (
    DOCS / name for name in ("coverage.md", "misses.toml", "ablation.json")
)
HEAD = ("switch", "measure", "expected", "difference", "interval", "what an experiment shows")


def figure(value: float | None, sign: str = "") -> str:
    """Return a number with three digits."""
    if value is None:
        return "none"
    return f"{value:{sign},.0f}" if abs(value) >= 1000 else f"{value:{sign}.3g}"


def found(name: str, row: Mapping[str, Any], base: str) -> str:
    """Return the paired difference of on from off in an experiment, with its interval."""
    numbers = {key: row[key] for key in ("replicates", "quarters") if key in row}
    asked = {"name": name, "item": "", "expected": "more", "off": {}, **row}
    told = ablate(switch_of(asked, base), **numbers).rows.iloc[0]
    ends = f"{figure(told['low'], '+')} .. {figure(told['high'], '+')}"
    return f"{figure(told['difference'], '+')} ({ends})"


def lines() -> Iterator[list[str]]:
    """Yield the cells of a line for each switch that did not come out."""
    told = tomllib.loads(EXPERIMENTS.read_text(encoding="utf-8"))
    base = told.pop("base")
    missed = [
        row for row in json.loads(ABLATION.read_text(encoding="utf-8"))["rows"] if not row["ok"]
    ]
    names = {row["switch"] for row in missed}
    if names != set(told):
        raise SystemExit(f"misses.toml: add {names - set(told)}, remove {set(told) - names}")
    for row in missed:
        why = told[row["switch"]]
        asked = why["experiments"].items()
        text = why["text"].format(**{name: found(name, each, base) for name, each in asked})
        difference, low, high = (
            "none" if row[name] is None else f"{row[name]:.3g}"
            for name in ("difference", "low", "high")
        )
        cells = [f"`{row['switch']}`", f"`{row['measure']}`", row["expected"], difference]
        yield [*cells, f"{low} .. {high}", text]


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_part(PAGE.name, text, "misses", table(HEAD, lines())), encoding="utf-8")
