"""Climb: ties rise one level, never two (ODD 7.1)."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import EXPERT, INFORMATION, INTEGRATED, PROJECT
from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import CLIMB, SPLIT, draw, draw_normal
from interhelix.model.environment import both_members, strength
from interhelix.model.network import have_common_partner
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.cooperation import Climb
from interhelix.model.proximity import (
    ROUNDING,
    most_tie_logit,
    mutual_interest,
    sigma,
    tie_logit,
)
from interhelix.model.state import (
    BLOCK,
    EMPTY,
    N_DOMAINS,
    TIES,
    Actors,
    Regions,
    State,
    Ties,
)


@kernel
def climb(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let a tie climb with probability sigma(eta) if trust and acts at its level suffice.

    Level 4 is open only to ties of a region pair with a joint strategy.
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
            if expects_gain(actors, ties, t, rules.climb, key, step):
                ties.level[t] = level + 1
                ties.acts[t] = 0
                if ties.pair[t] != EMPTY:
                    nation.tie_moves[level, level + 1] += 1


@inlined
def is_drawn(state: State, t: int, u: float, rules: Parameters) -> bool:
    """Tell whether ``u`` is below sigma(eta); terms are added only until they cannot matter."""
    p = rules.proximity
    social = max(0.0, p.social)
    eta = step_logit(state, t, rules)
    if u >= sigma(eta + most_tie_logit(state, t, p) + social + ROUNDING):
        return False
    eta += tie_logit(state, t, p)
    if u >= sigma(eta + social):
        return False
    if have_common_partner(state.actors, state.ties, state.ties.a[t], state.ties.b[t]):
        eta += p.social
    return u < sigma(eta)


@inlined
def is_ready(state: State, t: int, p: Climb, step: int) -> bool:
    """Tell whether trust and acts at this level suffice for the next, and it is open."""
    ties, pairs = state.ties, state.pairs
    level = ties.level[t]
    if level == INTEGRATED or (level == INFORMATION and ties.born[t] == step):
        return False  # a new tie would skip a level from one quarter to the next
    if level == PROJECT and (ties.pair[t] == EMPTY or pairs.signed[ties.pair[t]] == 0):
        return False
    trust = (p.trust_expert, p.trust_project, p.trust_integrated)[level - 1]
    acts = (p.acts_expert, p.acts_project, p.acts_integrated)[level - 1]
    return ties.trust[t] >= trust and ties.acts[t] >= acts


@inlined
def step_logit(state: State, t: int, rules: Parameters) -> float:
    """Return the part of eta that belongs to the step: its base and the help of policies."""
    regions, actors, ties = state.regions, state.actors, state.ties
    p = rules.climb
    step = ties.level[t] - 1
    a, b = ties.a[t], ties.b[t]
    r, s = actors.region[a], actors.region[b]
    eta = (p.base_expert, p.base_project, p.base_integrated)[step]
    if both_members(actors, a, b):
        eta += (
            p.platform_expert * rules.services.expert_directory,
            p.platform_project,
            p.platform_integrated,
        )[step]
        if ties.level[t] == EXPERT:
            eta += rules.services.integration * 0.5 * (regions.inner[r] + regions.inner[s])
    if r == s:
        return eta + p.internal
    if ties.level[t] >= EXPERT:
        networking = rules.networking
        eta += networking.alignment * strength(networking.strategies, networking)
    if ties.level[t] == EXPERT:
        joint = strength(rules.networking.programmes, rules.networking)
        eta += p.calls * max(rules.propose.call_share, joint)
        weight = p.priorities * rules.prioritise.smart
        eta += weight * complementarity(regions, r, s) if weight > 0.0 else 0.0
    if regions.coordinated[r] == s:
        eta += p.coordination * rules.integrate.coordination
    return eta


@inlined
def complementarity(regions: Regions, r: int, s: int) -> float:
    """Return how far what one region prioritises is strong in the other [0..1]."""
    fit = 0.0
    chosen = 0.0
    for d in range(N_DOMAINS):
        fit += regions.priority[r, d] * regions.profile[s, d]
        fit += regions.priority[s, d] * regions.profile[r, d]
        chosen += regions.priority[r, d] + regions.priority[s, d]
    return fit / chosen if chosen > 0.0 else 0.0


@inlined
def expects_gain(actors: Actors, ties: Ties, t: int, p: Climb, key: np.uint64, step: int) -> bool:
    """Tell whether both forecast a gain from the next level: ``V_hat = V + noise`` above its cost.

    The value is how far the tie serves the objectives of the less interested, the cost is the
    step's; the noise is each one's forecast error.
    """
    if p.forecast == 0.0 or ties.level[t] == INFORMATION:
        return True
    a, b = ties.a[t], ties.b[t]
    value = mutual_interest(actors, a, b, ties.kind[t]) * (1.0 + ties.trust[t])
    for one in (a, b):
        other = b if one == a else a
        noise = draw_normal(key, CLIMB + SPLIT * 5, step, actors.ident[one], actors.ident[other])
        if value + p.forecast * actors.error[one] * noise < p.threshold:
            return False
    return True
