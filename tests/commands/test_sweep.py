import csv
import io
import json
import os
import re
import signal
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from interhelix.experiments.engines import EngineGoneError, dask
from interhelix.experiments.sweeps import ChunkQueue, Sweep
from interhelix.experiments.sweeps.plan import ModelRuns
from tests.waiting import PATIENCE, nobody_left, wait_until

TEXT = """
question = "Does it work?"
world = "synthetic:4"
scenarios = ["conferences", "calls"]
quarters = {quarters}
replicates = {replicates}
measures = ["isolates", "net_value"]

[factors]
"adopt.open" = [0, 1]
"""
SWEEP = ("sweep", "./mine.toml", "--store", "kept", "--engine", "serial")

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def mine(tmp_path):
    """Write an experiment of 4 design points."""

    def write(replicates=2, quarters=2):
        text = TEXT.format(replicates=replicates, quarters=quarters)
        (tmp_path / "mine.toml").write_text(text, encoding="utf-8")

    write()
    return write


def test_a_sweep_says_what_is_there_and_goes_on_where_it_stopped(cli, mine):
    first = cli(*SWEEP)
    assert first.code == 0
    assert first.out == "mine: Does it work?\n8 of 8 runs done\n"
    mine(replicates=3)
    again = cli(*SWEEP, "--json")
    assert again.code == 0
    assert "8 of 12 runs are there already" in again.err
    assert json.loads(again.out)["done"] == 12


def test_the_status_of_a_store_is_read_from_anywhere(cli, mine):
    cli(*SWEEP, "--shard", "1/2")
    said = cli("status", "kept")
    assert said.out == "mine: Does it work?\n4 of 8 runs done, 4 missing\n"
    found = json.loads(cli("status", "kept", "--json").out)
    assert (found["done"], found["missing"], found["failed"], found["drivers"]) == (4, 4, 0, 0)


def test_runs_are_exported_sorted_by_key(cli, mine, tmp_path):
    cli(*SWEEP)
    rows = list(csv.DictReader(io.StringIO(cli("export", "kept").out)))
    assert len(rows) == 8
    assert [row["key"] for row in rows] == sorted(row["key"] for row in rows)
    assert {row["status"] for row in rows} == {"done"}
    assert cli("export", "kept", "--to", "parquet", "--out", "runs.parquet").code == 0
    import pandas as pd

    assert len(pd.read_parquet(tmp_path / "runs.parquet")) == 8
    refused = cli("export", "kept", "--out", "runs.parquet")
    assert (refused.code, "exists already" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "runs.xlsx"], "runs.xlsx: nothing is exported as 'xlsx'; let the name end with"),
        (["--out", "runs.xlsx."], "runs.xlsx.: nothing is exported as 'xlsx'; let the name end wi"),
        (["--out", "no/runs.csv"], "no/runs.csv: cannot be written: No such file or directory; ch"),
        (
            ["--out", "runs.parquet", "--to", "csv"],
            "--to: 'csv' does not go with the name runs.par",
        ),
        (
            ["--out", "runs.csv", "--to", "parquet"],
            "--to: 'parquet' does not go with the name runs",
        ),
    ],
)
def test_a_name_that_says_another_form_is_refused(cli, mine, tmp_path, words, said):
    cli(*SWEEP)
    answer = cli("export", "kept", *words)
    assert (answer.code, answer.err.startswith(f"interhelix: {said}")) == (2, True)
    assert not (tmp_path / words[1]).exists()


def test_an_export_has_the_form_that_its_name_says(cli, mine, tmp_path):
    cli(*SWEEP)
    import pyarrow.parquet as pq

    for name in ("runs.parquet", ".parquet", "other.parquet.", "runs.CSV", "runs"):
        assert cli("export", "kept", "--out", name).code == 0
    for name in ("runs.parquet", ".parquet", "other.parquet."):
        assert pq.read_table(tmp_path / name).num_rows == 8
    printed = cli("export", "kept").out
    for name in ("runs.CSV", "runs"):
        assert (tmp_path / name).read_text(encoding="utf-8") == printed


def test_a_measure_without_a_value_leaves_the_rest_of_its_run(cli, mine, tmp_path):
    path = tmp_path / "mine.toml"
    text = path.read_text(encoding="utf-8").replace('"isolates"', '"trust", "loss"')
    path.write_text(text.replace('"calls"', '"closed"').replace("measures", "series = 1\nmeasures"))
    assert cli(*SWEEP).code == 0
    rows = list(csv.DictReader(io.StringIO(cli("export", "kept").out)))
    assert {row["status"] for row in rows} == {"done"}
    assert {row["trust"] == "" for row in rows if row["scenario"] == "closed"} == {True}
    assert {row["trust"] == "" for row in rows if row["scenario"] == "conferences"} == {False}
    assert all("." in row["net_value"] for row in rows)
    import pyarrow.parquet as pq

    for folder in ("shards", "series"):
        (shard,) = (tmp_path / "kept" / folder).iterdir()
        found = pq.read_table(shard)
        assert sum(np.isnan(found["trust"].drop_null())) == 0
        assert found["trust"].null_count == len(found) // 2
        assert found["net_value"].null_count == 0
    report = cli("report", "kept", "--out", "told")
    assert report.code == 0
    assert "no value: the measure is not defined in these runs" in report.out


def test_a_run_is_repeated_by_the_seed_of_its_row(cli, mine, tmp_path):
    path = tmp_path / "mine.toml"
    text = path.read_text(encoding="utf-8").partition("[factors]")[0]
    path.write_text(f"seed = {2**64 - 1}\n{text}", encoding="utf-8")
    cli(*SWEEP)
    for row in csv.DictReader(io.StringIO(cli("export", "kept").out)):
        words = ("--world", "synthetic:4", "--quarters", "2", "--seed", row["seed"], "--json")
        figures = json.loads(cli("run", row["scenario"], *words).out)["measures"]
        assert figures["net_value"] == pytest.approx(float(row["net_value"]), rel=1e-9)
    kept = json.loads((tmp_path / "kept/store.json").read_text(encoding="utf-8"))
    assert kept["experiment"]["seed"] == "18_446_744_073_709_551_615"
    assert json.loads(cli("report", "kept", "--json").out)["seed"] == kept["experiment"]["seed"]
    assert cli(*SWEEP).out.endswith("4 of 4 runs done\n")


def test_stores_with_nan_of_earlier_versions_are_read_as_undefined(cli, mine, tmp_path):
    cli(*SWEEP)
    from interhelix.experiments.store import Store
    from interhelix.experiments.store.shards import write_shard

    store = Store(tmp_path / "kept")
    (shard,) = (tmp_path / "kept/shards").iterdir()
    rows = store.table(store.schema.names)
    at = rows.column_names.index("isolates")
    rows = rows.set_column(at, rows.schema.field(at), pa.array([float("nan")] * 8))
    shard.unlink()
    write_shard(shard.parent, rows, store.mark.family, {})
    assert store.table(["isolates"])["isolates"].null_count == 8
    exported = csv.DictReader(io.StringIO(cli("export", "kept").out))
    assert {row["isolates"] for row in exported} == {""}


def test_stores_are_merged_and_verified_by_a_command(cli, mine, tmp_path):
    for number in ("1", "2"):
        cli(*SWEEP[:3], f"part{number}", *SWEEP[4:], "--shard", f"{number}/2")
    merged = cli("store", "merge", "whole", "part1", "part2")
    assert merged.code == 0
    assert "2 shards with 8 runs, all whole; digest " in merged.out
    assert cli("status", "whole").out.endswith("8 of 8 runs done\n")
    assert cli("store", "merge", "whole", "nowhere").code == 5
    assert cli("store", "merge", "whole").code == 2


def test_the_shards_are_read_by_pandas_and_duckdb_in_one_line(cli, mine, tmp_path):
    cli(*SWEEP)
    import duckdb
    import pandas as pd

    shards = tmp_path / "kept" / "shards"
    frame = pd.read_parquet(shards)
    (mean,) = duckdb.sql(f"select avg(isolates) from '{shards}/*.parquet'").fetchall()[0]
    assert len(frame) == 8
    assert mean == pytest.approx(frame["isolates"].mean())


def test_a_store_is_verified_and_harm_is_told(cli, mine, tmp_path):
    cli(*SWEEP)
    whole = cli("store", "verify", "kept")
    assert whole.code == 0
    assert "8 runs, all whole; digest " in whole.out
    (shard,) = (tmp_path / "kept" / "shards").iterdir()
    whole_shard = shard.read_bytes()
    shard.unlink()
    assert "0 shards with 0 of 8 runs, all whole; digest " in cli("store", "verify", "kept").out
    shard.write_bytes(whole_shard[:-1])
    harmed = cli("store", "verify", "kept")
    assert harmed.code == 5
    assert (
        "is damaged: its bytes are not those that were written; run the sweep again" in harmed.err
    )
    assert shard.exists()
    assert json.loads(cli("store", "verify", "kept", "--json").out)["digest"] is None


def test_a_dry_run_says_what_a_sweep_would_take_and_writes_nothing(cli, mine, tmp_path):
    said = cli("sweep", "./mine.toml", "--dry-run", "--workers", "2")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[1] == "2 scenarios x 2 settings x 2 replicates = 8 runs"
    assert lines[2].startswith("time: about ")
    assert lines[2].endswith(" on 100 such machines")
    assert lines[3].startswith("disk: ")
    assert re.fullmatch(
        r"memory: about [\d.]+ [MG]B a worker, about [\d.]+ [MG]B a machine", lines[4]
    )
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


def test_a_dry_run_of_a_fractional_design_says_what_cannot_be_told_apart(cli, mine, tmp_path):
    path = tmp_path / "mine.toml"
    text = path.read_text(encoding="utf-8").replace(
        "[factors]", 'design = { kind = "fractional", size = 4 }\n[factors]'
    )
    more = '"adopt.seed" = [0.1, 0.2]\n"lapse.rate" = [0.1, 0.2]\n'
    path.write_text(text + more, encoding="utf-8")
    lines = cli("sweep", "./mine.toml", "--dry-run").out.splitlines()
    assert lines[5] == "resolution 3; effects that cannot be told apart:"
    assert "  lapse.rate = adopt.open x adopt.seed" in lines


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sweep"], "sweep: missing argument 'EXPERIMENT'; see interhelix sweep --help"),
        (["sweep", "first_swep"], "unknown experiment 'first_swep'; did you mean 'first_sweep'?"),
        (["sweep", "first_sweep"], "sweep: missing option '--store'; name a folder for the runs"),
        ([*SWEEP[:2], "--engine", "dsk"], "unknown engine 'dsk'; did you mean 'dask'?"),
        ([*SWEEP[:2], "--engine", "dask"], "--engine: needs --address; write --engine dask --addr"),
        ([*SWEEP, "--address", "tcp://x:1"], "--engine: --address is of no use to 'serial'; write"),
        ([*SWEEP, "--shard", "3/2"], "--shard: '3/2' is no part; write K/N, as 3/10 for the third"),
        ([*SWEEP, "--limit", "0"], "--limit: 0 is out of bounds; give a whole number from 1"),
        (
            ["export", "kept", "--to", "xml"],
            "unknown form 'xml'; valid names: behaviorspace, csv",
        ),
        (["export", "kept", "--to", "parquet"], "export: missing option '--out'; name a file: r"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_a_remedy(cli, mine, words, said):
    answer = cli(*words)
    assert answer.code == 2
    assert answer.err.startswith(f"interhelix: {said}")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["status", "none"], "none: no such store; name the folder given to --store"),
        (["status", "full"], "full: is no store; name the folder given to --store"),
        (["store", "verify", "mine.toml"], "mine.toml: is no store; name the folder given to --st"),
        ([*SWEEP[:3], "mine.toml"], "mine.toml: is a file; give a folder of its own"),
        ([*SWEEP[:3], "full"], "full: is not empty and is no store; give a folder of its own"),
        ([*SWEEP[:3], "mine.toml/a"], "mine.toml"),
    ],
)
def test_a_store_that_is_refused_is_not_touched(cli, mine, tmp_path, words, said):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine", encoding="utf-8")
    answer = cli(*words)
    assert answer.code == 5
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["full", "letter.txt", "mine.toml"]


def failing(share):
    def run(self, task):
        if task.replicate < share:
            raise ArithmeticError("no such luck")
        return plain(self, task)

    plain = ModelRuns.__call__
    return run


@pytest.mark.parametrize(("share", "code"), [(1, 4), (2, 3)])
def test_failed_runs_are_told_and_change_the_exit_code(cli, mine, monkeypatch, share, code):
    monkeypatch.setattr(ModelRuns, "__call__", failing(share))
    answer = cli(*SWEEP)
    assert answer.code == code
    assert f"{4 * share} x failed: ArithmeticError: no such luck" in answer.out
    assert "failed: conferences adopt.open=0 replicate 0: ArithmeticError" in answer.err
    assert cli(*SWEEP).code == code  # they are there, and stay failed
    monkeypatch.undo()


def test_runs_that_are_missing_at_the_end_are_told_and_change_the_exit_code(cli, mine, monkeypatch):
    part = ("--shard", "1/2")
    with monkeypatch.context() as patch:
        patch.setattr(ChunkQueue, "take", lambda self: None)
        for words, number in (((), 8), (part, 4)):
            answer = cli(*SWEEP, *words)
            assert answer.code == 4
            assert f"{number} runs are missing still; go on with: interhelix sweep" in answer.err
    assert cli(*SWEEP, *part).code == 0


def test_an_engine_that_goes_away_is_told_with_the_command_to_go_on(cli, mine, monkeypatch):
    def gone(*_):
        raise EngineGoneError("the Dask scheduler tcp://x:1 is gone")

    monkeypatch.setattr(dask, "check", lambda address: None)
    monkeypatch.setattr(Sweep, "carry_out", gone)
    answer = cli(*SWEEP[:4], "--engine", "dask", "--address", "tcp://x:1")
    assert answer.code == 130
    assert answer.err == (
        "interhelix: the Dask scheduler tcp://x:1 is gone; what was done is kept; go on with: "
        "interhelix sweep ./mine.toml --store kept --address tcp://x:1 --engine dask\n"
    )


@pytest.fixture
def process(mine, environment, tmp_path):
    """Start a long sweep with one worker in a session of its own, and wait for its first shards."""
    mine(replicates=5000, quarters=8)
    started = subprocess.Popen(
        [sys.executable, "-m", "interhelix", *SWEEP[:4], "--workers", "1"],
        cwd=tmp_path, env=environment, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_until(lambda: len(list(tmp_path.glob("kept/shards/*.parquet"))) > 2)
    yield started
    started.kill()
    started.wait()


@posix
@pytest.mark.slow
def test_a_second_interrupt_ends_a_sweep_at_once_and_leaves_nobody_behind(cli, process):
    os.killpg(process.pid, signal.SIGINT)
    stopping = "stopping when the runs that have begun are done"
    lines = iter(process.stderr.readline, "")  # a slow machine tells of progress before
    assert any(line.startswith(stopping) for line in lines)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    *progress, last = err.splitlines()
    assert all(line.endswith(" left") for line in progress)
    assert "interrupted; what was done is kept; go on with: interhelix sweep" in last
    wait_until(lambda: nobody_left(process.pid))
    assert cli("store", "verify", "kept").code == 0


@posix
@pytest.mark.slow
@pytest.mark.parametrize("how", ["of a terminal", "of a scheduler", "two that the system merges"])
def test_an_interrupt_lets_begun_runs_end(cli, process, tmp_path, how):
    at_work = json.loads(cli("status", "kept", "--json").out)
    if how == "of a terminal":
        os.killpg(process.pid, signal.SIGINT)
    elif how == "of a scheduler":
        process.send_signal(signal.SIGTERM)
    else:
        for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGINT, signal.SIGCONT):
            process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert at_work["drivers"] == 1
    lines = [line for line in err.splitlines() if not line.endswith(" left")]
    assert lines[0] == "stopping when the runs that have begun are done; again to stop at once"
    again = "interhelix sweep ./mine.toml --store kept --workers 1"
    assert lines[-1] == f"interhelix: interrupted; what was done is kept; go on with: {again}"
    assert "Traceback" not in err
    assert "missing" in out
    assert json.loads(cli("status", "kept", "--json").out)["drivers"] == 0
    assert list((tmp_path / "kept/journals").iterdir()) == []
    assert cli("store", "verify", "kept").code == 0
