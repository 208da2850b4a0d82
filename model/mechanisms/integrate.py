"""Integrate: region pairs rise and fall, and reach a joint strategy (ODD 7.1, level 4)."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import EXPERT, GOVERNMENT, INTEGRATED, PROJECT
from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import SIGN, draw_dyad
from interhelix.model.ledger import pay_publicly
from interhelix.model.network import share_strategy
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.cooperation import Integrate
from interhelix.model.proximity import sigma
from interhelix.model.state import (
    EMPTY,
    N_DOMAINS,
    N_ROLES,
    PAIRS,
    TIES,
    Float,
    Integer,
    Pairs,
    Regions,
    State,
)

FULL_COVER = 255


@kernel
def integrate(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Move every region pair by at most one level, and let pairs sign or leave a joint strategy.

    A pair stands where its highest tie stands, up to level 3. It reaches level 4 when all four
    roles on both sides hold a tie across at level 3 or more and both governments sign.
    """
    nation, regions, pairs = state.nation, state.regions, state.pairs
    used = state.used
    p = rules.integrate
    highest, trust = count_cover(state)
    count_inside(state)
    keep_history(state)
    run_offices(state, p)
    for row in range(used[PAIRS]):
        full = (pairs.cover[row] & FULL_COVER) == FULL_COVER
        if pairs.signed[row] == 1:
            pairs.idle[row] = 0 if highest[row] >= PROJECT else pairs.idle[row] + 1
            if pairs.idle[row] > p.patience:
                leave(state, row, p)
        elif pairs.level[row] == PROJECT and full:
            sign(state, row, trust[row], rules, key, step)
        target = INTEGRATED if pairs.signed[row] == 1 else min(PROJECT, highest[row])
        if target > pairs.level[row]:
            pairs.level[row] += 1
        elif target < pairs.level[row]:
            pairs.level[row] -= 1
        if pairs.signed[row] == 1:
            pool(regions, pairs, row, p)
        pairs.goodwill[row] *= 1.0 - rules.forms.fading
        nation.moves[0, pairs.past[row, 0], pairs.level[row]] += 1
    others = len(regions) * (len(regions) - 1) // 2 - used[PAIRS]
    nation.moves[0, 0, 0] += others  # pairs that never had a tie


@inlined
def count_inside(state: State) -> None:
    """Write the share of its pairs of different roles that each region ties inside at level 2."""
    regions, actors, ties = state.regions, state.actors, state.ties
    used = state.used
    tied = np.zeros((len(regions), N_ROLES * N_ROLES))
    for t in range(used[TIES]):
        one, other = actors.role[ties.a[t]], actors.role[ties.b[t]]
        if ties.pair[t] == EMPTY and ties.level[t] >= EXPERT and one != other:
            tied[actors.region[ties.a[t]], N_ROLES * min(one, other) + max(one, other)] = 1.0
    for r in range(len(regions)):
        count = 0.0
        for place in range(N_ROLES * N_ROLES):
            count += tied[r, place]
        regions.inner[r] = count / (N_ROLES * (N_ROLES - 1) / 2)


@inlined
def keep_history(state: State) -> None:
    """Move the history on by a quarter: levels of pairs, and the moves counted until then."""
    nation, pairs, used = state.nation, state.pairs, state.used
    levels = nation.moves.shape[1]
    for ago in range(len(nation.moves) - 1, 0, -1):
        for before in range(levels):
            for after in range(levels):
                nation.moves[ago, before, after] = nation.moves[ago - 1, before, after]
    for row in range(used[PAIRS]):
        for ago in range(len(nation.moves) - 2, 0, -1):
            pairs.past[row, ago] = pairs.past[row, ago - 1]
        pairs.past[row, 0] = pairs.level[row]


@inlined
def run_offices(state: State, p: Integrate) -> None:
    """Pay the joint office of every coordinated pair and of every joint strategy."""
    regions, pairs = state.regions, state.pairs
    offices = 0.0
    for row in range(state.used[PAIRS]):
        offices += pairs.signed[row]
    for r in range(len(regions)):
        s = regions.coordinated[r]
        if s > r and not share_strategy(pairs, state.slots, r, s):
            offices += p.coordination
    pay_publicly(state.nation, p.office * offices)


@inlined
def count_cover(state: State) -> tuple[Integer, Float]:
    """Mark the roles that hold a tie at level 3 or more; return each pair's highest level.

    And the mean trust in its ties at level 3 or more.
    """
    actors, ties, pairs = state.actors, state.ties, state.pairs
    used = state.used
    highest = np.zeros(used[PAIRS], np.int64)
    trust, deep = np.zeros(used[PAIRS]), np.zeros(used[PAIRS])
    for row in range(used[PAIRS]):
        pairs.cover[row] = 0
    for t in range(used[TIES]):
        row = ties.pair[t]
        if row == EMPTY:
            continue
        highest[row] = max(highest[row], ties.level[t])
        if ties.level[t] < PROJECT:
            continue
        trust[row] += ties.trust[t]
        deep[row] += 1.0
        a, b = ties.a[t], ties.b[t]
        for one in (a, b):
            side = 0 if actors.region[one] == pairs.r[row] else 4
            pairs.cover[row] |= 1 << (int(actors.role[one]) + side)
    for row in range(used[PAIRS]):
        trust[row] /= max(1.0, deep[row])
    return highest, trust


@inlined
def sign(
    state: State, row: int, trust: float, rules: Parameters, key: np.uint64, step: int
) -> None:
    """Let both governments sign with probability sigma(base + weight (trust - what level 4 needs)).

    ``trust`` is the mean of the ties at level 3 or more between their regions.
    """
    regions, pairs = state.regions, state.pairs
    p = rules.integrate
    r, s = pairs.r[row], pairs.s[row]
    eta = p.base + p.trust * (trust - rules.climb.trust_integrated)
    if draw_dyad(key, SIGN, step, regions.ident[r], regions.ident[s]) < sigma(eta):
        pairs.signed[row] = 1
        pairs.since[row] = step
        pairs.idle[row] = 0


@inlined
def pool(regions: Regions, pairs: Pairs, row: int, p: Integrate) -> None:
    """Pool a share of both support budgets, and merge the priorities."""
    r, s = pairs.r[row], pairs.s[row]
    common = p.pooled * (regions.support[r] + regions.support[s])
    regions.support[r] += 0.5 * common - p.pooled * regions.support[r]
    regions.support[s] += 0.5 * common - p.pooled * regions.support[s]
    for d in range(N_DOMAINS):
        merged = max(regions.priority[r, d], regions.priority[s, d])
        regions.priority[r, d] = merged
        regions.priority[s, d] = merged


@inlined
def leave(state: State, row: int, p: Integrate) -> None:
    """End a joint strategy; the governments of a region share its price, as far as they can."""
    nation, regions, actors = state.nation, state.regions, state.actors
    pairs = state.pairs
    pairs.signed[row] = 0
    pairs.since[row] = EMPTY
    for r in (pairs.r[row], pairs.s[row]):
        governments = regions.organisations[r, GOVERNMENT]
        for a in range(regions.first[r], regions.first[r] + governments):  # they stand first
            price = min(p.leaving / governments, actors.funds[a])
            actors.funds[a] -= price
            nation.outflow += price
