"""Prioritise: regions choose domains, by themselves or by smart specialisation (ODD 7.6)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import PRIORITY, U64, draw, draw_normal
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.forms import Focus
from interhelix.model.parameters.setting import Prioritise
from interhelix.model.state import (
    EMPTY,
    N_DOMAINS,
    PAIRS,
    PROJECTS,
    Float,
    Nation,
    Regions,
    State,
)

TIERS = 3  # state, district, region


class Others(NamedTuple):
    """What a region compares itself with."""

    average: Float  # mean profile of all regions (D)
    chosen: Float  # number of regions that have a domain among their priorities (D)
    outside: Float  # mean profile of the partner regions (R x D)
    joint: Float  # share of a domain in its interregional projects (R x D)


@kernel
def prioritise(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let each region review its priorities every ``review`` quarters, in a quarter of its own.

    By itself a region follows its own estimate and the fashion. Under smart specialisation it
    weighs existing and potential advantage, partners, state priorities, duplication, discovery
    and foresight, and what it decides works after a delay for each of three tiers.
    """
    nation, regions = state.nation, state.regions
    p = rules.prioritise
    for d in range(N_DOMAINS):
        nation.seen[d] = nation.demand[d] + p.foresight * (nation.regime[d] - nation.demand[d])
        nation.wanted[d] = (
            state_priority(nation, rules.focus, d) if p.smart > 0.0 else nation.priorities[d]
        )
    others = Others(
        average=column_means(regions.profile),
        chosen=count_priorities(regions),
        outside=partners_profile(state),
        joint=joint_work(state),
    )
    for r in range(len(regions)):
        if is_due(regions, r, p, key, step):
            scores = np.zeros(N_DOMAINS)
            for d in range(N_DOMAINS):
                error = draw_normal(key, PRIORITY, step, regions.ident[r], U64(d))
                own = by_oneself(state, others, p, r, d) + p.noise * error
                noise = math.sqrt(p.noise * p.noise / p.experts + p.noise_floor * p.noise_floor)
                smart = by_discovery(state, others, rules, r, d)
                scores[d] = (1.0 - p.smart) * own + p.smart * (smart + noise * error)
            choose_top(regions.chosen, r, scores, int(p.domains))
            regions.chosen_at[r] = step
            regions.pending[r] = 1
        waited = step - regions.chosen_at[r]
        if regions.pending[r] == 1 and (step == 0 or waited >= int(TIERS * p.delay * p.smart)):
            regions.pending[r] = 0
            for d in range(N_DOMAINS):
                regions.priority[r, d] = regions.chosen[r, d]


@inlined
def is_due(regions: Regions, r: int, p: Prioritise, key: np.uint64, step: int) -> bool:
    """Tell whether a region reviews its priorities now; its last decision must be in force."""
    review = int(p.review)
    own_quarter = int(draw(key, PRIORITY, 0, regions.ident[r], U64(N_DOMAINS)) * review)
    in_force = regions.pending[r] == 0
    return regions.chosen_at[r] == EMPTY or (step % review == own_quarter and in_force)


@inlined
def column_means(profile: Float) -> Float:
    """Return the mean of every column."""
    means = np.zeros(profile.shape[1])
    for d in range(profile.shape[1]):
        for r in range(profile.shape[0]):
            means[d] += profile[r, d]
        means[d] /= profile.shape[0]
    return means


@inlined
def count_priorities(regions: Regions) -> Float:
    """Return the number of regions that have each domain among their priorities."""
    count = np.zeros(N_DOMAINS)
    for r in range(len(regions)):
        for d in range(N_DOMAINS):
            count[d] += regions.priority[r, d]
    return count


@inlined
def popularity(regions: Regions, count: Float, r: int, d: int) -> float:
    """Return the share of the other regions that have a domain among their priorities."""
    return (count[d] - regions.priority[r, d]) / max(1, len(regions) - 1)


@inlined
def partners_profile(state: State) -> Float:
    """Return the mean knowledge of each region's partner regions (R x D)."""
    regions, pairs, used = state.regions, state.pairs, state.used
    total = np.zeros(regions.profile.shape)
    partners = np.zeros(len(regions))
    for row in range(used[PAIRS]):
        if pairs.level[row] == 0:
            continue
        r, s = pairs.r[row], pairs.s[row]
        partners[r] += 1.0
        partners[s] += 1.0
        for d in range(N_DOMAINS):
            total[r, d] += regions.profile[s, d]
            total[s, d] += regions.profile[r, d]
    for r in range(len(partners)):
        for d in range(N_DOMAINS):
            total[r, d] /= max(1.0, partners[r])
    return total


@inlined
def joint_work(state: State) -> Float:
    """Return the share of each domain in a region's interregional projects (R x D)."""
    regions, actors, projects = state.regions, state.actors, state.projects
    used = state.used
    share = np.zeros(regions.profile.shape)
    total = np.zeros(len(regions))
    for row in range(used[PROJECTS]):
        if projects.external[row] == 1:
            r = actors.region[projects.lead[row]]
            share[r, projects.domain[row]] += 1.0
            total[r] += 1.0
    for r in range(len(total)):
        for d in range(N_DOMAINS):
            share[r, d] /= max(1.0, total[r])
    return share


@inlined
def advantage(regions: Regions, average: Float, r: int, d: int) -> float:
    """Return the existing advantage, RCA - 1 bounded to -1..2 (``balassa1965``)."""
    own = 0.0
    all_regions = 0.0
    for e in range(N_DOMAINS):
        own += regions.profile[r, e]
        all_regions += average[e]
    if own <= 0.0 or average[d] <= 0.0:
        return 0.0
    return min(2.0, (regions.profile[r, d] / own) / (average[d] / all_regions) - 1.0)


@inlined
def density(nation: Nation, regions: Regions, r: int, d: int) -> float:
    """Return relatedness density: related knowledge over all relatedness (``hidalgo2007``)."""
    near = 0.0
    everything = 0.0
    for e in range(N_DOMAINS):
        if e != d:
            near += nation.related[d, e] * regions.profile[r, e]
            everything += nation.related[d, e]
    return near / everything if everything > 0.0 else 0.0


@inlined
def by_oneself(state: State, others: Others, p: Prioritise, r: int, d: int) -> float:
    """Return a domain's score for a region that looks at itself and at the fashion."""
    nation, regions = state.nation, state.regions
    fashion = nation.demand[d] - 1.0 + popularity(regions, others.chosen, r, d)
    return p.advantage * advantage(regions, others.average, r, d) + p.fashion * fashion


@inlined
def by_discovery(state: State, others: Others, rules: Parameters, r: int, d: int) -> float:
    """Return a domain's score under smart specialisation: two processes and six conditions."""
    nation, regions = state.nation, state.regions
    p = rules.prioritise
    near = density(nation, regions, r, d)
    lacking = max(0.0, others.outside[r, d] - regions.profile[r, d])
    score = p.advantage * advantage(regions, others.average, r, d) + p.relatedness * near
    score += p.discovery * regions.score[r, d]
    score += p.outward * lacking * near
    score += p.alignment * nation.wanted[d]
    score -= p.no_duplication * p.map * popularity(regions, others.chosen, r, d)
    score += p.interregional * others.joint[r, d]
    score += p.interdisciplinary * near * regions.profile[r, d]
    score += p.structural_change * (1.0 - regions.profile[r, d]) * near
    return score + p.foresight * (nation.regime[d] - 1.0)


@inlined
def state_priority(nation: Nation, p: Focus, d: int) -> float:
    """Return the weight of a domain for the state: where regions are strong, and what it adds."""
    added = (
        p.energy,
        p.ict,
        p.life_sciences,
        p.transport,
        p.optics,
        p.agri_food,
        p.materials,
        p.environment,
    )
    return nation.priorities[d] + added[d]


@inlined
def choose_top(chosen: np.ndarray, r: int, scores: Float, count: int) -> None:
    """Mark the ``count`` domains with the highest scores; of equals the first."""
    for d in range(N_DOMAINS):
        better = 0
        for e in range(N_DOMAINS):
            if scores[e] > scores[d] or (scores[e] == scores[d] and e < d):
                better += 1
        chosen[r, d] = 1 if better < count else 0
