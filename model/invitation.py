"""Who is invited to a project, seat by seat (ODD 7.1, 7.5)."""

from __future__ import annotations

import numpy as np

from interhelix.model.candidates import (
    FOUND,
    KNOWN,
    ON_PLATFORM,
    Plan,
    Seat,
    best_found,
    best_known,
    is_among,
    known_to,
)
from interhelix.model.compiled import called, inlined
from interhelix.model.consortium import Prospect, Team
from interhelix.model.draws import SEAT, SPLIT, U64, draw, happens
from interhelix.model.dues import Terms, all_can_pay, help_for_members, regions_in, terms_of
from interhelix.model.forecast import forecast
from interhelix.model.network import partner_of
from interhelix.model.parameters import Parameters
from interhelix.model.principles import value_alone
from interhelix.model.state import EMPTY, Row, State

TRIES = 24  # seats that an initiator tries to fill, at most


@called
def recruit(
    state: State, rules: Parameters, plan: Plan, members: Row, key: np.uint64, step: int
) -> tuple[int, Terms]:
    """Invite members one by one, after the lead in ``members``; return how many, and their terms.

    A seat goes to somebody whom one knows from joint work, or beyond: to the best of some who are
    found by search or on the platform. Asked is who can pay and raises what the lead expects;
    who expects a gain accepts.
    """
    actors = state.actors
    p = rules.propose
    lead = actors.ident[members[0]]
    needed = state.nation.required[plan.domain]
    known = known_to(state, rules, plan, members[0], key, step)
    asked = np.empty(TRIES, np.int32)
    tries, n, refused = 0, 1, 0
    agreed = Terms(-1e18, 0.0, 0.0, 0.0, Prospect(0.0, 0.0, False))
    alone, surplus = 0.0, 0.0
    if plan.synergy:
        alone = value_alone(state, Team(members, 1, plan.domain), 0, rules)
    raised = 0.0
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
        aid = help_for_members(state, team, terms, plan.grant, rules)
        if not all_can_pay(actors, team, due, aid):
            continue
        few = plan.called and regions_in(actors, members, n) < p.call_regions
        if n > 1 and terms.net < agreed.net and not few:
            refused += 1
            continue
        more = 0.0
        if plan.synergy:
            more = value_alone(state, team, n, rules)
            raised = (n + 1) * (terms.net + terms.budget) - alone - more
            if raised <= surplus and not few:
                continue
        asks = draw(key, SEAT + SPLIT, step, lead, actors.ident[b]) < p.interest
        gain = forecast(state, rules, members[0], b, terms.net + plan.grant + aid[n], key, step)
        if gain > 0.0 or not asks:
            n, agreed, alone, surplus = n + 1, terms, alone + more, raised
        else:
            refused += 1
    return n, agreed


@inlined
def writing_of(rules: Parameters, plan: Plan) -> float:
    """Return what it costs each member to write a proposal for a call [u]."""
    return rules.propose.writing * rules.propose.budget if plan.called else 0.0


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
