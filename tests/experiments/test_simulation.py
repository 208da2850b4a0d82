import json

import pandas as pd
import pyarrow.csv
import pytest

from interhelix.experiments import simulate
from interhelix.experiments.inputs import Origin
from interhelix.experiments.provenance import DESCRIPTIONS, of_scenario
from interhelix.experiments.simulation import write_run
from interhelix.model import machine_code
from interhelix.model.errors import InputError
from interhelix.scenarios import Intervention, Scenario

OTHERS = {"network.graphml", "projects.hif.json", "regions.geojson"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    scenario = Scenario.load("digital_platform")
    write_run(simulate(scenario, "synthetic:6", quarters=8, seed=5), folder, "en")
    return folder


def test_a_run_leaves_its_files(folder):
    names = ("series", "regions", "roles", "ties", "projects", "pairs", "transitions", "outlook")
    tables = {f"{n}.csv" for n in names}
    pictures = {f"{n}.{kind}" for n in ("map", "ladder", "effects") for kind in ("png", "svg")}
    found = {path.name for path in folder.iterdir()}
    assert found == tables | pictures | OTHERS | {"run.json", *DESCRIPTIONS}
    assert json.loads((folder / "run.json").read_text())["files"] == sorted(found)


def test_the_series_has_a_row_a_quarter(folder):
    series = pd.read_csv(folder / "series.csv")
    assert series["quarter"].tolist() == list(range(1, 9))
    assert "effect_economic" in series


def test_other_programs_read_numbers_as_numbers_and_truth_as_truth(folder):
    def types(name):
        schema = pyarrow.csv.read_csv(folder / f"{name}.csv").schema
        return {field.name: str(field.type) for field in schema}

    series = types("series")
    assert series.pop("quarter") == "int64"
    assert set(series.values()) == {"double", "null"}  # null: no quarter has a value
    assert "nan" not in (folder / "series.csv").read_text()
    assert types("pairs")["level"] == types("ties")["born"] == "int64"
    assert types("ties")["trust"] == "double"


def test_ties_have_the_documented_columns(folder):
    assert list(pd.read_csv(folder / "ties.csv")) == [
        "a", "b", "region_a", "region_b", "role_a", "role_b", "level", "kind", "trust",
        "experience", "born", "channel",
    ]  # fmt: skip


def test_the_record_says_what_made_it(folder):
    record = json.loads((folder / "run.json").read_text())
    assert record["seed"] == 5
    assert record["quarters"] == 8
    assert record["fingerprint"] == machine_code.fingerprint()
    assert "ties at the start" in record["world"]["drawn"]
    assert (record["world"]["measured"], record["world"]["estimated"]) == ([], [])
    assert record["scenario"]["parameters"][0]["set"]["adopt.open"] == 1.0
    assert record["command"] == (
        "interhelix run digital_platform --world synthetic:6 --quarters 8 --seed 5"
    )


def test_the_record_has_a_stretch_for_each_change_of_policy():
    step = Intervention("x", 2, 4, {"meet.rate": 2.0})
    made = Scenario("s", "t", interventions=(step,))
    stretches = of_scenario(made, 6, Origin("s.toml"))["parameters"]
    assert [(s["from"], s["until"]) for s in stretches] == [(0, 2), (2, 4), (4, 6)]
    assert [s["set"] for s in stretches] == [{}, {"meet.rate": 2.0}, {}]


def test_bad_input_is_refused():
    with pytest.raises(InputError, match="quarters: 0 is out of bounds"):
        simulate("closed", "russia", quarters=0)
    with pytest.raises(InputError, match="did you mean 'closed'"):
        simulate("close", "russia")


def test_a_wait_for_the_compiler_is_explained(monkeypatch):
    heard = []

    class Watcher:
        def notice(self, text):
            heard.append(text)

        def done(self, runs, of):
            raise AssertionError

    monkeypatch.setattr("interhelix.experiments.progress.is_compiled", lambda: False)
    simulate("closed", "synthetic:3", quarters=1, watcher=Watcher())
    assert heard == ["compiling the model for this machine, once, about a minute"]
