"""Ablating: pairs share luck, equal sides differ by exactly nothing, rows say what came out."""

from __future__ import annotations

import json

import numpy as np
import pytest

from interhelix.experiments import ablation
from interhelix.experiments.ablation import JSON_FIELDS, Switch, ablate
from interhelix.experiments.engines import Failure
from interhelix.experiments.replicates import RunsFailedError, Task, failures_of
from interhelix.model.errors import InputError
from interhelix.model.world import example

SMALL = {"world": example(), "replicates": 4, "quarters": 6, "workers": 1}


def switch(**changed: object) -> Switch:
    fields = {
        "name": "made_up", "item": "none", "base": "conferences", "measure": "knowledge",
        "expected": "more", "on": {}, "off": {},
    }  # fmt: skip
    return Switch(**{**fields, **changed})  # type: ignore[arg-type]


def test_a_row_for_each_switch_in_their_order() -> None:
    found = ablate(["competence", "ageing"], **SMALL)
    assert found.rows["switch"].tolist() == ["competence", "ageing"]
    (first, _) = json.loads(found.to_json())["rows"]
    assert tuple(first) == JSON_FIELDS


def test_knowledge_that_does_not_age_is_more() -> None:
    (row,) = ablate(["ageing"], **SMALL).rows.to_dict("records")
    assert row["ok"]
    assert row["low"] < row["difference"] < row["high"] < 0
    assert row["difference"] == pytest.approx(row["on"] - row["off"])


def test_equal_sides_differ_by_exactly_nothing_and_are_not_ok() -> None:
    row = ablation._row(switch(), np.arange(5.0), np.arange(5.0))
    assert (row["difference"], row["low"], row["high"], row["ok"]) == (0, 0, 0, False)


def test_a_pair_without_a_figure_is_left_out() -> None:
    on, off = np.array([1.0, np.nan, 3.0, 4.0]), np.array([0.0, 0.0, 0.5, np.nan])
    row = ablation._row(switch(), on, off)
    assert row["pairs"] == 2
    assert row["difference"] == 1.75


@pytest.mark.parametrize(("expected", "ok"), [("more", True), ("less", False)])
def test_the_verdict_asks_for_the_expected_side(expected: str, ok: bool) -> None:
    on, off = np.array([2.0, 2.1, 1.9]), np.zeros(3)
    assert ablation._row(switch(expected=expected), on, off)["ok"] is ok


def test_an_unknown_switch_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match="unknown switch 'agein'; did you mean 'ageing'"):
        ablate(["ageing", "agein"], **SMALL)


def test_the_report_counts_what_came_out() -> None:
    text = ablate("ageing", **SMALL).report()
    assert "1 of 1 switch came out as expected (100 %)." in text
    assert "| ageing | knowledge | % of full | less |" in text


def test_a_failed_run_is_refused() -> None:
    results = {Task(0, 0): Failure("ValueError: no")} | {Task(0, i): None for i in range(1, 200)}
    assert len(failures_of(results, ["policy 0"])) == 1
    with pytest.raises(RunsFailedError):
        failures_of(results, ["policy 0"], most=0.0)
