import numpy as np
import pytest

from interhelix.experiments.analysis import analyse
from interhelix.experiments.analysis.sensitivity import layers
from interhelix.model.measures import MEASURES, measure_named
from tests.experiments.analysis.conftest import experiment_of, runs_of

MORE, LESS = measure_named("net_value"), measure_named("isolates")


def crossed(settings=200, replicates=40, ignorance=3.0, shared=2.0, own=1.0, seed=1):
    draw = np.random.default_rng(seed)
    return (
        10.0
        + draw.normal(0, ignorance, (settings, 1))
        + draw.normal(0, shared, (1, replicates))
        + draw.normal(0, own, (settings, replicates))
    )


def test_both_layers_are_recovered():
    found = layers(crossed(replicates=400), MORE)
    assert found.sd_ignorance == pytest.approx(3.0, rel=0.12)
    assert found.sd_luck == pytest.approx(5.0**0.5, rel=0.12)
    assert found.share_ignorance == pytest.approx(9 / 14, rel=0.12)


def test_luck_alone_leaves_no_ignorance():
    shares = [layers(crossed(ignorance=0.0, seed=s), MORE).share_ignorance for s in range(20)]
    assert np.mean(shares) < 0.01
    assert min(shares) == 0.0


def test_replicates_narrow_the_layer_of_luck_only():
    few, many = (layers(crossed(replicates=n), MORE) for n in (10, 160))
    assert many.high_luck - many.low_luck < 0.5 * (few.high_luck - few.low_luck)
    width = many.high_ignorance - many.low_ignorance
    assert width == pytest.approx(few.high_ignorance - few.low_ignorance, rel=0.1)
    assert width == pytest.approx(2 * 1.96 * 3.0, rel=0.15)


def test_luck_of_few_replicates_does_not_pass_for_ignorance():
    found = layers(crossed(replicates=3, ignorance=0.5, own=4.0), MORE)
    assert found.sd_ignorance < 1.5
    naive = crossed(replicates=3, ignorance=0.5, own=4.0).mean(axis=1).std()
    assert naive > 2.0


def test_the_wanted_sign_follows_the_measure():
    values = crossed() - 100.0
    assert layers(values, MORE).better == 0.0
    assert layers(values, LESS).better == 1.0
    neither = next(measure for measure in MEASURES if measure.wanted == "neither")
    assert np.isnan(layers(values, neither).better)


def test_a_measure_that_is_undefined_somewhere_has_no_layers():
    values = crossed()
    values[0, 0] = np.nan
    assert np.isnan(layers(values, MORE)).all()


def test_no_variance_at_all_is_no_share():
    found = layers(np.full((5, 6), 2.0), MORE)
    assert (found.sd_luck, found.sd_ignorance) == (0.0, 0.0)
    assert np.isnan(found.share_ignorance)
    assert (found.low_luck, found.high_ignorance) == (2.0, 2.0)


def test_one_setting_or_one_replicate_cannot_tell_the_layers_apart():
    for experiment in (experiment_of(replicates=1), experiment_of(factors={})):
        assert analyse(experiment, runs_of(experiment)).layers.empty


def test_the_table_has_the_baseline_and_each_difference(sampled):
    rows = sampled.layers.set_index(["of", "measure"])
    of_difference = rows.loc[("digital_platform − conferences", "ties_level_1")]
    assert of_difference["sd_luck"] == 0.0
    assert of_difference["share_ignorance"] == 1.0
    assert of_difference["sd_ignorance"] == pytest.approx(10 / 12**0.5, rel=0.05)
    assert rows.loc[("conferences", "ties_level_1"), "share_ignorance"] > 0.5
