"""``interhelix store``: looking after a store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interhelix.commands import options
from interhelix.commands.group import Group, help_alone
from interhelix.commands.printing import complain, put, put_json
from interhelix.model.errors import Fault

if TYPE_CHECKING:
    from interhelix.experiments.store import Store

REFUSED = 5


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def store(context: click.Context) -> None:
    """Look after a store."""
    help_alone(context)


@store.command()
@click.argument("path", metavar="STORE", type=click.Path(path_type=Path))
@options.as_json
def verify(path: Path, as_json: bool) -> int:
    """Check every byte of a STORE; nothing is changed.

    The next sweep puts damaged and foreign files aside and repeats their runs.
    """
    from interhelix.experiments.store import Store

    return _verify(Store(path), as_json)


@store.command()
@click.argument("target", metavar="TARGET", type=click.Path(path_type=Path))
@click.argument(
    "sources", metavar="STORE…", type=click.Path(path_type=Path), nargs=-1, required=True
)
@options.as_json
def merge(target: Path, sources: tuple[Path, ...], as_json: bool) -> int:
    """Copy the runs and series of each STORE into TARGET, then check every byte of it.

    For sweeps of one experiment that were written apart. TARGET is a new folder, or a store.
    """
    from interhelix.experiments.store.maintenance import merge as merged

    return _verify(merged(target, sources), as_json)


def _verify(found: Store, as_json: bool) -> int:
    """Print what a check finds, and return the exit code."""
    from interhelix.experiments.statistics import counted
    from interhelix.experiments.store.format import disk_faults
    from interhelix.experiments.store.maintenance import verified
    from interhelix.experiments.store.shards import REPEAT
    from interhelix.experiments.sweeps.status import SERIES_LOST, lack

    with disk_faults(found.path):
        result = verified(found)
    lacking = result.without_series
    if as_json:
        put_json(result.as_json())
    elif not result.bad and not lacking:
        shards, of = counted(result.shards, "shard"), found.experiment.runs
        runs = f"{result.runs:,} of " * (result.runs < of) + counted(max(result.runs, of), "run")
        put(f"{shards} with {runs}, all whole; digest {result.digest}")
    faults = [Fault(str(file), reason, REPEAT) for file, reason in result.bad]
    if lacking:
        faults.append(Fault(str(found.path), lack(lacking), SERIES_LOST))
    return complain(*faults, code=REFUSED) if faults else 0
