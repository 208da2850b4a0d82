"""What tests of the app share: an invented comparison, a clean session, a server, a browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from interhelix.app.shell.choices import Choices
from interhelix.app.shell.options import Option
from interhelix.app.texts import LANGUAGES, words
from interhelix.commands import exit_code
from interhelix.experiments.comparing import assembled
from interhelix.experiments.progress import Silence
from interhelix.scenarios import Scenario, load_world
from tests.experiments.conftest import plan_of, results_of
from tests.waiting import PATIENCE

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
EN = words("en")
ASKED = Choices(Option("conferences"), Option("conferences"), "synthetic:50", 5, 10, 3)
PHONE = {"width": 390, "height": 844}
SMALLER, LARGER = {"width": 1280, "height": 800}, {"width": 1920, "height": 1080}
EXPERIMENT = """
question = "Does the platform need many at its launch?"
world = "synthetic:50"
scenarios = ["conferences", "smart_specialisation"]
quarters = 20
replicates = 4
seed = 3
measures = ["ties_level_1", "isolates"]
design = "full"
[factors]
"adopt.open" = [0, 1]
"adopt.seed" = [0.05, 0.4]
"""
HARMLESS = ("Failed to evaluate Vue script",)  # a template without a script


@pytest.fixture(scope="session")
def found():
    """Give a finished comparison of invented outcomes."""
    from interhelix.app.shell.session import Found

    world = load_world("russia")
    two = replace(plan_of(world), scenarios=plan_of(world).scenarios[:2])
    results = {task: outcome for task, outcome in results_of(world).items() if task.policy < 2}
    asked = Choices(Option("conferences"), Option("digital_platform"))
    return Found(asked, assembled(two, results))


@pytest.fixture(scope="session")
def seen():
    """Give a run of each of two options in a small world."""
    from interhelix.app.runs import RunPair, run_each

    a, b = Option("conferences"), Option("platform_and_specialisation")
    asked = Choices(a, b, "synthetic:12", 5, seed=6)
    scenarios = Scenario.load(a.preset), [Scenario.load(b.preset)]
    runs = run_each(*scenarios, asked.world, asked.seed, asked.quarters, Silence())
    return RunPair(asked, *runs)


@pytest.fixture
def session():
    """Give the variables of a session, as they are at the start, and put them back afterwards."""
    from interhelix.app.runs import frame
    from interhelix.app.shell import session as variables
    from interhelix.app.sweep import state

    held = [
        value
        for module in (variables, frame, state)
        for value in vars(module).values()
        if type(value).__name__.startswith("Reactive")
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
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """Give a server of the app, started in a folder; ``HOST`` says what it must not obey.

    Coverage is not taken of it, as this would make it slower by a half; the tests that need no
    server and those of tests/app/test_idle.py see its lines.
    """
    port, folder = free_port(), tmp_path_factory.mktemp("start")
    unwatched = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    process = subprocess.Popen(
        [sys.executable, "-m", "interhelix", "app", "--port", str(port)],
        cwd=folder,
        env={**unwatched, "HOST": "0.0.0.0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(port, process)
        address = f"http://127.0.0.1:{port}"
        yield SimpleNamespace(port=port, process=process, address=address, folder=folder)
    finally:
        process.terminate()
        said = process.communicate(timeout=PATIENCE)[1]
        assert "Traceback" not in said, said


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def store(served) -> str:
    """Give the name of a store in the folder of the server: a sweep of four settings."""
    (served.folder / "small.toml").write_text(EXPERIMENT, encoding="utf-8")
    with chdir(served.folder):
        assert exit_code(["sweep", "small.toml", "--store", "kept", "--engine", "serial"]) == 0
    return "kept"


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


@contextmanager
def opened(chromium, served):
    """Open a page with no way out of this machine; it may not complain about anything."""
    context = chromium.new_context(viewport=SMALLER, accept_downloads=True)
    complaints: list[str] = []
    context.route(
        lambda url: not url.startswith((served.address, "data:", "blob:")),
        lambda route: (complaints.append(f"asked {route.request.url}"), route.abort()),
    )
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(f"raised {error}"))
    page.on("console", lambda line: complaints.append(line.text) if is_bad(line) else None)
    page.set_default_timeout(1000 * PATIENCE)
    yield page
    context.close()
    assert complaints == []


def is_bad(line) -> bool:
    return line.type in ("error", "warning") and not line.text.startswith(HARMLESS)


@pytest.fixture
def page(chromium, served):
    """Give a fresh page."""
    with opened(chromium, served) as fresh:
        yield fresh


@pytest.fixture(scope="session")
def visited(chromium, served, store):
    """Give a page on which a question was answered, A and B run, a run watched, a store opened."""
    with opened(chromium, served) as page:
        start_at(page, served, ASKED)
        page.locator("button.ih-question").nth(3).click()
        press(page, EN("compare.run"))
        page.wait_for_selector(".ih-verdict")
        go_to(page, EN("pages.map"))
        press(page, EN("portray.run"))
        page.wait_for_selector(".ih-map svg")
        watch_on(page, 2)
        read(page, store)
        yield page


@pytest.fixture
def visit(visited):
    """Give the page that all share, in English and of the smaller size."""
    visited.set_viewport_size(SMALLER)
    speak(visited, "en")
    return visited


def start_at(page, served, choices: Choices | None = None, language="en", path="/") -> None:
    """Open the app with some choices, as a link does."""
    from interhelix.app.shell.share_link import link_of

    query = f"?{link_of(choices, language)}" if choices else ""
    page.goto(f"{served.address}{path}{query}")
    page.wait_for_selector("button.ih-button, .ih-sheet")


def watch_on(page, quarters: int) -> None:
    """Go to Watch and let a run go on from its start, quarter by quarter."""
    go_to(page, EN("pages.watch"))
    for quarter in range(1, quarters + 1):
        press(page, EN("watch.step"))
        year, rest = divmod(quarter - 1, 4)
        when = EN("watch.moment", {"year": year + 1, "quarter": rest + 1})
        page.locator(".ih-kpi", has_text=when).wait_for()


def read(page, store: str) -> None:
    """Go to Sweep and open a store."""
    go_to(page, EN("pages.sweep"))
    page.get_by_label(EN("sweep.found")).select_option(store)
    press(page, EN("sweep.open"))
    page.wait_for_selector(".ih-heat")
    settled(page)


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def speak(page, language: str) -> None:
    page.get_by_role("radio", name=LANGUAGES[language], exact=True).check()
    page.wait_for_function(f"document.documentElement.lang === '{language}'")


def go_to(page, name: str) -> None:
    """Go to a page by its name at the top."""
    page.locator("nav").get_by_text(name, exact=True).click()
    page.wait_for_function(f"document.title === '{name} · interhelix'")
    page.locator(".ih-here", has_text=name).wait_for()


def settled(page) -> None:
    """Wait until every picture is drawn."""
    page.wait_for_function("!document.querySelector('.ih-drawing')")


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder for screenshots: that of ``SCREENSHOTS``, or one that is thrown away."""
    chosen = os.environ.get("SCREENSHOTS")
    folder = Path(chosen) if chosen else tmp_path_factory.mktemp("screens")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
