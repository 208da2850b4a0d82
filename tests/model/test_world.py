"""A world that is made in Python is checked as a table is, and cannot be changed afterwards."""

import dataclasses

import numpy as np
import pytest

from interhelix.model.errors import InputError
from interhelix.model.world import example

SIX = "for 6 regions"
NAN = float("nan")
TEXT = "begins like a formula of a spreadsheet; begin it with a letter or a digit"
POSITIVE = "give a number above 0, at most 1e+15"


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (
            {"population": [1, 2, -3, 4, 5, 6]},
            f"region 'R3', column population: -3 is out of bounds; {POSITIVE}",
        ),
        (
            {"product": [1, NAN, 3, 4, 5, 6]},
            f"region 'R2', column product: nan is out of bounds; {POSITIVE}",
        ),
        (
            {"lat": [1, 2, 3, 4, 5, 91]},
            "region 'R6', column lat: 91 is out of bounds; give a number from -90 to 90",
        ),
        (
            {"lon": [np.inf] + [0] * 5},
            "region 'R1', column lon: inf is out of bounds; give a number from -180 to 180",
        ),
        (
            {"lat": [1, 2]},
            "lat: has numbers of shape (2,) for 6 regions; give an array of shape (6,)",
        ),
        (
            {"population": np.ma.masked_array([1e6] * 6, mask=[0, 1, 0, 0, 0, 0])},
            f"region 'R2', column population: nan is out of bounds; {POSITIVE}",
        ),
        *(
            (
                {"population": no_numbers},
                "population: has numbers of shape (0,) for 6 regions; give an array of shape (6,)",
            )
            for no_numbers in ([True] * 6, ["1e6"] * 6, [1e6 + 1j] * 6, [10**400] * 6)
        ),
        (
            {"lat": ["north"] * 6},
            "lat: has numbers of shape (0,) for 6 regions; give an array of shape (6,)",
        ),
        (
            {"digital": [[0.5] * 4] * 5 + [[2, 0, 0, 0]]},
            "region 'R6', column digital_government: 2 is out of bounds; give a number from 0 to 1",
        ),
        (
            {"contract_quality": [0.5] * 5 + [-1]},
            "region 'R6', column contract_quality: -1 is out of bounds; give a number from 0 to 1",
        ),
        (
            {"specialisation": [[1.0] * 8] * 5 + [[0.0] * 8]},
            "region 'R6': all columns spec_… are 0; give one of them a number above 0",
        ),
        (
            {"specialisation": np.ones((6, 7))},
            f"specialisation: has numbers of shape (6, 7) {SIX}; give an array of shape (6, 8)",
        ),
        (
            {"human_resources": [1, 2, 3, 0, 5, 6]},
            f"region 'R4', column human_resources: 0 is out of bounds; {POSITIVE}",
        ),
        (
            {"local_organisations": [[1, 1, 1, 1]] * 5 + [[1, 1.5, 1, 1]]},
            (
                "region 'R6', column organisations_business: 1.5 is out of bounds; "
                "give a whole number from 0 to 10,000"
            ),
        ),
        (
            {"local_organisations": [[1, 1, 1, 1]] * 5 + [[0, 0, 0, 0]]},
            "region 'R6': all columns organisations_… are 0; give one of them a number above 0",
        ),
        (
            {"organisations_by": "size"},
            'organisations_by: \'size\' is unknown; write "equal" or "mass"',
        ),
        (
            {"estimated": {"human_resources": ("R1",)}},
            (
                "estimated: 'human_resources' is no column of figures in this world; "
                "name a column that it has"
            ),
        ),
        (
            {"estimated": {"product": ("R1", "R9")}},
            "estimated, product: unknown code 'R9'; did you mean 'R6'?",
        ),
        ({"names": ("a", "b")}, "column name: has 2 texts for 6 regions; give one for each region"),
        ({"names": ("=A1", *"bcdef")}, f"column name: '=A1' {TEXT}"),
        ({"codes": (1, *"bcdef")}, "column code: 1 is not text; give it as text"),
        ({"codes": (" ", *"bcdef")}, "column code: is empty; fill it"),
        (
            {"codes": ("R1", "R1", *"bcde"), "pairs": ()},
            "column code: 'R1' is the code of 2 regions; give every region a code of its own",
        ),
        ({"pairs": [("R1", "R9")]}, "pair 1: unknown code 'R9'; did you mean 'R6'?"),
        (
            {"pairs": [("R1", "R1")]},
            'pair 1: is not two different codes; write pairs = [["CODE", "OTHER"]]',
        ),
        (
            {"pairs": [("R1", "R2"), ("R3", "R2")]},
            "pair 2: 'R2' stands in pair 1 already; remove one of the two pairs",
        ),
        (
            {"organisations": (1, 1, 1)},
            "organisations: (1, 1, 1) is out of bounds; give 4 numbers from 0 to 10,000, not all 0",
        ),
        (
            {"organisations": (0, 0, 0, 0)},
            (
                "organisations: (0, 0, 0, 0) is out of bounds; "
                "give 4 numbers from 0 to 10,000, not all 0"
            ),
        ),
    ],
)
def test_a_world_that_no_table_could_describe_is_refused(columns, told):
    with pytest.raises(InputError) as refused:
        dataclasses.replace(example(), **columns)
    assert str(refused.value) == f"world 'example', {told}"


def test_a_world_of_one_region_is_refused():
    one = {name: getattr(example(), name)[:1] for name in ("codes", "names", "local_names")}
    figures = {name: getattr(example(), name)[:1] for name in ("lat", "lon", "population")}
    with pytest.raises(InputError, match="has 1 region; at least 2 are needed"):
        dataclasses.replace(
            example(), **one, **figures, districts=("West",), product=[1.0], pairs=()
        )


def test_many_faults_are_cut_after_twenty():
    with pytest.raises(InputError) as refused:
        dataclasses.replace(
            example(), **dict.fromkeys(("lat", "lon", "population", "product"), [NAN] * 6)
        )
    assert len(refused.value.faults) == 20


def test_the_columns_of_a_world_are_copies_that_cannot_be_changed():
    mine = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    world = dataclasses.replace(example(), population=mine, names=list("abcdef"))
    mine[0] = -1.0
    assert world.population[0] == 1.0
    assert world.names == tuple("abcdef")
    with pytest.raises(ValueError, match="read-only"):
        world.population[0] = -1.0


def test_organisations_by_mass_are_in_proportion_to_product_and_human_resources():
    world = dataclasses.replace(
        example(),
        organisations=(0, 1, 10, 100),
        organisations_by="mass",
        product=[9.0, 4.0, 2.0, 5.0, 1.6, 1.0],
        human_resources=[1.0, 2.0, 1.0, 1.0, 1.0, 0.01],
    )
    size = np.array([9.0, 8.0, 2.0, 5.0, 1.6, 0.01])
    size /= size.mean()
    expected = [[0, *(max(1, round(one * each)) for each in (1, 10, 100))] for one in size]
    assert world.counts.tolist() == expected
    assert world.actors == np.sum(expected)


def test_organisations_are_as_many_in_each_region_unless_the_table_counts_them():
    world = dataclasses.replace(example(), organisations=(1, 2, 3, 4))
    assert world.counts.tolist() == [[1, 2, 3, 4]] * 6
    counted = [[1, 2, 3, 4]] * 5 + [[0, 7, 0, 0]]
    assert dataclasses.replace(world, local_organisations=counted).counts.tolist() == counted


def test_counted_organisations_that_no_machine_would_hold_are_refused(monkeypatch):
    monkeypatch.setattr("interhelix.model.columns.MOST_ACTORS", 23)
    with pytest.raises(InputError, match="the world would have 24 actors; at most 23 are possible"):
        dataclasses.replace(
            example(), organisations=(1, 0, 0, 0), local_organisations=[[1] * 4] * 6
        )
