from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from interhelix.experiments.experiment import Experiment
from interhelix.experiments.sweeps import status
from interhelix.experiments.sweeps.status import Estimate

PAGE = (Path(__file__).resolve().parents[2] / "docs/cost.md").read_text(encoding="utf-8")
UNITS = {"s": 1, "min": 60, "h": 3600}


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the last table below a heading, without its two lines of heads."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def whole(text: str) -> int:
    return int(text.replace(",", ""))


def seconds(text: str) -> float:
    number, unit = text.split()
    return float(number) * UNITS[unit]


def test_the_formulas_have_the_numbers_of_the_estimate() -> None:
    assert f"| {status.START:.0f} + ⌈runs" in PAGE
    disk = f"{status.FILE:,} + runs · ({status.ROW} + {status.NUMBER} · measures)"
    assert disk in PAGE
    assert f"{status.QUARTER} + {status.NUMBER} · measures more for each quarter" in PAGE


def test_the_measured_points_are_as_told_within_15_per_cent() -> None:
    points = rows("Two measured points")
    assert len(points) == 2
    for point in points:
        for told, measured in (re.findall(r"[\d.]+", point[place]) for place in (4, 5)):
            assert float(told) == pytest.approx(float(measured), rel=0.15)


def test_the_examples_are_what_the_estimate_reckons() -> None:
    per_actor = {"332": 2500, "30,000": 12_000, "1,000,000": 20_000}
    first = Experiment.load("first_sweep")
    for runs, actors, one, many, memory in rows("Examples"):
        asked = replace(first, scenarios=("conferences",), factors={}, replicates=whole(runs))
        run = 1e-9 * per_actor[actors] * whole(actors) * 60 * 2
        told = Estimate(asked, workers=8, seconds=run, memory=None)
        assert told.total() == pytest.approx(seconds(one), rel=0.1)
        assert told.total(100) == pytest.approx(seconds(many), rel=0.1)
        assert 8 * (270 + 0.006 * whole(actors)) == pytest.approx(
            1e3 * float(memory[:-3]), rel=0.02
        )
