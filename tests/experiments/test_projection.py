import numpy as np
import pytest

from interhelix.experiments.pictures.map import EARTH, Projection


def test_it_gives_the_numbers_of_the_published_example():
    # Snyder 1987, p. 291: sphere of radius 1, parallels 29.5 and 45.5, origin 23, -96
    projection = Projection(-96.0, (29.5, 45.5))
    x, y = projection.xy(np.array([35.0, 23.0]), np.array([-75.0, -96.0]))
    assert x[0] / EARTH == pytest.approx(0.2952720, abs=1e-6)
    assert (y[0] - y[1]) / EARTH == pytest.approx(0.2416774, abs=1e-6)


def test_areas_are_kept():
    projection = Projection(100.0, (50.0, 65.0))

    def area(lat: float) -> float:
        edge = np.linspace(0, 1, 200)
        zero, one = np.zeros(200), np.ones(200)
        lats = lat + np.concatenate([zero, edge, one, edge[::-1]])
        lons = 100 + np.concatenate([edge, one, edge[::-1], zero])
        x, y = projection.xy(lats, lons)
        return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2

    def true(lat: float) -> float:
        return EARTH**2 * np.radians(1) * np.diff(np.sin(np.radians([lat, lat + 1])))[0]

    for lat in (42.0, 55.0, 76.0):
        assert area(lat) == pytest.approx(true(lat), rel=1e-3)


def test_the_middle_meridian_halves_the_shortest_arc():
    across = Projection.around(np.array([50.0, 60.0]), np.array([170.0, -170.0]))
    assert abs(across.meridian) == pytest.approx(180.0)
    assert Projection.around(np.array([50.0, 60.0]), np.array([-10.0, 30.0])).meridian == 10.0


def test_east_is_right_and_north_is_up():
    projection = Projection(10.0, (40.0, 60.0))
    x, y = projection.xy(np.array([50.0, 50.0, 55.0]), np.array([5.0, 15.0, 10.0]))
    assert x[0] < 0 < x[1]
    assert y[2] > y[0]


def test_the_equator_is_a_cylinder():
    projection = Projection.around(np.array([-10.0, 10.0]), np.array([0.0, 20.0]))
    x, y = projection.xy(np.array([-10.0, 10.0]), np.array([0.0, 20.0]))
    assert y[0] == pytest.approx(-y[1])
    assert x[0] == pytest.approx(-x[1])
