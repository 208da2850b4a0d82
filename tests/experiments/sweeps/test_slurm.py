"""SLURM through dask-jobqueue: the script that is submitted, and jobs that a stand-in runs."""

import os
import signal
import stat
import sys
from contextlib import suppress

import pytest

from interhelix.experiments.engines import Serial, dask
from interhelix.model.errors import InputError
from tests.waiting import PATIENCE

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # of Tornado and Dask, as connections close
    pytest.mark.skipif(sys.platform == "win32", reason="a script of POSIX"),
]

# Keeps a job script, as its owner deletes it now, runs it in a session, and notes its process.
SBATCH = """#!/bin/sh
cp "$1" {folder}/job.$$
setsid sh {folder}/job.$$ > /dev/null 2>&1 &
echo $! >> {folder}/jobs
echo "Submitted batch job $!"
"""


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """Give a stand-in for SLURM's commands."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, text in (("sbatch", SBATCH.format(folder=folder)), ("scancel", "#!/bin/sh\n")):
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o700 | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    yield folder
    with suppress(FileNotFoundError):
        for job in (folder / "jobs").read_text(encoding="utf-8").split():
            with suppress(ProcessLookupError):
                os.killpg(int(job), signal.SIGKILL)


def test_the_script_asks_for_one_core_and_starts_one_worker_with_one_thread():
    made = dask.cluster("short", "00:30:00", "3GB")
    try:
        lines = made.job_script().splitlines()
    finally:
        made.close()
    assert lines[0].startswith("#!")
    for option in (
        "-J interhelix",
        "-p short",
        "-n 1",
        "--cpus-per-task=1",
        "--mem=3G",
        "-t 00:30:00",
    ):
        assert f"#SBATCH {option}" in lines
    assert "--nthreads 1" in lines[-1]
    assert "distributed.cli.dask_worker" in lines[-1] or "dask worker" in lines[-1]


def test_a_memory_that_nobody_understands_is_refused():
    with pytest.raises(InputError, match="--memory: 'much' is no memory; write 2GB"):
        dask.check_job("00:30:00", "much")


@pytest.mark.slow
def test_jobs_give_the_digest_of_the_serial_engine(plan, run, queue, checkout, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(checkout))
    monkeypatch.setattr(dask, "PATIENCE", PATIENCE)
    made = plan()
    store = run(
        made,
        lambda work: dask.submitted(work, work.store / "progress", 2, None, "00:30:00", "1GB"),
        chunk_size=4,
    )
    assert store.digest() == run(made, Serial, name="serial").digest()
    assert len((queue / "jobs").read_text(encoding="utf-8").split()) == 2


def test_without_slurm_there_is_a_remedy(plan, run, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="there is no sbatch here; start it where SLURM is"):
        run(
            plan(),
            lambda work: dask.submitted(work, work.store / "progress", 1, None, "1", "1GB"),
        )
