import math
from pathlib import Path

import numpy as np
import pytest

import interhelix.scenarios.worlds
from interhelix.model.world import World
from interhelix.scenarios import load_world, world_names
from tests.scenarios.conftest import GOOD_REGIONS, GOOD_WORLD, written

FOLDER = Path(interhelix.scenarios.worlds.__file__).parent
tables = pytest.mark.parametrize("name", ["russia", "europe"])


def test_the_list_of_worlds_is_what_lies_in_the_folder() -> None:
    folders = sorted(sheet.parent.name for sheet in FOLDER.glob("*/world.toml"))
    assert sorted(set(world_names()) - {"synthetic"}) == folders


@tables
def test_a_shipped_table_names_a_source_for_every_column_and_the_pair(name: str) -> None:
    world = load_world(name)
    header = (FOLDER / name / "regions.csv").read_text(encoding="utf-8").split("\n")[0]
    assert [*world.sources] == [*header.split(","), "pairs"]


@tables
def test_a_shipped_world_says_what_it_is_and_what_a_run_draws(name: str) -> None:
    world = load_world(name)
    assert str(world) == world.name == name
    assert world.title.startswith(str(world.size))
    assert world.note
    assert world.measured == ("digital environment", "contract quality", "human resources")
    assert world.drawn[0] == "specialisation over 8 domains"
    assert world.estimates[-1] == "numbers of organisations, by product x human resources"
    assert [how.split(":")[0].split(",")[0] for how in world.basis] == [
        "Measured",
        "Estimated",
        "Drawn",
    ]


def test_russia_has_83_regions_with_the_figures_of_2017() -> None:
    world = load_world("russia")
    assert world.size == 83
    assert world.population.sum() == 144_496_900
    assert math.isclose(world.product.sum(), 74_496_293.1)
    assert world.currency == "million roubles"
    assert len(set(world.districts)) == 8
    moscow = world.codes.index("RU-MOW")
    assert world.names[moscow] == "Moscow"
    assert world.local_names[moscow] == "Москва"
    assert (world.lat[moscow], world.lon[moscow]) == (55.718, 37.619)
    assert world.product[moscow] == world.product.max() == 15_724_909.7


def test_europe_has_230_regions_with_the_figures_of_2018() -> None:
    world = load_world("europe")
    assert world.size == 230
    assert world.population.sum() == 485_427_627
    assert math.isclose(world.product.sum(), 15_104_887.32)
    assert world.currency == "million euro"
    assert len(set(world.districts)) == 29
    vienna = world.codes.index("AT13")
    assert (world.names[vienna], world.districts[vienna]) == ("Wien", "AT")
    assert world.population[vienna] == 1_888_776


@pytest.mark.parametrize(
    ("name", "pair"),
    [("russia", ("Moscow", "Moscow Oblast")), ("europe", ("Berlin", "Brandenburg"))],
)
def test_the_pair_of_a_shipped_world_is_a_capital_and_the_land_around_it(
    name: str, pair: tuple[str, str]
) -> None:
    world = load_world(name)
    names = dict(zip(world.codes, world.names, strict=True))
    assert [(names[one], names[other]) for one, other in world.pairs] == [pair]


FULL_HEADER = (
    "code,name,local_name,district,lat,lon,population,product,digital_government,digital_business,"
    "digital_science,digital_civil_society,contract_quality,spec_energy,spec_ict,spec_life_sciences,"
    "spec_transport,spec_optics,spec_agri_food,spec_materials,spec_environment\n"
)
FULL_ROWS = (
    'A,"Aa, the first",Ää,North,50,10,1e6,2e4,.1,.2,.3,.4,.8,1,1,1,1,0,0,0,0\n'
    "B,Bb,Bb,South,51,-11,2e6,5e4,.5,.6,.7,.8,.9,0,0,0,30,0,0,0,10\n"
)


def full(folder: Path) -> World:
    written(
        folder / "world.toml",
        GOOD_WORLD + 'pairs = [["B", "A"]]\n[organisations]\nbusiness = 5\ncivil_society = 2\n',
    )
    written(folder / "regions.csv", "\ufeff" + (FULL_HEADER + FULL_ROWS).replace("\n", "\r\n"))
    return load_world(folder)


def test_a_table_with_all_columns_leaves_nothing_of_the_regions_to_draw(tmp_path: Path) -> None:
    world = full(tmp_path)
    assert world.digital is not None
    assert world.contract_quality is not None
    np.testing.assert_array_equal(world.digital, [[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8]])
    np.testing.assert_array_equal(world.contract_quality, [0.8, 0.9])
    assert world.names == ("Aa, the first", "Bb")
    assert world.local_names == ("Ää", "Bb")
    assert world.districts == ("North", "South")
    assert not any("environment" in lacking or "special" in lacking for lacking in world.drawn)


def test_specialisation_in_any_unit_becomes_shares(tmp_path: Path) -> None:
    shares = full(tmp_path).specialisation
    assert shares is not None
    np.testing.assert_array_equal(shares[0], [0.25] * 4 + [0] * 4)
    np.testing.assert_array_equal(shares[1], [0, 0, 0, 0.75, 0, 0, 0, 0.25])


def test_organisations_that_are_not_given_are_one(tmp_path: Path) -> None:
    world = full(tmp_path)
    assert world.organisations == (1, 5, 1, 2)
    assert world.actors == 18
    assert world.pairs == (("B", "A"),)


def test_a_table_may_count_organisations_and_say_what_is_estimated(tmp_path: Path) -> None:
    header = (
        "code,name,lat,lon,population,product,human_resources,estimated,organisations_government,"
        "organisations_business,organisations_science,organisations_civil_society\n"
    )
    table = (
        "A,Aa,50,10,1e6,2e4,30,human_resources product,1,12,3,0\nB,Bb,51,11,2e6,5e4,40,,1,1,0,2\n"
    )
    written(tmp_path / "world.toml", GOOD_WORLD)
    written(tmp_path / "regions.csv", header + table)
    world = load_world(tmp_path)
    assert world.counts.tolist() == [[1, 12, 3, 0], [1, 1, 0, 2]]
    assert world.actors == 20
    assert world.talent.tolist() == pytest.approx([6 / 7, 8 / 7])
    assert world.estimated == {"human_resources": ("A",), "product": ("A",)}
    assert world.estimates == ("human_resources in 1 of 2 regions", "product in 1 of 2 regions")
    assert world.measured == ("human resources", "numbers of organisations")


def test_organisations_may_be_spread_by_mass(tmp_path: Path) -> None:
    spread = 'organisations_by = "mass"\n[organisations]\nbusiness = 7\n'
    written(tmp_path / "world.toml", GOOD_WORLD + spread)
    written(tmp_path / "regions.csv", GOOD_REGIONS)
    assert load_world(tmp_path).counts.tolist() == [[1, 4, 1, 1], [1, 10, 1, 1]]


def test_a_world_may_be_named_by_folder_by_its_toml_and_from_within(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    written(folder / "world.toml", GOOD_WORLD)
    written(folder / "other.toml", 'title = "Other"')
    written(folder / "regions.csv", "\n" + GOOD_REGIONS.replace("\n", "\n\n")[:-1])
    monkeypatch.chdir(tmp_path)
    named = ("own", "./own", "own/", "own/world.toml", folder, folder / "world.toml")
    assert {load_world(name).title for name in named} == {"Two"}
    assert load_world("own/other.toml").title == "Other"
    monkeypatch.chdir(folder)
    assert {load_world(name).name for name in ("./", "world.toml", Path())} == {"own"}


def test_without_districts_and_local_names_there_is_one_district(tmp_path: Path) -> None:
    written(tmp_path / "world.toml", GOOD_WORLD)
    written(tmp_path / "regions.csv", GOOD_REGIONS)
    world = load_world(tmp_path)
    assert len(set(world.districts)) == 1
    assert world.local_names == world.names
    assert world.currency == "any unit"
