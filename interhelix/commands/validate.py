"""``interhelix validate``: published patterns beside simulated ones."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.checked import Checked
from interhelix.commands.printing import aside, put


@click.command(cls=Checked)
@options.whole("replicates", 10, "Seeds of each trial.")
@options.quarters
@options.seed
@options.whole("workers", None, "Processes; by default as many as help.")
@click.option(
    "--posterior", help="Take its mean for parameters: a name that ships (fp7), or your folder."
)
@options.out
@options.overwrite
@options.as_json
def validate(
    replicates: int,
    quarters: int,
    seed: int,
    workers: int | None,
    posterior: str | None,
    out: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Set simulated patterns beside published ones, and each beside what chance gives.

    Europe runs with as many organisations as the data of the Framework Programmes list. A row for
    each figure says whether it lies where it should, whether a null does so as well, and whether it
    may be fitted or is held out; participation by region is compared with real counts.
    """
    options.check_output(out, overwrite, "en")
    from interhelix import experiments
    from interhelix.experiments.progress import shown

    with shown() as watcher:  # before the model is loaded
        found = experiments.validate(replicates, quarters, seed, workers, watcher, posterior)
    if out:
        found.save(out, overwrite)
        aside(f"written to {out}")
    from interhelix.experiments.validation import report

    put(found.to_json() if as_json else report(found))
