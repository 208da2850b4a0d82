import re

import pytest

from interhelix.experiments.statistics import Interval, more_pairs, verdict


def said(wanted="more", matters=1.0, pairs=30, difference=5.0, half_width=1.0, identical=False):
    interval = Interval(difference, difference - half_width, difference + half_width)
    return verdict(wanted, matters, pairs, interval, identical)


@pytest.mark.parametrize(
    ("wanted", "difference", "expected"),
    [
        ("more", 5.0, "improves"),
        ("more", -5.0, "worsens"),
        ("less", 5.0, "worsens"),
        ("less", -5.0, "improves"),
        ("neither", 5.0, "rises"),
        ("neither", -5.0, "falls"),
    ],
)
def test_a_material_difference_is_named_by_the_wanted_direction(wanted, difference, expected):
    assert said(wanted=wanted, difference=difference) == expected


def test_an_interval_within_what_matters_is_no_material_difference():
    assert said(difference=0.2, half_width=0.3) == "no material difference"


def test_a_sure_but_small_difference_is_no_material_one():
    assert said(difference=0.5, half_width=0.1) == "no material difference"


def test_an_interval_across_the_bound_is_not_resolved():
    assert said(difference=1.5, half_width=1.0) == "not resolved: about 90 more pairs"


def test_pairs_needed_shrink_the_interval_to_the_nearer_bound():
    more = int(re.search(r"\d+", said(difference=3.0, half_width=4.0)).group())
    half_then = 4.0 * (30 / (30 + more)) ** 0.5
    assert half_then <= 3.0 - 1.0


def test_a_difference_on_the_bound_asks_for_no_endless_number():
    assert said(difference=1.0, half_width=0.5) == "not resolved: about 1000000 more pairs"


def test_without_a_smallest_difference_every_sure_one_counts():
    assert said(matters=0.0, difference=0.1, half_width=0.05) == "improves"
    assert said(matters=0.0, difference=0.1, half_width=0.2).startswith("not resolved: about")


def test_a_constant_difference_is_resolved():
    assert said(difference=1.0, half_width=0.0) == "improves"


def test_fewer_than_30_pairs_give_no_verdict():
    assert said(pairs=29) == "too few pairs for a verdict: at least 30"


def test_identical_numbers_are_said_to_be_so_however_few():
    assert said(pairs=2, identical=True) == "identical: the same numbers in every pair"


def test_a_measure_without_a_value_has_no_verdict():
    assert said(difference=float("nan")).startswith("no value")


def test_each_side_of_a_leaning_interval_is_judged_by_itself():
    assert verdict("more", 1.0, 30, Interval(3.0, 1.5, 9.0)) == "improves"
    assert verdict("more", 1.0, 30, Interval(3.0, 0.5, 3.2)).startswith("not resolved")
    assert verdict("more", 1.0, 30, Interval(-3.0, -9.0, -1.5)) == "worsens"
    assert verdict("more", 1.0, 30, Interval(0.2, -0.9, 0.5)) == "no material difference"


def test_pairs_needed_are_those_of_the_side_that_is_in_the_way():
    assert more_pairs(1.0, 30, Interval(3.0, -1.0, 4.0)) == 90
    assert more_pairs(1.0, 30, Interval(3.0, -1.0, 99.0)) == 90
    assert more_pairs(1.0, 30, Interval(-3.0, -4.0, 1.0)) == 90
    assert more_pairs(1.0, 30, Interval(0.0, -2.0, 0.5)) == 90
