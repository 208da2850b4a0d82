import sys

import numpy as np
import pytest

from interhelix.experiments.designs import Design, Range, settings_of
from interhelix.model.errors import InputError

FACTORS = {"a.a": Range(0.0, 1.0), "b.b": Range(10.0, 30.0), "c.c": Range(-1.0, 1.0)}
LOW, HIGH = np.array(list(FACTORS.values())).T


@pytest.mark.parametrize(
    ("kind", "size", "rows"), [("latin", 10, 10), ("sobol", 16, 16), ("morris", 5, 20)]
)
def test_samples_lie_in_their_ranges_and_follow_from_the_seed(kind, size, rows):
    design = Design(kind, size)
    found = settings_of(design, FACTORS, 7)
    assert found.shape == (rows, 3)
    assert design.settings([2, 2, 2]) == rows
    assert ((found >= LOW) & (found <= HIGH)).all()
    assert (found == settings_of(design, FACTORS, 7)).all()
    assert (found != settings_of(design, FACTORS, 8)).any()


def test_a_latin_hypercube_has_one_point_in_each_strip():
    unit = (settings_of(Design("latin", 20), FACTORS, 3) - LOW) / (HIGH - LOW)
    assert (np.sort(np.floor(20 * unit), axis=0) == np.arange(20)[:, None]).all()


def test_sobol_points_fill_every_half_evenly():
    unit = (settings_of(Design("sobol", 32), FACTORS, 3) - LOW) / (HIGH - LOW)
    assert ((unit < 0.5).sum(axis=0) == 16).all()


def test_a_morris_trajectory_changes_one_factor_at_a_time():
    found = settings_of(Design("morris", 6), FACTORS, 3).reshape(6, 4, 3)
    changes = (np.diff(found, axis=1) != 0).sum(axis=2)
    assert (changes == 1).all()


def test_without_salib_a_morris_design_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    with pytest.raises(InputError, match="needs SALib; pip install"):
        settings_of(Design("morris", 5), FACTORS, 1)
