"""What can be kept of the pages Map, Ladder and Helices: pictures, tables, scenario files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import solara

from interhelix.app import session
from interhelix.app.comparing.charts import drawing
from interhelix.app.comparing.tables import csv_of
from interhelix.app.drafts import scenarios_of
from interhelix.app.keeping import Files, Shelf, picture_files, scenario_files
from interhelix.app.looks import Look
from interhelix.app.portraying import numbers, pictures
from interhelix.app.portraying.drawings import view_picture
from interhelix.app.portraying.graph import lowest_level
from interhelix.app.portraying.layout import Float
from interhelix.app.portraying.network import Scene
from interhelix.app.session import Portraits
from interhelix.app.share import outcome_of
from interhelix.app.texts import Words
from interhelix.experiments.inputs import Origins
from interhelix.experiments.simulation import command_line
from interhelix.model.world import World
from interhelix.scenarios import Scenario

Draw = Callable[[Portraits, Words, str], bytes]
LADDER: Mapping[str, Draw] = {
    "ladder_a": partial(pictures.ladder_picture, side="a"),
    "ladder_b": partial(pictures.ladder_picture, side="b"),
    "moves": pictures.moves_picture,
}
HELICES: Mapping[str, Draw] = {
    "roles": pictures.roles_picture,
    "mixing": pictures.mixing_picture,
    "effects_by_role": pictures.effects_picture,
}


@solara.component
def Kept(groups: Mapping[str, Files], seen: Portraits, say: Words) -> None:
    """Show a button for every file, those of both scenarios among them; the link; the command."""
    scenarios = scenarios_of(seen.choices)
    every = {**groups, "keep.scenarios": scenario_files(scenarios)}
    run = seen.a.run
    commands = [command_of(one, run.world, run.quarters, run.seed) for one in scenarios]
    outcome = solara.use_memo(lambda: outcome_of(seen), [seen])
    command = "\n".join(dict.fromkeys(commands))
    Shelf(every, seen.choices, outcome, session.look.value, command, say)


def command_of(scenario: Scenario, world: World, quarters: int, seed: int) -> str:
    """Return the command that repeats a run; ``seed`` is its own."""
    return command_line(Origins.of(world, [scenario]), quarters, seed)


def files_of_map(scene: Scene, look: Look, places: Float, say: Words) -> dict[str, Files]:
    """Return the files of the view that is shown."""
    least = lowest_level(scene) if look.view == "graph" else 1
    name = {"map": "map", "tiles": "tiles", "graph": "network"}[look.view]
    tables = {f"{name}_regions": lambda: numbers.regions_drawn(scene)}
    if look.view != "tiles":
        tables[f"{name}_pairs"] = lambda: numbers.pairs_drawn(scene, least)
    return {
        "keep.numbers": csv_files(tables),
        "keep.pictures": picture_files({name: partial(view_picture, scene, look, places, say)}),
    }


def files_of_ladder(seen: Portraits, say: Words) -> dict[str, Files]:
    """Return the files of the page Ladder."""
    tables = {
        "ladder": lambda: numbers.levels_drawn(seen),
        "moves": lambda: numbers.moves_drawn(seen),
        "time_at_level": lambda: numbers.time_drawn(seen),
    }
    return {"keep.numbers": csv_files(tables), "keep.pictures": _drawn(LADDER, seen, say)}


def files_of_helices(seen: Portraits, say: Words) -> dict[str, Files]:
    """Return the files of the page Helices."""
    tables = {
        "roles": lambda: numbers.roles_drawn(seen),
        "mixing": lambda: numbers.mixing_drawn(seen),
        "effects_by_role": lambda: numbers.effects_drawn(seen),
    }
    return {"keep.numbers": csv_files(tables), "keep.pictures": _drawn(HELICES, seen, say)}


def csv_files(tables: Mapping[str, Callable[[], pd.DataFrame]]) -> Files:
    """Return a file for each table, by its name."""
    return {f"{name}.csv": lambda make=make: csv_of(make()) for name, make in tables.items()}


def _drawn(draws: Mapping[str, Draw], seen: Portraits, say: Words) -> Files:
    """Return what draws each picture; they are drawn one at a time, as their style is shared."""

    def make(draw: Draw, kind: str) -> bytes:
        with drawing:
            return draw(seen, say, kind)

    return picture_files({name: partial(make, draw) for name, draw in draws.items()})
