import numpy as np
import pytest

from interhelix.experiments import RunsFailedError
from interhelix.experiments.analysis.grid import failures_of, grid_of, whole
from interhelix.experiments.designs import Design
from interhelix.model.errors import InputError
from tests.experiments.analysis.conftest import experiment_of, runs_of


def test_every_value_finds_its_place_whatever_the_order_of_rows():
    experiment = experiment_of(replicates=3)
    runs = runs_of(experiment)
    grid = grid_of(experiment, runs.sample(frac=1.0, random_state=1))
    assert grid.values.shape == (3, 6, 3, 5)
    assert grid.present.all()
    row = runs[(runs["scenario"] == "digital_platform") & (runs["replicate"] == 2)]
    setting = grid.settings.iloc[4]
    row = row[(row[list(grid.settings)] == setting).all(axis=1)].iloc[0]
    assert grid.values[1, 4, 2].tolist() == row[list(experiment.measures)].tolist()


def test_a_missing_run_costs_its_pair_for_every_scenario():
    experiment = experiment_of(replicates=3)
    grid = grid_of(experiment, runs_of(experiment).drop(index=7))
    assert (~grid.present).sum() == 1
    assert np.isnan(grid.values[:, ~grid.present]).all()


def test_a_factorial_keeps_all_settings_and_loses_the_replicate():
    experiment = experiment_of(replicates=3)
    part = whole(grid_of(experiment, runs_of(experiment).drop(index=7)), over_levels=True)
    assert part.values.shape == (3, 6, 2, 5)
    assert np.isfinite(part.values).all()


def test_a_sample_keeps_all_replicates_and_loses_the_setting():
    experiment = experiment_of(Design("latin", 9), replicates=3)
    part = whole(grid_of(experiment, runs_of(experiment).drop(index=7)), over_levels=False)
    assert part.values.shape == (3, 8, 3, 5)
    assert sorted(part.order.tolist()) == [-1, *range(8)]


def test_a_replicate_that_has_hardly_begun_costs_no_setting():
    experiment = experiment_of(Design("latin", 9), replicates=3)
    runs = runs_of(experiment)
    begun = runs[(runs["replicate"] < 2) | (runs.index % 5 == 0)]
    assert whole(grid_of(experiment, begun), over_levels=False).values.shape == (3, 9, 2, 5)


def test_settings_that_a_design_repeats_are_one_setting():
    experiment = experiment_of(Design("morris", 8), replicates=2)
    grid = grid_of(experiment, runs_of(experiment))
    assert len(grid.order) == 24
    assert len(grid.settings) == len(set(grid.order.tolist())) < 24
    assert grid.present.all()


def test_without_one_whole_replicate_there_is_nothing_to_report():
    experiment = experiment_of(replicates=3)
    runs = runs_of(experiment)
    one_setting = runs[runs["meet.rate"] == 0.5]
    with pytest.raises(InputError, match=r"no replicate .* yet; run the sweep again"):
        whole(grid_of(experiment, one_setting), over_levels=True)
    with pytest.raises(InputError, match="no replicate"):
        whole(grid_of(experiment, runs.iloc[:0]), over_levels=False)


def test_runs_of_another_experiment_are_refused():
    experiment = experiment_of(replicates=3)
    runs = runs_of(experiment)
    runs.loc[0, "meet.rate"] = 0.6
    with pytest.raises(InputError, match="1 of 54 runs are not of the experiment invented"):
        grid_of(experiment, runs)


def test_more_than_one_failed_run_in_a_hundred_is_too_many():
    runs = runs_of(experiment_of(replicates=6))
    runs["reason"] = None
    runs.loc[[0, 1], ["status", "reason"]] = ["failed", "ValueError: no"]
    with pytest.raises(RunsFailedError, match="2 of 108 runs failed") as caught:
        failures_of(runs)
    assert "2 x failed: ValueError: no (first: replicate 0 of conferences)" in str(caught.value)
    runs.loc[1, "status"] = "done"
    assert [failure.message for failure in failures_of(runs)] == ["failed: ValueError: no"]


def test_a_run_that_left_no_reason_is_told_by_its_status():
    runs = runs_of(experiment_of(replicates=6))
    runs.loc[0, "status"] = "timeout"
    assert failures_of(runs)[0].message == "timeout"
