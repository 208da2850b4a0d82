"""One run of a scenario with its tables, pictures and network files.

GraphML is written in a form that networkx, igraph and Gephi read alike, hypergraphs in the
Hypergraph Interchange Format (HIF), regions as GeoJSON (RFC 7946).
"""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from interhelix.agents.roles import ROLES
from interhelix.experiments.costs import money_note
from interhelix.experiments.document import Block, Heading, Result, Table, Text
from interhelix.experiments.inputs import (
    Named,
    Origins,
    check_numbers,
    loaded,
    placed,
    split_measures,
    with_rules,
)
from interhelix.experiments.output import json_value
from interhelix.experiments.progress import Watcher, compiling, heard
from interhelix.experiments.provenance import made_by, of_scenario, of_world, record_of_measures
from interhelix.experiments.sections import code_lines, command, repeat
from interhelix.experiments.statistics import number
from interhelix.model.loop import Run, run
from interhelix.model.measures import MEASURES, PRIMARY, Measure
from interhelix.model.rules import Rule
from interhelix.model.source import Function
from interhelix.model.world import World
from interhelix.scenarios import Scenario

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from interhelix.experiments.pictures.results import Drawing
    from interhelix.model.loop import Run


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
        from interhelix.experiments.pictures.results import write_film

        write_film(self, self.scenario, Path(path), language)
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
            money_note(self.world.name),
        ]
        again = command_line(origins, self.quarters, self.seed)
        return [
            Heading(1, self.title),
            Text("\n".join(lines)),
            *self._summary(),
            *repeat([again], made_by(), origins.unkept(), code_lines([self.scenario], self.own)),
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
    check_numbers(quarters=quarters, seed=seed)
    _, own = split_measures(measures)
    place, (plan,) = placed(world), with_rules([loaded(scenario)], rules)
    origins = Origins.of(world, [scenario])
    with compiling(heard(watcher)):
        found = run(place, plan.parameters(quarters), seed, own=own, rules=plan.rules)
    tables = {field.name: getattr(found, field.name) for field in fields(found)}
    return Simulation(**tables, scenario=plan, origins=origins, own=own)


def write_run(result: Simulation, folder: Path, language: str) -> None:
    """Write a run as tables, a network for other programs, pictures, and what made it."""
    from interhelix.experiments.pictures import save
    from interhelix.experiments.pictures.results import run_pictures
    from interhelix.experiments.provenance import write_results

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


TIE = {  # one type an attribute: igraph refuses a file that declares two of the same name
    "level": int,
    "kind": str,
    "trust": float,
    "experience": int,
    "born": int,
    "channel": str,
}


def write_network(result: Run, path: Path) -> None:
    """Write the network at the end of a run.

    Keys bear the names of their attributes: of the keys that networkx would number, Gephi takes
    ``d3`` for the label of a node and ``d7`` for that of an edge. The graph itself has no
    attributes, as Gephi reports each as a severe error; ``run.json`` says what made the run.
    """
    import networkx as nx

    nx.write_graphml_xml(network(result), path, named_key_ids=True)


def write_hypergraph(result: Run, path: Path) -> None:
    """Write all projects, live and ended, as a hypergraph in HIF: actors in teams.

    An edge is a project; its number is that of its line in the table of projects, from 0. The role
    of an actor in it is ``lead`` or ``member``. Actors without a project are nodes, too.
    """
    edges, incidences = [], []
    for nth, project in enumerate(result.projects.to_dict("records")):
        members = str(project.pop("members")).split()
        edges.append({"edge": nth, "attrs": _plain(project)})
        for name in dict.fromkeys([project["lead"], *members]):
            role = "lead" if name == project["lead"] else "member"
            incidences.append({"edge": nth, "node": name, "attrs": {"role": role}})
    nodes: list[dict[str, object]] = [
        {"node": name, "attrs": attributes} for name, attributes in _actors(result.world)
    ]
    _write(path, {"network-type": "undirected"}, nodes=nodes, edges=edges, incidences=incidences)


def write_map(result: Run, path: Path) -> None:
    """Write the table of regions as GeoJSON: each region a point, undefined figures null."""
    features = []
    for code, region in zip(result.regions.index, result.regions.to_dict("records"), strict=True):
        place = {"type": "Point", "coordinates": [region["lon"], region["lat"]]}
        values = {"code": code, **_plain(region)}
        features.append({"type": "Feature", "id": code, "geometry": place, "properties": values})
    _write(path, {"type": "FeatureCollection"}, features=features)


def _plain(row: Mapping[Hashable, object]) -> dict[str, object]:
    """Return values as JSON has them; what is undefined is null."""
    return {
        str(name): None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row.items()
    }


def _write(path: Path, head: Mapping[str, object], **lists: list[dict[str, object]]) -> None:
    """Write an object whose lists have an entry a line."""
    parts = [json.dumps(head, ensure_ascii=False)[1:-1]]
    for name, entries in lists.items():
        lines = (json.dumps(entry, ensure_ascii=False, allow_nan=False) for entry in entries)
        inner = ",\n".join(lines)
        parts.append(f'"{name}": [\n{inner}\n]')
    path.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8", newline="\n")


def network(result: Run) -> nx.Graph:
    """Return all actors as nodes, also those without a tie, and the ties as edges.

    A node has ``name`` (that of the table of ties), ``label`` (the name of its region), ``region``
    (its code), ``role``, ``lat`` and ``lon`` [degrees]. An edge has ``weight``, which is its level,
    and the columns of the tie.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(_actors(result.world))
    for tie in result.ties.to_dict("records"):
        values = {name: kind(tie[name]) for name, kind in TIE.items()}
        graph.add_edge(tie["a"], tie["b"], weight=float(tie["level"]), **values)
    return graph


def _actors(world: World) -> Iterator[tuple[str, dict[str, str | float]]]:
    """Yield the name of each actor with its attributes, region by region as the table has them."""
    places = (world.lat.tolist(), world.lon.tolist(), world.counts.tolist())
    for code, label, lat, lon, counts in zip(world.codes, world.names, *places, strict=True):
        for role, count in zip(ROLES, counts, strict=True):
            for nth in range(1, count + 1):
                name = f"{code}.{role}.{nth}"
                place = {"region": code, "role": role, "lat": lat, "lon": lon}
                yield name, {"name": name, "label": label, **place}
