"""Two Pythons on one machine share a folder of caches, and neither takes the other's code."""

import json
import os
import subprocess
import sys

import pytest

from interhelix.experiments.progress import COMPILING

SECOND = os.environ.get("SECOND_PYTHON", "")
WORLD = ["--world", "synthetic:4", "--quarters", "2"]
RUN = ["-m", "interhelix", "run", "conferences", *WORLD, "--json"]


@pytest.mark.campaign
@pytest.mark.skipif(not SECOND, reason="SECOND_PYTHON names no other Python with the packages")
def test_a_second_python_compiles_for_itself_and_finds_the_same(environment, tmp_path):
    environment = environment | {"XDG_CACHE_HOME": str(tmp_path)}
    environment.pop("NUMBA_CACHE_DIR", None)

    def run(python):
        return subprocess.run(
            [python, *RUN], env=environment, cwd=tmp_path,
            capture_output=True, text=True, check=True,
        )  # fmt: skip

    first, second, again = (run(python) for python in (sys.executable, SECOND, sys.executable))
    assert COMPILING in first.stderr
    assert COMPILING in second.stderr
    assert COMPILING not in again.stderr
    assert json.loads(first.stdout) == json.loads(second.stdout)
    assert first.stdout == again.stdout
    assert len(list(tmp_path.rglob("whole-*"))) == 2
