"""Measures: pure functions of what is observed, in explicit tuples (ODD 8)."""

from __future__ import annotations

from interhelix.model.errors import unknown
from interhelix.model.measures.census import Observation, observe
from interhelix.model.measures.cooperation import COOPERATION, OBJECTIVE
from interhelix.model.measures.costs import COSTS
from interhelix.model.measures.effects import FIGURES, HEADLINES
from interhelix.model.measures.forecast import FORECAST
from interhelix.model.measures.measure import Measure
from interhelix.model.measures.priorities import PRIORITIES
from interhelix.model.measures.projects import PROJECT
from interhelix.model.measures.structure import STRUCTURE
from interhelix.model.measures.synergy import SYNERGY
from interhelix.model.measures.ties import DETAIL, LADDER, NETWORK, PAIRS

__all__ = [
    "EFFECTS",
    "MEASURES",
    "PRIMARY",
    "Measure",
    "Observation",
    "Series",
    "measure_named",
    "observe",
    "passes",
]

MEASURES: tuple[Measure, ...] = (
    *LADDER,
    *PAIRS,
    *NETWORK,
    *HEADLINES,
    *COSTS,
    *PROJECT,
    *COOPERATION,
    *FIGURES,
    *SYNERGY,
    *FORECAST,
    *STRUCTURE,
    *PRIORITIES,
    *OBJECTIVE,
    *DETAIL,
)
BY_NAME = {measure.name: measure for measure in MEASURES}

EFFECTS: tuple[str, ...] = tuple(measure.name for measure in HEADLINES)

PRIMARY: tuple[str, ...] = (
    *(measure.name for measure in LADDER),
    "pairs_level_4",
    "isolates",
    *EFFECTS,
    "net_value",
    "policy_cost",
)


def measure_named(name: str) -> Measure:
    """Return the measure of a name.

    Raises:
        InputError: there is none, with the nearest name.

    """
    if name not in BY_NAME:
        raise unknown("measure", name, BY_NAME)
    return BY_NAME[name]
