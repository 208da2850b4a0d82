"""What did not come out in the ablation is listed with its figure and the likely reason."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest


def first_cells(row: dict[str, Any]) -> str:
    """Return how the line of a switch that did not come out must begin."""
    figures = [row["difference"], row["low"], row["high"]]
    difference, low, high = ["none" if f is None else f"{f:.3g}" for f in figures]
    cells = [f"`{row['switch']}`", f"`{row['measure']}`", row["expected"]]
    return f"| {' | '.join([*cells, difference, f'{low} .. {high}'])} | "


def faults_of_misses(rows: list[dict[str, Any]], text: str) -> list[str]:
    """Say what is wrong with the list of switches that did not come out."""
    block = text.partition("<!-- begin misses -->")[2].partition("<!-- end misses -->")[0]
    lines = [line for line in block.splitlines() if line.startswith("| `")]
    due = [first_cells(row) for row in rows if not row["ok"]]
    faults = [f"add: {cells}" for cells in due if not any(line.startswith(cells) for line in lines)]
    faults += [f"remove: {line}" for line in lines if not line.startswith(tuple(due))]
    return faults + [
        f"say why: {line}" for line in lines if not re.search(r"\| [^|\s][^|]{8,} \|$", line)
    ]


MISS = {"switch": "talent", "measure": "knowledge", "expected": "more"} | {
    "difference": 0.01234,
    "low": -0.5,
    "high": None,
    "ok": False,
}
BEGINNING = "| `talent` | `knowledge` | more | 0.0123 | -0.5 .. none | "


@pytest.mark.parametrize(
    ("rows", "line", "fault"),
    [
        ([MISS], f"{BEGINNING}own work swamps it |", ""),
        ([MISS | {"ok": True}], "", ""),
        ([MISS], "", "add"),
        (
            [MISS],
            "| `talent` | `knowledge` | more | 0.02 | -0.5 .. none | own work swamps it |",
            "add",
        ),
        ([MISS | {"ok": True}], f"{BEGINNING}own work swamps it |", "remove"),
        ([MISS], f"{BEGINNING} |", "say why"),
    ],
)
def test_a_miss_must_be_listed_with_its_figure_and_reason_and_nothing_else(
    rows: list[dict[str, Any]], line: str, fault: str
) -> None:
    faults = faults_of_misses(rows, f"<!-- begin misses -->\n{line}\n<!-- end misses -->\n")
    assert (faults[0].partition(":")[0] if faults else "") == fault


@pytest.fixture(scope="module")
def coverage(docs: Path) -> str:
    return (docs / "coverage.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ablation(docs: Path) -> list[dict[str, Any]]:
    file = docs / "ablation.json"
    if not file.exists():
        pytest.skip("the ablation has not been run yet")
    rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["rows"]
    return rows


def test_the_ablation_has_a_row_for_every_switch(
    checkout: Path, ablation: list[dict[str, Any]]
) -> None:
    text = (checkout / "experiments/ablation/switches.toml").read_text(encoding="utf-8")
    switches = tomllib.loads(text)["switches"]
    asked = {(one["name"], one["measure"], one["expected"]) for one in switches}
    assert {(row["switch"], row["measure"], row["expected"]) for row in ablation} == asked


def test_every_switch_that_did_not_come_out_is_listed_with_figure_and_reason(
    ablation: list[dict[str, Any]], coverage: str
) -> None:
    assert faults_of_misses(ablation, coverage) == []


def test_the_list_of_misses_has_its_place(coverage: str) -> None:
    assert coverage.count("<!-- begin misses -->") == coverage.count("<!-- end misses -->") == 1
