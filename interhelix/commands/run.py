"""``interhelix run``: one run."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.checked import Checked
from interhelix.commands.printing import aside, columns, put, put_json


@click.command(cls=Checked)
@click.argument("scenario")
@options.world
@options.quarters
@options.seed
@options.out
@options.overwrite
@click.option(
    "--film",
    type=click.Path(path_type=Path),
    help="Write map and ladder over the years to a .gif, or .mp4 where ffmpeg is.",
)
@options.language
@options.as_json
def run(
    scenario: str,
    world: str,
    quarters: int,
    seed: int,
    out: Path | None,
    overwrite: bool,
    film: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Run a scenario once.

    Prints the primary measures of SCENARIO at the end; with --out writes series, regions, ties,
    projects, networks and a map for other programs, and pictures.
    """
    options.check_output(out, overwrite, language)
    if film:
        from interhelix.experiments.pictures.results import check_film

        check_film(film)
    from interhelix.experiments.progress import shown

    with shown() as watcher:  # before the model is loaded
        from interhelix.experiments import simulate

        watcher.done(0, 1)
        result = simulate(scenario, world, quarters, seed, watcher)
    from interhelix.experiments.costs import money_note
    from interhelix.experiments.output import json_value
    from interhelix.experiments.statistics import number
    from interhelix.model.measures import MEASURES, PRIMARY

    if out:
        result.save(out, overwrite, language)
        aside(f"written to {out}")
    if film:
        result.film(film, language)
        aside(f"written to {film}")
    end = result.series.iloc[-1]
    if as_json:
        put_json(
            {
                "scenario": result.scenario.name,
                "world": result.world.name,
                "quarters": quarters,
                "seed": json_value(seed),
                "measured": list(result.world.measured),
                "estimated": list(result.world.estimates),
                "drawn": list(result.drawn),
                "measures": {name: json_value(float(value)) for name, value in end.items()},
            }
        )
        return
    lines = [[m.name, number(end[m.name]), m.unit] for m in MEASURES if m.name in PRIMARY]
    basis = "\n".join([*result.world.basis, money_note(result.world.name)])
    put(f"{result.title}, quarter {quarters}, seed {seed}\n\n{columns(lines)}\n\n{basis}")
