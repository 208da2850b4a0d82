"""One run, in memory or as a folder of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from interhelix.experiments.comparison import json_value
from interhelix.experiments.document import Block, Heading, Table, Text, number
from interhelix.experiments.inputs import Named, loaded, placed
from interhelix.experiments.limits import check_numbers
from interhelix.experiments.money import told
from interhelix.experiments.origins import Origins
from interhelix.experiments.own_code import (
    code_told,
    record_of_measures,
    split_measures,
    with_rules,
)
from interhelix.experiments.progress import Watcher, heard
from interhelix.experiments.record import made_by, of_scenario, of_world
from interhelix.experiments.repeating import command, repeat
from interhelix.experiments.showing import Result
from interhelix.experiments.warmup import compiling
from interhelix.model.loop import Run, run
from interhelix.model.measures import MEASURES, PRIMARY, Measure
from interhelix.model.rules import Rule
from interhelix.model.source import Function
from interhelix.model.world import World
from interhelix.scenarios import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from interhelix.experiments.pictures.results import Drawing


@dataclass(frozen=True, repr=False, eq=False)
class Simulation(Run, Result):
    """A run of a scenario; pictures are ``map``, ``ladder`` and ``effects``."""

    scenario: Scenario
    origins: Origins
    own: tuple[Measure, ...] = ()

    def __repr__(self) -> str:
        return (
            f"Simulation({self.scenario.name}: {self.world.name}, "
            f"{self.quarters} quarters, seed {self.seed})"
        )

    @property
    def title(self) -> str:
        """What was run where, in words."""
        world = self.world.title or self.world.name
        return f"{self.scenario.title or self.scenario.name}: {world}"

    def film(self, path: str | Path, language: str = "en") -> Path:
        """Write map and ladder over the years as a film; the run is run again for it.

        Args:
            path: A new file, ``.gif``, or ``.mp4`` where ffmpeg is installed.
            language: ``en`` or ``ru``.

        Raises:
            InputError: the file cannot be written, or there is no ffmpeg for it.

        """
        from interhelix.experiments.pictures.film import write_film

        write_film(self, Path(path), language)
        return Path(path)

    def _summary(self) -> list[Block]:
        end = self.series.iloc[-1]
        shown = [*(measure for measure in MEASURES if measure.name in PRIMARY), *self.own]
        lines = [[m.name, number(end[m.name]), m.unit] for m in shown]
        return [Table(f"Quarter {self.quarters}", ["measure", "value", "unit"], lines)]

    def _blocks(self) -> list[Block]:
        origins = self.origins
        lines = [
            f"{self.quarters} quarters, seed {self.seed}.",
            *self.world.basis,
            told(self.world.name),
        ]
        again = command_line(origins, self.quarters, self.seed)
        return [
            Heading(1, self.title),
            Text("\n".join(lines)),
            *self._summary(),
            *repeat([again], made_by(), origins.unkept(), code_told([self.scenario], self.own)),
        ]

    def _drawings(self, language: str) -> dict[str, Drawing]:
        from interhelix.experiments.pictures.results import run_drawings

        return run_drawings(self, self.scenario, language)

    def _write(self, folder: Path, language: str) -> None:
        write_run(self, folder, language)


def simulate(
    scenario: Named,
    world: World | str | Path = "russia",
    quarters: int = 60,
    seed: int = 1,
    watcher: Watcher | None = None,
    measures: Sequence[Measure] | Measure = (),
    rules: Sequence[Rule | Function] = (),
) -> Simulation:
    """Run a scenario once in a world and return the run with its tables.

    ``measures`` are measures of your own beside all others, ``rules`` rules of your own beside
    those of the scenario.

    Raises:
        InputError: a name, number or file that cannot be used; nothing has been run.

    """
    check_numbers({"quarters": quarters, "seed": seed})
    _, own = split_measures(measures)
    place, (plan,) = placed(world), with_rules([loaded(scenario)], rules)
    origins = Origins.of(world, [scenario])
    with compiling(heard(watcher)):
        found = run(place, plan.parameters(quarters), seed, own=own, rules=plan.rules)
    tables = {field.name: getattr(found, field.name) for field in fields(found)}
    return Simulation(**tables, scenario=plan, origins=origins, own=own)


def write_run(result: Simulation, folder: Path, language: str) -> None:
    """Write a run as tables, a network for other programs, pictures, and what made it."""
    from interhelix.experiments.archive import write_results
    from interhelix.experiments.network_file import write_hypergraph, write_map, write_network
    from interhelix.experiments.pictures.results import run_pictures
    from interhelix.experiments.pictures.style import save

    scenario, origins = result.scenario, result.origins
    write_network(result, folder / "network.graphml")
    write_hypergraph(result, folder / "projects.hif.json")
    write_map(result, folder / "regions.geojson")
    for name, picture in run_pictures(result, scenario, language).items():
        save(picture, folder / name)
    record = {
        **made_by(),
        "world": of_world(result.world, origins.world),
        "scenario": of_scenario(scenario, result.quarters, origins.scenarios[0]),
        "quarters": result.quarters,
        "seed": json_value(result.seed),
        **record_of_measures(result.own),
        "command": command_line(origins, result.quarters, result.seed),
    }
    write_results(folder, result.title, tables_of_run(result), record, origins.files)


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
