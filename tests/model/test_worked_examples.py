"""Formulas that cite a source give the number that the source works out."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from interhelix.model.measures import measure_named

# Couples in San Francisco by ethnicity (newman2003, Table I): women by row, men by column.
COUPLES = [
    [0.258, 0.016, 0.035, 0.013],
    [0.012, 0.157, 0.058, 0.019],
    [0.013, 0.023, 0.306, 0.035],
    [0.005, 0.007, 0.024, 0.016],
]
PUBLISHED = 0.621


def test_assortativity_is_that_of_newman_s_table_as_far_as_its_digits_go() -> None:
    seen = SimpleNamespace(counts=SimpleNamespace(role_pairs=np.array(COUPLES)))
    found = float(measure_named("role_assortativity").read(seen))  # type: ignore[arg-type]
    assert found == pytest.approx(PUBLISHED, abs=0.002)
