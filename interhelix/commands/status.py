"""``interhelix status``: how far a sweep is, from any terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interhelix.commands import options
from interhelix.commands.printing import complain, put, put_json

if TYPE_CHECKING:
    from interhelix.experiments.sweeps.status import Status

SOME_FAILED = 4
AGAIN = "run the sweep again: it goes on where it stopped"


@click.command()
@click.argument("store", type=click.Path(path_type=Path))
@options.as_json
def status(store: Path, as_json: bool) -> None:
    """Show how far the sweep of a STORE is.

    Says what is done, what failed and why, what is missing, and who is at work. The exit code is 0
    however far it is; that of report and export is 4 where runs failed or are missing.
    """
    from interhelix.experiments.store import Store
    from interhelix.experiments.sweeps.status import Status

    found = Status.of(Store(store))
    if as_json:
        put_json(found.as_json())
    else:
        put(found.text())


def shortfall(status: Status, series: bool = False) -> int:
    """Say what a result made from a store lacks, and return the exit code, as a sweep does."""
    from interhelix.experiments.statistics import counted
    from interhelix.experiments.sweeps.status import SERIES_LOST, lack

    said = []
    if missing := status.missing:
        said.append(f"{counted(missing, 'run')} {'is' if missing == 1 else 'are'} missing; {AGAIN}")
    if status.failed:
        said.append(f"{counted(status.failed, 'run')} failed; 'interhelix status' says why")
    if series and status.without_series:
        said.append(f"{lack(status.without_series)}: {SERIES_LOST}")
    return complain(*said, code=SOME_FAILED) if said else 0
