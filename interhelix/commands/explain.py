"""``interhelix explain``: what carries the effects of a policy."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.checked import Checked
from interhelix.commands.printing import aside, put

SOME_FAILED = 4


@click.command(cls=Checked)
@click.argument("baseline")
@click.argument("policy")
@options.world
@options.whole("replicates", 30, "Pairs of runs.")
@options.quarters
@options.seed
@options.whole("workers", None, "Processes; by default as many as help.")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    help="Explain this measure; may be repeated. [default: the eight effects]",
)
@click.option(
    "--question",
    "questions",
    multiple=True,
    help="Only interventions, mechanisms or assumptions; may be repeated.",
)
@options.out
@options.overwrite
@options.language
@options.as_json
def explain(
    baseline: str,
    policy: str,
    world: str,
    replicates: int,
    quarters: int,
    seed: int,
    workers: int | None,
    measures: tuple[str, ...],
    questions: tuple[str, ...],
    out: Path | None,
    overwrite: bool,
    language: str,
    as_json: bool,
) -> int:
    """Say which interventions, rules and assumed numbers carry the effects of a POLICY.

    Each intervention of POLICY is left out in turn; each rule of the model is turned off under
    BASELINE and POLICY; each assumed number is halved and doubled, to see whether the sign of an
    effect turns. All runs of a replicate share a seed, and intervals hold together.
    """
    options.check_output(out, overwrite, language)
    from interhelix import experiments
    from interhelix.experiments.progress import shown

    with shown() as watcher:  # before the model is loaded
        found = experiments.explain(
            baseline,
            policy,
            world,
            replicates,
            seed,
            quarters,
            workers,
            measures,
            questions,
            watcher,
        )
    if out:
        found.save(out, overwrite, language)
        aside(f"written to {out}")
    put(found.to_json() if as_json else found.report())
    return SOME_FAILED if found.failures else 0
