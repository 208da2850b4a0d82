"""Waiting for other processes: as long as a slow machine needs, since no time is ever claimed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

PATIENCE = 300.0  # [s] until a test gives up
LIMIT = 5.0  # [s] for a run that hangs; far from what one that does not needs on any machine


def wait_until(happens: Callable[[], object]) -> None:
    """Return as soon as something is true.

    Raises:
        AssertionError: it is not true after ``PATIENCE``.

    """
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def nobody_left(session: int) -> bool:
    """Say whether all processes of a session are gone."""
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return True
    return False
