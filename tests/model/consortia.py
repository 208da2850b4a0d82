"""Rich and knowing partners who may propose projects, for the tests of propose."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from interhelix.agents.roles import ROLES
from interhelix.model.state import PROJECTS, State
from tests.model.states import act, founded, plan, tie_all, world_of

WORLD = world_of(3)


ALL = 12


EQUAL = {f"meet.initiate_{role}": 0.25 for role in ROLES}


# Who can pay proposes, to those whom it knows.
EVERYBODY = {**EQUAL, "propose.rate": 5, "propose.size": 3, "propose.search": 0}


TRUSTING = {"propose.interest": 0, "propose.forecast": 0, "propose.coverage": 0}


# Every filter of the principles off: proposals are as the other rules make them.
FILTERS = ("goal_orientation", "consistency", "innovation", "performance", "synergy", "competence")
UNPRINCIPLED = {f"principles.{name}": 0 for name in FILTERS}


Change = Callable[[State], None]


def partnership(level: int = 3, trust: float = 0.8, seed: int = 1) -> State:
    """Return rich and knowing actors, each tied to every other."""
    state = tie_all(founded(WORLD, seed=seed), level, trust)
    state.actors.funds[:] = 1e4
    state.actors.knowledge[:] = np.clip(2 * state.actors.knowledge, 0.1, 0.9)
    state.actors.error[:] = 0
    return state


def proposed(
    values: Mapping[str, float] | None = None, change: Change | None = None, seed: int = 1
) -> State:
    state = partnership(seed=seed)
    if change:
        change(state)
    return act("propose", state, {**EVERYBODY, **UNPRINCIPLED, **(values or {})}, seed, step=3)


def log(state: State) -> np.ndarray:
    return np.asarray(state.projects[: state.used[PROJECTS]])


def sizes(state: State) -> np.ndarray:
    return np.asarray(log(state)["team"])


def ended(
    values: Mapping[str, float], demand: float = 0.4, funds: float = 1e3, **row: float
) -> State:
    """End a project in domain 0, whose demand is ``demand`` now and was 1."""
    state, _ = plan(founded(world_of(4)), [2, 5, 10], coordination=9, **row)
    state.actors.funds[:] = funds
    state.nation.demand[:] = 0.7
    state.nation.demand[0] = demand
    return act("deliver", state, values, step=4)
