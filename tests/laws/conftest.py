"""What the laws share: plain Python wraps the draws round silently, as kernels do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def _words_wrap_round() -> Iterator[None]:
    with np.errstate(over="ignore"):
        yield
