"""``interhelix report``: what a sweep found."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.checked import Checked
from interhelix.commands.printing import aside, put
from interhelix.commands.status import shortfall


@click.command(cls=Checked)
@click.argument("store", type=click.Path(path_type=Path))
@options.out
@options.overwrite
@options.language
@options.as_json
def report(store: Path, out: Path | None, overwrite: bool, language: str, as_json: bool) -> int:
    """Report what the sweep of a STORE found.

    Policies are compared with the first scenario in paired replicates, over all settings and at
    each; the report goes on with what the factors do, luck and ignorance, costs and regret. The
    exit code is 4 where runs failed or are missing.
    """
    options.check_output(out, overwrite, language)
    from interhelix.experiments.analysis.sweep_report import report as as_markdown
    from interhelix.experiments.analysis.sweep_report import write_analysis
    from interhelix.experiments.output import complete_folder
    from interhelix.experiments.store import Store, analysed
    from interhelix.experiments.sweeps.status import Status

    kept = Store(store)
    found = analysed(kept)
    if out:
        with complete_folder(out, overwrite) as folder:
            write_analysis(found, folder, language)
        aside(f"written to {out}")
    put(found.to_json() if as_json else as_markdown(found))
    return shortfall(Status.of(kept))
