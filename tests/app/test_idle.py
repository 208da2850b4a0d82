"""Sessions that nobody looks at any more are freed, and with them what they hold."""

from __future__ import annotations

import subprocess
import sys
import threading
from queue import Queue
from types import SimpleNamespace

import pytest

from tests.app.conftest import free_port, opened, start_at, wait_for

SOON = """
import sys, threading, time
from interhelix.app import server
server.SETTINGS["SOLARA_KERNEL_CULL_TIMEOUT"] = "1s"

def tell():
    told = None
    while True:
        context = sys.modules.get("solara.server.kernel_context")
        sessions = len(getattr(context, "contexts", ()))
        if sessions != told:
            print(sessions, flush=True)
            told = sessions
        time.sleep(0.05)

threading.Thread(target=tell, daemon=True).start()
server.serve(int(sys.argv[1]))
"""


@pytest.fixture
def hasty():
    """Give a server that frees sessions after a second, and how many it has, as they change."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SOON, str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    counts: Queue[int] = Queue()
    ears = threading.Thread(target=lambda: [counts.put(int(line)) for line in process.stdout])
    ears.start()
    try:
        wait_for(port, process)
        yield SimpleNamespace(address=f"http://127.0.0.1:{port}", counts=counts)
    finally:
        process.terminate()
        process.wait(timeout=30)
        ears.join(timeout=30)
        process.stdout.close()


def until(counts: Queue[int], wanted: int) -> None:
    while counts.get(timeout=120) != wanted:
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
