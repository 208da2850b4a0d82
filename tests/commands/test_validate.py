import json

import numpy as np
import pytest

from interhelix.experiments import validation
from interhelix.experiments.validation import assessment
from interhelix.experiments.validation.trials import INSIDE, Outcome
from interhelix.scenarios import load_world

FIGURES = {row.key: 1.0 for row in assessment.published()[1] if row.key != "P10_interior"}
KNOWLEDGE = {f"knowledge_{share:g}": 2.0 for share in INSIDE}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one invented trial leave all figures, so that the command is what is tested."""
    taken = np.arange(1.0, 1.0 + load_world("europe").size)

    def invented(quarters, seed, changes):
        return Outcome({**FIGURES, **KNOWLEDGE}, {"P1_repeat": 1.0}, taken)

    trials = {"in_europe": invented}
    monkeypatch.setattr(validation, "TRIALS", trials)
    monkeypatch.setattr(validation, "warm_up", lambda *_: None)


def test_the_table_says_what_holds(cli):
    answer = cli("validate", "--replicates", "3", "--workers", "1")
    assert answer.code == 0
    length = "60 quarters, 3 seeds from 1 on, default parameters.\n"
    assert answer.out.startswith(f"europe with 5,361 organisations, {length}")
    assert "P10" not in answer.out.partition("Fail:")[0]  # equal knowledge at every share
    assert "| P3 |" in answer.out
    assert "3 runs begin" in answer.err


def test_json_is_all_that_stands_on_standard_output(cli):
    answer = cli("validate", "--replicates", "2", "--workers", "1", "--json")
    told = json.loads(answer.out)
    assert set(told) == {*validation.HEAD, *validation.TABLES}
    assert (told["seed"], told["posterior"]) == (1, "")
    by = {row["figure"]: row["verdict"] for row in told["rows"]}
    assert by["P4_exponent"] == "holds"
    assert by["P1_repeat"] == "fails"


def test_the_folder_holds_report_tables_and_record(cli, tmp_path):
    answer = cli("validate", "--replicates", "2", "--workers", "1", "--out", "out")
    assert answer.code == 0
    assert answer.err.endswith("written to out\n")
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["files"] == sorted(file.name for file in (tmp_path / "out").iterdir())
    assert cli("validate", "--replicates", "2", "--out", "out").code == 2


def test_wrong_numbers_are_refused_at_once(cli, tmp_path):
    answer = cli("validate", "--quarters", "12", "--out", "out")
    assert (answer.code, answer.out) == (2, "")
    assert "12 are too few for the patterns; give 40 or more" in answer.err
    assert not (tmp_path / "out").exists()
    assert cli("validate", "--replicates", "1").code == 2
