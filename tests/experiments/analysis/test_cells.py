"""Cells of two factors: means within replicates, and what each rests on."""

from __future__ import annotations

import numpy as np
import pytest

from interhelix.experiments.analysis.effects import effects_on, swings
from interhelix.experiments.analysis.grid import Band, bands_of, cells_of, figures_of, grid_of
from interhelix.experiments.statistics import paired, t_quantile
from tests.experiments.analysis.conftest import experiment_of, runs_of

PLATFORM = "digital_platform − conferences"


def test_a_cell_is_the_mean_of_its_replicates_with_their_t_interval(factorial):
    found = cells_of(
        factorial.experiment, factorial.grid, PLATFORM, "isolates", "adopt.network", "meet.rate"
    )
    assert list(found["runs"]) == list(found["planned"]) == list(found["pairs"]) == [30] * 6
    row = found[(found["across"] == 1) & (found["up"] == 1)].iloc[0]
    at = factorial.grid.settings.eq([0.5, 1.0]).all(axis=1)
    own = factorial.grid.differences[0, at.to_numpy(), :, 1][0]
    half = float((paired(own[:, None]).error * t_quantile(np.array([30])))[0])
    assert row["mean"] == pytest.approx(4.0 + 10.0 * 0.5)
    assert (row["low"], row["high"]) == pytest.approx((own.mean() - half, own.mean() + half))


def test_a_factor_that_is_not_shown_is_averaged_over_or_stays_where_it_is(factorial):
    asked, grid = factorial.experiment, factorial.grid
    over = cells_of(asked, grid, "conferences", "isolates", "adopt.network")
    at_one = cells_of(
        asked, grid, "conferences", "isolates", "adopt.network", "", {"meet.rate": Band(1.0, 1.0)}
    )
    assert list(over["planned"]) == [60] * 3
    assert list(at_one["planned"]) == [30] * 3
    assert (at_one["mean"] - over["mean"]).to_numpy() == pytest.approx([3.0 * 0.25] * 3)


def test_a_sweep_that_is_under_way_shows_the_cells_that_it_has():
    experiment = experiment_of(replicates=4)
    runs = runs_of(experiment)
    first = (runs["adopt.network"] == 0.3) & (runs["meet.rate"] == 0.5)
    alone = (runs["adopt.network"] == 0.8) & (runs["scenario"] == "conferences")
    grid = grid_of(experiment, runs[(first & (runs["replicate"] < 3)) | alone])
    found = cells_of(experiment, grid, PLATFORM, "isolates", "adopt.network", "meet.rate")
    assert list(found["pairs"]) == [3, 0, 0, 0, 0, 0]
    assert list(found["runs"]) == [3, 0, 0, 0, 0, 0]
    assert found["mean"].notna().tolist() == [True] + [False] * 5
    assert list(found["planned"]) == [4] * 6


def test_a_factor_that_is_sampled_is_cut_into_equal_parts(sampled):
    parts = bands_of(sampled.experiment, "meet.rate")
    assert [part.low for part in parts] == pytest.approx([0.0, 0.4, 0.8, 1.2, 1.6])
    assert parts[2].middle == pytest.approx(1.0)
    found = cells_of(sampled.experiment, sampled.grid, "conferences", "isolates", "meet.rate")
    assert list(found["planned"]) == [64] * 5  # a Latin hypercube has as many in each part
    assert np.diff(found["mean"]) == pytest.approx([1.2] * 4, abs=0.1)


def test_without_factors_there_is_one_cell():
    experiment = experiment_of(factors={}, replicates=5)
    grid = grid_of(experiment, runs_of(experiment))
    found = cells_of(experiment, grid, PLATFORM, "isolates")
    assert len(found) == 1
    assert found.iloc[0]["mean"] == pytest.approx(4.0)


def test_figures_are_the_means_and_then_the_differences(factorial):
    names = list(figures_of(factorial.grid))
    assert names[:3] == list(factorial.experiment.scenarios)
    assert names[3:] == [f"{name} − conferences" for name in factorial.grid.policies]


def test_a_swing_is_the_effect_from_the_first_level_to_the_last(factorial):
    rows = swings(factorial.effects, [PLATFORM])
    rows = rows[rows["measure"] == "isolates"].set_index("effect")
    assert list(rows["levels"]) == ["0.3 → 0.8", "0.5 → 1"]
    assert rows["difference"].to_list() == pytest.approx([5.0, 0.0])


def test_effects_on_a_mean_of_a_policy_are_those_on_baseline_and_difference(factorial):
    own = {"digital_platform": figures_of(factorial.grid)["digital_platform"]}
    found = effects_on(factorial.experiment, factorial.grid, own)
    rows = swings(found, ["digital_platform"]).set_index(["measure", "effect"])["difference"]
    parts = [
        swings(factorial.effects, [of]).set_index(["measure", "effect"])["difference"]
        for of in ("conferences", PLATFORM)
    ]
    assert rows.to_numpy() == pytest.approx((parts[0] + parts[1])[rows.index].to_numpy())
