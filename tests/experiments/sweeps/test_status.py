import json
import socket
import time
from dataclasses import asdict

from interhelix.experiments.engines import Serial
from interhelix.experiments.sweeps.status import STALE, Note, Status
from tests.experiments.sweeps.jobs import Tiny


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
    write(store, "here", Note(runs=5, of=20, seconds=50.0, written=now))
    write(store, "there", Note(host="elsewhere", runs=1, of=9, seconds=10.0, written=now))
    write(store, "gone", Note(host="elsewhere", of=9, written=now - STALE - 1))
    write(store, "dead", Note(process=2**22 + 1, of=9, written=now))
    (store.path / "progress" / "broken.json").write_text("{", encoding="utf-8")
    status = Status.of(store)
    assert {note.host for note in status.notes} == {socket.gethostname(), "elsewhere"}
    assert len(status.notes) == 2
    assert status.left == 150.0
    assert "5 of 20, about 2 min left" in status.text()
    assert status.as_json()["seconds_left"] == 150.0
