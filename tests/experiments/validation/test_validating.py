"""Verdicts: what holds, what fails, and what chance does as well; and a whole small validation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from interhelix.experiments import validation
from interhelix.experiments.replicates import RunsFailedError
from interhelix.experiments.validation import Validation, assessment, report, trials, validate
from interhelix.experiments.validation.assessment import (
    BY_CHANCE,
    FAILS,
    HOLDS,
    REPORTED,
    Published,
    experiments,
    interior,
    patterns_of,
    published,
    row_of,
)
from interhelix.experiments.validation.trials import INSIDE, Outcome
from interhelix.model.errors import InputError
from interhelix.scenarios import load_world

FIGURE = Published("P0", "it", "a figure", "1", 0.5, 1.5, "cordis2020", False, False)
INSIDE_BAND, OUTSIDE = np.array([0.9, 1.0, 1.1]), np.array([2.9, 3.0, 3.1])


def verdict(figure: Published, seen: np.ndarray, null: np.ndarray | None = None) -> object:
    return row_of(figure, {"it": seen}, {} if null is None else {"it": null})["verdict"]


def test_a_figure_in_its_band_holds_and_beside_it_fails() -> None:
    assert verdict(FIGURE, INSIDE_BAND, OUTSIDE) == HOLDS
    assert verdict(FIGURE, OUTSIDE, INSIDE_BAND) == FAILS
    assert verdict(FIGURE, np.array([np.nan, np.nan])) == FAILS


def test_a_figure_that_the_null_has_as_well_proves_nothing() -> None:
    assert verdict(FIGURE, INSIDE_BAND, INSIDE_BAND) == BY_CHANCE


def test_a_figure_without_a_band_is_only_reported() -> None:
    assert verdict(FIGURE._replace(low=-np.inf, high=np.inf), INSIDE_BAND) == REPORTED


def test_a_sign_must_hold_over_the_whole_interval() -> None:
    positive = FIGURE._replace(low=0.0, high=np.inf)
    unsure = np.array([-1.0, 1.0, 1.5])
    assert verdict(positive, unsure) == HOLDS
    assert verdict(positive._replace(sure=True), unsure) == FAILS
    assert verdict(positive._replace(sure=True), INSIDE_BAND) == HOLDS
    assert verdict(positive._replace(sure=True), np.zeros(3)) == FAILS


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ((HOLDS, BY_CHANCE, REPORTED), HOLDS),
        ((HOLDS, FAILS), FAILS),
        ((BY_CHANCE, BY_CHANCE), BY_CHANCE),
        ((REPORTED,), REPORTED),
    ],
)
def test_a_pattern_holds_if_no_figure_fails_and_not_all_are_chance(
    figures: tuple[str, ...], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assessment, "published", lambda: ({"P0": "made up"}, ()))
    rows = pd.DataFrame({"pattern": "P0", "verdict": figures, "use": "held out"})
    assert patterns_of(rows)["verdict"].tolist() == [expected]


def test_luck_does_not_choose_the_best_share_of_long_links() -> None:
    luck = np.random.default_rng(1)
    flat = {f"knowledge_{share:g}": luck.normal(size=4000) for share in INSIDE}
    assert abs(interior(flat).mean()) < 0.1
    flat["knowledge_0.5"] = flat["knowledge_0.5"] + 1
    assert interior(flat).mean() == pytest.approx(1, abs=0.1)


def test_every_pattern_has_a_title_and_every_title_a_figure() -> None:
    titles, rows = published()
    assert list(titles) == [*(f"P{number}" for number in range(1, 17)), "T"]
    assert {row.pattern for row in rows} == set(titles)
    assert {row.pattern for row in rows if row.fitted} == {"P1", "P2", "P3", "P4", "P7", "P15"}


def test_experiments_change_figures_that_are_published() -> None:
    keys = {row.key for row in published()[1]}
    assert {one.figure for one in experiments()} <= keys
    assert {one.trial for one in experiments()} <= set(trials.TRIALS)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let trials run in fewer organisations, and those of policies in fewer regions."""
    world = replace(load_world("europe"), name="small")
    monkeypatch.setattr(trials, "europe", lambda: world)
    monkeypatch.setattr(validation, "europe", lambda: world)
    monkeypatch.setattr(trials, "WORLD", "synthetic:8")


@pytest.fixture
def found(small: None) -> Validation:
    return validate(2, 40, workers=1)


@pytest.mark.slow
def test_a_validation_has_a_row_for_each_figure_and_group(
    found: Validation, tmp_path: Path
) -> None:
    assert found.rows["figure"].tolist() == [row.key for row in published()[1]]
    assert found.patterns["pattern"].tolist() == list(published()[0])
    assert len(found.fp7) == 8
    told = json.loads(found.to_json())
    assert told["actors"] == 1256
    assert [row["verdict"] for row in told["rows"]] == found.rows["verdict"].tolist()
    place = found.save(tmp_path / "out")
    names = {"report.md", "validation.json", "run.json"}
    tables = {"patterns.csv", "rows.csv", "fp7.csv", "links.csv"}
    assert {file.name for file in place.iterdir()} == names | tables
    assert (place / "report.md").read_text(encoding="utf-8") == report(found) + "\n"
    assert "of 16 patterns hold" in report(found)


@pytest.mark.slow
def test_equal_seeds_give_an_equal_validation(found: Validation) -> None:
    assert validate(2, 40, workers=1).to_json() == found.to_json()


def test_too_few_quarters_are_refused_before_anything_runs() -> None:
    with pytest.raises(InputError, match="39 are too few for the patterns; give 40 or more"):
        validate(2, 39)


def test_a_run_that_fails_is_told(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(quarters: int, seed: int, changes: trials.Changes) -> Outcome:
        raise ValueError("no")

    monkeypatch.setattr(validation, "TRIALS", {"broken": broken})
    monkeypatch.setitem(trials.TRIALS, "broken", broken)
    with pytest.raises(RunsFailedError, match="every run failed"):
        validate(2, 40, workers=1)
