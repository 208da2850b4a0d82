"""What every test may use, and how tests are spread over workers.

A worker takes a file at a time, those with slow tests first. All files that need the app's server
go to one worker, the first: so there is one server, one browser, one visit.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from interhelix.commands import exit_code
from tests.golden import quickly

os.environ["MPLBACKEND"] = "Agg"
os.environ["COLUMNS"] = "160"  # tables are printed the same on every machine

# What a shell runs in the background ignores Ctrl-C, and so would all commands started here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

CHECKOUT = Path(__file__).resolve().parents[1]

# The first example compiles kernels, so time says nothing about an example.
settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")

SERVER = re.compile(r"^def test_\w+\([^)]*\b(?:served|chromium|visit|used)\b", re.MULTILINE)


class Said(NamedTuple):
    """The exit code of a command, and what it printed."""

    code: int
    out: str
    err: str


Cli = Callable[..., Said]
Command = Callable[..., "subprocess.CompletedProcess[str]"]


@cache
def needs_the_server(file: str) -> bool:
    """Tell whether a test of a file asks for the app's server, or for a browser."""
    return SERVER.search((CHECKOUT / file).read_text(encoding="utf-8")) is not None


class Spread(LoadFileScheduling):
    """What goes to one worker: a file, or all files that need the server."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "the server" if needs_the_server(file) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Spread:
    """Spread tests in the order in which they were collected."""
    config.option.loadscopereorder = False
    return Spread(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes long, so that no worker is left alone with it at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (not needs_the_server(item.location[0]), item.path not in slow))


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have comparisons carry out every run, whatever was run before."""
    from interhelix.experiments.comparing import MEMORY

    monkeypatch.setattr(MEMORY, "most", 0)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Give the folder of the project."""
    return CHECKOUT


@pytest.fixture(scope="session")
def environment(checkout: Path) -> dict[str, str]:
    """Give the environment of a process that finds the modules of this checkout first."""
    found = [str(checkout), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, found))}


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Give ``interhelix`` as a child process in an empty folder: ``command("run", "closed")``."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "interhelix", *arguments],
            cwd=tmp_path,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return run


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Give ``interhelix`` in this process and an empty folder: ``cli("run", "closed")``."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Said:
        code = exit_code(words)
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return run


@pytest.fixture
def without_pictures() -> Iterator[None]:
    """Have folders of results written without pictures, which take most of the time."""
    with quickly.without_pictures():
        yield
