"""Sessions that nobody looks at are freed, and what works for them rests when they are idle."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from queue import Queue
from types import SimpleNamespace

import pytest

from interhelix.app.shell.choices import Choices
from tests.app.conftest import EN, free_port, opened, press, start_at, wait_for
from tests.app.talking import Talk, can_weigh, processes_of, weight_of
from tests.waiting import PATIENCE, wait_until

MOST, MANY = 500, 30  # [MB] of the whole app, with so many sessions
AT_REST = 2  # processes: the server, and what Python starts to track its resources
REST = """
import sys
from interhelix.app.shell.queue import QUEUE
from interhelix.app.watch.run_process import RUN_PROCESS
QUEUE.worker.idle = RUN_PROCESS.worker.idle = float(sys.argv[2])
from interhelix.app import server
server.serve(int(sys.argv[1]))
"""
SOON = """
import sys, threading, time
import uvicorn
from interhelix.app import server
server.SETTINGS["SOLARA_KERNEL_CULL_TIMEOUT"] = "1s"
run = uvicorn.Server.run

def slowly(itself):  # Solara is imported by now, and its settings stand
    from interhelix.app.watch import player
    player.SPEEDS = (0.1,)
    run(itself)

uvicorn.Server.run = slowly

def tell():
    told = None
    while True:
        context = sys.modules.get("solara.server.kernel_context")
        sessions = len(getattr(context, "contexts", ()))
        loops = sum(one.name == "interhelix watch" for one in threading.enumerate())
        if (sessions, loops) != told:
            print(sessions, loops, flush=True)
            told = sessions, loops
        time.sleep(0.05)

threading.Thread(target=tell, daemon=True).start()
server.serve(int(sys.argv[1]))
"""


@pytest.fixture
def hasty(tmp_path):
    """Give a server that frees sessions after a second, and how many it has and runs it plays.

    Whoever vanished, its log is without a traceback.
    """
    port, log = free_port(), tmp_path / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", SOON, str(port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    counts: Queue[str] = Queue()
    ears = threading.Thread(target=lambda: [counts.put(line.strip()) for line in process.stdout])
    ears.start()
    try:
        wait_for(port, process)
        yield SimpleNamespace(address=f"http://127.0.0.1:{port}", counts=counts)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        ears.join(timeout=PATIENCE)
        process.stdout.close()
        assert "Traceback" not in log.read_text(encoding="utf-8")


def until(counts: Queue[str], sessions: int, loops: int = 0) -> None:
    while counts.get(timeout=PATIENCE) != f"{sessions} {loops}":
        pass


def test_a_session_whose_page_is_gone_without_a_goodbye_is_freed(chromium, hasty):
    with opened(chromium, hasty) as page:
        start_at(page, hasty)
        until(hasty.counts, 1)
        with opened(chromium, hasty) as other:
            start_at(other, hasty)
            other.evaluate("navigator.sendBeacon = () => true")  # as if its machine had gone
            until(hasty.counts, 2)
        until(hasty.counts, 1)
        assert page.locator(".ih-app").is_visible()
    until(hasty.counts, 0)


def test_a_run_that_plays_ends_with_its_session(chromium, hasty):
    with opened(chromium, hasty) as page:
        start_at(page, hasty, Choices(world="synthetic:50", years=20), path="/watch")
        page.get_by_role("radio", name="0.1", exact=True).check()
        press(page, EN("map.play"))
        page.locator(".ih-kpi", has_text="year 1, quarter 1").wait_for()
        until(hasty.counts, 1, 1)
    while (told := hasty.counts.get(timeout=PATIENCE)) != "0 0":  # it would play for 800 s
        assert told in ("0 1", "1 0")


@pytest.fixture
def restful():
    """Give a server whose processes rest after five seconds without a question."""
    port = free_port()
    command = [sys.executable, "-c", REST, str(port), "5"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        wait_for(port, process)
        address = f"http://127.0.0.1:{port}"
        with ExitStack() as open_ends:
            yield SimpleNamespace(address=address, pid=process.pid, open_ends=open_ends)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def answered(server, where: str, years: int) -> Talk:
    """Open a session and ask the shortest question."""
    talk = Talk(server, "/")
    talk.do(EN("compare.world"), "chosen", where)
    talk.do(EN("compare.years"), "chosen", years)
    talk.do(EN("compare.replicates"), "chosen", 10)
    talk.do(EN("compare.run"), "pressed")
    talk.until(lambda part: "ih-verdict" in str(part.get("class_")))
    talk.until(lambda part: str(part.get("source")).startswith("data:image"))
    return talk


def weight_at_rest(server) -> float:
    """Wait until nothing works for the sessions any more, and weigh all that is left."""
    wait_until(lambda: len(processes_of(server.pid)) <= AT_REST)
    time.sleep(2)  # the server tidies up behind it
    return weight_of(server.pid)


@pytest.mark.slow
@pytest.mark.skipif(not can_weigh(), reason="only Linux says what a process weighs")
def test_thirty_idle_sessions_weigh_less_than_500_mb_in_all_processes_together(restful):
    answered(restful, "synthetic:50", 5)
    watch = Talk(restful, "/watch")
    watch.do(EN("watch.step"), "pressed")
    first = EN("watch.moment", {"year": 1, "quarter": 1})
    watch.until(lambda part: part.get("children") == [first])
    assert len(processes_of(restful.pid)) > AT_REST
    for _ in range(MANY - 2):
        Talk(restful, "/")
    assert weight_at_rest(restful) < MOST
    answered(restful, "synthetic:50", 5)  # what rests comes back


@pytest.mark.campaign
@pytest.mark.skipif(not can_weigh(), reason="only Linux says what a process weighs")
def test_thirty_sessions_with_an_answer_of_their_own_weigh_less_than_500_mb_when_idle(restful):
    for _ in range(MANY):
        answered(restful, "russia", 15)
    assert weight_at_rest(restful) < MOST
