"""Switches: each names what exists, and any set of them can be off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from interhelix.experiments.ablation import Switch, load_switches
from interhelix.model.loop import begin, step_on
from interhelix.model.measures import measure_named
from interhelix.model.parameters import DEFAULTS, Parameters, with_values
from interhelix.model.state import TIES, State
from interhelix.model.world import example
from interhelix.scenarios import Scenario, scenario_names
from tests.model.states import changed, columns

PLAN = load_switches()
QUARTERS = 8
SEED = 3
BASE = Scenario.load("platform_and_specialisation").parameters(QUARTERS)[-1]
READ_AT_FOUNDING = ("founding", "proximity", "trust")


def switched_off(switches: Sequence[Switch], base: Parameters = BASE) -> Parameters:
    """Return the parameters with some switches off, on one base."""
    values: dict[str, float] = {}
    for switch in switches:
        values |= switch.off
    return with_values(base, values)


@cache
def founded(*groups: object) -> State:
    """Return the state at quarter 0; founding takes half the time of a run, so it is kept."""
    given = dict(zip(READ_AT_FOUNDING, groups, strict=True))
    return begin(example(), BASE._replace(**given), SEED)  # type: ignore[arg-type]


def at_the_start(parameters: Parameters) -> State:
    """Return a state of one's own at quarter 0."""
    kept = founded(*(getattr(parameters, group) for group in READ_AT_FOUNDING))
    return State(*(table.copy() for table in kept))


def lived(parameters: Parameters) -> State:
    state = at_the_start(parameters)
    for step in range(QUARTERS):
        state = step_on(state, parameters, SEED, step)
    return state


def assert_sound(state: State) -> None:
    for table in (state.regions, state.actors, state.ledger):
        records = np.asarray(table)  # whose columns cost less to read than those of a record array
        for name in table.dtype.names:
            assert np.isfinite(records[name]).all(), name
    n = state.used[TIES]
    assert set(state.ties.level[:n].tolist()) <= {1, 2, 3, 4}
    for column in (state.ties.trust[:n], state.actors.knowledge, state.actors.openness):
        assert ((column >= 0) & (column <= 1)).all()


def test_there_is_a_switch_for_each_item_and_names_are_unique() -> None:
    names = [switch.name for switch in PLAN.switches]
    assert len(names) == len(set(names)) >= 80


@pytest.mark.parametrize("switch", PLAN.switches, ids=lambda switch: switch.name)
def test_a_switch_differs_in_what_it_sets_and_names_a_measure_and_a_base(switch: Switch) -> None:
    assert switch.base in scenario_names()
    assert measure_named(switch.measure).name == switch.measure
    assert switch.expected in ("more", "less")
    sides: list[Mapping[str, float]] = [switch.on, switch.off]
    on, off = (switch.policy(values, 2) for values in sides)
    assert on != off


def test_founding_reads_no_other_parameters_so_that_runs_may_share_it() -> None:
    for switch in PLAN.switches:
        parameters = switched_off([switch])
        own = begin(example(), parameters, SEED)
        assert not changed(columns(own), columns(at_the_start(parameters))), switch.name


def test_with_everything_off_the_model_runs() -> None:
    assert_sound(lived(switched_off(PLAN.switches)))


@pytest.mark.slow
def test_any_two_switches_may_be_off_together() -> None:
    for pair in combinations(PLAN.switches, 2):
        assert_sound(lived(switched_off(pair)))


def test_a_switch_that_is_on_is_the_base_where_it_says_nothing() -> None:
    switch = next(one for one in PLAN.switches if not one.on)
    assert switch.policy(switch.on, 2) == Scenario.load(switch.base).parameters(2)
    assert switch.policy(switch.off, 2)[0] != DEFAULTS
