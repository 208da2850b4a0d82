"""Who is invited to a project: somebody known, or the best of some who are found (ODD 7.1, 7.5)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from interhelix.agents.roles import CALL, PROJECT
from interhelix.model.beginnings import search_actor
from interhelix.model.compiled import called, inlined
from interhelix.model.consortium import Team, requirements
from interhelix.model.draws import (
    CHOICE,
    CONTACT_ALLOWED,
    SEAT,
    SEAT_WHO,
    SPLIT,
    U64,
    draw,
    happens,
)
from interhelix.model.dues import (
    all_can_pay,
    help_of_regions,
    means,
    regions_in,
    terms_of,
)
from interhelix.model.environment import both_members
from interhelix.model.forecast import forecast
from interhelix.model.network import experience_of, find_tie, partner_in, partner_of
from interhelix.model.parameters import Parameters
from interhelix.model.principles import value_alone
from interhelix.model.proximity import (
    MEAN_INTEREST,
    best_interest,
    closeness,
    experience_odds,
    geographic,
)
from interhelix.model.state import EMPTY, N_DOMAINS, Actors, Float, Row, State

TRIES = 24  # seats that an initiator tries to fill, at most
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


@called
def recruit(
    state: State, rules: Parameters, plan: Plan, members: Row, key: np.uint64, step: int
) -> int:
    """Invite members one by one, after the lead in ``members``; return how many there are.

    A seat goes to somebody whom one knows from joint work, or beyond: to the best of some who are
    found by search or on the platform. Asked is who can pay and raises what the lead expects;
    who expects a gain accepts.
    """
    actors = state.actors
    p = rules.propose
    lead = actors.ident[members[0]]
    needed = requirements(state.nation, plan.domain)
    known = known_to(state, rules, plan, members[0], key, step)
    asked = np.empty(TRIES, np.int32)
    tries, n, refused = 0, 1, 0
    hope, alone, surplus = -1e18, 0.0, 0.0
    if plan.synergy:
        alone = value_alone(state, members[0], plan.domain, rules)
    for attempt in range(TRIES):
        if n == int(p.size) or refused >= p.refusals:
            break
        where = where_to_look(state, rules, plan, members[0], attempt, key, step)
        team = Team(members, n, plan.domain)
        seat = Seat(needed, asked[:tries], attempt, where)
        if where == KNOWN:
            b = best_known(state, rules, team, seat, known)
        else:
            b = best_found(state, rules, plan, team, seat, key, step)
        if b == EMPTY:
            refused += 1
            continue
        asked[tries] = b
        tries += 1
        members[n] = b
        team = Team(members, n + 1, plan.domain)
        terms = terms_of(state, team, rules)
        due = terms.due - plan.grant + writing_of(rules, plan)
        aid = help_of_regions(state, team, terms, plan.grant, rules)
        if not all_can_pay(actors, team, due, aid):
            continue
        few = plan.called and regions_in(actors, members, n) < p.call_regions
        if n > 1 and terms.net < hope and not few:
            refused += 1
            continue
        more = 0.0
        if plan.synergy:
            more = value_alone(state, b, plan.domain, rules)
            gain = (n + 1) * (terms.net + terms.budget) - alone - more
            if gain <= surplus and not few:
                continue
            surplus = gain
        asks = draw(key, SEAT + SPLIT, step, lead, actors.ident[b]) < p.interest
        gain = forecast(state, rules, members[0], b, terms.net + plan.grant + aid[n], key, step)
        if gain > 0.0 or not asks:
            n, hope, alone = n + 1, terms.net, alone + more
        else:
            refused += 1
    return n


@inlined
def writing_of(rules: Parameters, plan: Plan) -> float:
    """Return what it costs each member to write a proposal for a call [u]."""
    return rules.propose.writing * rules.propose.budget if plan.called else 0.0


@inlined
def can_hope_to_pay(actors: Actors, rules: Parameters, plan: Plan, a: int) -> bool:
    """Tell whether an actor has the means for its budget, less all help that it may hope for."""
    return means(actors, a) >= rules.propose.budget * (1.0 - rules.prioritise.support) - plan.grant


@inlined
def where_to_look(
    state: State, rules: Parameters, plan: Plan, a: int, attempt: int, key: np.uint64, step: int
) -> int:
    """Return where a seat is offered: beyond those whom one knows with chance ``search``."""
    if plan.renewed != EMPTY:
        return KNOWN
    me, number = state.actors.ident[a], U64(attempt)
    if draw(key, SEAT + 2 * SPLIT, step, me, number) < rules.propose.search:
        return FOUND
    if state.actors.member[a] == 0:
        return KNOWN
    chance = rules.services.search * rules.services.networking
    return ON_PLATFORM if happens(chance, key, SEAT + 3 * SPLIT, step, me, number) else KNOWN


@inlined
def best_coverage(state: State, team: Team) -> Float:
    """Return the largest knowledge among the members of a team, by domain [0..1]."""
    best = np.zeros(N_DOMAINS)
    for i in range(team.n):
        for d in range(N_DOMAINS):
            best[d] = max(best[d], state.actors.knowledge[team.members[i], d])
    return best


@inlined
def is_among(actors: Row, n: int, b: int) -> bool:
    """Tell whether an actor is one of the first ``n``."""
    among = False
    for i in range(n):
        among = among or actors[i] == b
    return among


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
            b, experience, known = partner_in(former, past), int(former.experience[past >> 1]), True
            past = former.after[past >> 1, past & 1]
        if plan.renewed != EMPTY:
            row = plan.renewed
            known = known and is_among(projects.members[row], projects.team[row], b)
        if known and can_hope_to_pay(actors, rules, plan, b):
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
        u = draw(key, SEAT_WHO + SPLIT * look, step, actors.ident[a], U64(seat.number))
        b = (
            state.directory.roster[int(u * listed)]
            if on_platform
            else search_actor(state.directory, u)
        )
        if was_asked(team, seat, b):
            continue
        if on_platform and not both_members(actors, a, b):
            continue
        if not can_hope_to_pay(actors, rules, plan, b):
            continue
        if not may_meet(state, rules, a, b, key, step):
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
def may_meet(state: State, rules: Parameters, a: int, b: int, key: np.uint64, step: int) -> bool:
    """Tell whether two may meet: a share ``interregional`` of contacts across is allowed."""
    actors = state.actors
    if actors.region[a] == actors.region[b]:
        return True
    low, high = min(actors.ident[a], actors.ident[b]), max(actors.ident[a], actors.ident[b])
    return happens(rules.meet.interregional, key, CONTACT_ALLOWED, step, low, high)


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
def last_team(state: State, a: int) -> int:
    """Return the last project that an actor led and may renew: it is still tied to a member of it.

    EMPTY if there is none.
    """
    actors, ties, projects = state.actors, state.ties, state.projects
    row = actors.last[a]
    if row == EMPTY:
        return EMPTY
    half = actors.head[a]
    while half != EMPTY:
        if is_among(projects.members[row], projects.team[row], partner_of(ties, half)):
            return int(row)
        half = ties.after[half >> 1, half & 1]
    return EMPTY
