"""Every parameter and every measure says what it is, in which unit, and how we know."""

from __future__ import annotations

import re

import pytest

from interhelix.model.measures import EFFECTS, MEASURES, PRIMARY, Measure
from interhelix.model.parameters import Parameter, catalogue


@pytest.mark.parametrize("parameter", catalogue().values(), ids=lambda p: p.name)
def test_a_parameter_has_unit_bounds_text_and_source(
    parameter: Parameter, entries: dict[str, str]
) -> None:
    assert parameter.unit.strip()
    assert parameter.low <= parameter.default <= parameter.high
    assert parameter.low < parameter.high
    assert re.fullmatch(r"[^\s].{8,}\.", parameter.text), "a line that ends with a full stop"
    assert parameter.source == "assumed" or (
        parameter.source in entries or re.fullmatch(r"calibrated:\w+", parameter.source)
    )


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.name)
def test_a_measure_has_unit_direction_and_text(measure: Measure) -> None:
    assert measure.unit.strip()
    assert measure.matters > 0
    assert measure.wanted in ("more", "less", "neither")
    assert re.fullmatch(r"[A-Z].{4,}\.", measure.text)


def test_names_of_measures_are_unlike_each_other() -> None:
    names = [measure.name for measure in MEASURES]
    assert len(names) == len(set(names))
    assert set(PRIMARY) <= set(names)


def test_the_eight_effects_are_held_against_the_twin() -> None:
    against = [measure.name for measure in MEASURES if measure.against_twin]
    assert against == list(EFFECTS)
    assert len(EFFECTS) == 8
