"""``interhelix store``: looking after a store."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.group import Group, help_alone
from interhelix.commands.printing import complain, put, put_json
from interhelix.model.errors import Fault

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
    from interhelix.experiments.store.errors import disk_faults
    from interhelix.experiments.store.verify import verified

    found = Store(path)
    with disk_faults(path):
        result = verified(found)
    if as_json:
        put_json(result.as_json())
    elif not result.bad:
        put(f"{result.shards} shards with {result.runs:,} runs, all whole; digest {result.digest}")
    remedy = "run the sweep again: it puts the file aside and repeats its runs"
    faults = [Fault(str(file), reason, remedy) for file, reason in result.bad]
    return complain(*faults, code=REFUSED) if faults else 0
