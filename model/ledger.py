"""The ledger of acts: who did what with whom; every effect is computed from it (ODD 4)."""

from __future__ import annotations

from interhelix.agents.objectives import SERVED
from interhelix.agents.roles import CIVIL_SOCIETY, EDUCATIONAL
from interhelix.model.compiled import inlined
from interhelix.model.state import Nation, State


@inlined
def log_act(state: State, a: int, b: int, level: int, kind: int) -> None:
    """Enter an act of two partners for both."""
    enter(state, a, b, level, kind)
    enter(state, b, a, level, kind)


@inlined
def enter(state: State, one: int, other: int, level: int, kind: int) -> None:
    """Enter an act for one of the partners."""
    actors, ledger = state.actors, state.ledger
    ledger.acts[one, level] += 1
    ledger.by_kind[one, kind] += 1
    if actors.region[one] == actors.region[other]:
        return
    ledger.external[one] += 1
    if kind == EDUCATIONAL or actors.role[one] == CIVIL_SOCIETY:
        ledger.visits[one] += 1
    role, partner = actors.role[one], actors.role[other]
    for objective in range(ledger.served.shape[1]):
        ledger.served[one, objective] += SERVED[role, objective, kind, partner]


@inlined
def spend(state: State, one: int, cost: float) -> None:
    """Let an actor pay for cooperation what it has [u]; the money leaves the system."""
    nation, actors, ledger = state.nation, state.actors, state.ledger
    actors.funds[one] -= cost
    ledger.cost[one] += cost
    nation.outflow += cost


@inlined
def pay_publicly(nation: Nation, cost: float) -> None:
    """Let the nation pay [u]; the money comes from outside and leaves the system."""
    nation.spent += cost
    nation.inflow += cost
    nation.outflow += cost
