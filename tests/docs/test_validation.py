"""The page of the validation shows what is published now, and explains each pattern that fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from interhelix.experiments.validation import band
from interhelix.experiments.validation.assessment import FAILS, REPORTED, experiments, published


@pytest.fixture(scope="module")
def tables(docs: Path) -> dict[str, list[list[str]]]:
    """Give the rows of each table of the page by the names of their markers."""
    text = (docs / "validation.md").read_text(encoding="utf-8")
    parts = re.findall(r"<!-- begin (\w+) -->\n(.*?)<!-- end", text, re.DOTALL)
    return {
        name: [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in body.splitlines()[2:]
            if line.startswith("|")
        ]
        for name, body in parts
    }


def test_the_page_has_a_row_for_each_figure_with_its_band(
    tables: dict[str, list[list[str]]],
) -> None:
    told = [(row[0], row[4], row[5]) for row in tables["figures"]]
    assert told == [
        (f"{one.pattern} {one.text}", f"{one.published} ({one.source})", band(one.low, one.high))
        for one in published()[1]
    ]


def test_each_pattern_that_fails_has_an_experiment(tables: dict[str, list[list[str]]]) -> None:
    fails = {row[0] for row in tables["patterns"] if row[3] == FAILS}
    assert fails - {row[0].split()[0] for row in tables["experiments"]} == set()


def test_an_experiment_is_as_it_is_declared(tables: dict[str, list[list[str]]]) -> None:
    declared = {
        (one.text, ", ".join(f"`{name}` {value:g}" for name, value in one.changes.items()))
        for one in experiments()
    }
    assert {(row[2], row[3]) for row in tables["experiments"]} <= declared


def test_a_pattern_without_a_band_claims_nothing(tables: dict[str, list[list[str]]]) -> None:
    claims = {row.pattern for row in published()[1] if row.banded}
    verdicts = {row[0]: row[3] for row in tables["patterns"]}
    assert {name for name, verdict in verdicts.items() if verdict == REPORTED} == (
        set(verdicts) - claims
    )
