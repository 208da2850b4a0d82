"""Lapse: trust fades; idle and distrusted ties fall one level or dissolve (ODD 7.1)."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import INTEGRATED
from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import LAPSE, draw
from interhelix.model.network import drop_dissolved
from interhelix.model.parameters import Parameters
from interhelix.model.state import EMPTY, TIES, State


@kernel
def lapse(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let trust fade by ``decay``, and ties fall one level.

    A tie falls if trust is ``margin`` below what its level needs, if it was idle for
    ``patience`` quarters (with chance ``rate``; a live joint project is no idleness), or if it is
    integrated and the joint strategy has ended. A tie at level 1 dissolves.
    """
    nation, ties, used = state.nation, state.ties, state.used
    for t in range(used[TIES]):
        ties.trust[t] = max(0.0, ties.trust[t] - rules.trust.decay)
        level = ties.level[t]
        if falls(state, t, rules, key, step):
            ties.level[t] -= 1
            ties.acts[t] = 0
            ties.last_active[t] = step
        if ties.pair[t] != EMPTY:
            nation.tie_moves[level, ties.level[t]] += 1
    drop_dissolved(state)


@inlined
def falls(state: State, t: int, rules: Parameters, key: np.uint64, step: int) -> bool:
    """Tell whether a tie falls this quarter."""
    actors, ties, pairs = state.actors, state.ties, state.pairs
    p, climb = rules.lapse, rules.climb
    level = ties.level[t]
    needs = (
        climb.trust_information,
        climb.trust_expert,
        climb.trust_project,
        climb.trust_integrated,
    )
    if ties.trust[t] < needs[level - 1] - p.margin:
        return True
    if level == INTEGRATED and pairs.signed[ties.pair[t]] == 0:
        return True
    if ties.joint[t] > 0 or step - ties.last_active[t] < p.patience:
        return False
    return draw(key, LAPSE, step, actors.ident[ties.a[t]], actors.ident[ties.b[t]]) < p.rate
