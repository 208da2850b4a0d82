"""The network of a run as GraphML, in a form that networkx, igraph and Gephi read alike."""

from __future__ import annotations

from collections.abc import Iterator
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
