"""One run, in memory or as a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from interhelix.experiments.comparison import json_value
from interhelix.experiments.inputs import Named, loaded, placed
from interhelix.experiments.limits import check_numbers
from interhelix.experiments.origins import Origins
from interhelix.experiments.progress import Silence, Watcher
from interhelix.experiments.record import made_by, of_scenario, of_world
from interhelix.experiments.repeating import command
from interhelix.experiments.warmup import compiling
from interhelix.model.loop import run
from interhelix.model.world import World

if TYPE_CHECKING:
    import pandas as pd

    from interhelix.model.loop import Run
    from interhelix.scenarios import Scenario


def simulate(
    scenario: Named,
    world: World | str | Path,
    quarters: int = 60,
    seed: int = 1,
    watcher: Watcher | None = None,
) -> Run:
    """Run a scenario once in a world and return the run with its tables.

    Raises:
        InputError: a name, number or file that cannot be used; nothing has been run.

    """
    check_numbers({"quarters": quarters, "seed": seed})
    place, policy = placed(world), loaded(scenario).parameters(quarters)
    with compiling(watcher or Silence()):
        return run(place, policy, seed)


def write_run(
    result: Run, scenario: Scenario, origins: Origins, folder: Path, language: str
) -> None:
    """Write a run as tables, a network for other programs, pictures, and what made it."""
    from interhelix.experiments.archive import write_results
    from interhelix.experiments.network_file import write_network
    from interhelix.experiments.pictures.results import run_pictures
    from interhelix.experiments.pictures.style import save

    write_network(result, folder / "network.graphml")
    for name, picture in run_pictures(result, scenario, language).items():
        save(picture, folder / name)
    record = {
        **made_by(),
        "world": of_world(result.world, origins.world),
        "scenario": of_scenario(scenario, result.quarters, origins.scenarios[0]),
        "quarters": result.quarters,
        "seed": json_value(result.seed),
        "command": command_line(origins, result.quarters, result.seed),
    }
    title = f"{scenario.title or scenario.name}: {result.world.title or result.world.name}"
    write_results(folder, title, tables_of_run(result), record, origins.files)


def tables_of_run(result: Run) -> dict[str, pd.DataFrame]:
    """Return the tables of a run as its folder holds them."""
    return {
        "series": result.series.reset_index(),
        "regions": result.regions.reset_index(),
        "roles": result.roles.reset_index(),
        "ties": result.ties,
        "projects": result.projects.astype({"members": "str"}),
        "pairs": result.pairs,
        "transitions": result.transitions.rename_axis("from").reset_index(),
        "outlook": result.outlook.reset_index(),
    }


def command_line(origins: Origins, quarters: int, seed: int) -> str:
    """Return the command that repeats a run."""
    given = (origins.scenarios[0].word, "--world", origins.world.word)
    return command("interhelix", "run", *given, "--quarters", quarters, "--seed", seed)
