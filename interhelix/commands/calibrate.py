"""``interhelix calibrate``: which values of assumed parameters give published patterns."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.checked import Checked
from interhelix.commands.interrupts import INTERRUPTED, Interrupts, listen_no_more
from interhelix.commands.printing import aside, complain, put
from interhelix.commands.sweep import SOME_FAILED
from interhelix.model.errors import Fault, InputError


@click.command(cls=Checked)
@click.argument("calibration", metavar="CALIBRATION")
@click.option("--store", type=click.Path(path_type=Path), help="Folder that keeps the draws.")
@options.whole("workers", None, "Processes; by default one for each core.")
@click.option("--partial", is_flag=True, help="Run no draw: fit to those that the store has.")
@options.out
@options.overwrite
@options.as_json
def calibrate(
    calibration: str,
    store: Path | None,
    workers: int | None,
    partial: bool,
    out: Path | None,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Fit parameters to published patterns, and say which of them the patterns identify.

    CALIBRATION is a name that ships (fp7) or a path to a file of yours. Each draw from the priors
    is kept in the store as it ends; the same command goes on where it stopped. The posterior goes
    into the folder of --out, which `interhelix compare --posterior` reads.
    """
    options.check_output(out, overwrite, "en")
    from interhelix.experiments.calibration import calibrated
    from interhelix.experiments.calibration.specification import Asked, swept
    from interhelix.experiments.progress import shown
    from interhelix.experiments.sections import command
    from interhelix.experiments.store import Store
    from interhelix.experiments.sweeps import processes

    asked = Asked.load(calibration)
    if store is None:
        problem = "missing option '--store'"
        raise InputError(Fault("calibrate", problem, "name a folder for the draws"))
    again = f"go on with: {command('interhelix', 'calibrate', asked.given, '--store', store)}"
    try:
        with shown() as watcher, Interrupts(watcher.notice) as interrupts:
            if partial:
                kept = Store(store)
            else:
                kept = swept(asked, store, processes(workers), watcher, interrupts.stopping)
            if interrupts.heard:
                kept_is = f"interrupted; what was done is kept; {again}"
                return complain(kept_is, code=INTERRUPTED)
            found = calibrated(asked, kept, workers, watcher)
    except KeyboardInterrupt:
        listen_no_more()
        return complain(f"interrupted; what was done is kept; {again}", code=INTERRUPTED)
    if out:
        found.save(out, overwrite)
        aside(f"written to {out}")
    put(found.to_json() if as_json else found.report())
    return 0 if found.ran == asked.draws else SOME_FAILED
