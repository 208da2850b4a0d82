"""Patterns of regions: known cases, the published null, and counts that the model never reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interhelix.experiments.validation.patterns import Log
from interhelix.experiments.validation.regions import (
    Between,
    Fit,
    against_fp7,
    concentration,
    correlation,
    fall_with_distance,
    fit,
    fp7,
    gravity,
    held_out,
    measured_in_full,
    rank_correlation,
    roles_together,
    transmission,
)
from interhelix.experiments.validation.trials import europe
from interhelix.model.world import World
from interhelix.scenarios import load_world


@pytest.fixture(scope="module")
def world() -> World:
    return load_world("europe")


def pairs(elasticity: float, pull: float) -> Between:
    """Make pairs of regions whose joint work follows distance and knowledge, without luck."""
    luck = np.random.default_rng(1)
    km, gap, mass = luck.uniform(100, 3000, 500), luck.uniform(0, 1, 500), luck.normal(5, 1, 500)
    joint = np.exp(mass + elasticity * np.log(km / 100) + pull * gap)
    return Between(joint, mass, km, gap)


def test_gravity_finds_the_elasticity_that_is_put_in() -> None:
    assert gravity(pairs(-0.3, 0.0))[0] == pytest.approx(-0.3)


def test_gravity_tells_distance_of_knowledge_from_distance_in_space() -> None:
    made = pairs(-0.2, -2.0)
    far, foreign = gravity(made)[1:]
    assert far == pytest.approx(-0.2 * np.log(made.km).std())
    assert foreign == pytest.approx(-2.0 * made.gap.std())


@pytest.mark.parametrize(("elasticity", "fall"), [(-0.5, -1.0), (0.5, 1.0)])
def test_joint_work_falls_from_band_to_band(elasticity: float, fall: float) -> None:
    assert fall_with_distance(pairs(elasticity, 0.0)) == pytest.approx(fall)


def counts(*sets: int) -> np.ndarray:
    return np.bincount(sets, minlength=16).astype(float)


def test_t_is_0_for_independence_negative_for_parity_and_positive_for_copies() -> None:
    assert transmission(counts(*range(8))) == pytest.approx(0)
    assert transmission(counts(0b000, 0b011, 0b101, 0b110)) == pytest.approx(-1000)
    assert transmission(counts(0b000, 0b111)) == pytest.approx(1000)


def test_projects_of_all_four_roles_stand_beside_those_by_chance() -> None:
    members = np.full((40, 8), -1)
    members[:, :4] = np.arange(160).reshape(40, 4)
    log = Log(np.zeros(40, np.int64), members, 60, 160)
    mixed = roles_together(log, (np.arange(160) % 4).astype(np.int8))
    alike = roles_together(log, (np.arange(160) // 40).astype(np.int8))
    assert mixed["P8_four_roles"] > 5
    assert alike["P8_four_roles"] == 0


def test_concentration_of_equals_is_none() -> None:
    found = concentration(np.ones(40))
    assert found["P15_gini"] == pytest.approx(0)
    assert found["P15_tenth"] == pytest.approx(0.1)
    assert found["P15_twentieth"] == pytest.approx(0.05)


def test_the_published_concentration_is_that_of_the_counts() -> None:
    found = concentration(np.array(list(fp7().values()), float))
    assert [round(value, 2) for value in found.values()] == [0.68, 0.51, 0.35]


def test_product_alone_tells_participation_as_well_as_published(world: World) -> None:
    real = np.array([fp7()[code] for code in world.codes], float)
    full = measured_in_full(world)
    told = {}
    for name, group in {"all": np.ones(world.size, bool), "full": full}.items():
        ranks = rank_correlation(world.product[group], real[group])
        logs = correlation(np.log(world.product[group]), np.log(real[group])) ** 2
        told[name] = (round(ranks, 3), round(float(logs), 2))
    assert full.sum() == 159
    assert told == {"all": (0.695, 0.48), "full": (0.735, 0.56)}


def test_half_of_the_countries_are_held_out_whole(world: World) -> None:
    kept, districts = held_out(world), np.array(world.districts)
    countries = {name: set(kept[districts == name].tolist()) for name in set(world.districts)}
    assert all(len(told) == 1 for told in countries.values())
    assert sum(told == {True} for told in countries.values()) == 15
    assert len(countries) == 29


def test_a_guess_that_is_the_null_differs_by_nothing() -> None:
    luck = np.random.default_rng(2)
    real, null = np.exp(luck.normal(size=60)), np.exp(luck.normal(size=60))
    found = fit(null, null, real)
    assert found.low.tolist() == found.high.tolist() == [0, 0]


def test_a_better_guess_is_surely_better() -> None:
    luck = np.random.default_rng(3)
    log = luck.normal(size=150)
    real, null = np.exp(log), np.exp(log + luck.normal(0, 2, 150))
    found = fit(np.exp(log + luck.normal(0, 0.3, 150)), null, real)
    assert (found.low > 0).all()


def test_participation_is_read_by_the_codes_of_regions(world: World) -> None:
    order = tuple(sorted(world.codes))
    taken = np.array([float(fp7()[code]) for code in order])
    found: Fit = against_fp7(world, taken, order)["all regions"]
    assert found.simulated == pytest.approx([1, 1])


def test_nothing_that_makes_a_run_reads_the_counts(checkout: Path) -> None:
    parts = [checkout / part for part in ("agents", "model", "scenarios")]
    files = [file for part in parts for file in part.rglob("*") if file.suffix in (".py", ".toml")]
    assert files
    assert [file.name for file in files if "fp7" in file.read_text(encoding="utf-8")] == []


def test_the_setting_has_the_datas_organisations_and_shares() -> None:
    counts_of_roles = europe().counts.sum(axis=0)
    assert counts_of_roles.sum() >= 5290
    shares = counts_of_roles / counts_of_roles.sum()
    assert shares == pytest.approx([0.08, 0.61, 0.18, 0.13], abs=0.013)
