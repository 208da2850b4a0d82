"""Memory grows with actors and ties, never with pairs of them."""

from __future__ import annotations

import numpy as np
import pytest

from interhelix.model.state import State
from tests.model.states import begun, world_of


def arrays(state: State) -> list[np.ndarray]:
    return [
        array
        for table in state
        for array in ([table] if isinstance(table, np.ndarray) else list(table))
    ]


def size(regions: int, organisations: int) -> int:
    """Return the bytes of a state with room for one more quarter."""
    state = begun(world_of(regions, (organisations,) * 4), {"founding.capacity": 6})
    return sum(array.nbytes for array in arrays(state))


def test_twice_the_actors_of_a_region_take_at_most_twice_the_memory() -> None:
    sizes = [size(3, organisations) for organisations in (4, 8, 16)]
    assert sizes[1] < 2.2 * sizes[0]
    assert sizes[2] < 2.2 * sizes[1]


def test_twice_the_regions_take_at_most_twice_the_memory() -> None:
    sizes = [size(regions, 1) for regions in (16, 32, 64)]
    assert sizes[1] < 2.4 * sizes[0]  # the hash table grows by powers of 2
    assert sizes[2] < 2.4 * sizes[1]


@pytest.mark.parametrize(("regions", "organisations"), [(40, 1), (3, 20)])
def test_no_array_has_a_cell_for_each_pair_of_actors(regions: int, organisations: int) -> None:
    state = begun(world_of(regions, (organisations,) * 4), {"founding.capacity": 6})
    actors, ties = len(state.actors), len(state.ties)
    domains = state.regions.profile.size
    for array in arrays(state):
        assert array.size <= 8 * (actors + ties + domains)
        assert actors not in array.shape[1:]
        assert array.size < actors * actors / 4
