import numpy as np
import pytest

from interhelix.experiments.designs import (
    GENERATORS,
    Design,
    aliases,
    coded,
    defining_words,
    resolution,
    settings_of,
)

# Resolution of the standard designs (Box, Hunter and Hunter 2005), by settings and factors.
RESOLUTIONS = {
    4: {3: 3},
    8: {4: 4, 5: 3, 6: 3, 7: 3},
    16: {5: 5, 6: 4, 7: 4, 8: 4, 9: 3, 10: 3, 11: 3},
    32: {6: 6, 7: 4, 8: 4, 9: 4, 10: 4, 11: 4},
    64: {7: 7, 8: 5, 9: 4, 10: 4, 11: 4},
    128: {8: 8, 9: 6, 10: 5, 11: 5},
}
CASES = [(settings, factors) for settings, table in GENERATORS.items() for factors in table]


def test_a_full_factorial_has_every_combination_once():
    found = settings_of(Design(), {"a.b": (0.0, 1.0), "c.d": (1.0, 2.0, 3.0)}, seed=1)
    assert found.tolist() == [[a, c] for a in (0.0, 1.0) for c in (1.0, 2.0, 3.0)]


def test_without_factors_there_is_one_setting():
    assert settings_of(Design(), {}, seed=1).shape == (1, 0)


def test_four_switches_make_sixteen_settings():
    factors = {f"a.{name}": (0.0, 1.0) for name in "pqrs"}
    assert len(np.unique(settings_of(Design(), factors, 1), axis=0)) == 16
    assert Design().settings([2, 2, 2, 2]) == 16


@pytest.mark.parametrize(("settings", "factors"), CASES)
def test_a_fractional_design_is_balanced_orthogonal_and_of_the_resolution_in_the_books(
    settings, factors
):
    signs = 2 * coded(factors, settings) - 1
    assert signs.shape == (settings, factors)
    assert (signs.T @ signs == settings * np.eye(factors)).all()
    assert (signs.sum(axis=0) == 0).all()
    assert len(np.unique(signs, axis=0)) == settings
    assert resolution(factors, settings) == RESOLUTIONS[settings][factors]


@pytest.mark.parametrize(("settings", "factors"), CASES)
def test_the_words_of_the_defining_relation_multiply_to_one(settings, factors):
    signs = 2 * coded(factors, settings) - 1
    words = defining_words(factors, settings)
    assert len(words) == 2**factors // settings - 1
    for word in words:
        inside = [column for column in range(factors) if word >> column & 1]
        assert (signs[:, inside].prod(axis=1) == 1).all()


def test_effects_in_one_group_of_aliases_have_the_same_contrast_and_others_do_not():
    names = list("ABCDEFGHJ")
    signs = 2 * coded(9, 32) - 1
    contrast = {name: signs[:, at] for at, name in enumerate(names)}
    groups = aliases(names, 32)
    seen = []
    for group in groups:
        columns = [np.prod([contrast[n] for n in effect.split(" x ")], axis=0) for effect in group]
        assert all((column == columns[0]).all() for column in columns)
        seen.append(columns[0])
    crossed = np.array(seen) @ np.array(seen).T
    assert (crossed == 32 * np.eye(len(seen))).all()
    assert not any(name in group for name in names for group in groups)  # resolution IV


def test_a_fractional_design_sets_the_levels_that_are_given():
    factors = {"a.a": (0.1, 0.2), "b.b": (1.0, 3.0), "c.c": (5.0, 6.0)}
    found = settings_of(Design("fractional", 4), factors, 1)
    expected = [[0.1, 1.0, 6.0], [0.1, 3.0, 5.0], [0.2, 1.0, 5.0], [0.2, 3.0, 6.0]]
    assert found.tolist() == expected
