"""Where a measure has no value, and that the declaration names no measure that always has one."""

from __future__ import annotations

import math

import numpy as np

from interhelix.model.measures import MEASURES, observe
from interhelix.model.measures.undefined import UNDEFINED
from tests.model.states import begun, tie, world_of


def test_each_measure_that_may_be_undefined_is_so_in_some_state() -> None:
    without_ties = begun(world_of(2), {"founding.external": 0})
    of_one_role = begun(world_of(2), {"founding.external": 0})
    role, region = of_one_role.actors.role, of_one_role.actors.region
    tie(of_one_role, *np.flatnonzero(role == 1).tolist())
    assert set(region.tolist()) == {0, 1}
    nowhere = set()
    for state in (without_ties, of_one_role):
        now = observe(state, 1)
        nowhere |= {each.name for each in MEASURES if math.isnan(each.read(now))}
    assert nowhere == set(UNDEFINED)
