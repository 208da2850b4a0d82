"""Choices: what may be chosen, and that nothing else is taken."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from interhelix.app.shell.choices import Choices, RefusedError, check, check_card
from interhelix.app.shell.options import Card, Option, levers, preset_cards
from interhelix.model.parameters import catalogue
from interhelix.scenarios import scenario_names


def test_the_start_may_be_compared():
    check(Choices())


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("world", "mars", "world"),
        ("world", "../russia", "world"),
        ("world", ["russia"], "world"),
        ("years", 1e9, "years"),
        ("years", 15.0, "years"),
        ("replicates", 100_000, "replicates"),
        ("replicates", True, "replicates"),
        ("seed", -1, "seed"),
        ("seed", "1", "seed"),
        ("seed", 10**30, "seed"),
        ("a", Option("../../etc/passwd"), "preset"),
        ("b", Option("closed", {"nuclear": Card(True, 1.0)}), "lever"),
    ],
)
def test_what_is_not_on_offer_is_refused(field, value, key):
    with pytest.raises(RefusedError) as refused:
        check(replace(Choices(), **{field: value}))
    assert refused.value.key == key


@pytest.mark.parametrize("strength", [-0.01, 1.01, math.nan, math.inf, "1", None, True, 10**400])
def test_a_strength_beyond_its_slider_is_refused(strength):
    with pytest.raises(RefusedError):
        check_card("platform", Card(True, strength))


@pytest.mark.parametrize(("start", "until"), [(0, None), (21, None), (1.5, None), (5, 4), (1, 99)])
def test_years_that_are_none_are_refused(start, until):
    with pytest.raises(RefusedError):
        check_card("platform", Card(True, 1.0, start, until))


def test_more_work_than_allowed_is_refused():
    with pytest.raises(RefusedError) as refused:
        check(Choices(world="europe", years=20, replicates=200))
    assert refused.value.key == "work"
    check(Choices(world="europe", years=15, replicates=200))


@pytest.mark.parametrize("key", list(levers()))
def test_a_lever_keeps_within_what_its_parameter_may_be(key):
    lever = levers()[key]
    assert lever.declared.low <= lever.low <= lever.rest < lever.high <= lever.declared.high
    assert lever.low < lever.usual <= lever.high
    for name, value in lever.also.items():
        assert catalogue()[name].low <= value <= catalogue()[name].high


@pytest.mark.parametrize("preset", scenario_names())
def test_every_preset_shows_cards_that_may_be_chosen(preset):
    for key, card in preset_cards(preset).items():
        check_card(key, card)


def test_a_lever_moved_back_is_no_change():
    option = Option("conferences")
    moved = option.with_card("conferences", Card(True, 20.0))
    assert moved.card("conferences").strength == 20.0
    assert moved.with_card("conferences", preset_cards("conferences")["conferences"]) == option
