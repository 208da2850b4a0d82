"""``interhelix ablate``: every switch of the model off against on."""

from __future__ import annotations

import click

from interhelix.commands import options
from interhelix.commands.checked import Checked
from interhelix.commands.printing import put


@click.command(cls=Checked)
@click.argument("switches", metavar="[SWITCH]...", nargs=-1)
@options.world
@options.whole("replicates", 30, "Pairs of runs for each switch.")
@options.quarters
@options.seed
@options.whole("workers", None, "Processes; by default as many as help.")
@options.as_json
def ablate(
    switches: tuple[str, ...],
    world: str,
    replicates: int,
    quarters: int,
    seed: int,
    workers: int | None,
    as_json: bool,
) -> None:
    """Run each SWITCH, or all, off against on, and say what it moves.

    Both sides of a switch run on the same seeds. Its row shows the paired difference on - off in
    the measure that it should move, with a 95 % interval, and whether it lies on the side that was
    expected before the first run.
    """
    from interhelix import experiments
    from interhelix.experiments.progress import shown

    with shown() as watcher:  # before the model is loaded
        found = experiments.ablate(switches, world, replicates, seed, quarters, workers, watcher)
    put(found.to_json() if as_json else found.report())
