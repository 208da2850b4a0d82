"""A folder of results as archives take it: every column described, every file and input named."""

import json
import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package, validate

from interhelix.experiments.comparison import write_comparison
from interhelix.experiments.provenance import AUTHORS, LICENSE, declared, write_results
from interhelix.experiments.simulation import simulate, write_run
from interhelix.model.measures import BY_NAME
from interhelix.model.parameters import catalogue

RECORD = {"interhelix": "0.1.0", "fingerprint": "f00d", "command": "interhelix run closed"}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Give the folder of a run in which projects have ended."""
    folder = tmp_path_factory.mktemp("run")
    write_run(simulate("s3_platform", "synthetic:6", quarters=12, seed=5), folder, "en")
    return folder


@pytest.fixture(scope="module")
def compared(comparison, tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    write_comparison(comparison, folder, "en")
    return folder


def package(folder):
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def crate(folder):
    graph = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    return {entity["@id"]: entity for entity in graph}


def accepted(folder):
    told = validate(str(folder / "datapackage.json"))
    assert told.flatten(["title", "message"]) == []
    tables = {path.stem for path in folder.glob("*.csv")}
    assert {table.name for table in Package(str(folder / "datapackage.json")).resources} == tables
    return told.valid


def test_frictionless_accepts_the_tables_of_a_run_and_of_a_comparison(run, compared):
    assert accepted(run)
    assert accepted(compared)


def test_frictionless_refuses_a_table_that_was_changed(tmp_path):
    write_results(tmp_path, "Any", {"rows": pd.DataFrame({"policy": ["a"]})}, RECORD, {})
    (tmp_path / "rows.csv").write_text("policy\nb\n")
    assert not validate(str(tmp_path / "datapackage.json")).valid


def test_every_column_has_a_type_and_a_text_and_figures_a_unit(run):
    fields = {table["name"]: table["schema"]["fields"] for table in package(run)["resources"]}
    assert all(field["description"] for table in fields.values() for field in table)
    of_ties = {field["name"]: field for field in fields["ties"]}
    assert (of_ties["trust"]["type"], of_ties["trust"]["unit"]) == ("number", "0..1")
    assert of_ties["born"]["type"] == "integer"
    series = {field["name"]: field for field in fields["series"]}
    measure = BY_NAME["net_value"]
    assert series["net_value"]["description"] == measure.text
    assert series["net_value"]["unit"] == measure.unit
    (truth,) = [field for field in fields["projects"] if field["type"] == "boolean"]
    assert (truth["name"], truth["trueValues"], truth["falseValues"]) == (
        "interregional", ["1"], ["0"],
    )  # fmt: skip


def test_no_text_is_about_a_table_or_column_that_is_not_there():
    texts = declared()
    assert set(texts) - {"tables", "every"} <= set(texts["tables"])
    assert not set(texts["every"]) & {*BY_NAME, *catalogue()}


def test_the_crate_names_files_code_inputs_with_hashes_command_and_authors(compared, comparison):
    found = crate(compared)
    root, action = found["./"], found["#run"]
    names = {path.name for path in compared.iterdir()} - {"ro-crate-metadata.json"}
    assert {found[part["@id"]]["name"] for part in root["hasPart"]} == names
    record = json.loads((compared / "run.json").read_text())
    assert action["description"] == record["command"]
    assert {"ro-crate-metadata.json", "datapackage.json"} < set(record["files"])
    program = found[action["instrument"]["@id"]]
    assert program["identifier"] == f"model {record['fingerprint']}"
    assert found[program["author"]["@id"]]["name"] == AUTHORS
    read = {found[link["@id"]]["name"]: found[link["@id"]] for link in action["object"]}
    assert set(read) == set(comparison.origins.files)
    shipped = Path(__file__).parents[2] / "scenarios/worlds/russia/regions.csv"
    table = read["scenarios/worlds/russia/regions.csv"]
    assert table["identifier"] == f"sha256:{sha256(shipped.read_bytes()).hexdigest()}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", root["datePublished"])


def test_names_with_blanks_are_addresses_in_the_crate(tmp_path):
    table = pd.DataFrame({"policy": ["a"]})
    write_results(tmp_path, "Any", {"rows": table}, RECORD, {"my worlds/Ü.csv": "00"})
    assert crate(tmp_path)["#input-my%20worlds/%C3%9C.csv"]["name"] == "my worlds/Ü.csv"


def test_a_column_that_nobody_has_described_is_not_written(tmp_path):
    with pytest.raises(KeyError, match="secret"):
        write_results(tmp_path, "Any", {"rows": pd.DataFrame({"secret": [1]})}, RECORD, {})


def test_authors_and_licence_are_those_of_the_project(checkout):
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["authors"] == [{"name": AUTHORS}]
    assert project["license"] == LICENSE
