"""Propose: an initiator forecasts, invites and starts a project (ODD 7.1, level 3; 7.2)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import CALL, PROJECT
from interhelix.model.beginnings import search_actor
from interhelix.model.candidates import Plan, can_hope_to_pay
from interhelix.model.compiled import called, inlined, kernel
from interhelix.model.consortium import Team, coverage
from interhelix.model.contact import initiative, make_contact, take_turns
from interhelix.model.draws import (
    CALL as CALL_DRAW,
)
from interhelix.model.draws import (
    FORECAST,
    INITIATE,
    NOBODY,
    PROJECT_DOMAIN,
    RENEWAL,
    SPLIT,
    U64,
    draw,
    draw_count,
)
from interhelix.model.dues import (
    Deal,
    Terms,
    all_can_pay,
    help_for_members,
    is_consistent,
    regions_in,
    values_alone,
)
from interhelix.model.forecast import forecast
from interhelix.model.invitation import last_team, recruit, writing_of
from interhelix.model.ledger import spend
from interhelix.model.parameters import Parameters
from interhelix.model.principles import (
    SYNERGY,
    is_innovative,
    is_instructive,
    keeps_to,
    may_renew,
    serves_goals,
)
from interhelix.model.state import EMPTY, MOST_MEMBERS, N_DOMAINS, Integer, State
from interhelix.model.undertaking import start


@kernel
def propose(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let initiators form consortia, with those whom they know and those whom they find.

    A proposal may be entered in a call, which costs its writing. If it wins, the grant is paid; if
    it loses, it starts only if it is worth it to every member without one. The principles of
    partnership filter the proposals.
    """
    actors, projects = state.actors, state.projects
    p = rules.propose
    leads = initiators(state, rules, key, step)
    for i in take_turns(actors, leads, key, 1, step):
        a = leads[i]
        me = actors.ident[a]
        worth_entering = p.call_success * p.call_grant > p.writing
        called = worth_entering and draw(key, CALL_DRAW, step, me, NOBODY) < p.call_share
        grant = p.call_grant * p.budget if called else 0.0
        if not can_hope_to_pay(state, rules, grant, a):
            continue
        if called:
            seek_for_call(state, rules, a, key, step)
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
        if not serves_goals(state.regions, actors, rules, a, domain, key, step):
            continue
        synergy = keeps_to(rules.principles.synergy, SYNERGY, key, step, me)
        plan = Plan(domain, grant, called, renewed, synergy)
        members = np.empty(MOST_MEMBERS + 1, np.int32)
        members[0] = a
        n, terms = recruit(state, rules, plan, members, key, step)
        if n > 1:
            conclude(state, rules, plan, Team(members, n, domain), terms, key, step)


@called
def conclude(
    state: State,
    rules: Parameters,
    plan: Plan,
    team: Team,
    terms: Terms,
    key: np.uint64,
    step: int,
) -> None:
    """Enter a proposal in its call, and start its project if it is wanted then."""
    actors, members, n = state.actors, team.members, team.n
    p = rules.propose
    lead = actors.ident[members[0]]
    needed = state.nation.required[team.domain]
    if coverage(actors, members, n, needed, p.need) < p.coverage:
        return
    won = False
    if plan.called:
        for i in range(n):
            pay = min(actors.funds[members[i]], writing_of(rules, plan))
            spend(state, members[i], pay)
            state.ledger.paid[members[i], PROJECT] += pay
        wins = draw(key, CALL_DRAW + SPLIT, step, lead, NOBODY) < p.call_success
        won = wins and regions_in(actors, members, n) >= p.call_regions
    grant = plan.grant if won else 0.0
    aid = help_for_members(state, team, terms, grant, rules)
    if not all_can_pay(actors, team, terms.due - grant, aid):
        return
    for i in range(n):
        asks = i == 0 and draw(key, FORECAST + 2 * SPLIT, step, lead, NOBODY) < p.forecast
        asks = asks or (i > 0 and plan.called and not won)
        net = terms.net + grant + aid[i]
        if asks and forecast(state, rules, members[0], members[i], net, key, step) <= 0.0:
            return
    if not is_innovative(state, rules, team, key, step):
        return
    if not is_instructive(actors, rules, team, key, step):
        return
    deal = Deal(terms, grant, values_alone(state, team, rules))
    if is_consistent(state, rules, team, deal, key, step):
        start(state, rules, team, deal, key, step)


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
        weight[d] = actors.knowledge[a, d] * actors.knowledge[a, d]
        weight[d] *= math.exp(p.demand * math.log(nation.seen[d]))
        weight[d] *= 1.0 + p.priority * regions.priority[actors.region[a], d]
        total += weight[d]
    u = draw(key, PROJECT_DOMAIN, step, actors.ident[a], NOBODY) * total
    for d in range(N_DOMAINS):
        u -= weight[d]
        if u < 0.0:
            return d
    return N_DOMAINS - 1


@inlined
def seek_for_call(state: State, rules: Parameters, a: int, key: np.uint64, step: int) -> None:
    """Look for new partners in other regions, because the call asks for several regions."""
    actors = state.actors
    me = actors.ident[a]
    for k in range(draw_count(rules.propose.call_contacts, draw(key, CALL_DRAW, step, me, U64(1)))):
        b = search_actor(state.directory, draw(key, CALL_DRAW, step, me, U64(k + 2)))
        if actors.region[a] != actors.region[b]:
            state.nation.contacts += 1
            make_contact(state, rules, a, b, CALL, key, step)
