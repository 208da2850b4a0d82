"""``interhelix sweep``: the runs of an experiment, kept in a store that can be gone on with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interhelix.commands import options
from interhelix.commands.checked import Checked
from interhelix.commands.interrupts import INTERRUPTED, Interrupts, listen_no_more
from interhelix.commands.printing import complain, put, put_json
from interhelix.model.errors import Fault, InputError, unknown

if TYPE_CHECKING:
    from interhelix.experiments.experiment import Experiment
    from interhelix.experiments.sweeps import Opener

ENGINES = ("processes", "serial", "dask", "slurm")
ALL_FAILED, SOME_FAILED = 3, 4
LIMIT = 3600  # [s]
WALLTIME, MEMORY = "01:00:00", "2GB"  # of a job


@click.command(cls=Checked)
@click.argument("experiment", metavar="EXPERIMENT")
@click.option("--store", type=click.Path(path_type=Path), help="Folder that keeps the runs.")
@options.whole("workers", None, "Processes or jobs; by default one for each core.")
@click.option(
    "--engine", default="processes", show_default=True, help=f"One of {', '.join(ENGINES)}."
)
@click.option("--address", help="Of a Dask scheduler: tcp://HOST:PORT.")
@click.option(
    "--shard", metavar="K/N", help="Only every N-th run from the K-th on, for job arrays."
)
@options.whole("limit", LIMIT, "Seconds that a run may take.")
@click.option("--retry", is_flag=True, help="Repeat runs that failed.")
@click.option(
    "--dry-run", is_flag=True, help="Print runs, time, memory and disk that it would take."
)
@click.option("--queue", help="SLURM: the partition.")
@click.option("--walltime", help=f"SLURM: time of a job. [default: {WALLTIME}]")
@click.option("--memory", help=f"SLURM: memory of a job. [default: {MEMORY}]")
@options.as_json
def sweep(
    experiment: str,
    store: Path | None,
    workers: int | None,
    engine: str,
    address: str | None,
    shard: str | None,
    limit: int,
    retry: bool,
    dry_run: bool,
    queue: str | None,
    walltime: str | None,
    memory: str | None,
    as_json: bool,
) -> int:
    """Run an experiment, or what is missing of it.

    EXPERIMENT is a name that ships or a path to a file of yours. Each run is kept in the store as
    it ends; the same command goes on where it stopped, and runs nothing twice.
    """
    from interhelix.experiments.experiment import Experiment
    from interhelix.experiments.sections import command

    part = part_of(shard)
    opener = engine_of(engine, workers, address, (queue, walltime, memory))
    asked = Experiment.load(experiment)
    if dry_run:
        return _dry_run(asked, workers, as_json)
    if store is None:
        raise InputError(Fault("sweep", "missing option '--store'", "name a folder for the runs"))
    again = {"store": store, "workers": workers, "address": address, "shard": shard}
    words = [word for name, value in again.items() if value for word in (f"--{name}", str(value))]
    words += ["--engine", engine] if engine != "processes" else []
    words += ["--limit", str(limit)] if limit != LIMIT else []
    same = command("interhelix", "sweep", asked.given, *words)
    return _carry_out(asked, store, opener, (part, float(limit), retry), same, as_json)


def part_of(shard: str | None) -> tuple[int, int]:
    """Return k and n of ``k/n``.

    Raises:
        InputError: it is something else.

    """
    if shard is None:
        return 1, 1
    number, slash, of = shard.partition("/")
    whole = number.isdecimal() and of.isdecimal() and shard.isascii()
    if slash and whole and 1 <= int(number) <= int(of) <= 100_000:
        return int(number), int(of)
    remedy = "write K/N, as 3/10 for the third of ten parts"
    raise InputError(Fault("--shard", f"'{shard[: options.LONGEST]}' is no part", remedy))


def engine_of(
    name: str,
    workers: int | None,
    address: str | None,
    job: tuple[str | None, str | None, str | None] = (None, None, None),
) -> Opener:
    """Return what opens an engine; ``job`` is partition, time and memory of a job of SLURM.

    Raises:
        InputError: there is no such engine, or it lacks something.

    """
    from interhelix.experiments.engines import Serial
    from interhelix.experiments.sweeps import processes

    if name not in ENGINES:
        raise unknown("engine", name, ENGINES)
    if (name == "dask") != (address is not None):
        problem = "needs --address" if name == "dask" else f"--address is of no use to '{name}'"
        raise InputError(
            Fault("--engine", problem, "write --engine dask --address tcp://HOST:PORT")
        )
    for option, value in zip(("queue", "walltime", "memory"), job, strict=True):
        if value is not None and name != "slurm":
            raise InputError(Fault(f"--{option}", f"is of no use to '{name}'", "leave it out"))
    if name == "processes":
        return processes(workers)
    if name == "serial":
        return Serial
    from interhelix.experiments.engines import dask
    from interhelix.experiments.store.mark import PROGRESS

    if address:
        dask.check(address)
        return lambda work: dask.connected(work, work.store / PROGRESS, address)
    queue, walltime, memory = job[0], job[1] or WALLTIME, job[2] or MEMORY
    dask.check_job(walltime, memory)
    asked = (workers or 1, queue, walltime, memory)
    return lambda work: dask.submitted(work, work.store / PROGRESS, *asked)


def _carry_out(
    asked: Experiment,
    path: Path,
    opener: Opener,
    how: tuple[tuple[int, int], float, bool],
    command: str,
    as_json: bool,
) -> int:
    """Carry out a sweep, print what is there then, and return the exit code."""
    from interhelix.experiments.engines import EngineGoneError
    from interhelix.experiments.progress import shown
    from interhelix.experiments.store.mark import check_place
    from interhelix.experiments.sweeps import Sweep
    from interhelix.experiments.sweeps.plan import Plan
    from interhelix.experiments.sweeps.status import Status

    check_place(path)
    part, limit, retry = how
    plan = Plan.of(asked)
    again = f"go on with: {command}"
    try:
        with shown() as watcher, Interrupts(watcher.notice) as interrupts:
            sweep = Sweep(plan, path, opener, part, limit, retry)
            store = sweep.carry_out(watcher, interrupts.stopping)
    except KeyboardInterrupt:
        listen_no_more()
        return complain(f"interrupted; what was done is kept; {again}", code=INTERRUPTED)
    except EngineGoneError as error:
        return complain(f"{error}; what was done is kept; {again}", code=INTERRUPTED)
    status = Status.of(store)
    if as_json:
        put_json(status.as_json())
    else:
        put(status.text())
    if interrupts.heard and status.missing:
        return complain(f"interrupted; what was done is kept; {again}", code=INTERRUPTED)
    if status.missing and (lacking := sweep.lacking(store)):
        runs = "1 run is" if lacking == 1 else f"{lacking:,} runs are"
        return complain(f"{runs} missing still; {again}", code=SOME_FAILED)
    if status.failed:
        return ALL_FAILED if status.failed == status.there else SOME_FAILED
    return 0


def _dry_run(asked: Experiment, workers: int | None, as_json: bool) -> int:
    """Print what a sweep would take, and what its design cannot tell apart."""
    from interhelix.experiments.progress import shown
    from interhelix.experiments.sweeps.status import Estimate

    with shown() as watcher:
        estimate = Estimate.of(asked, workers, watcher)
    if as_json:
        put_json(estimate.as_json())
    else:
        put(estimate.text())
    return 0
