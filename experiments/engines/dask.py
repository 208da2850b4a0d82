"""The engines of Dask and of SLURM, where dask-jobqueue submits the workers.

Workers must have the model of the driver, and see the folder of the store under the same path. A
chunk whose worker dies is repeated by the scheduler on another worker.
"""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any
from uuid import uuid4

import interhelix
from interhelix.experiments.engines import Engine, EngineGoneError
from interhelix.model.errors import Fault, InputError
from interhelix.model.machine_code import fingerprint

Work = Callable[[Any], Any]
IN_FLIGHT = 2  # chunks handed out for each worker
PATIENCE = 10  # [s] until a scheduler must have answered
SOCKETS = ("tcp", "tls", "ws", "wss")
INSTALL = 'pip install "interhelix[cluster]"'
SAME = "install the interhelix of the driver there, and start the worker again"
THREADS = "start it with --nthreads 1: a run holds the interpreter, and its limit the process"
SHARED = "the folder must be the same under the same path on every machine"


class Dask(Engine):
    """Hands chunks to the workers of a scheduler."""

    def __init__(self, work: Work, client: Any, workers: int, owned: Any = None) -> None:
        from distributed import KilledWorker

        super().__init__(work)
        self.deaths = (KilledWorker,)
        self.client, self.owned = client, owned
        self.executor = client.get_executor(pure=False)
        self.room = IN_FLIGHT * max(workers, 1)

    def submit(self, piece: Any) -> Future[Any]:
        """Hand out a chunk."""
        name = f"interhelix-{uuid4().hex}"
        future: Future[Any] = self.executor.submit(self.work, piece, key=name)
        return future

    def recall(self, future: Future[Any]) -> bool:
        """Leave a chunk where it is: whether it has begun is not known here."""
        return False

    def check(self) -> None:
        """Look whether the scheduler is there.

        Raises:
            EngineGoneError: it is not.

        """
        if self.client.status != "running":
            raise EngineGoneError(f"the Dask scheduler {self.client.scheduler.address} is gone")

    def close(self, at_once: bool) -> None:
        """Leave the scheduler; what is not done is withdrawn."""
        if at_once:
            leave_at_once(self.client, self.owned)
        else:
            _leave(self.client, self.owned)


def leave_at_once(client: Any, owned: Any = None) -> None:
    """Leave a scheduler after an error or a second interrupt, and hide no error.

    Nothing is waited for that may never come: an interrupt may have left a lock taken.
    """

    def leave() -> None:
        with suppress(Exception):
            _leave(client, owned)

    leaving = Thread(target=leave, daemon=True)
    leaving.start()
    leaving.join(PATIENCE)


def _leave(client: Any, owned: Any) -> None:
    client.close(timeout=PATIENCE)
    if owned is not None:
        owned.close(timeout=PATIENCE)


def check_installed() -> None:
    """Refuse to go on without Dask.

    Raises:
        InputError: it is not installed.

    """
    if find_spec("distributed") is None:
        raise InputError(Fault("--engine", "Dask is not installed", INSTALL))


def check(address: str) -> None:
    """Refuse an address at which nobody answers, before anything is done.

    Raises:
        InputError: Dask is not installed, or there is no scheduler.

    """
    check_installed()
    from distributed.comm.addressing import parse_address, parse_host_port

    try:
        scheme, place = parse_address(address)
        if scheme in SOCKETS:
            socket.create_connection(parse_host_port(place), PATIENCE).close()
    except (OSError, ValueError) as error:
        raise _nobody(address, error) from None


def _nobody(address: str, error: Exception) -> InputError:
    """Say that there is no scheduler at an address."""
    reason = str(error).partition("\n")[0][:100]
    remedy = "start it with 'dask scheduler', and give the address that it prints"
    return InputError(Fault("--address", f"no Dask scheduler at '{address}': {reason}", remedy))


def connected(work: Work, folder: Path, address: str) -> Dask:
    """Connect to a scheduler that runs, and check its workers.

    Raises:
        InputError: there is no scheduler, or no worker, or one with another model.

    """
    check_installed()
    from distributed import Client

    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what is lost is said once
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise _nobody(address, error) from None
    try:
        workers = check_workers(client, folder)
    except BaseException:
        leave_at_once(client)
        raise
    return Dask(work, client, workers)


def check_workers(client: Any, folder: Path) -> int:
    """Return the number of workers; each must see ``folder`` and have the model of the driver.

    Raises:
        InputError: there is none, or one that cannot be used, with a fault for each.

    """
    threads = client.nthreads()
    if not threads:
        address = client.scheduler.address
        remedy = f"start some: dask worker {address} --nthreads 1 --nworkers auto"
        raise InputError(Fault("--address", f"{address} has no workers", remedy))
    token = folder / f"{uuid4().hex}.draft"
    token.touch()
    introduce = _introduction(str(token))
    try:
        answers = {
            f"worker {name}": a for name, a in client.run(introduce, on_error="return").items()
        }
    finally:
        token.unlink()
    answers[f"scheduler {client.scheduler.address}"] = _of_scheduler(client, introduce)
    faults = [fault for name in sorted(answers) if (fault := _fault(name, answers[name]))]
    faults += [
        Fault(f"worker {name}", f"has {count} threads", THREADS)
        for name, count in sorted(threads.items())
        if count > 1
    ]
    if faults:
        raise InputError(faults)
    return len(threads)


def _introduction(token: str) -> Callable[[], tuple[str, str, bool]]:
    """Return a function that travels as code, since a worker may not have this module."""

    def introduce() -> tuple[str, str, bool]:
        from pathlib import Path

        import interhelix
        from interhelix.model.machine_code import fingerprint

        return interhelix.__version__, fingerprint(), Path(token).exists()

    return introduce


def _of_scheduler(client: Any, introduce: Callable[[], tuple[str, str, bool]]) -> object:
    """Return what the scheduler says about itself; it need not see the folder."""
    try:
        version, model, _ = client.run_on_scheduler(introduce)
    except Exception as error:  # whatever it raised there
        return error
    return version, model, True


def _fault(where: str, answer: object) -> Fault | None:
    """Return what is wrong with what a worker or the scheduler said about itself."""
    if not isinstance(answer, tuple):
        return Fault(where, f"has no interhelix: {answer}", SAME)
    version, model, sees = answer
    if version != interhelix.__version__:
        return Fault(where, f"has interhelix {version}, not {interhelix.__version__}", SAME)
    if model != fingerprint():
        return Fault(where, f"has model {model}, the driver has {fingerprint()}", SAME)
    return None if sees else Fault(where, "does not see the folder of the store", SHARED)


WALLTIME = re.compile(r"([0-9]+-)?[0-9]+(:[0-5]?[0-9]){0,2}")  # as sbatch takes it
MEMORY = re.compile(r"[0-9]*\.?[0-9]+ ?([kMGT]i?)?B?", re.IGNORECASE)
LONGEST = 40  # characters of a wrong value that a message repeats
QUEUE_PATIENCE = 3600  # [s] that jobs may wait in the queue until the first of them runs


def check_job(walltime: str, memory: str) -> None:
    """Refuse what no job of SLURM can be submitted with, before anything is done.

    Raises:
        InputError: with a fault for each thing that is missing or wrong.

    """
    faults = []
    if which("sbatch") is None:
        faults.append(Fault("--engine", "there is no sbatch here", "start it where SLURM is"))
    if find_spec("dask_jobqueue") is None:
        faults.append(Fault("--engine", "dask-jobqueue is not installed", INSTALL))
    if not WALLTIME.fullmatch(walltime):
        problem = f"'{walltime[:LONGEST]}' is no time"
        faults.append(Fault("--walltime", problem, "write hours, minutes, seconds as 01:30:00"))
    if not MEMORY.fullmatch(memory):
        faults.append(Fault("--memory", f"'{memory[:LONGEST]}' is no memory", "write 2GB"))
    if faults:
        raise InputError(faults)


def cluster(queue: str | None, walltime: str, memory: str) -> Any:
    """Return a cluster whose jobs have one core each; ``job_script()`` is what it submits."""
    from dask_jobqueue import SLURMCluster

    return SLURMCluster(
        queue=queue,
        walltime=walltime,
        memory=memory,
        cores=1,
        processes=1,
        worker_extra_args=["--no-dashboard"],
        scheduler_options={"dashboard": False},
        job_name="interhelix",
    )


def submitted(
    work: Work, folder: Path, jobs: int, queue: str | None, walltime: str, memory: str
) -> Dask:
    """Submit jobs, wait for the first to run, and check it.

    Raises:
        InputError: jobs cannot be submitted, none has come to run, or one has another model.

    """
    from distributed import Client

    check_job(walltime, memory)
    owner = cluster(queue, walltime, memory)
    client = Client(owner, set_as_default=False)
    try:
        owner.scale(jobs=jobs)
        client.wait_for_workers(1, timeout=QUEUE_PATIENCE)
        check_workers(client, folder)
    except BaseException as error:
        leave_at_once(client, owner)
        if isinstance(error, TimeoutError):
            remedy = "look at the queue with squeue"
            raise InputError(Fault("--engine", "no job has come to run", remedy)) from None
        raise
    return Dask(work, client, jobs, owner)
