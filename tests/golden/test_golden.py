"""The golden runs: the output of the model changes only with an entry in the changelog."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden import renew

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def golden():
    return json.loads((HERE / "golden.json").read_text(encoding="utf-8"))


def test_every_shipped_scenario_gives_its_golden_figures(golden):
    now = renew.figures()
    assert now.keys() == golden["figures"].keys()
    for run, figures in golden["figures"].items():
        defined = {name: value for name, value in figures.items() if value is not None}
        assert now[run].keys() == figures.keys()
        assert {name for name, value in now[run].items() if value is not None} == set(defined)
        for name, value in defined.items():
            assert now[run][name] == pytest.approx(value, rel=1e-9, abs=1e-12), (run, name)


def test_the_golden_runs_were_renewed_with_the_last_output_entry(golden):
    assert golden["output_entries"] == renew.output_entries()
