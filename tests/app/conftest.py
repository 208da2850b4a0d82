"""What tests of the app share: an invented comparison, a clean session, a server, a browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from interhelix.app.choices import Choices, Option
from interhelix.experiments.comparing import assembled
from interhelix.experiments.progress import Silence
from interhelix.scenarios import Scenario, load_world
from tests.experiments.conftest import plan_of, results_of

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HARMLESS = ("Failed to evaluate Vue script",)  # a template without a script


@pytest.fixture(scope="session")
def found():
    """Give a finished comparison of invented outcomes."""
    from interhelix.app.session import Found

    world = load_world("russia")
    two = replace(plan_of(world), scenarios=plan_of(world).scenarios[:2])
    results = {task: outcome for task, outcome in results_of(world).items() if task.policy < 2}
    asked = Choices(Option("conferences"), Option("digital_platform"))
    return Found(asked, assembled(two, results))


@pytest.fixture(scope="session")
def seen():
    """Give a run of each of two options in a small world."""
    from interhelix.app.portraits import portray
    from interhelix.app.session import Portraits

    a, b = Option("conferences"), Option("platform_and_specialisation")
    asked = Choices(a, b, "synthetic:12", 5, seed=3)
    scenarios = Scenario.load(a.preset), [Scenario.load(b.preset)]
    runs = portray(*scenarios, asked.world, asked.seed, asked.quarters, Silence())
    return Portraits(asked, *runs)


@pytest.fixture
def session():
    """Give the variables of a session, as they are at the start, and put them back afterwards."""
    from interhelix.app import session as variables

    held = [
        value for value in vars(variables).values() if type(value).__name__.startswith("Reactive")
    ]
    before = [value.value for value in held]
    yield variables
    for value, old in zip(held, before, strict=True):
        value.set(old)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def served() -> Iterator[SimpleNamespace]:
    """Give a server of the app: its port and process; ``HOST`` says what it must not obey."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "interhelix", "app", "--port", str(port)],
        env={**os.environ, "HOST": "0.0.0.0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(port, process)
        yield SimpleNamespace(port=port, process=process, address=f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.communicate(timeout=30)


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def chromium():
    """Give a headless Chromium; where there is none, skip, but never in CI."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((path for name in names if (path := shutil.which(name))), None)
    if path is None:
        reason = "there is no Chromium: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, served):
    """Give a fresh page with no way out of this machine; it may not complain about anything."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    complaints: list[str] = []
    context.route(
        lambda url: not url.startswith((served.address, "data:", "blob:")),
        lambda route: (complaints.append(f"asked {route.request.url}"), route.abort()),
    )
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(f"raised {error}"))
    page.on("console", lambda line: complaints.append(line.text) if is_bad(line) else None)
    page.set_default_timeout(60_000)
    yield page
    context.close()
    assert complaints == []


def is_bad(line) -> bool:
    return line.type in ("error", "warning") and not line.text.startswith(HARMLESS)


@pytest.fixture
def start(page, served):
    """Open the app with some choices, as a link does: ``start(Choices(...))``."""
    from interhelix.app.share import link_of

    def go(choices: Choices | None = None, language: str = "en", path: str = "/") -> None:
        query = f"?{link_of(choices, language)}" if choices else ""
        page.goto(f"{served.address}{path}{query}")
        page.wait_for_selector(".ih-main")
        page.wait_for_selector("button.ih-button, .ih-sheet")

    return go


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder for screenshots: that of ``SCREENSHOTS``, or one that is thrown away."""
    chosen = os.environ.get("SCREENSHOTS")
    folder = Path(chosen) if chosen else tmp_path_factory.mktemp("screens")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
