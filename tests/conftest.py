"""What every test may use: the checkout, the command line as a child, and calm Hypothesis."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ["MPLBACKEND"] = "Agg"
os.environ["COLUMNS"] = "160"  # tables are printed the same on every machine

CHECKOUT = Path(__file__).resolve().parents[1]

# The first example compiles kernels, so time says nothing about an example.
settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Give the folder of the project."""
    return CHECKOUT


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
