"""A lever of what is not in force changes no bit of a run, whatever its value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interhelix.model.parameters import catalogue
from tests.laws.cases import LIVELY, Case, few, values
from tests.model.states import changed, columns


def of(group: str) -> tuple[str, ...]:
    """Return the names of a group's levers."""
    return tuple(name for name in catalogue() if name.startswith(f"{group}."))


# What wakes each group of levers is 0 by default.
ASLEEP = {
    "adopt.open": (
        *(name for name in of("adopt") if name != "adopt.open"),
        *of("services"),
        *of("mask"),
        "digital.growth",
        "meet.platform_contacts",
        "exchange.sharing",
    ),
    "adopt.rivals": ("adopt.competition",),
    "meet.conferences": (
        "meet.investors",
        "meet.attendance",
        "meet.event_contacts",
        "meet.event_cost",
    ),
    "propose.call_share": (
        "propose.call_success",
        "propose.call_grant",
        "propose.call_regions",
        "propose.call_contacts",
        "propose.writing",
    ),
    "prioritise.map": ("prioritise.no_duplication",),
    "prioritise.smart": (
        "prioritise.delay",
        "prioritise.experts",
        "prioritise.noise_floor",
        "prioritise.relatedness",
        "prioritise.outward",
        "prioritise.alignment",
        "prioritise.no_duplication",
        "prioritise.interregional",
        "prioritise.interdisciplinary",
        "prioritise.structural_change",
        "prioritise.discovery",
        *of("focus"),
    ),
    "prioritise.support": ("principles.complements",),
    "networking.budget": tuple(name for name in of("networking") if name != "networking.budget"),
    "integrate.coordination": (
        "meet.strategy_contacts",
        "exchange.joint_fields",
    ),
}
SEED = 5
LIVELY_BUT = {key: {**LIVELY, key: 0.0} for key in ASLEEP}


def last_columns(lever: str, more: dict[str, float]) -> dict[str, object]:
    case = Case(4, (1, 1, 1, 1), {**LIVELY_BUT[lever], **more}, {}, SEED, quarters=5)
    *_, (_, state) = case.walk()
    return columns(state)  # type: ignore[return-value]


@pytest.fixture(scope="module")
def asleep() -> dict[str, dict[str, object]]:
    return {}


@few
@given(st.sampled_from(sorted(ASLEEP)), st.data())
def test_a_lever_of_what_is_not_in_force_changes_no_bit(
    asleep: dict[str, dict[str, object]], lever: str, data: st.DataObject
) -> None:
    if lever not in asleep:
        asleep[lever] = last_columns(lever, {})
    more = data.draw(values(ASLEEP[lever]))
    assert changed(asleep[lever], last_columns(lever, more)) == set()  # type: ignore[arg-type]


@pytest.mark.parametrize("lever", ASLEEP)
def test_what_wakes_a_group_of_levers_is_0_by_default_and_changes_a_run(lever: str) -> None:
    assert catalogue()[lever].default == 0
    awake = last_columns(lever, {lever: LIVELY[lever]})
    assert changed(last_columns(lever, {}), awake)  # type: ignore[arg-type]
