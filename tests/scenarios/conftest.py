from collections.abc import Callable
from pathlib import Path

import pytest

from interhelix.model.errors import InputError
from interhelix.scenarios import Scenario, load_world

Said = Callable[[str | bytes], list[str]]

GOOD_WORLD = 'title = "Two"\n'
GOOD_REGIONS = "code,name,lat,lon,population,product\nA,Aa,50,10,1e6,2e4\nB,Bb,51,11,2e6,5e4\n"


def written(path: Path, content: str | bytes) -> Path:
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(data)
    return path


@pytest.fixture
def scenario_says(tmp_path: Path) -> Said:
    """Load a scenario file that is wrong; return the lines, with the file called mine.toml."""

    def says(content: str | bytes) -> list[str]:
        path = written(tmp_path / "mine.toml", content)
        with pytest.raises(InputError) as caught:
            Scenario.load(path)
        return str(caught.value).replace(str(tmp_path) + "/", "").split("\n")

    return says


@pytest.fixture
def world_says(tmp_path: Path) -> Said:
    """Load a world whose ``world.toml`` is wrong."""

    def says(content: str | bytes) -> list[str]:
        written(tmp_path / "world.toml", content)
        written(tmp_path / "regions.csv", GOOD_REGIONS)
        return _refused(tmp_path)

    return says


@pytest.fixture
def regions_say(tmp_path: Path) -> Said:
    """Load a world whose ``regions.csv`` is wrong."""

    def says(content: str | bytes) -> list[str]:
        written(tmp_path / "world.toml", GOOD_WORLD)
        written(tmp_path / "regions.csv", content)
        return _refused(tmp_path)

    return says


def _refused(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_world(folder)
    return str(caught.value).replace(str(folder) + "/", "").split("\n")
