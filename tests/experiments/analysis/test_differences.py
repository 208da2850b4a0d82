import numpy as np
import pytest

from interhelix.experiments.analysis import analyse, effects
from interhelix.experiments.analysis.sweep_report import report
from interhelix.experiments.designs import Design
from interhelix.experiments.statistics import IDENTICAL, TOO_FEW
from tests.experiments.analysis.conftest import effect, experiment_of, runs_of


def null(scenario, values, luck):
    """Let no policy do anything."""
    return effect("conferences", values, luck)


def test_a_policy_that_does_nothing_differs_by_exactly_zero_everywhere():
    experiment = experiment_of()
    found = analyse(experiment, runs_of(experiment, null))
    for table in (found.rows, found.settings):
        assert (table[["difference", "low", "high", "low_all", "high_all"]] == 0).all(axis=None)
        assert set(table["verdict"]) == {IDENTICAL}
    assert not found.regret["max_regret"].any()
    effects = found.effects[found.effects["of"].str.contains("−")]
    assert not effects["difference"].any()


def test_over_all_settings_a_pair_is_a_replicate(factorial):
    rows = factorial.rows.set_index(["policy", "measure"])
    assert set(rows["pairs"]) == {30}
    mean = 4.0 + 10.0 * (0.3 + 0.5 + 0.8) / 3
    assert rows.loc[("digital_platform", "ties_level_1"), "difference"] == pytest.approx(mean)
    assert rows.loc[("digital_platform", "ties_level_1"), "verdict"] == "improves"
    assert rows.loc[("digital_platform", "policy_cost"), "verdict"] == "worsens"


def test_each_setting_has_its_differences(factorial):
    rows = factorial.settings
    assert len(rows) == 6 * 2 * 5
    row = rows[(rows["adopt.network"] == 0.8) & (rows["policy"] == "smart_specialisation")].iloc[0]
    assert row["difference"] == pytest.approx(2.0 + 8.0)


def test_intervals_of_all_settings_hold_together():
    experiment = experiment_of(measures=("net_value",), scenarios=("conferences", "calls"))

    def noisy(scenario, values, luck):
        own = [int(100 * value) for value in values.values()]
        return luck.normal() + np.random.default_rng([luck.integers(9**9), *own]).normal() * (
            scenario == "calls"
        )

    rows = analyse(experiment, runs_of(experiment, noisy)).settings
    apart = (rows["high_all"] - rows["low_all"]) / (rows["high"] - rows["low"])
    assert apart.between(1.2, 1.9).all()


def test_a_pair_that_is_missing_at_one_setting_is_missing_there_only():
    experiment = experiment_of(replicates=31)
    runs = runs_of(experiment)
    found = analyse(experiment, runs.drop(index=[5, 40]))
    assert found.settings["pairs"].value_counts().to_dict() == {31: 40, 30: 20}
    assert set(found.rows["pairs"]) == {29}


def test_a_sample_with_few_replicates_has_no_verdict(sampled):
    assert set(sampled.rows["verdict"]) == {TOO_FEW}
    assert sampled.settings.empty


def test_a_sweep_without_factors_is_a_comparison():
    experiment = experiment_of(factors={})
    found = analyse(experiment, runs_of(experiment))
    assert found.rows["verdict"].str.startswith("no mat").sum() == 0
    assert found.settings.empty
    assert found.effects.empty


def test_one_scenario_alone_has_effects_and_no_differences():
    experiment = experiment_of(scenarios=("conferences",))
    found = analyse(experiment, runs_of(experiment))
    assert found.rows.empty
    assert set(found.effects["of"]) == {"conferences"}
    assert set(found.layers["of"]) == {"conferences"}


def test_one_replicate_gives_means_and_claims_nothing():
    experiment = experiment_of(Design("latin", 20), replicates=1)
    found = analyse(experiment, runs_of(experiment))
    assert set(found.rows["verdict"]) == {TOO_FEW}
    assert found.rows[["low", "high", "low_all", "high_all"]].isna().all(axis=None)
    assert not found.regret.empty


def test_more_rows_than_intervals_can_hold_are_not_shown(monkeypatch):
    monkeypatch.setattr(effects, "MOST_ROWS", 59)
    experiment = experiment_of()
    found = analyse(experiment, runs_of(experiment))
    assert found.settings.empty
    assert "Not shown: with one pair at a setting, or more than 10,000 rows" in report(found)
