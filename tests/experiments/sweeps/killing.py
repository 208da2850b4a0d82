"""A campaign of ``kill -9``: drivers and workers die at random moments, the sweep must not care."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from interhelix.experiments.engines import NO_WORKERS
from interhelix.experiments.store import Store
from interhelix.experiments.store.maintenance import verified
from tests.waiting import nobody_left, wait_until

EARLY = 0.3  # of the kills may come before there is work to lose
DRIVERS = 0.3  # of the kills hit the driver, the others one worker or both
APART = 0.05  # [s] at most, between two workers that die together


@dataclass
class Found:
    """What a campaign found."""

    drivers: int = 0
    workers: int = 0
    sweeps: int = 0
    lost: int = 0
    damaged: int = 0
    orphans: int = 0
    digests: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return self.drivers + self.workers

    def __str__(self) -> str:
        return (
            f"{self.kills} kills ({self.drivers} of drivers, {self.workers} of workers), "
            f"{self.sweeps} sweeps completed: {self.lost} acknowledged runs lost, "
            f"{self.damaged} damaged stores, {self.orphans} orphans, {len(self.digests)} digest"
        )


class Campaign:
    """Sweeps again and again and kills, until there were ``kills``."""

    def __init__(self, folder: Path, experiment: Path, seconds: float, seed: int) -> None:
        self.store, self.notes = folder / "store", folder / "acknowledged.txt"
        self.command = [sys.executable, "-m", "tests.experiments.sweeps.driver", str(experiment)]
        self.command += [str(self.store), str(self.notes), str(seconds)]
        self.random = random.Random(seed)
        self.found = Found()

    def go(self, kills: int, pause: tuple[float, float], say: Callable[[str], None]) -> Found:
        """Kill so often, at pauses between two bounds [s], then let the last sweep end."""
        while self.found.kills < kills or self.store.exists():
            self._one_driver(kills, pause)
            self._check()
            say(str(self.found))
        return self.found

    def _one_driver(self, kills: int, pause: tuple[float, float]) -> None:
        """Start a driver and kill until it is dead or done."""
        driver = subprocess.Popen(
            self.command, start_new_session=True, stderr=subprocess.PIPE, text=True
        )
        while driver.poll() is None:
            if self.found.kills >= kills:
                driver.wait()
                break
            whom, early = self.random.random(), self.random.random() < EARLY
            seen = self._acknowledged()
            while not early and self._acknowledged() == seen and driver.poll() is None:
                time.sleep(0.02)
            with suppress(subprocess.TimeoutExpired):
                driver.wait(self.random.uniform(*pause))
                break
            if whom < DRIVERS:
                driver.kill()
                self.found.drivers += 1
                break
            self._kill_some(workers_of(driver.pid))
        _, errors = driver.communicate()
        if driver.returncode not in (0, -signal.SIGKILL) and NO_WORKERS not in errors:
            self.found.errors.append(errors)
        self.found.orphans += stays(driver.pid)
        if driver.returncode == 0:
            self._finished()

    def _kill_some(self, workers: list[int]) -> None:
        """Kill one worker or more: starting two anew costs the same, whether one died or both."""
        number = self.random.randint(1, len(workers)) if workers else 0
        for victim in self.random.sample(workers, number):
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
                self.found.workers += 1
            time.sleep(self.random.uniform(0.0, APART))

    def _acknowledged(self) -> int:
        """Return the size of the list of what was acknowledged."""
        return self.notes.stat().st_size if self.notes.exists() else 0

    def _check(self) -> None:
        """See that what was acknowledged is there, and that every byte is right."""
        if not (self.store / "store.json").exists():
            return
        store = Store(self.store)
        self.found.damaged += bool(verified(store).bad) or (self.store / "quarantine").exists()
        with suppress(FileNotFoundError):
            noted = self.notes.read_text(encoding="utf-8").splitlines()
            self.found.lost += len(set(noted) - set(store.runs(["key"])["key"]))

    def _finished(self) -> None:
        """Note the digest of a sweep that came to its end, and begin another."""
        self._check()
        store = Store(self.store)
        assert len(store.runs(["key"])) == store.experiment.runs
        self.found.digests.add(store.digest())
        self.found.sweeps += 1
        shutil.rmtree(self.store)
        self.notes.unlink()


def workers_of(process: int) -> list[int]:
    """Return the worker processes of a driver, as Linux shows them."""
    found = []
    with suppress(OSError):
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
        for child in map(int, children.split()):
            with suppress(OSError):
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(child)
    return found


def stays(session: int) -> bool:
    """Say whether a process of a session is there still, however long one waits."""
    try:
        wait_until(lambda: nobody_left(session))
    except AssertionError:
        return True
    return False
