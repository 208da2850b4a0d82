"""``interhelix status``: how far a sweep is, from any terminal."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.printing import put, put_json


@click.command()
@click.argument("store", type=click.Path(path_type=Path))
@options.as_json
def status(store: Path, as_json: bool) -> None:
    """Show how far the sweep of a STORE is.

    Says what is done, what failed and why, what is missing, and who is at work.
    """
    from interhelix.experiments.store import Store
    from interhelix.experiments.sweeps.status import Status

    found = Status.of(Store(store))
    if as_json:
        put_json(found.as_json())
    else:
        put(found.text())
