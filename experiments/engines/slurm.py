"""The engine of SLURM: dask-jobqueue submits jobs, each of which is a Dask worker."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from interhelix.experiments.engines.dask import INSTALL, Dask, Work, check_workers, leave_at_once
from interhelix.model.errors import Fault, InputError

PATIENCE = 3600  # [s] that jobs may wait in the queue until the first of them runs


def cluster(queue: str | None, walltime: str, memory: str) -> Any:
    """Return a cluster whose jobs have one core each; ``job_script()`` is what it submits.

    Raises:
        InputError: dask-jobqueue is not installed, or a value is refused by it.

    """
    if find_spec("dask_jobqueue") is None:
        raise InputError(Fault("--engine", "dask-jobqueue is not installed", INSTALL))
    from dask_jobqueue import SLURMCluster

    try:
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
    except (ValueError, TypeError) as error:
        raise InputError(Fault("--memory", str(error).partition("\n")[0], "write 2GB")) from None


def submitted(
    work: Work, folder: Path, jobs: int, queue: str | None, walltime: str, memory: str
) -> Dask:
    """Submit jobs, wait for the first to run, and check it.

    Raises:
        InputError: jobs cannot be submitted, none has come to run, or one has another model.

    """
    from distributed import Client

    if which("sbatch") is None:
        raise InputError(Fault("--engine", "there is no sbatch here", "start it where SLURM is"))
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
