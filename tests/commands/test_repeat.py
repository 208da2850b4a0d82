"""Results made again: equal, or what differs, or which input is not what it was."""

import json
from pathlib import Path

import pytest

import interhelix
from interhelix.scenarios import Intervention, Scenario, write_world_template

pytestmark = pytest.mark.usefixtures("without_pictures")

SMALL = ("--world", "synthetic:2", "--quarters", "2")
PAIR = ("closed", "conferences", *SMALL, "--replicates", "2", "--workers", "1")
STEP = '[[interventions]]\nlabel = "More"\nset = { "meet.rate" = 2 }\n'
EXPERIMENT = """
question = "Does a platform help?"
world = "synthetic:2"
scenarios = ["closed", "own.toml"]
quarters = 3
replicates = 2
measures = ["isolates", "net_value"]
"""


@pytest.fixture
def own(cli, tmp_path):
    """Give the folder of a run of an own scenario in an own world."""
    Path("own.toml").write_text(f'title = "Own"\n{STEP}')
    write_world_template("mine")
    assert cli("run", "own.toml", "--world", "./mine", "--quarters", "1", "--out", "o").code == 0
    return tmp_path / "o"


def changed(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_run_is_equal_and_its_folder_stays_as_it_is(cli, tmp_path):
    cli("run", "conferences", *SMALL, "--seed", str(2**64 - 1), "--out", "one")
    before = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    answer = cli("repeat", "one")
    assert (answer.code, answer.err) == (0, "")
    assert "series: equal\n" in answer.out
    assert answer.out.endswith("8 tables, all equal to the byte.\n")
    assert {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()} == before


def test_a_comparison_is_equal_with_the_measures_that_it_shows(cli):
    cli("compare", *PAIR, "--measure", "isolates", "--measure", "net_value", "--out", "two")
    found = json.loads(cli("repeat", "two", "--workers", "1", "--json").out)
    assert found["equal"]
    tables = [table["name"] for table in found["tables"]]
    assert sorted(tables) == ["bands", "costs", "differences", "rows", "standing"]
    assert found["circumstances"] == []


def test_a_table_that_was_changed_is_told_with_line_and_value(cli, tmp_path):
    cli("run", "conferences", *SMALL, "--out", "one")
    roles = tmp_path / "one/roles.csv"
    changed(roles, "\ngovernment,", "\nking,")
    answer = cli("repeat", "one")
    assert answer.code == 5
    (line,) = [line for line in answer.out.splitlines() if line.startswith("roles: ")]
    assert "was changed after it was written; 1 of " in line
    assert "in role; first in line 2: 'king', and 'government' when it is made again" in line
    assert "8 tables, 1 of 8 differ." in answer.out
    roles.unlink()
    assert "roles: cannot be read: No such file" in cli("repeat", "one").out


def test_another_version_and_model_are_told_beside_what_differs(cli, tmp_path):
    cli("run", "conferences", *SMALL, "--out", "one")
    path = tmp_path / "one/run.json"
    record = json.loads(path.read_text())
    record |= {"fingerprint": "f00d", "seed": 2}
    record["packages"]["numpy"] = "1.0"
    record["scenario"]["files"]["scenarios/conferences.toml"] = "0" * 64
    path.write_text(json.dumps(record))
    answer = cli("repeat", "one")
    assert answer.code == 5
    assert "Made by model f00d; here is " in answer.out
    assert "Made with numpy 1.0; here is " in answer.out
    assert "scenarios/conferences.toml, which ships, is not what it was." in answer.out
    assert "was changed after" not in answer.out


def test_own_files_are_read_again_if_they_are_what_they_were(cli, own):
    assert cli("repeat", "o").code == 0


@pytest.mark.parametrize("name", ["own.toml", "mine/regions.csv"])
def test_an_own_file_that_is_another_or_missing_is_refused_with_its_hash(cli, own, name):
    path = Path(name)
    kept = json.loads((own / "run.json").read_text())
    files = {**kept["world"]["files"], **kept["scenario"]["files"]}
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    answer = cli("repeat", "o")
    assert (answer.code, answer.out) == (2, "")
    assert f"{name}: is not what it was" in answer.err
    assert f"; bring back the file that was used (SHA-256 {files[name]})" in answer.err
    path.unlink()
    answer = cli("repeat", "o")
    assert answer.code == 2
    assert f"{name}: is missing; repeat it from the folder where the first" in answer.err


def test_a_scenario_made_in_python_is_kept_in_the_folder(cli):
    step = Intervention("More meetings", 1, None, {"meet.rate": 4.0})
    mine = Scenario("mine", "Mine", base="conferences", interventions=(step,))
    numbers = {"world": "synthetic:2", "replicates": 2, "quarters": 2, "workers": 1}
    interhelix.compare("closed", [mine, "calls"], **numbers).save("two")
    assert cli("repeat", "two", "--workers", "1").code == 0
    record = json.loads(Path("two/run.json").read_text())
    record["policies"][0]["interventions"][-1]["set"]["meet.rate"] = 0.0
    Path("two/run.json").write_text(json.dumps(record))
    assert cli("repeat", "two", "--workers", "1").code == 5


def test_a_world_made_in_python_must_be_saved_first(cli, tmp_path):
    cli("run", "conferences", *SMALL, "--out", "one")
    path = tmp_path / "one/run.json"
    record = json.loads(path.read_text())
    record["world"] |= {"given": "./mine", "files": {}}
    path.write_text(json.dumps(record))
    assert "no file holds this world" in cli("repeat", "one").err
    write_world_template("mine")
    answer = cli("repeat", "one")
    assert answer.code == 2
    assert "./mine: is not the world that was used; save that one here" in answer.err


def test_a_report_is_made_again_from_new_runs(cli, tmp_path):
    text = f'title = "Own"\nbase = "conferences"\n{STEP}'
    Path("own.toml").write_text(text)
    Path("small.toml").write_text(EXPERIMENT)
    assert cli("sweep", "small.toml", "--store", "s", "--engine", "serial").code == 0
    assert cli("report", "s", "--out", "r").code == 0
    answer = cli("repeat", "r", "--workers", "1")
    assert (answer.code, "rows: equal" in answer.out) == (0, True)
    Path("own.toml").write_text(text.replace("conferences", "closed"))
    answer = cli("repeat", "r", "--workers", "1")
    assert answer.code == 5
    assert "The scenario 'own' has another content than before." in answer.out
    Path("small.toml").write_text(EXPERIMENT.replace("help", "pay"))
    answer = cli("repeat", "r")
    assert answer.code == 2
    assert "small.toml: is not what it was; run.json holds the text" in answer.err


def test_a_store_is_refused_with_what_checks_it(cli):
    Path("s").mkdir()
    Path("s/store.json").write_text("{}")
    answer = cli("repeat", "s")
    assert answer.code == 2
    assert "s: is the store of a sweep; check it by 'interhelix store verify s'" in answer.err


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "nul", '{"scenario": 1}', '{"baseline": {}}', '{"experiment": 0}', "[" * 9999],
)
def test_a_damaged_record_is_told_in_one_line(cli, text):
    Path("d").mkdir()
    Path("d/run.json").write_text(text)
    answer = cli("repeat", "d")
    assert answer.code == 2
    assert "run.json" in answer.err
    assert len(answer.err.splitlines()) == 1


def test_what_is_no_folder_of_results_is_refused(cli):
    assert "run.json: is missing; name a folder that" in cli("repeat", "nowhere").err
