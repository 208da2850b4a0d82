import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interhelix.model.errors import InputError
from interhelix.scenarios import load_world
from interhelix.scenarios.worlds.synthetic import SPREAD_PRODUCT, synthetic

MANY = "399,920,004 actors; at most 10,000,000 are possible"
sizes = st.integers(2, 200)


@given(sizes)
def test_the_same_size_gives_the_same_world(size: int) -> None:
    one, other = synthetic(size), synthetic(size)
    assert one.codes == other.codes
    assert one.pairs == other.pairs
    for column in ("lat", "lon", "population", "product"):
        np.testing.assert_array_equal(getattr(one, column), getattr(other, column))


@given(sizes)
def test_the_pair_is_the_two_regions_nearest_to_each_other(size: int) -> None:
    world = synthetic(size)
    apart = np.hypot(
        np.subtract.outer(world.lat, world.lat), np.subtract.outer(world.lon, world.lon)
    )
    apart[np.diag_indices(size)] = np.inf
    ((one, other),) = world.pairs
    assert apart[world.codes.index(one), world.codes.index(other)] == apart.min()


@given(sizes)
def test_every_region_has_a_code_of_its_own_and_figures_that_can_be(size: int) -> None:
    world = synthetic(size)
    assert len(set(world.codes)) == size
    assert (world.population > 0).all()
    assert (world.product > 0).all()
    assert (np.abs([world.lat, world.lon]) <= 10).all()


def test_product_is_lognormal_and_as_uneven_as_in_the_worlds_of_real_regions() -> None:
    product = np.log(synthetic(20_000).product)
    assert abs(product.std() - SPREAD_PRODUCT) < 0.03
    europe, russia = (np.log(load_world(name).product).std() for name in ("europe", "russia"))
    assert europe < SPREAD_PRODUCT < russia
    assert abs(((product - product.mean()) ** 3).mean()) < 0.3


def test_populous_regions_tend_to_produce_more() -> None:
    world = synthetic(2000)
    assert np.corrcoef(np.log(world.population), np.log(world.product))[0, 1] > 0.8


def test_a_district_has_about_ten_regions() -> None:
    assert len(set(synthetic(300).districts)) == 25
    assert len(set(synthetic(5).districts)) == 1


def test_the_figures_of_a_size_stay_as_they_are() -> None:
    world = load_world("synthetic")
    assert world.size == 20
    assert world.pairs == (("S08", "S05"),)
    assert world.population.sum() == 42_382_749
    assert world.product.sum() == pytest.approx(1_378_448.30)


def test_the_name_gives_regions_and_actors_of_each_role() -> None:
    world = load_world("synthetic:300x100")
    assert str(world) == "synthetic:300x100"
    assert (world.size, world.actors) == (300, 120_000)
    assert load_world("synthetic:50").actors == 200


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("synthetic:1", "synthetic:1: 1 is out of bounds; give 2 to 100,000 regions"),
        (
            "synthetic:100001",
            "synthetic:100001: 100001 is out of bounds; give 2 to 100,000 regions",
        ),
        ("synthetic:0", "synthetic:0: 0 is out of bounds; give 2 to 100,000 regions"),
        (
            "synthetic:5x0",
            "synthetic:5x0: 0 is out of bounds; give 1 to 10,000 actors of each role",
        ),
        ("synthetic:9999x9999", f"synthetic:9999x9999: the world would have {MANY}"),
    ],
)
def test_a_size_that_cannot_be_is_refused(name: str, line: str) -> None:
    with pytest.raises(InputError) as caught:
        load_world(name)
    assert str(caught.value) == line


@pytest.mark.parametrize(
    "name", [f"synthetic:{size}" for size in ("", "-5", "ten", "5x", "x5", "٣", "5\n", "9" * 5000)]
)
def test_a_name_of_another_form_is_told_the_form(name: str) -> None:
    with pytest.raises(InputError, match="names no synthetic world; write synthetic:300"):
        load_world(name)
