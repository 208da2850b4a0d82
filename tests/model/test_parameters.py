"""Parameters: declared once, checked on every change, handed to kernels as records."""

from __future__ import annotations

import math

import numba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interhelix.model.errors import InputError
from interhelix.model.parameters import DEFAULTS, as_record, catalogue, with_values
from interhelix.model.schedule import SCHEDULE

NAMES = sorted(catalogue())


def refused(name: str, value: object) -> str:
    with pytest.raises(InputError) as error:
        with_values(DEFAULTS, {name: value})  # type: ignore[dict-item]
    return str(error.value)


def test_every_default_lies_within_its_bounds() -> None:
    for name, parameter in catalogue().items():
        assert parameter.low <= parameter.default <= parameter.high, name


def test_every_parameter_has_unit_text_and_source() -> None:
    for name, parameter in catalogue().items():
        assert parameter.unit, name
        assert parameter.text.endswith("."), name
        assert parameter.source, name
        assert parameter.low < parameter.high, name


def test_every_mechanism_has_a_group_of_parameters_of_its_name() -> None:
    assert {mechanism.__name__ for mechanism in SCHEDULE} <= set(DEFAULTS._fields)


@given(st.sampled_from(NAMES), st.floats(0, 1))
def test_a_value_within_bounds_is_taken_and_nothing_else_changes(name: str, place: float) -> None:
    parameter = catalogue()[name]
    value = parameter.low + place * (parameter.high - parameter.low)
    value = min(max(value, parameter.low), parameter.high)
    new = with_values(DEFAULTS, {name: value})
    group, field = name.split(".")
    assert getattr(getattr(new, group), field) == value
    assert with_values(new, {name: parameter.default}) == DEFAULTS


@given(st.sampled_from(NAMES), st.floats(allow_nan=True, allow_infinity=True))
def test_a_value_out_of_bounds_is_refused_with_the_bounds(name: str, value: float) -> None:
    parameter = catalogue()[name]
    if parameter.low <= value <= parameter.high:
        with_values(DEFAULTS, {name: value})
    else:
        message = refused(name, value)
        assert name in message
        assert f"{parameter.low:g} to {parameter.high:g}" in message


@pytest.mark.parametrize("value", [True, "1", None, [1]])
def test_what_is_no_number_is_refused(value: object) -> None:
    assert "is not a number" in refused("meet.rate", value)


def test_not_finite_numbers_are_refused_by_name() -> None:
    assert "nan is not finite" in refused("meet.rate", math.nan)
    assert "inf is not finite" in refused("meet.rate", math.inf)


def test_a_whole_number_beyond_all_floats_is_refused() -> None:
    assert "out of bounds" in refused("meet.rate", 10**400)


def test_an_unknown_parameter_is_refused_with_the_nearest() -> None:
    assert "did you mean 'meet.rate'" in refused("meet.rat", 1)
    assert "unknown parameter 'meet.rate.x'" in refused("meet.rate.x", 1)


def test_all_faults_are_reported_together() -> None:
    with pytest.raises(InputError) as error:
        with_values(DEFAULTS, {"meet.rat": 1, "adopt.open": 2, "lapse.rate": 0.5})
    assert len(error.value.faults) == 2


def test_a_record_carries_every_value_of_every_group() -> None:
    rules = as_record(DEFAULTS)
    for name, group in DEFAULTS._asdict().items():
        record = getattr(rules, name)
        assert [float(record[i]) for i in range(len(group))] == list(group)
        if not numba.config.DISABLE_JIT:
            assert record.dtype.names == group._fields
