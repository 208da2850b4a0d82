"""Where inputs come from: what names them on the command line, and a hash of each file."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from interhelix.experiments.inputs import Origin, Origins
from interhelix.scenarios import Scenario, load_world, write_world_template

STEP = '[[interventions]]\nlabel = "More"\nset = { "meet.rate" = 2 }\n'


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work where a scenario stands on another, and a world is named like one that ships."""
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    Path("mine/one.toml").write_text(f'title = "One"\nbase = "./two.toml"\n{STEP}')
    Path("mine/two.toml").write_text(f'title = "Two"\nbase = "closed"\n{STEP}')
    write_world_template("mine/europe")
    return tmp_path


def hashed(path):
    return sha256(Path(path).read_bytes()).hexdigest()


def test_what_was_given_as_text_is_kept_with_the_hash_of_each_file(here):
    found = Origins.of("mine/europe", ["mine/one.toml"])
    assert found.world.word == "mine/europe"
    files = ("mine/europe/world.toml", "mine/europe/regions.csv")
    assert found.world.files == {name: hashed(name) for name in files}
    (scenario,) = found.scenarios
    assert scenario.word == "mine/one.toml"
    assert list(scenario.files) == ["mine/one.toml", "mine/two.toml", "scenarios/closed.toml"]
    assert scenario.files["mine/two.toml"] == hashed("mine/two.toml")
    assert list(found.unkept()) == []


def test_the_sheet_of_a_world_names_it_too(here):
    found = Origins.of("mine/europe/world.toml", [])
    assert list(found.world.files) == ["mine/europe/world.toml", "mine/europe/regions.csv"]


def test_files_that_ship_go_by_their_place_on_any_machine(here):
    found = Origins.of("russia", ["conferences"])
    assert list(found.world.files) == [
        f"scenarios/worlds/russia/{n}" for n in ("world.toml", "regions.csv")
    ]
    assert list(found.scenarios[0].files) == ["scenarios/conferences.toml"]
    assert Origins.of("synthetic:4", []).world == Origin("synthetic:4")


def test_a_path_is_never_taken_for_a_shipped_name_or_an_option(here):
    Path("europe").symlink_to("mine/europe")
    Path("-x.toml").write_text(f'title = "X"\n{STEP}')
    found = Origins.of(Path("europe"), ["-x.toml", Path("mine/one.toml")])
    assert found.world.word == "./europe"
    assert [each.word for each in found.scenarios] == ["./-x.toml", "mine/one.toml"]


def test_objects_that_are_what_ships_go_by_their_name():
    found = Origins.of(load_world("russia"), [Scenario.load("calls")])
    assert found == Origins.of("russia", ["calls"])


@pytest.mark.parametrize("name", ["russia", "synthetic:4", "synthetic:no", "own"])
def test_a_world_made_in_python_is_not_taken_for_the_one_that_ships(name):
    world = load_world("synthetic:4")
    world = replace(world, name=name, product=2 * world.product)
    found = Origins.of(world, [replace(Scenario.load("calls"), title="Other calls")])
    assert list(found.unkept()) == ["calls.toml", f"./{name}"]
    assert found.world.files == {}
