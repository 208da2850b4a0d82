"""The file of a calibration: every fault in one pass, each with its place and remedy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interhelix.experiments.calibration.specification import (
    SUMMARIES,
    Asked,
    Pattern,
    PatternRuns,
    plan_of,
)
from interhelix.model.errors import InputError
from interhelix.model.parameters import catalogue

TEXT = """
question = "Which?"
quarters = 16
draws = 64
seed = 1
accepted = 0.5

[priors]
"propose.search" = { low = 0.1, high = 0.9, reason = "any" }
"""


def faults_of(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        Asked.load(path)
    return [str(fault).removeprefix(f"{path}") for fault in refused.value.faults]


def test_every_fault_is_told_in_one_pass(tmp_path: Path) -> None:
    text = (
        TEXT.replace("draws = 64", "draws = 100")
        .replace("accepted = 0.5", "accepted = 2")
        .replace("propose.search", "propose.serach")
        .replace("seed = 1\n", "")
    )
    found = faults_of(tmp_path / "own.toml", text)
    assert [fault.partition(":")[0] for fault in found] == [
        "",
        ", draws",
        ", accepted",
        ", priors",
    ]
    assert "'seed' is missing" in found[0]
    assert "give 64 or 128" in found[1]
    assert "propose.search" in found[3]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("low = 0.1, high = 0.9", "low = 0.9, high = 0.1", "low = 0.9 is not below high = 0.1"),
        ("high = 0.9", "high = 9", "9 is out of bounds"),
        (', reason = "any"', "", "'reason' is missing"),
        ("quarters = 16", "quarters = 0", "0 is out of bounds"),
    ],
)
def test_a_prior_and_a_band_must_make_sense(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    found = faults_of(tmp_path / "own.toml", TEXT.replace(before, after))
    assert len(found) == 1
    assert told in found[0]


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"unknown calibration 'fp8'.*fp7"):
        Asked.load("fp8")


def test_the_error_of_a_band_lets_a_twentieth_beyond_each_end() -> None:
    assert Pattern(1.0, 0.5, 1.5, ratio=False).error == pytest.approx(0.5 / 1.645)
    assert Pattern(2.0, -np.inf, 4.0, ratio=True).error == pytest.approx(np.log(2) / 1.645)
    assert Pattern(2.0, 1.0, np.inf, ratio=True).error == pytest.approx(np.log(2) / 1.645)


def test_the_patterns_to_fit_are_those_that_validation_calls_fitted() -> None:
    patterns = Asked.load("fp7").patterns
    assert {name[:2] for name in patterns} == {"P1", "P2", "P3", "P4", "P7"}
    assert patterns["P4_gini"] == Pattern(0.66, 0.5, 0.75, ratio=False)
    assert set(patterns) < set(SUMMARIES)


def test_priors_that_ship_are_of_assumed_numbers_and_hold_their_default() -> None:
    for name, prior in Asked.load("fp7").priors.items():
        declared = catalogue()[name]
        assert declared.low <= prior.low <= declared.default <= prior.high <= declared.high
        assert declared.source not in {"chai2018", "horizon2020"}


def test_draws_have_luck_of_their_own_and_the_patterns_that_validation_reads(
    small: None, tmp_path: Path
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(TEXT, encoding="utf-8")
    asked = Asked.load(path)
    plan = plan_of(asked)
    tasks = [plan.task(number) for number in range(plan.runs)]
    assert len({task.seed for task in tasks}) == len({task.key for task in tasks}) == 64
    job = PatternRuns(plan.world, plan.stretches[0], tuple(asked.priors))
    assert job(tasks[0]).values.shape == (1, len(SUMMARIES))
