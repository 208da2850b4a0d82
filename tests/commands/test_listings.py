import json

import pytest

from interhelix.model.measures import MEASURES, PRIMARY
from interhelix.model.parameters import catalogue
from interhelix.scenarios import load_world, scenario_names, world_names


@pytest.mark.parametrize("kind", ["worlds", "scenarios", "measures", "parameters"])
def test_a_list_has_a_line_for_each_name(cli, kind):
    answer = cli(kind)
    entries = json.loads(cli(kind, "--json").out)
    assert answer.code == 0
    assert answer.err == ""
    assert [line.split()[0] for line in answer.out.splitlines()] == [e["name"] for e in entries]


def test_json_lists_have_the_documented_fields(cli):
    def fields(kind):
        (only,) = {tuple(entry) for entry in json.loads(cli(kind, "--json").out)}
        return only

    assert fields("parameters") == ("name", "default", "unit", "low", "high", "source", "text")
    assert fields("measures") == ("name", "unit", "wanted", "matters", "text")
    assert fields("worlds")[0] == fields("scenarios")[0] == "name"


def test_lists_are_complete(cli):
    def names(kind):
        return [entry["name"] for entry in json.loads(cli(kind, "--json").out)]

    assert names("parameters") == list(catalogue())
    assert names("measures") == [measure.name for measure in MEASURES]
    assert names("scenarios") == list(scenario_names())
    assert names("worlds") == list(world_names())


def test_a_world_is_shown_with_units_sources_and_what_is_drawn(cli):
    answer = cli("worlds", "show", "russia")
    world = load_world("russia")
    size = f"83 regions, {world.actors} actors"
    for words in (size, *world.basis, "Sources", "lat °", "persons", "RU-CHU"):
        assert words in answer.out
    table = json.loads(cli("worlds", "show", "russia", "--json").out)["table"]
    assert len(table) == 83
    assert set(table[0]) == {"code", "name", "district", "lat", "lon", "population", "product"}


def test_a_scenario_is_shown_with_values_units_and_defaults(cli):
    answer = cli("scenarios", "show", "digital_platform")
    assert "Base: conferences" in answer.out
    assert "adopt.open = 1 0..1 (default 0)" in answer.out
    assert "(from quarter 0 to the end)" in answer.out
    shown = json.loads(cli("scenarios", "show", "digital_platform", "--json").out)
    assert {"label", "from", "until", "set"} == set(shown["interventions"][0])


def test_a_scenario_without_interventions_says_so(cli, tmp_path):
    (tmp_path / "mine.toml").write_text('title = "Mine"\n')
    assert "every parameter is default" in cli("scenarios", "show", "./mine.toml").out


def test_a_parameter_is_shown_with_bounds_and_source(cli):
    answer = cli("parameters", "show", "meet.rate")
    for words in ("meet.rate [contacts/quarter]", "Default: ", "From 0 to ", "Source: "):
        assert words in answer.out
    assert json.loads(cli("parameters", "show", "meet.rate", "--json").out)["name"] == "meet.rate"


def test_a_measure_is_shown_with_what_matters(cli):
    answer = cli("measures", "show", PRIMARY[0])
    assert "Smallest difference that matters: " in answer.out
    assert "Primary: yes" in answer.out
    assert "Primary: no" in cli("measures", "show", "benefit_cost").out
    assert json.loads(cli("measures", "show", "benefit_cost", "--json").out)["wanted"] == "more"


def test_new_writes_a_scenario_that_runs(cli, tmp_path):
    answer = cli("new", "scenario", "mine.toml")
    assert answer.out == "written to mine.toml; try: interhelix run ./mine.toml\n"
    ran = cli("run", "./mine.toml", "--world", "synthetic:3", "--quarters", "2")
    assert ran.code == 0
    assert cli("new", "scenario", "mine.toml").code == 2


def test_new_writes_a_world_that_runs(cli):
    answer = json.loads(cli("new", "world", "land", "--json").out)
    assert answer == {"written": "land", "try": "interhelix run conferences --world ./land"}
    assert cli("run", "conferences", "--world", "./land", "--quarters", "2").code == 0


def test_a_group_alone_prints_its_help(cli):
    assert "Usage: interhelix [OPTIONS]" in cli().out
    assert "scenario" in cli("new").out
