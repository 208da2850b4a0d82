"""Whom an initiator may ask to join a project: those whom it knows, and those found (ODD 7.1)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from interhelix.agents.roles import CALL, PROJECT
from interhelix.model.beginnings import search_actor
from interhelix.model.compiled import called, inlined
from interhelix.model.consortium import Team
from interhelix.model.contact import may_meet
from interhelix.model.draws import CHOICE, SEAT_WHO, SPLIT, U64, draw, draw_two
from interhelix.model.dues import means
from interhelix.model.environment import both_members
from interhelix.model.network import experience_of, find_tie, partner_of, partner_of_partner
from interhelix.model.parameters import Parameters
from interhelix.model.proximity import (
    MEAN_INTEREST,
    best_interest,
    closeness,
    experience_odds,
    geographic,
)
from interhelix.model.state import EMPTY, N_DOMAINS, PROGRAMMES, Actors, Float, Row, State

KNOWN, FOUND, ON_PLATFORM = range(3)  # where a seat is offered


class Plan(NamedTuple):
    """What an initiator proposes."""

    domain: int
    grant: float  # [u] that a call would pay each member, 0 if it is entered in none
    called: bool  # whether it is entered in a call
    renewed: int  # row of the project that it renews, or EMPTY
    synergy: bool  # whether every member must raise the surplus over solo


class Known(NamedTuple):
    """Whom a lead knows and may ask, and how it likes each, whatever the team."""

    who: Row
    score: Float


class Seat(NamedTuple):
    """A free seat in a team that is offered to somebody."""

    needed: Float  # competencies that the project requires
    asked: Row  # who was asked before
    number: int  # of the attempt to fill a seat
    where: int  # KNOWN, FOUND or ON_PLATFORM


@inlined
def can_hope_to_pay(state: State, rules: Parameters, grant: float, a: int) -> bool:
    """Tell whether an actor has the means for its budget, less all help that it may hope for.

    That is a grant, what a joint programme pays of the rest, and a region of what is left then.
    """
    rest = rules.propose.budget - grant
    if state.nation.purse[PROGRAMMES] > 0.0:
        rest *= 1.0 - rules.networking.grant
    return means(state.actors, a) >= rest * (1.0 - rules.prioritise.support)


@called
def known_to(
    state: State, rules: Parameters, plan: Plan, a: int, key: np.uint64, step: int
) -> Known:
    """Return whom the lead may ask: whom it knows and who has the means.

    Known are partners at level 3 or more, those of a past or live joint project, and whom it
    met for this call.
    """
    actors, ties, former, projects = state.actors, state.ties, state.former, state.projects
    past, half = actors.former[a], actors.head[a]
    most = int(actors.load[a])
    while past != EMPTY:
        most += 1
        past = former.after[past >> 1, past & 1]
    who, score = np.empty(most, np.int32), np.empty(most)
    n, past = 0, actors.former[a]
    while half != EMPTY or past != EMPTY:
        trust = 0.0
        if half != EMPTY:
            t, b = half >> 1, partner_of(ties, half)
            experience, trust = int(ties.experience[t]), ties.trust[t]
            new = plan.called and ties.channel[t] == CALL and ties.born[t] == step
            known = ties.level[t] >= PROJECT or experience > 0 or ties.joint[t] > 0 or new
            half = ties.after[t, half & 1]
        else:
            b, experience, known = partner_of(former, past), int(former.experience[past >> 1]), True
            past = former.after[past >> 1, past & 1]
        if plan.renewed != EMPTY:
            row = plan.renewed
            known = known and is_among(projects.members[row], projects.team[row], b)
        if known and can_hope_to_pay(state, rules, plan.grant, b):
            who[n] = b
            score[n] = appeal(state, rules, a, b, experience, True) + rules.propose.results * trust
            score[n] += taste(actors, a, b, key, step)
            n += 1
    return Known(who[:n], score[:n])


@called
def best_known(state: State, rules: Parameters, team: Team, seat: Seat, known: Known) -> int:
    """Return whom of those that the lead knows it asks next, or EMPTY."""
    have = best_coverage(state, team)
    best, most = EMPTY, -1e18
    for i in range(len(known.who)):
        b = known.who[i]
        if was_asked(team, seat, b):
            continue
        score = known.score[i]
        score += rules.propose.fit * with_member(state, have, seat.needed, b, 0.0, 1.0, rules)
        if score > most:
            best, most = b, score
    return best


@called
def best_found(
    state: State, rules: Parameters, plan: Plan, team: Team, seat: Seat, key: np.uint64, step: int
) -> int:
    """Return the best of some who are found by search or on the platform, or EMPTY.

    A map shows what a region is good at, a platform with good data what a member is.
    """
    actors, platform = state.actors, state.platform
    p = rules.propose
    a, on_platform = team.members[0], seat.where == ON_PLATFORM
    have = best_coverage(state, team)
    listed = 0
    for role in range(len(platform.members)):
        listed += platform.members[role]
    sight = p.sight
    if on_platform:
        shown = rules.adopt.data_quality * rules.services.expert_directory
        sight += shown * (1.0 - sight)
    best, most = EMPTY, -1e18
    for look in range(int(p.looks)):
        u, v = draw_two(key, SEAT_WHO + SPLIT * look, step, actors.ident[a], U64(seat.number))
        if on_platform:
            b = state.directory.roster[int(u * listed)]
        elif v < p.referral and actors.load[a] > 0:
            b = partner_of_partner(actors, state.ties, a, u, v / p.referral)
        else:
            b = search_actor(state.directory, u)
        if was_asked(team, seat, b):
            continue
        if on_platform and not both_members(actors, a, b):
            continue
        if not can_hope_to_pay(state, rules, plan.grant, b):
            continue
        if not may_meet(actors, rules.meet, a, b, key, step):
            continue
        score = p.fit * with_member(state, have, seat.needed, b, rules.prioritise.map, sight, rules)
        far, experience = not on_platform, experience_of(state, a, b)
        score += appeal(state, rules, a, b, experience, far) + taste(actors, a, b, key, step)
        t = find_tie(actors, state.ties, a, b)
        score += p.results * state.ties.trust[t] if t != EMPTY else 0.0
        if score > most:
            best, most = b, score
    if best != EMPTY:
        state.nation.contacts += 1
    return best


@inlined
def with_member(
    state: State, have: Float, needed: Float, b: int, shown: float, sight: float, rules: Parameters
) -> float:
    """Return the coverage of a team with one more member, as far as its knowledge is seen [0..1].

    ``shown`` is how far a map shows the profile of its region, ``sight`` how far one sees beyond.
    """
    actors, r = state.actors, state.actors.region[b]
    covered = 0.0
    for d in range(N_DOMAINS):
        if needed[d] > 0.0:
            guess = shown * state.regions.profile[r, d]
            seen = guess + sight * (actors.knowledge[b, d] - guess)
            covered += needed[d] * min(1.0, max(have[d], seen) / rules.propose.need)
    return covered


@inlined
def best_coverage(state: State, team: Team) -> Float:
    """Return the largest knowledge among the members of a team, by domain [0..1]."""
    best = np.zeros(N_DOMAINS)
    for i in range(team.n):
        for d in range(N_DOMAINS):
            best[d] = max(best[d], state.actors.knowledge[team.members[i], d])
    return best


@inlined
def was_asked(team: Team, seat: Seat, b: int) -> bool:
    """Tell whether somebody is in the team, or was asked before."""
    return is_among(seat.asked, len(seat.asked), b) or is_among(team.members, team.n, b)


@inlined
def appeal(state: State, rules: Parameters, a: int, b: int, experience: int, far: bool) -> float:
    """Return the part of the logit of partner choice that needs no project."""
    regions, actors = state.regions, state.actors
    p = rules.proximity
    eta = closeness(actors, a, b, p) + p.interest * (best_interest(actors, a, b) - MEAN_INTEREST)
    eta += p.experience * experience_odds(experience)
    if far:
        eta += geographic(regions, actors.region[a], actors.region[b], p)
    return eta


@inlined
def taste(actors: Actors, a: int, b: int, key: np.uint64, step: int) -> float:
    """Return a Gumbel draw: who has the largest logit with it is chosen as by a logit model."""
    u = draw(key, CHOICE, step, actors.ident[a], actors.ident[b])
    return -math.log(-math.log(max(1e-12, u)))


@inlined
def is_among(actors: Row, n: int, b: int) -> bool:
    """Tell whether an actor is one of the first ``n``."""
    among = False
    for i in range(n):
        among = among or actors[i] == b
    return among
