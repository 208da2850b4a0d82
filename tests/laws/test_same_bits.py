"""The same seed gives the same bits: in another process, another hash seed, compiled or plain."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # fresh processes compile where nothing is compiled yet

PROGRAM = """
import numpy as np
from interhelix.model.loop import begin, step_on
from tests.laws.cases import LIVELY
from tests.model.states import digest, given, world_of
world, parameters = world_of(5), given(LIVELY)
state = begin(world, parameters, 11)
for step in range(8):
    state = step_on(state, parameters, 11, step)
    print(digest(state))
"""


def digests(root: Path, **environment: str) -> list[str]:
    """Return the digest of the state after each quarter, from a fresh process."""
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    child = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=root,
        env={**os.environ, "NUMBA_DISABLE_JIT": "0", "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return child.stdout.split()


@pytest.fixture(scope="module")
def compiled(checkout: Path) -> list[str]:
    found = digests(checkout, PYTHONHASHSEED="1")
    assert len(set(found)) == 8
    return found


def test_a_fresh_process_under_another_hash_seed_gives_the_same_bits(checkout, compiled):
    assert digests(checkout, PYTHONHASHSEED="2") == compiled


def test_plain_python_gives_the_same_bits_as_compiled_code(checkout, compiled):
    assert digests(checkout, NUMBA_DISABLE_JIT="1") == compiled
