import json
import re
import shlex
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest

from interhelix.experiments import comparing
from interhelix.experiments.engines import Failure
from interhelix.experiments.provenance import DESCRIPTIONS
from interhelix.experiments.scaling import QUANTITIES, Aim

SMALL = ("--world", "synthetic:4", "--quarters", "3", "--replicates", "3")


def test_the_report_is_printed(cli, tmp_path):
    answer = cli("compare", "closed", "conferences", *SMALL)
    assert answer.code == 0
    assert answer.out.startswith("# conferences against closed\n")
    assert "too few pairs for a verdict: at least 30" in answer.out
    assert list(tmp_path.iterdir()) == []


def test_json_is_all_that_stands_on_standard_output_and_repeats(cli):
    first = cli("compare", "closed", "conferences", *SMALL, "--json")
    assert json.loads(first.out)["pairs"] == 3
    assert first.err.startswith("6 runs begin\ndrawn: ")
    assert cli("compare", "closed", "conferences", *SMALL, "--json").out == first.out


def test_only_the_named_measures_are_shown(cli):
    words = ("--measure", "isolates", "--measure", "benefit_cost", "--json")
    rows = json.loads(cli("compare", "closed", "conferences", *SMALL, *words).out)["rows"]
    assert [row["measure"] for row in rows] == ["isolates", "benefit_cost"]


def test_the_folder_holds_report_tables_pictures_and_record(cli, tmp_path):
    answer = cli("compare", "closed", "conferences", *SMALL, "--out", "out", "--language", "ru")
    assert answer.err == "6 runs begin\nwritten to out\n"
    files = {path.name for path in (tmp_path / "out").iterdir()}
    tables = {f"{name}.csv" for name in ("rows", "bands", "standing", "costs", "differences")}
    names = ("forest", "effects", "ladder", "map_closed", "map_conferences")
    pictures = {f"{name}.{kind}" for name in names for kind in ("png", "svg")}
    reports = {"report.md", "report.html", "comparison.json", "run.json", *DESCRIPTIONS}
    assert files == tables | pictures | reports
    assert (tmp_path / "out" / "report.md").read_text() == answer.out
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["policies"][0]["name"] == "conferences"
    assert record["command"].startswith("interhelix compare closed conferences --world synth")


def test_how_to_repeat_runs_where_the_first_command_ran_and_gives_the_same(cli, tmp_path):
    for folder in ("my scenarios", "worlds"):
        Path(folder).mkdir()
    step = '[[interventions]]\nlabel = "More"\nset = { "meet.rate" = 2 }\n'
    Path("my scenarios/mine.toml").write_text(f'title = "Mine"\nbase = "closed"\n{step}')
    assert cli("new", "world", "worlds/europe").code == 0  # named like one that ships
    own = ("my scenarios/mine.toml", "--world", "worlds/europe", "--quarters", "2")
    words = (*own, "--replicates", "2", "--measure", "isolates")
    first = cli("compare", "closed", *words, "--out", "out")
    (told,) = re.findall("## How to repeat\n\n    interhelix (.+)\n", first.out)
    assert cli(*shlex.split(told)).out == first.out
    record = json.loads(Path("out/run.json").read_text())
    assert record["command"] == f"interhelix {told}"
    table = Path("worlds/europe/regions.csv").read_bytes()
    assert record["world"]["files"]["worlds/europe/regions.csv"] == sha256(table).hexdigest()
    mine = Path("my scenarios/mine.toml").read_bytes()
    files = record["policies"][0]["files"]
    assert files["my scenarios/mine.toml"] == sha256(mine).hexdigest()
    assert told in unescape(Path("out/report.html").read_text())


@pytest.fixture
def failing(monkeypatch):
    """Let the first runs of a comparison fail."""

    def fail(runs: int) -> None:
        honest = comparing.run_all

        def run_all(job, tasks, workers, watcher):
            done = honest(job, tasks, workers, watcher)
            return [Failure("ValueError: no")] * min(runs, len(done)) + done[runs:]

        monkeypatch.setattr(comparing, "run_all", run_all)

    return fail


def test_when_every_run_failed_the_code_is_3(cli, failing):
    failing(10**6)
    answer = cli("compare", "closed", "conferences", *SMALL)
    assert answer.code == 3
    assert answer.err.startswith("6 runs begin\ninterhelix: every run failed")
    assert "6 x ValueError: no (first: replicate 0 of closed)" in answer.err
    assert answer.out == ""


def test_when_some_runs_failed_there_is_no_report_and_the_code_is_4(cli, failing, tmp_path):
    failing(1)
    answer = cli("compare", "closed", "conferences", *SMALL, "--out", "out")
    assert answer.code == 4
    assert "1 of 6 runs failed, more than 1 %, so there is no report" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_when_few_runs_failed_the_report_says_so_and_the_code_is_4(cli, failing):
    failing(1)
    small = ("--world", "synthetic:2", "--quarters", "1", "--replicates", "60", "--workers", "1")
    answer = cli("compare", "closed", "conferences", *small)
    assert answer.code == 4
    assert "Failed runs: 1 of 120." in answer.out


BUDGETS = ("conferences", "networking_pools", "calls", *SMALL)


def test_at_equal_money_the_report_says_how_and_repeats_to_the_byte(cli):
    first = cli("compare", *BUDGETS, "--equal-money", "6", "--measure", "isolates", "--out", "out")
    assert first.code == 0
    assert "## At equal public money\n\nTarget: 6 u/actor of `policy_cost`" in first.out
    assert "| networking_pools |  0.5 |           6 | " in first.out
    assert "| networking_pools, networking.budget " in first.out
    assert "## networking_pools: Interregional technological platforms, at dose 0.5\n" in first.out
    (told,) = re.findall("## How to repeat\n\n    interhelix (.+)\n", first.out)
    assert told.endswith(" --equal-money 6.0")
    assert cli(*shlex.split(told)).out == first.out
    record = json.loads(Path("out/run.json").read_text())
    assert (record["equal"]["quantity"], record["equal"]["amount"]) == ("money", 6.0)
    assert record["policies"][0]["parameters"][0]["set"]["networking.budget"] == 4.0  # at dose 1
    assert {"doses.csv", "changes.csv"} < set(record["files"])
    assert Path("out/doses.csv").read_text().startswith("policy,dose,reading,mean,low,high\nnetw")
    assert "At equal public money" in Path("out/report.html").read_text()
    assert "networking_pools" in first.err.splitlines()[1]


def test_json_says_the_doses_and_what_they_moved(cli):
    found = json.loads(cli("compare", *BUDGETS, "--json", "--equal-money").out)
    assert list(found)[-2:] == ["equal", "rows"]
    equal = found["equal"]
    assert (equal["measure"], equal["unit"], equal["amount"]) == ("policy_cost", "u/actor", None)
    assert equal["target"] == 12
    assert [(each["policy"], each["dose"]) for each in equal["doses"]] == [
        ("networking_pools", 1.0),
        ("calls", 1.0),
    ]
    moved = {each["parameter"]: each["treatment"] for each in equal["changes"]}
    assert moved["networking.pools"] == "left: splits a budget"


def test_the_switches_name_the_units_of_their_measures(cli):
    told = " ".join(cli("compare", "--help").out.split())
    for quantity in QUANTITIES:
        unit = Aim(quantity).measure.unit
        assert f"Scale each policy to the same {quantity}, or to an amount [{unit}]." in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("calls", "--equal-money", "--equal-contacts"), "--equal-contacts: does not go with"),
        (("--equal-money", "calls"), "--equal-money: 'calls' is not a number; give an amount in"),
        (
            ("calls", "--equal-money", "\u0664\u0660"),
            "--equal-money: '\u0664\u0660' is not a number",
        ),
        (("calls", "--equal-money="), "--equal-money: '' is not a number; give an amount in"),
        (("calls", "--equal-money=nan"), "amount: nan is not a number above 0"),
        (("calls", "--equal-contacts=0"), "amount: 0.0 is not a number above 0; give an amount in"),
        (("calls", "--equal-mony"), "compare: unknown option '--equal-mony'; did you mean"),
    ],
)
def test_wrong_words_for_equal_policies_are_told_in_a_line(cli, words, said):
    answer = cli("compare", "conferences", *words, *SMALL)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.splitlines()[-1].startswith(f"interhelix: {said}")
    assert answer.err.count("interhelix:") == 1
