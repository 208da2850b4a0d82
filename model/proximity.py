"""Proximity between actors: the terms of the logit of a contact or act (ODD 7, ``boschma2005``)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import CONSULTING, EDUCATIONAL, PRODUCTION, SCIENTIFIC
from interhelix.model.compiled import called, inlined
from interhelix.model.parameters.search import Proximity
from interhelix.model.state import N_DOMAINS, N_KINDS, N_ROLES, Actors, Float, Regions, State

EARTH_RADIUS = 6371.0  # km
REFERENCE_DISTANCE = 100.0  # km
ROUNDING = 1e-9  # of a sum of terms, far more than it can be
MEAN_INTEREST = 0.55  # mean of the tables of served objectives

# Excess log odds of a next joint project after 1, 2, 3 of them, and for each one more (CORDIS).
EXPERIENCE_STEPS = np.log(np.array([3.0, 1.5, 1.4]))
EXPERIENCE_TAIL = 0.1


@inlined
def sigma(eta: float) -> float:
    """Return the logistic function of ``eta``."""
    if eta < -40.0:
        return 0.0
    if eta > 40.0:
        return 1.0
    return 1.0 / (1.0 + math.exp(-eta))


@inlined
def distance(regions: Regions, r: int, s: int) -> float:
    """Return the great-circle distance between two regions [km]."""
    dot = regions.x[r] * regions.x[s] + regions.y[r] * regions.y[s] + regions.z[r] * regions.z[s]
    return EARTH_RADIUS * math.acos(max(-1.0, min(1.0, dot)))


@inlined
def cosine_distance(one: Float, other: Float) -> float:
    """Return ``1 - cos`` of what is known in each domain; 1 where one knows nothing."""
    dot = 0.0
    square = 0.0
    other_square = 0.0
    for d in range(N_DOMAINS):
        dot += one[d] * other[d]
        square += one[d] * one[d]
        other_square += other[d] * other[d]
    if square * other_square <= 0.0:
        return 1.0
    return max(0.0, 1.0 - dot / math.sqrt(square * other_square))


@inlined
def cognitive_distance(actors: Actors, a: int, b: int) -> float:
    """Return the cosine distance of two actors' knowledge."""
    return cosine_distance(actors.knowledge[a], actors.knowledge[b])


@inlined
def experience_odds(projects: int) -> float:
    """Return the excess log odds of a next joint project that earlier ones give."""
    odds = 0.0
    for k in range(min(projects, len(EXPERIENCE_STEPS))):
        odds += EXPERIENCE_STEPS[k]
    return odds + EXPERIENCE_TAIL * max(0, projects - len(EXPERIENCE_STEPS))


@inlined
def interest(actors: Actors, a: int, b: int, kind: int) -> float:
    """Return how far an act of a kind with ``b`` serves the weighed objectives of ``a`` [0..1]."""
    return actors.interest[a, kind * N_ROLES + actors.role[b]]


@inlined
def mutual_interest(actors: Actors, a: int, b: int, kind: int) -> float:
    """Return the interest of the less interested of two actors."""
    return min(interest(actors, a, b, kind), interest(actors, b, a, kind))


@inlined
def best_interest(actors: Actors, a: int, b: int) -> float:
    """Return the mutual interest of two actors in the kind that serves both best."""
    best = 0.0
    for kind in range(N_KINDS):
        best = max(best, mutual_interest(actors, a, b, kind))
    return best


@inlined
def pull(actors: Actors, a: int, b: int, kind: int, p: Proximity) -> float:
    """Return the weight of a kind of cooperation in the choice of a dyad."""
    return math.exp(2.0 * p.interest * mutual_interest(actors, a, b, kind))


@called
def choose_kind(actors: Actors, a: int, b: int, p: Proximity, u: float) -> int:
    """Choose the kind of cooperation of a dyad, by how far each serves both (0 <= ``u`` < 1)."""
    scientific = pull(actors, a, b, SCIENTIFIC, p)
    production = scientific + pull(actors, a, b, PRODUCTION, p)
    educational = production + pull(actors, a, b, EDUCATIONAL, p)
    place = u * (educational + pull(actors, a, b, CONSULTING, p))
    if place < scientific:
        return SCIENTIFIC
    if place < production:
        return PRODUCTION
    return EDUCATIONAL if place < educational else CONSULTING


@inlined
def geographic(regions: Regions, r: int, s: int, p: Proximity) -> float:
    """Return ``b_g ln(km / 100)``, nearer than 100 km counting as 100 km."""
    if p.distance == 0.0:
        return 0.0
    return p.distance * math.log(
        max(distance(regions, r, s), REFERENCE_DISTANCE) / REFERENCE_DISTANCE
    )


@inlined
def affinity(actors: Actors, a: int, b: int, kind: int, p: Proximity) -> float:
    """Return the terms that need no tie: cognitive, institutional and the interest of both."""
    shared = mutual_interest(actors, a, b, kind)
    return closeness(actors, a, b, p) + p.interest * (shared - MEAN_INTEREST)


@inlined
def best_affinity(actors: Actors, a: int, b: int, p: Proximity) -> float:
    """Return the affinity of a dyad in the kind that serves both best."""
    return closeness(actors, a, b, p) + p.interest * (best_interest(actors, a, b) - MEAN_INTEREST)


@inlined
def most_affinity(p: Proximity) -> float:
    """Return a bound of the affinity of any dyad: of full interest, at the best distance."""
    return max(0.0, p.institutional) + p.interest * (1.0 - MEAN_INTEREST)


@inlined
def most_tie_logit(state: State, t: int, p: Proximity) -> float:
    """Return a bound of ``tie_logit`` that needs no look at the partners."""
    return most_affinity(p) + max(0.0, p.organisational) * (state.ties.joint[t] > 0)


@inlined
def closeness(actors: Actors, a: int, b: int, p: Proximity) -> float:
    """Return the cognitive and the institutional term."""
    gap = cognitive_distance(actors, a, b) - p.optimum
    eta = p.cognitive * gap * gap
    return eta + p.institutional if actors.role[a] != actors.role[b] else eta


@inlined
def tie_logit(state: State, t: int, p: Proximity) -> float:
    """Return ``b_g ln(km/100) + b_c (x - x*)^2 + b_i``, with interest and live projects.

    The social term is left to the caller, who needs it only for the few that are near to climb.
    """
    regions, actors, ties = state.regions, state.actors, state.ties
    a, b = ties.a[t], ties.b[t]
    eta = affinity(actors, a, b, ties.kind[t], p)
    eta += geographic(regions, actors.region[a], actors.region[b], p)
    if ties.joint[t] > 0:
        eta += p.organisational
    return eta
