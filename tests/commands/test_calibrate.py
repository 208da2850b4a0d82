import json

import numpy as np
import pytest

from interhelix.experiments.calibration import specification
from interhelix.experiments.calibration.specification import SUMMARIES, Pattern
from interhelix.experiments.engines import Serial
from interhelix.experiments.sweeps.plan import Figures

OWN = """
question = "Which?"
quarters = 4
draws = 64
seed = 1
accepted = 0.5

[priors]
"meet.rate" = { low = 0.1, high = 3, reason = "any" }
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Give a calibration whose runs are invented: every pattern is the drawn value, and luck."""

    def invented(job, task):
        luck = task.seed / 2**64 - 0.5
        return Figures((4,), np.full((1, len(SUMMARIES)), task.values[0] + 0.2 * luck))

    monkeypatch.setattr(specification.PatternRuns, "__call__", invented)
    monkeypatch.setattr("interhelix.experiments.sweeps.processes", lambda workers: Serial)
    monkeypatch.setattr("interhelix.experiments.sweeps.warm_up", lambda *_: None)
    pattern = Pattern(2.0, 1.9, 2.1, ratio=False)
    monkeypatch.setattr(specification, "fitted_patterns", lambda: {"P4_gini": pattern})
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    return "./own.toml"


def test_the_posterior_finds_what_made_the_pattern_and_goes_into_a_folder(cli, own, tmp_path):
    answer = cli("calibrate", own, "--store", "draws", "--workers", "1", "--out", "found")
    assert answer.code == 0, answer.err
    assert "64 draws of 64, 4 quarters each, seed 1." in answer.out
    assert "source `calibrated:own`" in answer.out
    record = json.loads((tmp_path / "found/run.json").read_text(encoding="utf-8"))
    assert record["draws"] == record["planned"] == 64
    told = json.loads(cli("calibrate", own, "--store", "draws", "--partial", "--json").out)
    (row,) = told["parameters"]
    assert row["identified"] is True
    assert row["posterior_mean"] == pytest.approx(2.0, abs=0.05)
    assert row["prior_low"] < row["posterior_low"] < 2 < row["posterior_high"] < row["prior_high"]
    pairs = ("--world", "synthetic:4", "--quarters", "2", "--replicates", "3", "--workers", "1")
    drawn = cli("compare", "conferences", "calls", *pairs, "--posterior", "./found", "--json")
    told = json.loads(drawn.out)["ignorance"]
    assert told["posterior"]["given"] == "./found"
    assert len(told["rows"]) > 20


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("fp7",), "calibrate: missing option '--store'; name a folder for the draws"),
        (("fp8", "--store", "x"), "unknown calibration 'fp8'"),
        (("fp7", "--store", "x", "--overwrite"), "add --out FOLDER"),
        (("fp7", "--store", "x", "--workers", "0"), "--workers: 0 is out of bounds"),
    ],
)
def test_wrong_words_are_refused_before_anything_is_run(cli, tmp_path, words, told):
    answer = cli("calibrate", *words)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_posterior_does_not_go_with_equal_money_and_must_exist(cli):
    words = ("compare", "conferences", "calls", "--posterior", "nobody")
    assert "unknown posterior 'nobody'" in cli(*words).err
    answer = cli(*words, "--equal-money")
    assert answer.code == 2
    assert "does not go with" in answer.err
