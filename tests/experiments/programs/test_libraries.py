"""What libraries make of our files: docs/tools.md says it, and here it is tried."""

from __future__ import annotations

import csv
import json
import re
import warnings

import duckdb
import geopandas
import igraph
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pytest
import xgi

from interhelix.experiments.simulation import write_map
from interhelix.experiments.store import exported

MEASURES = ["isolates", "project_return", "ties_level_3"]


def test_igraph_and_networkx_read_the_same_network(folder):
    of_igraph = igraph.Graph.Read_GraphML(str(folder / "network.graphml"))
    of_networkx = nx.read_graphml(folder / "network.graphml")
    assert of_igraph.vcount() == of_networkx.number_of_nodes()
    assert of_igraph.ecount() == of_networkx.number_of_edges()
    degrees = dict(zip(of_igraph.vs["name"], of_igraph.degree(), strict=True))
    assert degrees == dict(of_networkx.degree())


def test_igraph_makes_every_number_a_float_and_adds_an_id(folder):
    graph = igraph.Graph.Read_GraphML(str(folder / "network.graphml"))
    assert {type(value) for value in graph.es["level"]} == {float}
    assert graph.vs["id"] == graph.vs["name"]


def test_networkx_and_igraph_differ_in_what_a_path_counts(folder):
    """igraph and networkx count steps unless they are told a weight, R's igraph takes it."""
    of_igraph = igraph.Graph.Read_GraphML(str(folder / "network.graphml")).components().giant()
    names = of_igraph.vs["name"]
    steps = of_igraph.distances(0)[0]
    of_networkx = nx.read_graphml(folder / "network.graphml").subgraph(names)
    told = nx.single_source_shortest_path_length(of_networkx, names[0])
    assert steps == [told[name] for name in names]
    assert of_igraph.distances(0, weights="weight")[0] != steps


def test_xgi_reads_projects_as_teams_of_actors(run, folder):
    teams = xgi.read_hif(folder / "projects.hif.json")
    assert len(teams.nodes) == run.world.actors
    assert len(teams.edges) == len(run.projects) > 0
    for number, members in enumerate(run.projects["members"].astype(str)):
        assert teams.edges.members(number) == set(members.split())
    assert teams.edges[0]["lead"] == run.projects["lead"].iloc[0]
    assert teams.nodes["RU-MOW.science.1"]["role"] == "science"


def test_xgi_loses_the_role_of_an_actor_in_a_project(folder, tmp_path):
    """So the lead stands among the attributes of the project, too."""
    file = folder / "projects.hif.json"
    written = json.loads(file.read_text(encoding="utf-8"))
    assert {one["attrs"]["role"] for one in written["incidences"]} == {"lead", "member"}
    xgi.write_hif(xgi.read_hif(file), tmp_path / "again.json")
    again = json.loads((tmp_path / "again.json").read_text(encoding="utf-8"))
    assert len(again["incidences"]) == len(written["incidences"])
    assert not any("attrs" in one for one in again["incidences"])


def test_a_file_in_hif_has_what_the_format_asks_for(folder):
    written = json.loads((folder / "projects.hif.json").read_text(encoding="utf-8"))
    assert set(written) == {"network-type", "nodes", "edges", "incidences"}
    assert written["network-type"] == "undirected"
    nodes = [one["node"] for one in written["nodes"]]
    edges = [one["edge"] for one in written["edges"]]
    assert len(set(nodes)) == len(nodes)
    assert len(set(edges)) == len(edges)
    assert {one["node"] for one in written["incidences"]} <= set(nodes)
    assert {one["edge"] for one in written["incidences"]} == set(edges)


def test_geopandas_reads_regions_and_a_geopackage_keeps_them(run, folder, tmp_path):
    regions = geopandas.read_file(folder / "regions.geojson")
    assert regions.crs.to_epsg() == 4326
    assert regions["code"].tolist() == run.regions.index.tolist()
    np.testing.assert_array_equal(regions.geometry.x, run.regions["lon"])
    np.testing.assert_array_equal(regions.geometry.y, run.regions["lat"])
    np.testing.assert_array_equal(regions["effect_economic"], run.regions["effect_economic"])
    regions.to_file(tmp_path / "regions.gpkg")
    again = geopandas.read_file(tmp_path / "regions.gpkg")
    pd.testing.assert_frame_equal(again, regions)


def test_a_shapefile_cuts_names_so_that_effects_bear_names_that_no_one_knows(folder, tmp_path):
    regions = geopandas.read_file(folder / "regions.geojson")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        regions.to_file(tmp_path / "regions.shp")
    assert any("longer than 10 characters" in str(warning.message) for warning in said)
    found = geopandas.read_file(tmp_path / "regions.shp").columns
    assert "effect_economic" not in found
    assert "effect_eco" in found


def test_undefined_figures_of_a_region_are_null_and_missing_in_geopandas(run, tmp_path):
    other = run.regions.copy()
    other.iloc[0, other.columns.get_loc("digital")] = np.nan
    changed = object.__new__(type(run))
    vars(changed).update(vars(run), regions=other)
    write_map(changed, tmp_path / "regions.geojson")
    assert '"digital": null' in (tmp_path / "regions.geojson").read_text(encoding="utf-8")
    assert geopandas.read_file(tmp_path / "regions.geojson")["digital"].isna().sum() == 1


def test_duckdb_takes_a_column_without_a_value_for_text(store, tmp_path):
    file = tmp_path / "runs.csv"
    file.write_bytes(exported(store, "csv", series=False))
    assert store.runs()["project_return"].isna().all()
    found = duckdb.sql(f"describe select * from '{file}'").fetchall()
    types = {name: kind for name, kind, *_ in found}
    assert types["project_return"] == "VARCHAR"
    assert types["meet.rate"] == types["isolates"] == "DOUBLE"
    polars = pl.read_csv(file, infer_schema_length=None).schema
    assert polars["project_return"] == pl.String
    assert polars["isolates"] == pl.Float64


def test_polars_duckdb_and_pandas_read_the_same_from_a_store(store):
    shards = f"{store.path}/shards/*.parquet"
    of_polars = pl.read_parquet(shards).sort("key")["isolates"].to_list()
    query = f"select isolates from '{shards}' order by key"
    assert of_polars == [row[0] for row in duckdb.sql(query).fetchall()]
    of_pandas = pd.read_parquet(store.path / "shards").sort_values("key")["isolates"]
    assert of_polars == of_pandas.tolist()


@pytest.mark.parametrize("series", [False, True])
def test_a_table_of_behaviorspace_is_what_netlogo_writes(store, series):
    lines = exported(store, "behaviorspace", series).decode().splitlines()
    head = list(csv.reader(lines[:7]))
    assert head[0][1] == "Table version 2.0"
    assert head[0][0].startswith("BehaviorSpace results (")
    assert head[2] == ["small"]
    assert re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d:\d{3} [+-]\d{4}", head[3][0])
    assert head[4] == ["min-pxcor", "max-pxcor", "min-pycor", "max-pycor"]
    varied = ["scenario", "meet.rate", "replicate", "seed"]
    assert head[6] == ["[run number]", *varied, "[step]", *MEASURES]
    assert all(cell.startswith('"') and cell.endswith('"') for cell in lines)
    rows = list(csv.reader(lines[7:]))
    steps = [2, 4] if series else [4]
    assert [int(row[0]) for row in rows] == [n for n in range(1, 9) for _ in steps]
    assert [int(row[5]) for row in rows] == steps * 8


def test_pandas_and_polars_read_a_table_of_behaviorspace_past_six_lines(store, tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes(exported(store, "behaviorspace", series=False))
    table = pd.read_csv(file, skiprows=6)
    runs = store.runs().merge(table, on=["scenario", "meet.rate", "replicate"])
    np.testing.assert_array_equal(runs["isolates_x"], runs["isolates_y"])
    assert len(runs) == 8
    assert pl.read_csv(file, skip_rows=6).columns == list(table)


def test_the_command_exports_a_table_of_behaviorspace(store, cli, tmp_path):
    out = tmp_path / "table.csv"
    said = cli("export", str(store.path), "--to", "behaviorspace", "--out", str(out))
    assert (said.code, said.out) == (0, "")
    assert out.read_text(encoding="utf-8").startswith('"BehaviorSpace results (interhelix ')
    wrong = cli("export", str(store.path), "--to", "behaviorspace", "--out", "table.parquet")
    assert wrong.code == 2
    assert "let the name end with .csv" in wrong.err
