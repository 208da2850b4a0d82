"""A calibration in a small world, with few draws."""

from __future__ import annotations

import pytest

from interhelix.experiments.calibration import specification
from interhelix.experiments.calibration.specification import SUMMARIES, Pattern
from interhelix.experiments.validation.patterns import Log
from interhelix.model.state import TIES, State
from interhelix.scenarios import load_world


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a small synthetic world in the place of Europe."""
    monkeypatch.setattr(specification, "europe", lambda: load_world("synthetic:6x3"))


@pytest.fixture
def ties(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put ties per actor in the place of every pattern: a small world has few projects."""

    def count(log: Log, state: State) -> dict[str, float]:
        return dict.fromkeys(SUMMARIES, float(state.used[TIES]) / log.actors)

    monkeypatch.setattr(specification, "summaries", count)
    monkeypatch.setattr(specification, "patterns_of_regions", lambda log, state: {})
    monkeypatch.setattr(specification, "elasticity_in_product", lambda world, taken: 1.5)
    monkeypatch.setattr(
        specification, "fitted_patterns", lambda: {"P4_gini": Pattern(2, 1, 3, False)}
    )
