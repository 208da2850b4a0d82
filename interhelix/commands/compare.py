"""``interhelix compare``: policies against a baseline in paired replicates."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.checked import Checked
from interhelix.commands.printing import aside, put
from interhelix.model.errors import Fault, InputError

SOME_FAILED = 4


@click.command(cls=Checked)
@click.argument("baseline")
@click.argument("policies", metavar="POLICY...", nargs=-1)
@options.world
@options.whole("replicates", 30, "Pairs of runs.")
@options.quarters
@options.seed
@options.whole("workers", None, "Processes; by default as many as help.")
@click.option(
    "--measure", "measures", multiple=True, help="Show only this measure; may be repeated."
)
@options.equal("money", "u/actor")
@options.equal("contacts", "contacts/actor")
@click.option(
    "--posterior", help="Draw each pair's parameters from it: a name that ships, or your folder."
)
@options.out
@options.overwrite
@options.language
@options.as_json
def compare(
    baseline: str,
    policies: tuple[str, ...],
    world: str,
    replicates: int,
    quarters: int,
    seed: int,
    workers: int | None,
    measures: tuple[str, ...],
    equal_money: tuple[str, float | None] | None,
    equal_contacts: tuple[str, float | None] | None,
    posterior: str | None,
    out: Path | None,
    overwrite: bool,
    language: str,
    as_json: bool,
) -> int:
    """Compare policies with a baseline in paired replicates.

    BASELINE and each POLICY run on the same seeds (common random numbers); the report shows paired
    differences with intervals, verdicts, costs, winners and losers.
    """
    options.check_output(out, overwrite, language)
    if equal_money and equal_contacts:
        remedy = "make one of the two equal"
        raise InputError(Fault("--equal-contacts", "does not go with --equal-money", remedy))
    equal = equal_money or equal_contacts or (None, None)
    from interhelix import experiments
    from interhelix.experiments.progress import shown

    with shown() as watcher:  # before the model is loaded
        found = experiments.compare(
            baseline,
            policies,
            world,
            replicates,
            seed,
            quarters,
            workers,
            measures,
            watcher,
            equal=equal[0],
            amount=equal[1],
            posterior=posterior,
        )

    if out:
        found.save(out, overwrite, language)
        aside(f"written to {out}")
    if as_json:
        used = found.world
        told = {"measured": used.measured, "estimated": used.estimates, "drawn": used.drawn}
        for how, what in told.items():
            if what:
                aside(f"{how}: {'; '.join(what)}")
    put(found.to_json() if as_json else found.report())
    return SOME_FAILED if found.failures else 0
