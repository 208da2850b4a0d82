"""Acts, knowledge and trust: what cooperation is like, and what its levels are worth (ODD 8)."""

from __future__ import annotations

from functools import partial

import numpy as np

from interhelix.agents.objectives import OBJECTIVES
from interhelix.agents.roles import BUSINESS, LEVELS, ROLES
from interhelix.model.measures.census import Observation
from interhelix.model.measures.counts import BY_ACTORS, BY_TIES
from interhelix.model.measures.measure import Measure, per_actor, ratio, ratios
from interhelix.model.state import N_DOMAINS, Float


def trust(o: Observation) -> Float:
    """Return the mean trust in ties across; NaN without a tie."""
    return ratios(o.counts.trust, o.counts.external.sum(axis=-1))


def disputes(o: Observation) -> float:
    """Return disputes per 100 acts, since the start."""
    ledger = o.state.ledger
    return 100.0 * ratio(ledger.disputes.sum(), ledger.acts.sum() + ledger.disputes.sum())


def level_two_up(o: Observation) -> float | Float:
    """Return ties across at level 2 or more per 100 actors."""
    return per_actor(o.counts.external[..., 2:].sum(axis=-1), o)


def knowledge(o: Observation) -> Float:
    """Return the mean knowledge of actors over all domains [%]."""
    return 100.0 * (o.counts.knowledge / (len(o.state.actors) * N_DOMAINS))


def value_of_acts(o: Observation) -> float:
    """Return the value of acts at levels 1 and 2, since the start [u/actor]."""
    return float(o.state.ledger.worth[:, 1:3].sum()) / len(o.state.actors)


def value_over_cost(level: int, o: Observation) -> float:
    """Return value over cost at a level since the start; NaN before any cost.

    The value is that of contracts and chains, and at levels 3 and 4 of projects as well.
    """
    ledger = o.state.ledger
    return ratio(ledger.worth[:, level].sum(), ledger.paid[:, level].sum())


def net_value_of(role: int, o: Observation) -> float:
    """Return value less cost of cooperation of a role [u/actor]; NaN where it has no actor."""
    rows, ledger = o.state.actors.role == role, o.state.ledger
    return ratio(ledger.value[rows].sum() - ledger.cost[rows].sum(), rows.sum())


def of_role(role: int, o: Observation) -> np.ndarray:
    """Return the rows of the actors of a role."""
    return np.flatnonzero(o.state.actors.role == role)


def objective(role: int, number: int, o: Observation) -> float:
    """Return how far acts across served an objective of a role, on average [0..1]; NaN without."""
    rows, ledger = of_role(role, o), o.state.ledger
    return ratio(ledger.served[rows, number].sum(), ledger.external[rows].sum())


def served_by_role(role: int, o: Observation) -> float:
    """Return how far acts across served the weighed objectives of a role, summed [acts/actor]."""
    rows = of_role(role, o)
    weighed = o.state.actors.weights[rows] * o.state.ledger.served[rows]
    return ratio(weighed.sum(), len(rows))


def served(o: Observation) -> float:
    """Return how far an act across served the weighed objectives of its parties [0..1]."""
    weighed = o.state.actors.weights * o.state.ledger.served
    return ratio(weighed.sum(), o.state.ledger.external.sum())


COOPERATION = (
    Measure("ties_level_2_up", "ties/100 actors", "more", 2.0, "Ties across at level 2 or more.", level_two_up, BY_TIES),
    Measure("trust", "0..1", "more", 0.02, "Mean trust in ties across.", trust, BY_TIES),
    Measure("disputes", "disputes/100 acts", "less", 0.2, "Acts spoiled by a dispute.", disputes),
    Measure("knowledge", "% of full", "more", 0.5, "Mean knowledge of actors over all domains.", knowledge, BY_ACTORS),
    Measure("knowledge_inflow", "knowledge/actor", "more", 0.02, "Knowledge that came across, since the start.", lambda o: o.counts.inflow / len(o.state.actors), BY_ACTORS),
    Measure("forecast_error", "% of value", "less", 0.5, "Mean error of the actors' forecasts.", lambda o: 100.0 * float(o.state.actors.error.mean())),
    Measure("openness", "0..1", "more", 0.005, "Mean openness of actors.", lambda o: float(o.state.actors.openness.mean())),
    Measure("memory", "%", "more", 0.5, "Memory of failures, mean of regions and domains.", lambda o: 100.0 * float(o.state.regions.memory.mean())),
    Measure("funds", "u/actor", "more", 5.0, "Funds of actors.", lambda o: float(o.state.actors.funds.mean())),
    Measure("net_value_business", "u/actor", "more", 5.0, "Value made less cost of cooperation, of business.", partial(net_value_of, BUSINESS)),
    Measure("value_of_acts", "u/actor", "more", 1.0, "Value of contracts and value chains.", value_of_acts),
    *(
        Measure(f"value_over_cost_{level}", "ratio", "more", 0.05, f"Value over cost at level {level} ({LEVELS[level]}).", partial(value_over_cost, level))
        for level in (1, 2, 3, 4)
    ),
)  # fmt: skip

OBJECTIVE = (
    Measure("served", "0..1", "more", 0.01, "How far an act across serves the objectives of its parties.", served),
    *(
        Measure(f"served_{name}", "acts/actor", "more", 0.2, f"Acts across as far as they served what {name} weighs.", partial(served_by_role, role))
        for role, name in enumerate(ROLES)
    ),
    *(
        Measure(f"objective_{name}", "0..1", "more", 0.01, f"How far an act across of {ROLES[role]} serves its objective {name}.", partial(objective, role, number))
        for role, names in enumerate(OBJECTIVES)
        for number, name in enumerate(names)
    ),
)  # fmt: skip
