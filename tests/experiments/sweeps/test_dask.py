"""A real Dask scheduler and two real workers on this machine, over TCP."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest

from interhelix.commands.interrupts import INTERRUPTED, STOPPING
from interhelix.experiments.engines import EngineGoneError, Serial, dask
from interhelix.experiments.store import Store
from interhelix.experiments.store.maintenance import verified
from interhelix.experiments.store.mark import JOURNALS
from interhelix.model.errors import InputError
from tests.experiments.sweeps.jobs import Tiny
from tests.waiting import LIMIT, PATIENCE, nobody_left, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # of Tornado and Dask, as connections break
]


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


class Cluster:
    """A scheduler, and workers as they are asked for."""

    def __init__(self, folder, environment):
        self.folder, self.started, self.number = folder, [], 0
        self.environment = environment
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.scheduler = self.start("scheduler", "--host", self.address, "--no-dashboard")

    def start(self, *words, **others):
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            cwd=self.folder,
            env=self.environment | others,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def workers(self, number=2, threads=1, **others):
        words = ["--nthreads", str(threads), "--no-dashboard", "--host", "127.0.0.1"]
        started = [self.start("worker", self.address, *words, **others) for _ in range(number)]
        self.number += number
        self.wait_for(self.number)
        return started

    def wait_for(self, number):
        from distributed import Client

        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(number, timeout=PATIENCE)

    def opener(self):
        return lambda work: dask.connected(work, work.store / "progress", self.address)

    def close(self):
        for process in self.started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def cluster(tmp_path, environment):
    made = Cluster(tmp_path, environment)
    yield made
    made.close()


def test_dask_gives_the_digest_of_the_serial_engine_and_names_what_kills_workers(
    plan, run, cluster
):
    made = plan()
    cluster.workers(2)
    store = run(made, cluster.opener(), chunk_size=3)
    assert store.digest() == run(made, Serial, name="serial").digest()
    deadly = Tiny(3, does={2: "dies", 3: "hangs deaf"})
    failing = run(made, cluster.opener(), "failing", deadly, chunk_size=4, limit=LIMIT)
    counts = failing.runs(["status"])["status"].value_counts().to_dict()
    assert counts == {"done": 18, "crashed": 1, "timeout": 1}


def test_workers_with_another_model_are_refused_at_connect(plan, run, cluster, checkout):
    other = cluster.folder / "other"
    for part in ("agents", "experiments", "interhelix", "model", "scenarios"):
        shutil.copytree(checkout / part, other / part)
    with (other / "agents/roles.py").open("a", encoding="utf-8") as file:
        file.write("\n# another model\n")
    cluster.workers(1, PYTHONPATH=str(other))
    cluster.workers(1, threads=2)
    with pytest.raises(InputError) as caught:
        run(plan(), cluster.opener())
    problems = sorted(fault.problem.split(",")[0].split(" ")[1] for fault in caught.value.faults)
    assert problems == ["2", "model"]


def test_without_workers_or_scheduler_there_is_a_remedy(plan, run, cluster, monkeypatch):
    monkeypatch.setattr(dask, "PATIENCE", 5)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with pytest.raises(InputError) as caught:
            run(plan(), cluster.opener())
        if "has no workers" in str(caught.value):
            break
    assert "dask worker tcp://127.0.0.1" in str(caught.value)
    cluster.close()
    with pytest.raises(InputError, match="no Dask scheduler at 'tcp"):
        run(plan(), cluster.opener())


def test_a_scheduler_that_goes_away_ends_the_sweep_and_what_is_done_is_kept(plan, run, cluster):
    made = plan(replicates=50)
    cluster.workers(1)

    def opener(work):
        engine = cluster.opener()(work)
        submit, count = engine.submit, []

        def counted(piece):
            count.append(piece)
            if len(count) == 8:
                os.killpg(cluster.scheduler.pid, signal.SIGKILL)
            return submit(piece)

        engine.submit = counted
        return engine

    with pytest.raises(EngineGoneError, match=r"scheduler tcp://127\.0\.0\.1:\d+ is gone"):
        run(made, opener, job=Tiny(3, seconds=0.05), chunk_size=4)
    store = run(made, Serial, job=Tiny(3))
    assert store.digest() == run(made, Serial, name="serial").digest()


@contextmanager
def busy_cores():
    """Keep the cores busy."""
    words = [sys.executable, "-c", "while True: pass"]
    running = [subprocess.Popen(words) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


PAUSES = (0.01, 0.1, 0.3, 1.0)
TIMES = [pytest.param(pause, marks=pytest.mark.campaign) for pause in (0.0, *PAUSES) * 3]


@pytest.mark.parametrize("pause", [None, 0.0, *TIMES])  # [s] to a second one before it is told
def test_an_interrupt_after_it_was_told_ends_a_sweep_on_dask_on_a_busy_machine(
    plan, cluster, tmp_path, pause
):
    plan(replicates=50)
    cluster.workers(1)
    words = ["sweep", "experiment.toml", "--store", "store", "--engine", "dask", "--address"]
    words.append(cluster.address)
    errors = tmp_path / "errors.txt"
    with errors.open("w") as file:
        driver = subprocess.Popen(
            [sys.executable, "-m", "tests.experiments.sweeps.interrupted", *words],
            cwd=tmp_path,
            env=cluster.environment,
            stdout=subprocess.DEVNULL,
            stderr=file,
            start_new_session=True,
        )
    try:
        wait_until(lambda: list((tmp_path / "store" / JOURNALS).glob("*")))
        with busy_cores():
            driver.send_signal(signal.SIGINT)
            if pause is not None:
                time.sleep(pause)
                driver.send_signal(signal.SIGINT)  # the system may take both for one
            wait_until(lambda: STOPPING in errors.read_text())
            driver.send_signal(signal.SIGINT)
            driver.wait(PATIENCE)
        wait_until(lambda: nobody_left(driver.pid))
    finally:
        driver.kill()
        driver.wait()
    assert driver.returncode == INTERRUPTED
    said = errors.read_text()
    assert said.count(STOPPING) == 1
    assert "interrupted; what was done is kept; go on with: interhelix sweep" in said
    assert "Traceback" not in said
    assert not verified(Store(tmp_path / "store")).bad
