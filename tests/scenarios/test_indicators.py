"""Columns of the shipped worlds that are made from indicators, and what is estimated."""

import csv
from pathlib import Path

import numpy as np
import pytest

from interhelix.model.columns import COLUMNS, CONTRACTS, DIGITAL, HUMAN_RESOURCES
from interhelix.scenarios import load_world
from interhelix.scenarios.worlds import FOLDER
from interhelix.scenarios.worlds.indicators import filled, scores, table_of

MADE = [figure.name for figure in (*DIGITAL, *CONTRACTS, *HUMAN_RESOURCES)]
tables = pytest.mark.parametrize("name", ["russia", "europe"])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@tables
def test_the_table_of_a_world_is_what_its_indicators_make(name: str) -> None:
    shipped, made = rows(FOLDER / name / "regions.csv"), table_of(name)
    assert [*shipped[0]] == [*made[0]]
    for one, other in zip(shipped, made, strict=True):
        for column in set(one) - set(MADE):
            assert one[column] == other[column]
        for column in MADE:
            assert float(one[column]) == pytest.approx(float(other[column]), rel=1e-3)


@tables
def test_what_an_indicator_lacks_is_marked_as_estimated_and_nothing_else(name: str) -> None:
    gaps = {
        column: tuple(
            row["code"] for row in rows(FOLDER / name / "indicators.csv") if not row[column]
        )
        for column in MADE
    }
    assert load_world(name).estimated == {column: codes for column, codes in gaps.items() if codes}


@tables
def test_a_column_of_0_to_1_keeps_the_order_of_its_indicator_and_the_spread_of_what_is_drawn(
    name: str,
) -> None:
    indicators = {row["code"]: row for row in rows(FOLDER / name / "indicators.csv")}
    for column, mean in {**dict.fromkeys(MADE[:4], 0.5), MADE[4]: 0.85}.items():
        known = [
            row for row in rows(FOLDER / name / "regions.csv") if column not in row["estimated"]
        ]
        made = np.array([float(row[column]) for row in known])
        figure = np.array([float(indicators[row["code"]][column]) for row in known])
        assert (np.diff(made[np.argsort(figure, kind="stable")]) >= 0).all()
        logits = np.log(made / (1 - made))
        assert logits.mean() == pytest.approx(np.log(mean / (1 - mean)), abs=0.01)
        assert logits.std() == pytest.approx(0.5, abs=0.03)


@tables
def test_participation_in_the_framework_programme_is_no_input(name: str) -> None:
    files = [FOLDER / name / file for file in ("regions.csv", "indicators.csv")]
    headers = [set(rows(file)[0]) for file in files]
    assert headers[0] <= set(COLUMNS)
    assert headers[1] <= {"code", *MADE}
    words = ("fp7", "framework", "cordis", "participation")
    told = [*COLUMNS, *load_world(name).sources.values()]
    assert [text for text in told if any(word in text.lower() for word in words)] == []


def test_the_normal_scores_of_ranks_are_those_of_a_standard_normal_number() -> None:
    indicator = np.array([*np.geomspace(1, 1e9, 999), np.nan])
    found = scores(indicator)
    assert np.isnan(found[-1])
    assert (np.diff(found[:-1]) > 0).all()
    assert found[499] == pytest.approx(0)
    assert np.nanstd(found) == pytest.approx(1, abs=0.01)
    assert (
        scores(np.array([5.0, 1.0, 5.0]))[[0, 2]].tolist()
        == [scores(np.array([5.0, 1.0, 5.0]))[0]] * 2
    )


def test_a_gap_is_estimated_by_wealth_and_by_the_nearest_regions() -> None:
    luck = np.random.default_rng(1)
    angle = np.linspace(0, 3, 60)
    places = np.stack([np.cos(angle), np.sin(angle), np.zeros(60)], axis=1)
    wealth = luck.normal(size=60)
    values = 2 * wealth + angle
    gaps = np.arange(60) % 7 == 3
    made = filled(np.where(gaps, np.nan, values), wealth, places)
    assert (made[~gaps] == values[~gaps]).all()
    assert np.std(made[gaps] - values[gaps]) < 0.25 * np.std(values[gaps])


@tables
def test_organisations_of_a_shipped_world_follow_product_and_human_resources(name: str) -> None:
    world = load_world(name)
    assert world.human_resources is not None
    assert world.counts.min() == 1
    size = world.product * world.human_resources
    large = world.counts[:, 0] >= 4
    assert large.any()
    share = size / size.mean() * world.organisations[0]
    assert world.counts[large, 0] == pytest.approx(share[large], abs=0.51)
