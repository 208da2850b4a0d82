"""What a network is worth to all its members together, by each of three published laws."""

from __future__ import annotations

import numpy as np
import pytest

from interhelix.model.compiled import kernel
from interhelix.model.mechanisms.adopt import network_value
from interhelix.model.parameters import as_record
from tests.model.states import given


@kernel
def value_to_one(n, p):  # type: ignore[no-untyped-def]
    return network_value(n, p.adopt)


@pytest.mark.parametrize(
    ("share", "law"),
    [({}, "n ln n"), ({"adopt.linear": 1.0}, "n squared"), ({"adopt.constant": 1.0}, "n")],
)
def test_the_value_of_a_network_follows_the_law_that_is_chosen(
    share: dict[str, float], law: str
) -> None:
    """By Odlyzko and Tilly (the default), Metcalfe, Sarnoff; the other two fit worse."""
    rules = as_record(given(share))
    members = np.geomspace(100, 1_000_000, 9).astype(int)
    total = np.array([n * value_to_one(int(n), rules) for n in members])
    laws = {"n": members, "n ln n": members * np.log(members), "n squared": members**2.0}
    spread = {name: float(np.log(total / due).std()) for name, due in laws.items()}
    assert min(spread, key=spread.__getitem__) == law
    assert spread[law] < 0.01
