"""From the page to a file and back: the same scenario, and the same numbers."""

from __future__ import annotations

import json

import pytest

from interhelix.app.shell.choices import Choices
from interhelix.app.shell.options import Card, Option, levers, scenario_of, toml_of
from interhelix.experiments import compare
from interhelix.model.parameters import DEFAULTS, with_values
from interhelix.scenarios import Scenario, scenario_names

CHANGED = Option(
    "platform_and_specialisation",
    {
        "conferences": Card(False, 12.0),
        "calls": Card(True, 0.35, 3, None),
        "platform": Card(True, 0.6, 2, 4),
    },
)


@pytest.mark.parametrize("preset", scenario_names())
def test_an_option_without_changes_is_its_preset(preset):
    assert scenario_of(Option(preset), "a") == Scenario.load(preset)


def test_a_lever_acts_in_its_years_only():
    quarters = scenario_of(CHANGED, "b").parameters(20)
    assert [quarter.adopt.open for quarter in quarters] == [0.0] * 4 + [0.6] * 12 + [0.0] * 4
    assert [quarter.propose.call_share for quarter in quarters] == [0.0] * 8 + [0.35] * 12
    assert {quarter.meet.conferences for quarter in quarters} == {0.0}
    assert {quarter.prioritise.smart for quarter in quarters} == {1.0}


@pytest.mark.parametrize("key", list(levers()))
def test_each_lever_moves_its_parameter_and_what_goes_with_it(key):
    lever = levers()[key]
    moved = Option("closed", {key: Card(True, lever.usual)})
    base = Scenario.load("closed").parameters(1)[0]
    values = {lever.parameter: lever.usual} | dict(lever.also)
    assert scenario_of(moved, "a").parameters(1)[0] == with_values(base, values)
    assert base != DEFAULTS


@pytest.mark.parametrize("option", [*map(Option, scenario_names()), CHANGED])
def test_the_file_of_a_scenario_loads_to_the_same_scenario(option, tmp_path):
    scenario = scenario_of(option, "b")
    path = tmp_path / f"{scenario.name}.toml"
    path.write_text(toml_of(scenario), encoding="utf-8")
    loaded = Scenario.load(path)
    assert loaded.name == scenario.name
    assert loaded.parameters(80) == scenario.parameters(80)


def test_the_command_gives_the_same_rows_as_the_app(cli, tmp_path):
    a, b = Choices(Option("conferences"), CHANGED).scenarios
    found = compare(a, [b], "synthetic:50", replicates=3, seed=5, quarters=20, workers=1)
    for scenario in (a, b):
        (tmp_path / f"{scenario.name}.toml").write_text(toml_of(scenario), encoding="utf-8")
    numbers = ("--replicates", "3", "--seed", "5", "--quarters", "20", "--world", "synthetic:50")
    here = ("--workers", "1", "--json")
    files = ("conferences.toml", "option_b.toml")
    result = cli("compare", *files, *numbers, *here)
    assert result.code == 0, result.err
    assert json.loads(result.out) == json.loads(found.to_json())
