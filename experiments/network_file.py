"""A run for other programs: actors and ties as GraphML, projects as a hypergraph, regions on a map.

GraphML is written in a form that networkx, igraph and Gephi read alike, hypergraphs in the format
of the Hypergraph Interchange Format (HIF), regions as GeoJSON (RFC 7946).
"""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from interhelix.agents.roles import ROLES
from interhelix.model.world import World

if TYPE_CHECKING:
    import networkx as nx

    from interhelix.model.loop import Run

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
    for number, project in enumerate(result.projects.to_dict("records")):
        members = str(project.pop("members")).split()
        edges.append({"edge": number, "attrs": _plain(project)})
        for name in dict.fromkeys([project["lead"], *members]):
            role = "lead" if name == project["lead"] else "member"
            incidences.append({"edge": number, "node": name, "attrs": {"role": role}})
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
            for number in range(1, count + 1):
                name = f"{code}.{role}.{number}"
                place = {"region": code, "role": role, "lat": lat, "lon": lon}
                yield name, {"name": name, "label": label, **place}
