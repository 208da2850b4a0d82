"""Worlds at the edge of what a table may hold run through: all at one place, very many regions."""

import csv
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from interhelix.app.runs.layout import layout_of
from interhelix.model.errors import InputWarning
from interhelix.model.measures.structure import mean_distance
from interhelix.scenarios import load_world
from tests.conftest import Cli
from tests.scenarios.conftest import GOOD_WORLD, Said, written

HEADER = "code,name,lat,lon,population,product\n"
ISLANDS = HEADER + "".join(f"{code},{code},28.1,-15.4,900000,20000\n" for code in "ABC")


def test_regions_that_share_one_place_run_with_an_undefined_distance_ratio(
    cli: Cli, tmp_path: Path
) -> None:
    written(tmp_path / "world.toml", GOOD_WORLD)
    written(tmp_path / "regions.csv", ISLANDS)
    said = cli("run", "conferences", "--world", "./", "--quarters", "4", "--out", "made")
    assert said.code == 0
    assert "all regions have one place" in said.err
    with (tmp_path / "made" / "series.csv").open(encoding="utf-8") as file:
        last = list(csv.DictReader(file))[-1]
    assert last["distance_ratio"] == ""
    assert float(last["isolates"]) >= 0
    with pytest.warns(InputWarning, match="one place"):
        world = load_world(tmp_path)
    assert len({*map(tuple, layout_of(world).tiles.tolist())}) == world.size


def test_the_memory_of_distances_grows_with_the_regions_and_not_with_their_square() -> None:
    n = 20_000
    places = np.random.default_rng(1).normal(size=(n, 3))
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    ident = np.random.default_rng(2).permutation(n)
    regions = np.rec.fromarrays([*places.T, ident], names="x,y,z,ident")
    tracemalloc.start()
    found = mean_distance(regions)  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1000 * n  # bytes; a matrix of all pairs takes 160,000 for each region
    assert found == pytest.approx(6371 * np.pi / 2, rel=0.02)


def test_a_table_of_too_many_regions_is_refused_in_one_line(
    regions_say: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interhelix.scenarios.worlds.sheets.MOST_REGIONS", 3)
    rows = "".join(f"R{n},N,50,{n},1000,10\n" for n in range(9))
    problem = "is one region more than a world may have; at most 3 are possible"
    assert regions_say(HEADER + rows) == [f"regions.csv, line 5: {problem}"]
