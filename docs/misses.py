"""Write why switches of the ablation did not come out: the experiments of misses.toml, run anew.

``python docs/misses.py`` reads which did not come out from ``ablation.json``, runs an experiment
for each (paired, 30 replicates) and writes the table into coverage.md. A switch that has none yet,
or no longer needs one, is an error.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generate import with_part

from interhelix import ablate
from interhelix.experiments.ablation.switches import switch_of

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


def found(experiments: Mapping[str, Mapping[str, Any]], base: str) -> dict[str, str]:
    """Return for each experiment the paired difference of on from off, with its interval."""
    common = {"item": "", "expected": "more", "off": {}}
    rows = [{**common, "name": name, **row} for name, row in experiments.items()]
    ran = ablate([switch_of(row, base) for row in rows]).rows
    return {
        row["switch"]: f"{figure(row['difference'], '+')} "
        f"({figure(row['low'], '+')} .. {figure(row['high'], '+')})"
        for row in ran.to_dict("records")
    }


def lines() -> Iterator[str]:
    """Yield the table: a line for each switch that did not come out."""
    told = tomllib.loads(EXPERIMENTS.read_text(encoding="utf-8"))
    base = told.pop("base")
    missed = [
        row for row in json.loads(ABLATION.read_text(encoding="utf-8"))["rows"] if not row["ok"]
    ]
    names = {row["switch"] for row in missed}
    if names != set(told):
        raise SystemExit(f"misses.toml: add {names - set(told)}, remove {set(told) - names}")
    yield f"| {' | '.join(HEAD)} |"
    yield "|---" * len(HEAD) + "|"
    for row in missed:
        why = told[row["switch"]]
        text = why["text"].format(**found(why.get("experiments", {}), base))
        difference, low, high = (
            "none" if row[name] is None else f"{row[name]:.3g}"
            for name in ("difference", "low", "high")
        )
        cells = (f"`{row['switch']}`", f"`{row['measure']}`", row["expected"], difference)
        yield f"| {' | '.join((*cells, f'{low} .. {high}', text))} |"


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_part(PAGE.name, text, "misses", "\n".join(lines())), encoding="utf-8")
