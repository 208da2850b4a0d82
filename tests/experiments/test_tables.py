import numpy as np
import pytest

from interhelix.experiments.tables import (
    NAMES,
    bands_of,
    labels_of,
    quantiles,
    rows_of,
    standing_of,
)
from interhelix.model.measures import MEASURES, PRIMARY

WIDTH = len(NAMES)


def values(seed: int, pairs: int = 40) -> np.ndarray:
    return np.random.default_rng(seed).normal(10, 1, (pairs, WIDTH))


def test_a_policy_equal_to_the_baseline_differs_by_exactly_zero():
    rows = rows_of(values(1), {"same": values(1)})
    assert (rows[["difference", "low", "high"]] == 0).all(axis=None)
    primary = rows[rows["measure"].isin(PRIMARY)]
    assert (primary[["low_all", "high_all"]] == 0).all(axis=None)
    assert set(rows["verdict"]) == {"identical: the same numbers in every pair"}
    assert not rows["pairs_better"].any()


def test_rows_stand_by_policy_then_measure():
    rows = rows_of(values(1), {"b": values(2), "a": values(3)})
    assert rows["policy"].tolist() == ["b"] * WIDTH + ["a"] * WIDTH
    assert rows["measure"].tolist() == list(NAMES) * 2


def test_only_primary_measures_have_intervals_that_hold_together():
    rows = rows_of(values(1), {"a": values(2)})
    known = rows.set_index("measure")["low_all"].notna()
    assert set(known[known].index) == set(PRIMARY)


def test_intervals_that_hold_together_are_wider():
    rows = rows_of(values(1), {"a": values(2)}).dropna(subset="low_all")
    assert (rows["low_all"] < rows["low"]).all()
    assert (rows["high_all"] > rows["high"]).all()


def test_variance_removed_is_measured():
    shared = values(1, 400)
    rows = rows_of(shared, {"paired": shared + 0.1 * values(2, 400), "apart": values(3, 400)})
    removed = rows.groupby("policy")["variance_reduction"].mean()
    assert removed["paired"] > 0.98
    assert abs(removed["apart"]) < 0.05


def test_better_follows_the_wanted_direction():
    rows = rows_of(values(1), {"up": values(1) + 1.0}).set_index("measure")
    for measure in MEASURES:
        better = rows.loc[measure.name, "pairs_better"]
        assert better == (0 if measure.wanted == "less" else 40)


def test_a_measure_that_is_undefined_in_some_pairs_uses_the_others():
    treatment = values(2)
    treatment[:8, 0] = np.nan
    row = rows_of(values(1), {"a": treatment}).iloc[0]
    assert row["difference"] == pytest.approx((treatment - values(1))[8:, 0].mean())


def test_a_measure_that_is_never_defined_has_no_value():
    baseline = values(1)
    baseline[:, 0] = np.nan
    row = rows_of(baseline, {"a": baseline}).iloc[0]
    assert row["verdict"].startswith("no value")
    assert np.isnan(row["difference"])


def test_skewed_differences_get_a_second_interval():
    skewed = values(1) + np.random.default_rng(5).lognormal(sigma=1.5, size=(40, WIDTH))
    rows = rows_of(values(1), {"a": skewed})
    assert rows["low_skewed"].notna().mean() > 0.8
    assert rows_of(values(1), {"a": values(2)})["low_skewed"].notna().mean() < 0.2


def test_bands_hold_their_share_of_replicates():
    series = np.random.default_rng(6).normal(size=(500, 3, WIDTH))
    band = bands_of({"a": series}).iloc[0]
    first = series[:, 0, 0]
    assert band["mean"] == pytest.approx(first.mean())
    assert np.mean((first > band["low_90"]) & (first < band["high_90"])) == pytest.approx(
        0.9, abs=0.01
    )
    assert np.mean((first > band["low_50"]) & (first < band["high_50"])) == pytest.approx(
        0.5, abs=0.01
    )


def test_bands_of_a_quarter_without_values_are_empty():
    series = np.ones((4, 2, WIDTH))
    series[:, 0, 0] = np.nan
    bands = bands_of({"a": series})
    assert np.isnan(bands.loc[0, "mean"])
    assert bands.loc[1, "mean"] == 1.0


def test_quantiles_of_all_columns_at_once_are_those_of_each():
    draw = np.random.default_rng(8)
    values = draw.normal(size=(31, 7, 5))
    values[draw.random(values.shape) < 0.2] = np.nan
    values[:, 0, 0] = np.nan
    values[0, 1, 1] = np.inf
    found = quantiles(values, [0.05, 0.25, 0.95])
    assert np.isnan(found[:, 0, 0]).all()
    values[:, 0, 0], found[:, 0, 0] = 0.0, 0.0
    assert np.array_equal(found, np.nanquantile(values, [0.05, 0.25, 0.95], axis=0))


def test_winners_and_losers_are_those_whose_interval_leaves_zero():
    draw = np.random.default_rng(7)
    baseline = draw.normal(size=(40, 3))
    treatment = baseline + draw.normal([-5.0, 0.0, 5.0], 1.0, (40, 3))
    standing = standing_of("region", ["L", "U", "W"], baseline, {"a": treatment})
    assert standing["standing"].tolist() == ["loses", "unclear", "gains"]


def test_regions_that_share_a_name_are_told_apart_by_their_codes():
    labels = labels_of(["BE22", "NL42", "business"], ["Limburg", "Limburg", "Aa"])
    assert labels == {"BE22": "Limburg (BE22)", "NL42": "Limburg (NL42)", "business": "Aa"}
