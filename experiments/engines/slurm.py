"""The engine of SLURM: dask-jobqueue submits jobs, each of which is a Dask worker."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from interhelix.experiments.engines.dask import INSTALL, Dask, Work, check_workers, leave_at_once
from interhelix.model.errors import Fault, InputError

WALLTIME = re.compile(r"([0-9]+-)?[0-9]+(:[0-5]?[0-9]){0,2}")  # as sbatch takes it
MEMORY = re.compile(r"[0-9]*\.?[0-9]+ ?([kMGT]i?)?B?", re.IGNORECASE)
LONGEST = 40  # characters of a wrong value that a message repeats
PATIENCE = 3600  # [s] that jobs may wait in the queue until the first of them runs


def check(walltime: str, memory: str) -> None:
    """Refuse what no job can be submitted with, before anything is done.

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

    check(walltime, memory)
    owner = cluster(queue, walltime, memory)
    client = Client(owner, set_as_default=False)
    try:
        owner.scale(jobs=jobs)
        client.wait_for_workers(1, timeout=PATIENCE)
        check_workers(client, folder)
    except BaseException as error:
        leave_at_once(client, owner)
        if isinstance(error, TimeoutError):
            remedy = "look at the queue with squeue"
            raise InputError(Fault("--engine", "no job has come to run", remedy)) from None
        raise
    return Dask(work, client, jobs, owner)
