import json

import click
import pytest

from interhelix.commands import options
from interhelix.experiments.store.mark import _digest
from interhelix.model.errors import InputError

COMPARE = ("compare", "conferences", "closed")
SLURM = ("--engine", "slurm")
DASK = ("--engine", "dask", "--address", "x")


@pytest.fixture(autouse=True)
def no_cluster(monkeypatch):
    monkeypatch.setattr("interhelix.experiments.engines.dask.which", lambda _: None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rum"], "unknown command 'rum'; did you mean 'run'?"),
        (["run"], "run: missing argument 'SCENARIO'; see interhelix run --help"),
        (["run", "closed", "calls"], "run: got unexpected extra argument (calls); see"),
        (["run", "closed", "a\nb"], "run: got unexpected extra argument (a\ufffdb); see"),
        (["run", "closd"], "unknown scenario 'closd'; did you mean 'closed'?"),
        (["run", "closed", "--world", "rusia"], "unknown world 'rusia'; did you mean 'russia'?"),
        (["run", "closed", "--sed", "1"], "run: unknown option '--sed'; did you mean '--seed'?"),
        (["run", "closed", "--seed"], "option '--seed' requires an argument; see interhelix"),
        (["run", "closed", "--seed", "-1"], "--seed: -1 is out of bounds; give a whole number"),
        (["run", "closed", "--seed", "one"], "--seed: 'one' is not a whole number; give a whole"),
        (["run", "closed", "--seed", "1e3"], "--seed: '1e3' is not a whole number; give a whole"),
        (["run", "closed", "--seed", str(2**64)], "--seed: 18446744073709551616 is out of bounds"),
        (
            ["run", "closed", "--seed", "9" * 5000],
            "--seed: '99999999999999999999999999999999999999",
        ),
        (["run", "closed", "--seed", "１２"], "--seed: '１２' is not a whole number; give a whole"),
        (
            ["run", "closed", "--seed", "1__0"],
            "--seed: '1__0' is not a whole number; give a whole",
        ),
        (["explain", "closed", "calls", "--question", "wy"], "unknown question 'wy'; valid names"),
        (["sweep", "core", "--memory", "1GB"], "--memory: is of no use to 'processes'; leave it"),
        (["sweep", "core", "--store", "x", *SLURM], "--engine: there is no sbatch here; start it"),
        (["sweep", "core", "--store", "x", *DASK], "--address: no Dask scheduler at 'x': "),
        (["sensitivity", "core", "--method", "mor"], "unknown method 'mor'; did you mean 'morris'"),
        (["sensitivity", "core", "--draws", "x.csv"], "x.csv: No such file or directory; give a "),
        (["sensitivity", "core"], "sensitivity: missing option '--store'; name a folder"),
        (["sweep", "core", "--shard", "１/２"], "--shard: '１/２' is no part; write K/N, as 3/10"),
        (["app", "--port", "８７６５"], "--port: '８７６５' is not a whole number; give a whole"),
        (["app", "--port", "80"], "--port: 80 is out of bounds; give a whole number from 1024"),
        (["run", "closed", "--quarters", "0"], "--quarters: 0 is out of bounds; give a whole num"),
        (["run", "closed", "--quarters", "401"], "--quarters: 401 is out of bounds; give a whole"),
        (["run", "closed", "--overwrite"], "--overwrite: there is nothing to overwrite; add --out"),
        (["run", "closed", "--language", "rus"], "unknown language 'rus'; did you mean 'ru'?"),
        (["run", "./none.toml"], "none.toml"),
        (["compare"], "compare: missing argument 'BASELINE'; see interhelix compare --help"),
        (["compare", "closed"], "nothing to compare 'closed' with; name one or more policies"),
        (["compare", "closed", "conference"], "unknown scenario 'conference'; did you mean 'conf"),
        (["compare", "closed", "calls", "calls"], "policy 'calls' is given twice; name it once"),
        ([*COMPARE, "--replicates", "1"], "--replicates: 1 is out of bounds; give a whole number"),
        ([*COMPARE, "--workers", "0"], "--workers: 0 is out of bounds; give a whole number from 1"),
        ([*COMPARE, "--measure", "xyz"], "unknown measure 'xyz'; valid names: "),
        ([*COMPARE, "--measure", "isolate"], "unknown measure 'isolate'; did you mean 'isolates'?"),
        (["worlds", "show", "europ"], "unknown world 'europ'; did you mean 'europe'?"),
        (["worlds", "europe"], "unknown command 'europe'; did you mean 'worlds show europe'?"),
        (["scenarios", "show", "call"], "unknown scenario 'call'; did you mean 'calls'?"),
        (["measures", "show", "isolate"], "unknown measure 'isolate'; did you mean 'isolates'?"),
        (["parameters", "show", "meet.rat"], "unknown parameter 'meet.rat'; did you mean 'meet.r"),
        (["parameters", "shw", "x"], "unknown command 'shw'; did you mean 'parameters show shw'?"),
        (["measures", "--jsn"], "measures: unknown option '--jsn'; did you mean '--json'?"),
        (["--versio"], "unknown option '--versio'; did you mean '--version'?"),
        (["new", "scenari", "x"], "unknown command 'scenari'; did you mean 'scenario'?"),
        (["new", "scenario", "mine"], "mine: does not end in .toml; write 'mine.toml'"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_a_remedy(cli, words, said):
    answer = cli(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert said in answer.err
    assert answer.err.startswith("interhelix: ")
    assert answer.err.count("\n") == 1
    assert "Traceback" not in answer.err


NUMBERS = ["--quarters", "0", "--seed", "-1"]
OF_NUMBERS = ["--quarters: 0 is out of bounds", "--seed: -1 is out of bounds"]
OF_NUMBERS_TOO = ["--workers: 0 is out of bounds", "--limit: 'x' is not a whole number"]
PLACES = ["--world", "nowhere", "--out", "full", "--language", "xx"]
OF_PLACES = ["unknown world 'nowhere'", "full: exists and is not empty", "unknown language 'xx'"]


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        (["run", "closed", *NUMBERS], OF_NUMBERS),
        (
            ["run", "closd", *NUMBERS, *PLACES],
            ["unknown scenario 'closd'", *OF_NUMBERS, *OF_PLACES],
        ),
        (["run", "closd", *PLACES], ["unknown scenario 'closd'", *OF_PLACES]),
        (
            ["compare", "clsed", "cals", "clls", *NUMBERS, "--measure", "isolate", *PLACES],
            [f"unknown scenario '{name}'" for name in ("clsed", "cals", "clls")]
            + ["unknown measure 'isolate'", *OF_NUMBERS, *OF_PLACES],
        ),
        (
            [
                "sweep",
                "cor",
                "--shard",
                "3/2",
                "--engine",
                "slow",
                "--workers",
                "0",
                "--limit",
                "x",
            ],
            [
                "--shard: '3/2'",
                "unknown engine 'slow'",
                "unknown experiment 'cor'",
                *OF_NUMBERS_TOO,
            ],
        ),
        (
            ["ablate", "opennes", "barier", "--replicates", "1", "--world", "nowhere"],
            [
                "unknown switch 'opennes'",
                "unknown switch 'barier'",
                "--replicates: 1",
                OF_PLACES[0],
            ],
        ),
        (["report", "none", *PLACES[2:]], OF_PLACES[1:]),
        (
            ["run", "closed", "--overwrite", "--language", "xx"],
            ["--overwrite: there", "unknown lang"],
        ),
        (
            ["run", "closd", "--overwrite", "--film", "film.txt"],
            ["--overwrite: there", "unknown scenario 'closd'", "film.txt: is no name of a film"],
        ),
        (
            ["explain", "closd", "calls", "--question", "why", "--question", "how"],
            ["unknown scenario 'closd'", "unknown question 'why'", "unknown question 'how'"],
        ),
        (
            ["compare", "closd", "calls", "--equal-money", "ten"],
            ["unknown scenario 'closd'", "--equal-money: 'ten' is not a number"],
        ),
        (
            ["sensitivity", "cor", "--method", "mor", "--draws", "x.csv", *PLACES[2:]],
            ["--method: unknown method", "unknown experiment 'cor'", "x.csv: No", *OF_PLACES[1:]],
        ),
        (
            ["sweep", "core", *SLURM, "--walltime", "soon", "--memory", "much"],
            ["--engine: there is no sbatch", "--walltime: 'soon'", "--memory: 'much' is no mem"],
        ),
    ],
)
def test_every_fault_of_a_command_line_has_a_line(cli, tmp_path, words, faults):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    answer = cli(*words)
    assert answer.code == 2
    told = [line.removeprefix("interhelix: ") for line in answer.err.splitlines()]
    assert all(sum(line.startswith(fault) for line in told) == 1 for fault in faults)
    assert len(told) == len(faults)
    assert answer.out == ""


def test_a_wrong_number_never_reaches_a_command_of_another_kind():
    @click.command()
    @options.whole("workers", 1, "Any.")
    def plain(workers):
        raise AssertionError(workers)

    with pytest.raises(InputError, match="--workers: 0 is out of bounds"):
        plain.main(["--workers", "0"], standalone_mode=False)


def test_every_fault_of_a_file_has_a_line(cli, tmp_path):
    (tmp_path / "mine.toml").write_text(
        'title = "Mine"\nbas = "closed"\n[[interventions]]\nlabel = "x"\nset = { "meet.rat" = 1 }\n'
    )
    answer = cli("run", "./mine.toml")
    assert answer.code == 2
    lines = answer.err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("interhelix: mine.toml") for line in lines)
    assert "did you mean 'base'" in answer.err
    assert "did you mean 'meet.rate'" in answer.err


@pytest.mark.parametrize("first", [("run", "closed"), COMPARE])
def test_a_folder_in_use_is_refused_before_anything_is_run(cli, tmp_path, first):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    answer = cli(*first, "--out", "out")
    assert answer.code == 2
    assert "exists and is not empty; give another folder, or --overwrite" in answer.err
    again = cli(*first, "--out", "out", "--overwrite")
    assert again.code == 2
    assert "holds what interhelix did not write: mine" in again.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


@pytest.mark.parametrize("draws", ["meet.rat\n1\n2\n", "meet.rate\n0.5\n1\n"])
def test_a_refused_sensitivity_writes_nothing(cli, tmp_path, draws):
    (tmp_path / "draws.csv").write_text(draws, encoding="utf-8")
    (tmp_path / "kept" / "shards").mkdir(parents=True)
    newer = {"format": 99, "interhelix": "9.0"}
    mark = json.dumps(newer | {"sha256": _digest(newer)})
    (tmp_path / "kept" / "store.json").write_text(mark, encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    words = ["sensitivity", "first_sweep", "--store", "kept", "--draws", "draws.csv"]
    assert cli(*words).code in (2, 5)
    assert sorted(tmp_path.rglob("*")) == before
