"""Climb: ties rise one level, never two (ODD 7.1)."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import EXPERT, INFORMATION, INTEGRATED, PROJECT
from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import CLIMB, SPLIT, draw, happens
from interhelix.model.network import have_common_partner
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.cooperation import Climb
from interhelix.model.proximity import (
    ROUNDING,
    most_tie_logit,
    sigma,
    tie_logit,
)
from interhelix.model.state import (
    BLOCK,
    EMPTY,
    TIES,
    State,
    Ties,
)


@kernel
def climb(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let ties climb, by each act of the quarter with chance sigma(eta), if trust and acts suffice.

    For level 3 both must expect a gain of a joint project. Level 4 is open only to ties of a
    region pair with a joint strategy. All of it are states; no policy enters the hazard.
    """
    nation, actors = state.nation, state.actors
    ties, used = state.ties, state.used
    ready = np.empty(BLOCK, np.int64)
    drawn = np.empty(BLOCK)
    for begin in range(0, used[TIES], BLOCK):
        n = 0
        for t in range(begin, min(begin + BLOCK, used[TIES])):
            if is_ready(state, t, rules.climb, step):
                stream = CLIMB + SPLIT * int(ties.level[t])
                drawn[n] = draw(key, stream, step, actors.ident[ties.a[t]], actors.ident[ties.b[t]])
                ready[n] = t
                n += 1
        for i in range(n):
            t, level = ready[i], ties.level[ready[i]]
            if not is_drawn(state, t, drawn[i], rules):
                continue
            if expects_gain(state, t, rules.climb, key, step):
                ties.level[t] = level + 1
                ties.acts[t] = 0
                if ties.pair[t] != EMPTY:
                    nation.tie_moves[level, level + 1] += 1


@inlined
def is_drawn(state: State, t: int, u: float, rules: Parameters) -> bool:
    """Tell whether one of the quarter's acts lifts a tie, each with chance sigma(eta).

    Terms are added only until they cannot matter to ``u`` (0..1).
    """
    p = rules.proximity
    social = max(0.0, p.social)
    acts = int(state.ties.recent[t])
    eta = step_logit(state, t, rules.climb)
    if u >= of_any(acts, sigma(eta + most_tie_logit(state, t, p) + social + ROUNDING)):
        return False
    eta += tie_logit(state, t, p)
    if u >= of_any(acts, sigma(eta + social)):
        return False
    if have_common_partner(state.actors, state.ties, state.ties.a[t], state.ties.b[t]):
        eta += p.social
    return u < of_any(acts, sigma(eta))


@inlined
def of_any(acts: int, chance: float) -> float:
    """Return the chance that at least one of some acts does what each does with a chance."""
    missed = 1.0
    for _ in range(acts):
        missed *= 1.0 - chance
    return 1.0 - missed


@inlined
def is_ready(state: State, t: int, p: Climb, step: int) -> bool:
    """Tell whether trust and acts at this level suffice for the next, and it is open."""
    ties, pairs = state.ties, state.pairs
    level = ties.level[t]
    if level == INTEGRATED or ties.recent[t] == 0:
        return False  # it climbs by an act
    if level == INFORMATION and ties.born[t] == step:
        return False  # a new tie would skip a level from one quarter to the next
    if level == PROJECT and (ties.pair[t] == EMPTY or pairs.signed[ties.pair[t]] == 0):
        return False
    acts = (p.acts_expert, p.acts_project, p.acts_integrated)[level - 1]
    return ties.trust[t] >= trust_needed(level, p) and ties.acts[t] >= acts


@inlined
def trust_needed(level: int, p: Climb) -> float:
    """Return the trust that the level above needs."""
    return (p.trust_expert, p.trust_project, p.trust_integrated)[level - 1]


@inlined
def step_logit(state: State, t: int, p: Climb) -> float:
    """Return the part of eta that belongs to the step: base, trust, and what both expect.

    A common region helps up to level 3; what a joint project promises counts for level 3.
    """
    actors, ties = state.actors, state.ties
    level = ties.level[t]
    eta = (p.base_expert, p.base_project, p.base_integrated)[level - 1]
    eta += p.trust * (ties.trust[t] - trust_needed(level, p))
    if level == EXPERT:
        eta += p.gain * expected_gain(ties, t)
    same = actors.region[ties.a[t]] == actors.region[ties.b[t]]
    return eta + p.internal if same else eta


@inlined
def expected_gain(ties: Ties, t: int) -> float:
    """Return what the less hopeful of two partners expects of a joint project, over its budget."""
    return min(ties.outlook[t, 0], ties.outlook[t, 1])


@inlined
def expects_gain(state: State, t: int, p: Climb, key: np.uint64, step: int) -> bool:
    """Tell whether both expect enough of a joint project, by what they forecast when they met."""
    actors, ties = state.actors, state.ties
    a, b = actors.ident[ties.a[t]], actors.ident[ties.b[t]]
    if ties.level[t] != EXPERT or not happens(p.forecast, key, CLIMB + SPLIT * 5, step, a, b):
        return True
    return expected_gain(ties, t) >= p.threshold
