"""Where a measure has no value, and that the declaration names no measure that always has one."""

from __future__ import annotations

import math

from interhelix.model.measures import MEASURES, observe
from interhelix.model.measures.undefined import UNDEFINED
from tests.model.states import begun, world_of

ALONE = [tuple(int(role == other) for other in range(4)) for role in range(4)]


def test_each_measure_that_may_be_undefined_is_so_in_some_state() -> None:
    without_ties = [begun(world_of(2, one), {"founding.external": 0}) for one in ALONE]
    of_one_role = begun(world_of(3, (3, 0, 0, 0)), {"founding.external": 1})
    nowhere = set()
    for state in (*without_ties, of_one_role):
        now = observe(state, 1)
        nowhere |= {each.name for each in MEASURES if math.isnan(each.read(now))}
    assert nowhere == set(UNDEFINED)
