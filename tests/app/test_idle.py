"""Sessions that nobody looks at any more are freed, and with them what they hold."""

from __future__ import annotations

import subprocess
import sys
import threading
from queue import Queue
from types import SimpleNamespace

import pytest

from interhelix.app.choices import Choices
from tests.app.conftest import EN, WORK, free_port, opened, press, start_at, wait_for

SOON = """
import sys, threading, time
from interhelix.app import server
server.SETTINGS["SOLARA_KERNEL_CULL_TIMEOUT"] = "1s"

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
def hasty():
    """Give a server that frees sessions after a second, and how many it has and runs it plays."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SOON, str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
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
        process.wait(timeout=30)
        ears.join(timeout=30)
        process.stdout.close()


def until(counts: Queue[str], sessions: int, loops: int = 0) -> None:
    while counts.get(timeout=120) != f"{sessions} {loops}":
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
        page.get_by_role("radio", name="1", exact=True).first.check()
        press(page, EN("map.play"))
        page.locator(".ih-kpi", has_text="year 1, quarter 2").wait_for(timeout=WORK)
        until(hasty.counts, 1, 1)
    while (told := hasty.counts.get(timeout=30)) != "0 0":  # alone it would play for 80 s
        assert told in ("0 1", "1 0")
