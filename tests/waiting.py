"""Waiting for other processes: as long as a slow machine needs, since no time is ever claimed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable

import psutil

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


def living(processes: Iterable[int]) -> list[int]:
    """List the processes that still run; one that nobody has buried yet is dead."""
    return [number for number in processes if not is_dead(number)]


def is_dead(process: int) -> bool:
    """Say whether a process has ended."""
    try:
        return psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def members(session: int) -> list[int]:
    """List the processes of a session that still run."""
    return [number for number in psutil.pids() if not is_dead(number) and is_of(session, number)]


def is_of(session: int, process: int) -> bool:
    """Say whether a process belongs to a session."""
    try:
        return os.getsid(process) == session
    except (ProcessLookupError, PermissionError):
        return False


def nobody_left(session: int) -> bool:
    """Say whether all processes of a session are gone."""
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return True
    return False
