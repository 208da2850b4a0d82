"""``interhelix sensitivity``: on which factors a result hangs, and whether its conclusions hold."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.checked import Checked
from interhelix.commands.interrupts import INTERRUPTED, Interrupts, listen_no_more
from interhelix.commands.printing import aside, complain, put
from interhelix.commands.status import shortfall
from interhelix.model.errors import Fault, InputError


@click.command(cls=Checked)
@click.argument("experiment", metavar="EXPERIMENT")
@click.option("--store", type=click.Path(path_type=Path), help="Folder that keeps the runs.")
@click.option("--method", default="morris", show_default=True, help="One of one, morris, sobol.")
@options.whole("size", None, "Values, trajectories or base points. [default: 9, 20 or 64]")
@options.whole("replicates", None, "Runs of each setting. [default: as EXPERIMENT has it]")
@click.option(
    "--draws", type=click.Path(path_type=Path), help="Try the rows of this CSV or Parquet file."
)
@options.whole("workers", None, "Processes; by default one for each core.")
@options.out
@options.overwrite
@options.language
@options.as_json
def sensitivity(
    experiment: str,
    store: Path | None,
    method: str,
    size: int | None,
    replicates: int | None,
    draws: Path | None,
    workers: int | None,
    out: Path | None,
    overwrite: bool,
    language: str,
    as_json: bool,
) -> int:
    """Say on which factors of an EXPERIMENT its results hang, and where conclusions turn.

    The factors run over their ranges one at a time (one: tipping points), along trajectories
    (morris: elementary effects), or all together (sobol: shares of variance, alone and with
    interactions, with bootstrap intervals). With --draws they take the rows of a file, a column for
    each parameter: in what share of the draws does each difference hold, and what would one regret?
    Replicates have the same luck at every setting, so a factor that does nothing shows exactly 0.
    The experiment is kept beside the store, as STORE.toml; the same command goes on where it
    stopped.
    """
    options.check_output(out, overwrite, language)
    from interhelix.experiments.analysis.sweep_report import report, write_analysis
    from interhelix.experiments.experiment import Experiment, check_method, derived
    from interhelix.experiments.experiment_file import read_draws
    from interhelix.experiments.output import complete_folder
    from interhelix.experiments.progress import shown
    from interhelix.experiments.store import analysed
    from interhelix.experiments.store.format import StoreError
    from interhelix.experiments.store.mark import check_place
    from interhelix.experiments.sweeps import Sweep, processes
    from interhelix.experiments.sweeps.plan import Plan
    from interhelix.experiments.sweeps.status import Status

    check_method(method)
    if draws is not None:
        read_draws(draws)
    base = Experiment.load(experiment)
    if store is None:
        raise InputError(Fault("sensitivity", "missing option '--store'", "name a folder"))
    check_place(store)
    beside = store.with_name(f"{store.name}.toml")
    new = not beside.exists()
    asked = derived(base, beside, method, size, replicates, draws)
    try:
        with shown() as watcher, Interrupts(watcher.notice) as interrupts:
            sweep = Sweep(Plan.of(asked), store, processes(workers))
            kept = sweep.carry_out(watcher, interrupts.stopping)
    except (InputError, StoreError):
        if new:
            beside.unlink()
        raise
    except KeyboardInterrupt:
        listen_no_more()
        return complain("interrupted; the same command goes on", code=INTERRUPTED)
    if interrupts.heard and Status.of(kept).missing:
        return complain("interrupted; the same command goes on", code=INTERRUPTED)
    found = analysed(kept)
    if out:
        with complete_folder(out, overwrite) as folder:
            write_analysis(found, folder, language)
        aside(f"written to {out}")
    put(found.to_json() if as_json else report(found))
    return shortfall(Status.of(kept))
