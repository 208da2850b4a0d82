import xml.etree.ElementTree as ET
from dataclasses import replace

import networkx as nx
import pytest

from interhelix.experiments import simulate
from interhelix.experiments.simulation import TIE, write_network
from interhelix.scenarios import Intervention, Scenario, load_world

SPACE = "{http://graphml.graphdrawing.org/xmlns}"
COUNTS = [[1, 2, 1, 1]] * 38 + [[3, 2, 1, 1], [1, 0, 1, 1]]
WORLD = replace(load_world("synthetic:40"), local_organisations=COUNTS)
FEW_TIES = {"founding.internal": 0.1, "meet.rate": 0.1}
POLICY = Scenario("few_ties", "Few ties", interventions=(Intervention("x", values=FEW_TIES),))


@pytest.fixture(scope="module")
def run():
    return simulate(POLICY, WORLD, quarters=2, seed=5)


@pytest.fixture(scope="module")
def file(run, tmp_path_factory):
    path = tmp_path_factory.mktemp("network") / "network.graphml"
    write_network(run, path)
    return path


@pytest.fixture(scope="module")
def keys(file):
    return [dict(key.attrib) for key in ET.parse(file).getroot().iter(f"{SPACE}key")]


def test_all_actors_are_nodes_also_those_without_a_tie(run, file):
    graph = nx.read_graphml(file)
    tied = {*run.ties["a"], *run.ties["b"]}
    alone = set(nx.isolates(graph))
    assert graph.number_of_nodes() == WORLD.actors == 200
    assert set(graph) == tied | alone
    assert alone
    assert not tied & alone


def test_edges_are_the_ties(run, file):
    graph = nx.read_graphml(file)
    assert not graph.is_directed()
    assert graph.number_of_edges() == len(run.ties)
    for tie in run.ties.to_dict("records"):
        told = graph.edges[tie["a"], tie["b"]]
        assert told == {**{name: tie[name] for name in TIE}, "weight": tie["level"]}


def test_a_node_has_a_name_of_its_own_and_its_region_as_label(run, file):
    node = nx.read_graphml(file).nodes["S10.business.2"]
    where = WORLD.codes.index("S10")
    assert node == {
        "name": "S10.business.2",
        "label": WORLD.names[where],
        "region": "S10",
        "role": "business",
        "lat": WORLD.lat[where],
        "lon": WORLD.lon[where],
    }


def test_every_attribute_has_one_type_and_igraph_takes_it(keys):
    names = [key["attr.name"] for key in keys]
    assert sorted(names) == sorted(
        {*TIE, "weight", "name", "label", "region", "role", "lat", "lon"}
    )
    assert {key["attr.type"] for key in keys} == {"string", "long", "double"}


def test_gephi_takes_no_attribute_for_another_and_reports_no_severe_error(keys):
    assert {key["for"] for key in keys} == {"node", "edge"}
    assert all(key["id"] == key["attr.name"] for key in keys)
