from pathlib import Path

import pytest

from interhelix.model.columns import COLUMNS
from interhelix.model.errors import InputError
from interhelix.scenarios import (
    Scenario,
    load_world,
    write_scenario_template,
    write_world_template,
)


def names(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


def test_the_scenario_template_loads_as_it_is(tmp_path: Path) -> None:
    path = write_scenario_template(tmp_path / "mine.toml")
    before, after = (Scenario.load(path).parameters(60)[quarter] for quarter in (19, 20))
    assert (before.meet.conferences, before.adopt.open) == (24, 0)
    assert (after.meet.conferences, after.adopt.open) == (12, 1)
    assert names(tmp_path) == ["mine.toml"]


def test_the_world_template_loads_as_it_is(tmp_path: Path) -> None:
    folder = write_world_template(str(tmp_path / "mine"))
    world = load_world(folder)
    assert (world.name, world.size, world.actors) == ("mine", 4, 28)
    assert world.pairs == (("A", "B"),)
    assert names(tmp_path) == ["mine"]


def test_the_world_template_names_every_optional_column(tmp_path: Path) -> None:
    text = (write_world_template(tmp_path / "mine") / "world.toml").read_text(encoding="utf-8")
    assert [column for column in COLUMNS if column not in text] == []


@pytest.mark.parametrize("write", [write_scenario_template, write_world_template])
def test_what_exists_is_never_overwritten(write: object, tmp_path: Path) -> None:
    assert callable(write)
    path = tmp_path / "mine.toml"
    path.write_text("my work")
    dangling = tmp_path / "link.toml"
    dangling.symlink_to(tmp_path / "nowhere")
    for taken in (path, dangling):
        with pytest.raises(InputError, match="exists already; choose another name"):
            write(taken)
    assert path.read_text() == "my work"
    with pytest.raises(InputError, match="exists already"):
        write_world_template(".")


def test_a_scenario_has_a_name_that_ends_in_toml(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"does not end in .toml; write '.*mine.toml'"):
        write_scenario_template(tmp_path / "mine")


@pytest.mark.parametrize(
    "place", ["none/mine.toml", "file/mine.toml", "a\0.toml", "x" * 999 + ".toml"]
)
def test_a_place_that_cannot_be_written_is_told(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for write in (write_scenario_template, write_world_template):
        with pytest.raises(InputError, match=r"cannot be written: .*choose a folder that exists"):
            write(tmp_path / place)
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("stop", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_template_is_there_in_full_or_not_at_all(
    stop: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copy(source: Path, target: Path) -> None:
        target.write_text("half")
        raise stop

    monkeypatch.setattr("shutil.copyfile", copy)
    for write in (write_scenario_template, write_world_template):
        with pytest.raises((InputError, KeyboardInterrupt)):
            write(tmp_path / "mine.toml")
    assert names(tmp_path) == []
