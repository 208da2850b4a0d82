"""Results in a notebook: a line of text, a table, pictures, folders, and copies of all of it."""

import copy
import pickle
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import interhelix
from interhelix import CooperationModel
from interhelix.experiments import simulate
from interhelix.experiments.comparison import Comparison
from interhelix.experiments.document import Result
from interhelix.experiments.engines import Serial
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.progress import Silence
from interhelix.experiments.simulation import Simulation
from interhelix.experiments.store import Store
from interhelix.experiments.sweeps import Sweep
from interhelix.experiments.sweeps.plan import Plan
from interhelix.model.errors import InputError
from interhelix.model.loop import run as run_of
from interhelix.scenarios import Intervention, Scenario

TEXT = """
question = "Does a platform help?"
world = "synthetic:2"
scenarios = ["closed", "conferences"]
quarters = 1
replicates = 2
measures = ["isolates", "net_value"]
"""


@pytest.fixture(scope="module")
def run():
    return simulate("conferences", "synthetic:2", quarters=2)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Give the store of a small sweep."""
    folder = tmp_path_factory.mktemp("sweep")
    Path(folder, "small.toml").write_text(TEXT, encoding="utf-8")
    plan = Plan.of(Experiment.load(folder / "small.toml"))
    return Sweep(plan, folder / "store", Serial).carry_out(Silence())


@pytest.fixture
def results(comparison, run, store):
    return {Comparison: comparison, Simulation: run, Store: store}


KINDS = pytest.mark.parametrize("kind", [Comparison, Simulation, Store])


def test_a_result_says_in_a_line_what_it_is(comparison, run, store):
    assert repr(comparison) == (
        "Comparison(digital_platform, closed against conferences: "
        "russia, 34 pairs, 8 quarters, seed 1)"
    )
    assert repr(run) == "Simulation(conferences: synthetic:2, 2 quarters, seed 1)"
    assert repr(store) == f"Store({str(store.path)!r}: small, 4 of 4 runs)"


@KINDS
def test_a_notebook_shows_a_table_with_a_caption(results, kind):
    text = results[kind]._repr_html_()
    assert repr(results[kind]).split("(")[0] in text
    assert "<caption>" in text
    assert "<h1>" not in text


def test_a_name_with_signs_of_html_is_shown_as_it_is_written(run):
    scenario = copy.copy(run.scenario)
    object.__setattr__(scenario, "name", "<b>&")
    other = copy.copy(run)
    object.__setattr__(other, "scenario", scenario)
    assert "&lt;b&gt;&amp;" in other._repr_html_()


@KINDS
def test_a_report_is_markdown_that_says_how_to_repeat_it(results, kind):
    text = results[kind].report()
    assert text.startswith("# ")
    assert "## How to repeat\n\n    interhelix " in text


@KINDS
def test_a_picture_is_shown_by_any_notebook(results, kind):
    picture = results[kind].plot()
    assert picture._repr_png_().startswith(b"\x89PNG")


def test_pictures_go_by_the_names_of_their_files(comparison, run):
    assert comparison.plot("ladder").texts[0].get_text() != comparison.plot().texts[0].get_text()
    assert run.plot("effects", language="ru").texts
    with pytest.raises(InputError, match="unknown picture 'forrest'; did you mean 'forest'"):
        comparison.plot("forrest")


@KINDS
@pytest.mark.usefixtures("without_pictures")
def test_a_result_is_saved_as_a_command_does(results, kind, tmp_path):
    folder = results[kind].save(tmp_path / "out")
    assert {"run.json", "datapackage.json"} < {path.name for path in folder.iterdir()}
    with pytest.raises(InputError, match="exists and is not empty"):
        results[kind].save(folder)
    assert results[kind].save(str(folder), overwrite=True) == folder


@KINDS
@pytest.mark.parametrize("again", [lambda x: pickle.loads(pickle.dumps(x)), copy.deepcopy])
def test_a_result_can_be_pickled_and_copied(results, kind, again):
    first, second = results[kind], again(results[kind])
    assert isinstance(second, Result)
    assert repr(second) == repr(first)
    assert second._repr_html_() == first._repr_html_()
    assert second.report() == first.report()


@pytest.fixture(scope="module")
def things(run, store):
    """Give what is no result, but is shown in a notebook, too: each with what it says."""
    numbers = {"world": "synthetic:2", "replicates": 2, "quarters": 1, "seed": 3, "workers": 1}
    one, model = interhelix.ablate("ageing", **numbers), CooperationModel(quarters=4, rng=5)
    right = int(one.rows["ok"].sum())
    end = "synthetic:2, 2 pairs, 1 quarters, seed 3)"
    plain = run_of(run.world, Scenario.load("closed").parameters(2), 7)
    return [
        (run.world, f"World(synthetic:2: 2 regions, {run.world.actors} actors)"),
        (Scenario.load("closed"), "Scenario(closed: 1 intervention)"),
        (Scenario.load("digital_platform"), "Scenario(digital_platform: 2 interventions)"),
        (store.experiment, "Experiment(small: 2 x 1 x 2 = 4 runs)"),
        (one, f"Ablation({right} of 1 as expected: {end}"),
        (model, f"CooperationModel(example: {len(model.actors)} actors, quarter 0 of 4, seed 5)"),
        (plain, "Run(synthetic:2, 2 quarters, seed 7)"),
    ]


def test_worlds_scenarios_experiments_ablations_and_models_say_in_a_line_what_they_are(things):
    assert [repr(thing) for thing, _ in things] == [said for _, said in things]


def test_a_notebook_shows_worlds_scenarios_experiments_and_ablations_as_tables(things):
    shown = [thing for thing, _ in things if hasattr(thing, "_repr_html_")]
    assert len(shown) == 5
    for thing in shown:
        text = thing._repr_html_()
        assert text.startswith(f"<p><code>{thing!r}</code></p>\n<table><thead>")
        assert text.count("<tr>") == text.count("</tr>") > 1


def test_a_table_of_a_scenario_shows_signs_of_html_as_they_are_written():
    step = Intervention("<i>&", 0, None, {"meet.rate": 2.0})
    text = Scenario("own", "Own", interventions=(step,))._repr_html_()
    assert "<td>&lt;i&gt;&amp;</td><td>0</td><td>the end</td><td>meet.rate</td><td>2.0</td>" in text


def test_worlds_scenarios_experiments_and_ablations_can_be_pickled_and_copied(things):
    for thing, said in things:
        for again in (pickle.loads(pickle.dumps(thing)), copy.deepcopy(thing)):
            assert repr(again) == said


def test_one_name_is_a_list_of_itself_everywhere(store):
    numbers = {"world": "synthetic:2", "replicates": 2, "quarters": 1, "workers": 1}
    one = interhelix.compare("closed", "conferences", measures="isolates", **numbers)
    several = interhelix.compare("closed", ["conferences"], measures=["isolates"], **numbers)
    assert one.to_json() == several.to_json()
    assert one.rows["measure"].tolist() == ["isolates"]
    asked = replace(store.experiment, scenarios="closed", measures="isolates")
    assert (asked.scenarios, asked.measures) == (("closed",), ("isolates",))
    assert replace(store.experiment, override="meet.rate").override == ("meet.rate",)
    pd.testing.assert_frame_equal(store.runs("isolates"), store.runs(["isolates"]))
    with pytest.raises(InputError, match="unknown switch 'nonsense'"):
        interhelix.ablate("nonsense")
