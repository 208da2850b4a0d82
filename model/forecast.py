"""What partners believe to gain by a project: forecasts with an error of their own (ODD 7.2)."""

from __future__ import annotations

import numpy as np

from interhelix.model.compiled import called, inlined
from interhelix.model.consortium import Team
from interhelix.model.draws import FORECAST, SPLIT, draw_normal
from interhelix.model.dues import help_for_members, terms_of
from interhelix.model.environment import both_members
from interhelix.model.parameters import Parameters
from interhelix.model.state import N_DOMAINS, Actors, State


@inlined
def error_of(actors: Actors, one: int, other: int, rules: Parameters) -> float:
    """Return one's forecast error about work with another, as a share of the budget.

    Good data on a common platform take a part of it away.
    """
    if not both_members(actors, one, other):
        return actors.error[one]
    known = rules.adopt.data_quality * rules.services.data_bank
    return actors.error[one] * (1.0 - rules.services.clarity * known)


@inlined
def forecast(
    state: State, rules: Parameters, lead: int, one: int, net: float, key: np.uint64, step: int
) -> float:
    """Return ``V_hat = V + noise``: what one believes to gain by a proposal of the lead [u]."""
    actors = state.actors
    noise = draw_normal(key, FORECAST, step, actors.ident[lead], actors.ident[one])
    return net + error_of(actors, one, lead, rules) * rules.propose.budget * noise


@called
def look_ahead(
    state: State, t: int, number: int, rules: Parameters, key: np.uint64, step: int
) -> None:
    """Let two partners forecast a joint project of theirs, and keep what each expects of it.

    It is the net value over the budget, with the help of their regions and what a call can be
    expected to pay: its grant times its chance, less the cost of writing.
    """
    actors, ties, p = state.actors, state.ties, rules.propose
    a, b = ties.a[t], ties.b[t]
    members = np.empty(2, np.int32)
    members[0], members[1] = a, b
    team = Team(members, 2, joint_domain(state, a, b, rules))
    terms = terms_of(state, team, rules)
    grant = 0.0
    if actors.region[a] != actors.region[b]:
        grant = p.call_share * max(0.0, p.call_success * p.call_grant - p.writing) * p.budget
    aid = help_for_members(state, team, terms, 0.0, rules)
    for end in range(2):
        one, other = members[end], members[1 - end]
        stream = FORECAST + SPLIT * (3 + number)
        noise = draw_normal(key, stream, step, actors.ident[one], actors.ident[other])
        expected = (terms.net + grant + aid[end]) / p.budget
        ties.outlook[t, end] = expected + error_of(actors, one, other, rules) * noise


@inlined
def joint_domain(state: State, a: int, b: int, rules: Parameters) -> int:
    """Return the domain in which two would work together: what they know, demand, priorities."""
    regions, actors = state.regions, state.actors
    r, s = actors.region[a], actors.region[b]
    best, most = 0, -1.0
    for d in range(N_DOMAINS):
        worth = state.nation.seen[d] * (actors.knowledge[a, d] + actors.knowledge[b, d])
        chosen = 0.5 * (regions.priority[r, d] + regions.priority[s, d])
        worth *= 1.0 + rules.propose.priority * chosen
        if worth > most:
            best, most = d, worth
    return best
