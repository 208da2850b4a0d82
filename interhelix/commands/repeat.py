"""``interhelix repeat``: results made again and compared."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.printing import put, put_json

DIFFERS = 5


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@options.whole("workers", None, "Processes; by default as many as help.")
@options.as_json
def repeat(folder: Path, workers: int | None, as_json: bool) -> int:
    """Make the results of a FOLDER again and compare every table.

    FOLDER is what run, compare, explain or report wrote with --out; it stays as it is. Files of
    your own that it names must be what they were. Exit code 0: all tables are equal; 5: some
    differ.
    """
    from interhelix.experiments.progress import shown

    with shown() as watcher:  # before the model is loaded
        from interhelix.experiments.repetition import repeated

        found = repeated(folder, workers, watcher)
    if as_json:
        put_json(found.as_json())
    else:
        put(f"{found.command}\n\n{found}")
    return 0 if found.equal else DIFFERS
