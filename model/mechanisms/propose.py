"""Propose: an initiator forecasts, invites and starts a project (ODD 7.1, level 3; 7.2)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import CALL
from interhelix.model.beginnings import search_actor
from interhelix.model.compiled import inlined, kernel
from interhelix.model.consortium import Team, coverage, requirements
from interhelix.model.contact import initiative, make_contact, take_turns
from interhelix.model.draws import (
    CALL as CALL_DRAW,
)
from interhelix.model.draws import (
    FORECAST,
    INITIATE,
    INVITE,
    NOBODY,
    PROJECT_DOMAIN,
    RENEWAL,
    SPLIT,
    U64,
    draw,
    draw_count,
    draw_normal,
)
from interhelix.model.dues import all_can_pay, due_of_member, is_consistent, means
from interhelix.model.invitation import (
    UNKNOWN,
    has_whom_to_ask,
    keep_to_team,
    last_team,
    most_synergetic,
    next_partner,
)
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.projects import Propose
from interhelix.model.principles import (
    SYNERGY,
    is_innovative,
    is_instructive,
    keeps_to,
    may_renew,
    serves_goals,
    value_alone,
)
from interhelix.model.state import (
    EMPTY,
    MOST_MEMBERS,
    N_DOMAINS,
    Actors,
    Integer,
    State,
)
from interhelix.model.undertaking import net_of_member, start


@kernel
def propose(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let initiators form consortia with partners at level 3 or more.

    The partner is asked next that raises the surplus over solo most, or adds most, until there is
    none, ``refusals`` have refused, or ``size`` is reached. All members must be able to pay what is
    due, and pay it at once. The principles of partnership filter the proposals.
    """
    nation, regions, actors = state.nation, state.regions, state.actors
    ties, projects = state.ties, state.projects
    p = rules.propose
    leads = initiators(state, rules, key, step)
    for i in take_turns(actors, leads, key, 1, step):
        a = leads[i]
        me = actors.ident[a]
        if means(actors, a) < p.budget:
            continue
        called = draw(key, CALL_DRAW, step, me, NOBODY) < p.call_share
        if called:
            seek_for_call(state, rules, a, key, step)
        if not has_whom_to_ask(actors, ties, p.budget, a):
            continue
        renewed = EMPTY
        if draw(key, RENEWAL, step, me, NOBODY) < p.renewal:
            renewed = last_team(state, a)
        if renewed == EMPTY:
            domain = choose_domain(state, rules, a, key, step)
        else:
            domain = int(projects.domain[renewed])
            actors.last[a] = EMPTY
            if not may_renew(projects, renewed, rules, key, step, me):
                continue
        if not serves_goals(regions, actors, rules, a, domain, key, step):
            continue
        members = np.zeros(MOST_MEMBERS, np.int32)
        members[0] = a
        n = 1
        refused = 0
        needed = requirements(nation, domain)
        asked = np.zeros(actors.load[a] + 1, np.int64)
        if renewed != EMPTY:
            keep_to_team(state, renewed, asked, a)
        synergy = keeps_to(rules.principles.synergy, SYNERGY, key, step, me)
        alone = np.zeros(len(asked)) + UNKNOWN
        team_alone = 0.0
        if synergy:
            foresight = rules.prioritise.foresight
            team_alone = value_alone(state, a, domain, foresight, rules)
        surplus = 0.0
        hope = -1e18
        owed = 0.0
        while n < int(p.size) and refused < p.refusals:
            if synergy:
                team = Team(members, n, domain)
                b, place, more = most_synergetic(
                    state, rules, team, asked, alone, team_alone, surplus
                )
            else:
                b, place = next_partner(state, rules, members, n, needed, asked, a)
                more = 0.0
            if b == EMPTY:
                break
            asked[place] = 1
            members[n] = b
            due = due_of_member(state, members, n + 1, rules)
            if not all_can_pay(actors, members, n + 1, due):
                continue
            net = net_of_member(state, Team(members, n + 1, domain), rules)
            if accepts(actors, p, b, net, key, step, me):
                n += 1
                hope, owed, surplus = net, due, more
                team_alone += alone[place] if synergy else 0.0
            else:
                refused += 1
        if n < 2 or coverage(actors, members, n, needed, p.need) < p.coverage:
            continue
        if (
            draw(key, FORECAST + SPLIT, step, me, NOBODY) < p.forecast
            and forecast(actors, p, a, hope, key, step, me) <= 0.0
        ):
            continue
        team = Team(members, n, domain)
        if not is_innovative(state, rules, team, key, step):
            continue
        if not is_instructive(actors, rules, team, key, step):
            continue
        if is_consistent(state, rules, team, hope, owed, key, step):
            start(state, rules, team, called, key, step)


@inlined
def initiators(state: State, rules: Parameters, key: np.uint64, step: int) -> Integer:
    """Return the actors that take the initiative this quarter."""
    actors = state.actors
    found = np.empty(len(actors), np.int64)
    n = 0
    for a in range(len(actors)):
        wanted = rules.propose.rate * initiative(actors.role[a], rules.meet) * actors.activity[a]
        if draw(key, INITIATE, step, actors.ident[a], NOBODY) < wanted:
            found[n] = a
            n += 1
    return found[:n]


@inlined
def choose_domain(state: State, rules: Parameters, a: int, key: np.uint64, step: int) -> int:
    """Choose a domain by own knowledge, by demand as it is seen, and by the region's priorities."""
    nation, regions, actors = state.nation, state.regions, state.actors
    p = rules.propose
    weight = np.zeros(N_DOMAINS)
    total = 0.0
    for d in range(N_DOMAINS):
        seen = nation.demand[d] + rules.prioritise.foresight * (nation.regime[d] - nation.demand[d])
        weight[d] = (
            actors.knowledge[a, d] * actors.knowledge[a, d] * math.exp(p.demand * math.log(seen))
        )
        weight[d] *= 1.0 + p.priority * regions.priority[actors.region[a], d]
        total += weight[d]
    u = draw(key, PROJECT_DOMAIN, step, actors.ident[a], NOBODY) * total
    for d in range(N_DOMAINS):
        u -= weight[d]
        if u < 0.0:
            return d
    return N_DOMAINS - 1


@inlined
def forecast(
    actors: Actors, p: Propose, one: int, net: float, key: np.uint64, step: int, lead: np.uint64
) -> float:
    """Return ``V_hat = V + noise``: what one believes to gain [u]."""
    noise = draw_normal(key, FORECAST, step, lead, actors.ident[one])
    return net + actors.error[one] * p.budget * noise


@inlined
def accepts(
    actors: Actors, p: Propose, b: int, net: float, key: np.uint64, step: int, lead: np.uint64
) -> bool:
    """Tell whether an invited actor says yes: it must expect a gain, if interest is asked for."""
    if draw(key, INVITE, step, lead, actors.ident[b]) >= p.interest:
        return True
    return forecast(actors, p, b, net, key, step, lead) > 0.0


@inlined
def seek_for_call(state: State, rules: Parameters, a: int, key: np.uint64, step: int) -> None:
    """Look for new partners in other regions, because the call asks for several regions."""
    actors = state.actors
    me = actors.ident[a]
    for k in range(draw_count(rules.propose.call_contacts, draw(key, CALL_DRAW, step, me, U64(1)))):
        b = search_actor(state.directory, draw(key, CALL_DRAW, step, me, U64(k + 2)))
        if actors.region[a] != actors.region[b]:
            make_contact(state, rules, a, b, CALL, key, step)
