"""What the tests of the model share: plain Python wraps the draws round silently, as kernels do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from interhelix.model.world import World
from tests.model.states import world_of


@pytest.fixture(autouse=True)
def _words_wrap_round() -> Iterator[None]:
    with np.errstate(over="ignore"):
        yield


@pytest.fixture(scope="session")
def small() -> World:
    return world_of(4)


@pytest.fixture(scope="session")
def wide() -> World:
    return world_of(8)
