import json
import socket
import time
from dataclasses import asdict

from interhelix.experiments.engines import Serial
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.sweeps.plan import Plan
from interhelix.experiments.sweeps.status import STALE, Note, Status
from tests.experiments.sweeps.jobs import Tiny

ONE_BY_ONE = """
question = "Which?"
world = "synthetic:4"
scenarios = ["conferences", "calls"]
quarters = 2
replicates = 3
measures = ["isolates"]

[design]
kind = "one_at_a_time"
size = 3

[factors]
"adopt.open" = { low = 0, high = 1 }
"meet.rate" = { low = 0.5, high = 1 }
"""


def write(store, name, note):
    path = store.path / "progress" / f"{name}.json"
    path.write_text(json.dumps(asdict(note)), encoding="utf-8")


def test_the_status_says_what_failed_and_why(plan, run):
    store = run(plan(), Serial, job=Tiny(3, does={1: "raises", 2: "nan"}))
    status = Status.of(store)
    assert status.counts == {"failed": 1, "nan": 1, "done": 18}
    lines = status.text().splitlines()
    assert lines[1] == "18 of 20 runs done, 2 failed"
    assert "  1 x failed: ArithmeticError: no figures of 1" in lines
    assert "  1 x nan: isolates is nan" in lines


def test_the_status_shows_who_is_at_work_and_how_long_it_takes(plan, run):
    store = run(plan(), Serial)
    now = time.time()
    write(store, "here", Note(runs=5, of=20, left=150.0, written=now))
    write(store, "there", Note(host="elsewhere", runs=1, of=9, left=80.0, written=now))
    write(store, "gone", Note(host="elsewhere", of=9, written=now - STALE - 1))
    write(store, "dead", Note(process=2**22 + 1, of=9, written=now))
    (store.path / "progress" / "broken.json").write_text("{", encoding="utf-8")
    status = Status.of(store)
    assert {note.host for note in status.notes} == {socket.gethostname(), "elsewhere"}
    assert len(status.notes) == 2
    assert status.left == 150.0
    assert "5 of 20, about 2 min left" in status.text()
    assert status.as_json()["seconds_left"] == 150.0


def test_a_setting_that_a_design_holds_twice_is_run_once_and_nothing_is_missing(tmp_path, run):
    path = tmp_path / "one.toml"
    path.write_text(ONE_BY_ONE, encoding="utf-8")
    experiment = Experiment.load(path)
    status = Status.of(run(Plan.of(experiment), Serial))
    assert experiment.settings == 6  # both lines pass through the defaults
    assert (status.runs, status.missing) == (2 * 5 * 3, 0)
