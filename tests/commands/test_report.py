import json
import re
import shlex
from pathlib import Path

import pytest

from interhelix.experiments.engines import Serial
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.progress import Silence
from interhelix.experiments.sweeps import ChunkQueue, Sweep
from interhelix.experiments.sweeps.plan import ModelRuns, Plan

TEXT = """
question = "Does a platform help?"
world = "synthetic:4"
scenarios = ["closed", "conferences"]
quarters = 2
replicates = 2
measures = ["isolates", "net_value"]

[factors]
"adopt.open" = [0, 1]
"""


@pytest.fixture
def store(tmp_path):
    """Give a store that a small sweep of the model itself has filled."""
    path = tmp_path / "small.toml"
    path.write_text(TEXT, encoding="utf-8")
    plan = Plan.of(Experiment.load(path))
    return Sweep(plan, tmp_path / "store", Serial).carry_out(Silence()).path


def test_the_report_of_a_store_is_printed(cli, store):
    answer = cli("report", str(store))
    assert answer.code == 0
    assert answer.out.startswith("# Does a platform help?\n")
    assert "8 of 8 runs. The report rests on 2 settings x 2 replicates x 2 scenarios." in answer.out
    assert answer.err == ""


def test_json_is_all_that_stands_on_standard_output(cli, store):
    found = json.loads(cli("report", str(store), "--json").out)
    assert (found["experiment"], found["pairs"], found["runs"]) == ("small", 2, 8)
    assert [row["measure"] for row in found["rows"]] == ["isolates", "net_value"]


def test_the_folder_follows_the_rules_of_output_folders(cli, store, tmp_path):
    answer = cli("report", str(store), "--out", "out", "--language", "ru")
    assert (answer.code, answer.err) == (0, "written to out\n")
    assert (tmp_path / "out/report.md").read_text() == answer.out
    page = (tmp_path / "out/report.html").read_text()
    pictures = list((tmp_path / "out").glob("*.svg"))
    assert page.count('<figure lang="ru">') == page.count("<figure") == len(pictures) > 0
    again = cli("report", str(store), "--out", "out")
    assert again.code == 2
    assert "exists and is not empty" in again.err
    assert cli("report", str(store), "--out", "out", "--overwrite").code == 0


def test_a_report_says_how_to_repeat_from_the_paths_that_were_given(cli, tmp_path):
    Path("my experiments").mkdir()
    Path("my experiments/small.toml").write_text(TEXT, encoding="utf-8")
    words = ("my experiments/small.toml", "--store", "out/my store", "--engine", "serial")
    assert cli("sweep", *words).code == 0
    first = cli("report", "out/my store", "--out", "told").out
    (told,) = re.findall("## How to repeat\n\n((?:    .+\n)+)", first)
    sweep, report = (shlex.split(line) for line in told.splitlines())
    assert sweep == ["interhelix", "sweep", words[0], "--store", "out/my store"]
    assert cli(*sweep[1:]).code == 0
    assert cli(*report[1:]).out == first
    record = json.loads(Path("told/run.json").read_text())
    assert record["command"].splitlines() == [line.strip() for line in told.splitlines()]


def test_a_report_names_the_model_that_made_the_runs(cli, store, monkeypatch):
    made = json.loads((store / "store.json").read_text())["fingerprint"]
    monkeypatch.setattr("interhelix.experiments.provenance.fingerprint", lambda: "another")
    told = cli("report", str(store), "--out", "told").out
    assert f"Runs: interhelix 0.1.0, model {made}, which repeats them." in told
    assert "Report: interhelix 0.1.0, model another." in told
    record = json.loads(Path("told/run.json").read_text())
    assert (record["fingerprint"], record["reported_by"]["fingerprint"]) == (made, "another")
    assert json.loads(Path("told/report.json").read_text())["model"] == made


SMALL = ("small.toml", "--store", "store", "--engine", "serial")


def test_what_rests_on_an_incomplete_sweep_says_so_and_changes_the_exit_code(
    cli, store, tmp_path, monkeypatch
):
    said = "4 runs are missing; run the sweep again: it goes on where it stopped"
    more = TEXT.replace("replicates = 2", "replicates = 3")
    (tmp_path / "small.toml").write_text(more, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(ChunkQueue, "take", lambda self: None)
        assert cli("sweep", *SMALL).code == 4
    for words in (("report",), ("report", "--json"), ("export",), ("export", "--out", "runs.csv")):
        answer = cli(words[0], "store", *words[1:])
        assert answer.code == 4
        assert f"interhelix: {said}" in answer.err
        assert answer.out or Path("runs.csv").stat().st_size
    status = cli("status", "store")  # tells how far it is, and has succeeded in that
    assert status.code == 0
    assert "8 of 12 runs done, 4 missing" in status.out
    assert cli("sweep", *SMALL).code == 0
    assert cli("report", "store").code == cli("export", "store").code == 0


def test_failed_runs_and_lost_series_change_the_exit_code_of_an_export(cli, tmp_path, monkeypatch):
    def fail(self, task):
        if task.replicate:
            raise ArithmeticError("no such luck")
        return plain(self, task)

    plain = ModelRuns.__call__
    text = TEXT.replace("replicates = 2", "replicates = 2\nseries = 1").partition("[factors]")[0]
    (tmp_path / "small.toml").write_text(text, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(ModelRuns, "__call__", fail)
        assert cli("sweep", *SMALL).code == 4
    answer = cli("export", "store")
    assert answer.code == 4
    assert answer.err == "interhelix: 2 runs failed; 'interhelix status' says why\n"
    (series,) = (tmp_path / "store/series").iterdir()
    series.unlink()
    answer = cli("export", "store", "--series")
    assert answer.code == 4
    assert "interhelix: 2 runs lack their series: copy the folder series" in answer.err


def test_one_of_a_kind_is_told_in_the_singular(cli, tmp_path):
    text = TEXT.replace("quarters = 2", "quarters = 1").partition("[factors]")[0]
    (tmp_path / "small.toml").write_text(text, encoding="utf-8")
    assert (
        "2 scenarios x 1 setting x 2 replicates = 4 runs" in cli("sweep", *SMALL, "--dry-run").out
    )
    assert cli("sweep", *SMALL).code == 0
    told = cli("report", "store").out
    assert "1 quarter, 2 pairs, seed 1.\n" in told
    assert "The report rests on 1 setting x 2 replicates x 2 scenarios." in told
    assert "1 shard with 4 runs, all whole" in cli("store", "verify", "store").out


@pytest.mark.parametrize("name", ["nothing", "small.toml"])
def test_what_is_no_store_is_refused_with_the_remedy(cli, store, name):
    answer = cli("report", name)
    assert answer.code == 5
    assert "name the folder given to --store" in answer.err


def test_a_store_in_which_nothing_is_whole_yet_is_no_report(cli, store):
    for shard in (store / "shards").iterdir():
        shard.unlink()
    answer = cli("report", str(store), "--out", "out")
    assert answer.code == 2
    assert "no replicate has been run at every setting yet; run the sweep again" in answer.err
    assert not (store.parent / "out").exists()


def test_a_store_can_be_reported_though_a_scenario_of_the_users_is_gone(cli, tmp_path):
    mine = tmp_path / "mine.toml"
    step = '[[interventions]]\nlabel = "More"\nset = { "meet.rate" = 2 }\n'
    mine.write_text(f'title = "Mine"\nbase = "closed"\n{step}', encoding="utf-8")
    text = TEXT.replace('"conferences"', '"./mine.toml"')
    (tmp_path / "other.toml").write_text(text, encoding="utf-8")
    plan = Plan.of(Experiment.load(tmp_path / "other.toml"))
    Sweep(plan, tmp_path / "theirs", Serial).carry_out(Silence())
    before = cli("report", "theirs")
    assert "## mine: Mine" in before.out
    mine.unlink()
    after = cli("report", "theirs")
    assert after.code == 0
    assert after.out == before.out.replace("## mine: Mine", "## mine")
