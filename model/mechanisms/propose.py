"""Propose: an initiator forecasts, invites and starts a project (ODD 7.1, level 3; 7.2)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import CALL, PARTNER, PROJECT
from interhelix.model.beginnings import can_tie, search_actor
from interhelix.model.compiled import inlined, kernel
from interhelix.model.consortium import (
    chance_of_success,
    coordination_cost,
    coverage,
    expected_value,
    requirements,
    value_of_success,
)
from interhelix.model.contact import initiative, make_contact, take_turns
from interhelix.model.draws import (
    CALL as CALL_DRAW,
)
from interhelix.model.draws import (
    CONTACT_KIND,
    FORECAST,
    INITIATE,
    INVITE,
    NOBODY,
    PROJECT_DOMAIN,
    PROJECT_KIND,
    PROJECT_TERM,
    SPLIT,
    U64,
    draw,
    draw_count,
    draw_dyad,
    draw_normal,
)
from interhelix.model.network import add_tie, find_pair, find_tie, partner_of
from interhelix.model.parameters.cooperation import Exchange, Integrate, Trust
from interhelix.model.parameters.digital import Adopt
from interhelix.model.parameters.projects import Deliver, Propose
from interhelix.model.parameters.search import Meet, Proximity
from interhelix.model.parameters.setting import Prioritise
from interhelix.model.proximity import choose_kind, mutual_interest
from interhelix.model.state import (
    EMPTY,
    LIVE,
    MOST_MEMBERS,
    N_DOMAINS,
    PROJECTS,
    Actors,
    Integer,
    Ledger,
    Nation,
    Pairs,
    Projects,
    Regions,
    Row,
    Ties,
)

# The two kinds of project that each role starts, as places in ``PROJECT_KINDS``.
KINDS_OF_LEAD = ((4, 2), (3, 2), (0, 1), (1, 4))
SHORTEST = 2  # quarters


@kernel
def propose(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    ties: Ties,
    pairs: Pairs,
    slots: Row,
    used: Integer,
    projects: Projects,
    ledger: Ledger,
    p: Propose,
    deliver: Deliver,
    meet: Meet,
    prioritise: Prioritise,
    exchange: Exchange,
    adopt: Adopt,
    integrate: Integrate,
    proximity: Proximity,
    trust: Trust,
    key: np.uint64,
    step: int,
) -> None:
    """Let initiators form consortia with partners at level 3 or more.

    Partners are invited in the order of what they add, until the forecast of a member no longer
    rises, ``refusals`` have refused, or ``size`` is reached. Each member pays its share at once.
    """
    for a in take_turns(actors, key, 1, step):
        me = actors.ident[a]
        wanted = p.rate * initiative(actors.role[a], meet) * actors.activity[a]
        if draw(key, INITIATE, step, me, NOBODY) >= wanted or actors.funds[a] < p.budget:
            continue
        called = draw(key, CALL_DRAW, step, me, NOBODY) < p.call_share
        if called:
            seek_for_call(
                regions, actors, ties, pairs, slots, used, p, meet, proximity, trust, a, key, step
            )
        domain = choose_domain(nation, regions, actors, p, prioritise, a, key, step)
        members = np.zeros(MOST_MEMBERS, np.int32)
        members[0] = a
        n = 1
        refused = 0
        needed = requirements(nation, domain)
        asked = np.zeros(actors.load[a] + 1, np.int8)
        hope = -1e18
        while n < int(p.size) and refused < p.refusals:
            b, place = next_partner(actors, ties, p, members, n, needed, asked, a)
            if b == EMPTY:
                break
            asked[place] = 1
            members[n] = b
            net = net_of_member(
                nation,
                regions,
                actors,
                pairs,
                slots,
                members,
                n + 1,
                domain,
                p,
                deliver,
                prioritise,
                exchange,
                adopt,
                integrate,
                proximity,
            )
            if net <= hope:
                continue
            if accepts(actors, p, b, net, key, step, me):
                n += 1
                hope = net
            else:
                refused += 1
        if n < 2 or coverage(actors, members, n, needed, p.coverage) < p.coverage:
            continue
        if (
            draw(key, FORECAST + SPLIT, step, me, NOBODY) < p.forecast
            and forecast(actors, p, a, hope, key, step, me) <= 0.0
        ):
            continue
        start(
            nation,
            regions,
            actors,
            ties,
            pairs,
            slots,
            used,
            projects,
            ledger,
            p,
            deliver,
            prioritise,
            exchange,
            adopt,
            integrate,
            proximity,
            trust,
            members,
            n,
            domain,
            called,
            key,
            step,
        )


@inlined
def choose_domain(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    p: Propose,
    prioritise: Prioritise,
    a: int,
    key: np.uint64,
    step: int,
) -> int:
    """Choose a domain by own knowledge, by demand as it is seen, and by the region's priorities."""
    weight = np.zeros(N_DOMAINS)
    total = 0.0
    for d in range(N_DOMAINS):
        seen = nation.demand[d] + prioritise.foresight * (nation.regime[d] - nation.demand[d])
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
def next_partner(
    actors: Actors,
    ties: Ties,
    p: Propose,
    members: Row,
    n: int,
    needed: np.ndarray,
    asked: np.ndarray,
    a: int,
) -> tuple[int, int]:
    """Return the partner at level 3 that adds most, and its place on the list; else EMPTY.

    What it adds is coverage, the mutual interest and, by result orientation, the trust earned.
    """
    best = EMPTY
    best_place = 0
    most = -1.0
    place = -1
    half = actors.head[a]
    while half != EMPTY:
        t = half >> 1
        b = partner_of(ties, half)
        half = ties.after[half >> 1, half & 1]
        place += 1
        if ties.level[t] < PROJECT or asked[place] == 1:
            continue
        members[n] = b
        score = coverage(actors, members, n + 1, needed, p.need)
        score += mutual_interest(actors, a, b, ties.kind[t]) + p.results * ties.trust[t]
        if actors.funds[b] >= p.budget and score > most:
            best, best_place, most = b, place, score
    return best, best_place


@inlined
def net_of_member(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    pairs: Pairs,
    slots: Row,
    members: Row,
    n: int,
    domain: int,
    p: Propose,
    deliver: Deliver,
    prioritise: Prioritise,
    exchange: Exchange,
    adopt: Adopt,
    integrate: Integrate,
    proximity: Proximity,
) -> float:
    """Return the expected net value of each member [u], value and cost shared alike."""
    chance = chance_of_success(
        nation, regions, actors, members, n, domain, p, deliver, proximity, exchange, adopt
    )
    value = value_of_success(nation, actors, members, n, domain, prioritise.foresight, p, deliver)
    saving = integrate.saving if in_strategy(actors, pairs, slots, members, n) else 0.0
    cost = n * p.budget + coordination_cost(n, p, saving)
    return (expected_value(value, chance, n, p, deliver) - cost) / n


@inlined
def in_strategy(actors: Actors, pairs: Pairs, slots: Row, members: Row, n: int) -> bool:
    """Tell whether all members stand in regions that share one joint strategy."""
    here = actors.region[members[0]]
    across = False
    for i in range(1, n):
        there = actors.region[members[i]]
        if there == here:
            continue
        row = find_pair(pairs, slots, here, there)
        if row == EMPTY or pairs.signed[row] == 0:
            return False
        across = True
    return across


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
def seek_for_call(
    regions: Regions,
    actors: Actors,
    ties: Ties,
    pairs: Pairs,
    slots: Row,
    used: Integer,
    p: Propose,
    meet: Meet,
    proximity: Proximity,
    trust: Trust,
    a: int,
    key: np.uint64,
    step: int,
) -> None:
    """Look for new partners in other regions, because the call asks for several regions."""
    me = actors.ident[a]
    for k in range(draw_count(p.call_contacts, draw(key, CALL_DRAW, step, me, U64(1)))):
        b = search_actor(actors, draw(key, CALL_DRAW, step, me, U64(k + 2)))
        if actors.region[a] != actors.region[b]:
            make_contact(
                regions,
                actors,
                ties,
                pairs,
                slots,
                used,
                meet,
                proximity,
                trust,
                a,
                b,
                CALL,
                key,
                step,
            )


@inlined
def count_regions(actors: Actors, members: Row, n: int) -> int:
    """Return the number of regions that the members come from."""
    different = 0
    for i in range(n):
        new = True
        for j in range(i):
            if actors.region[members[j]] == actors.region[members[i]]:
                new = False
        different += 1 if new else 0
    return different


@inlined
def start(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    ties: Ties,
    pairs: Pairs,
    slots: Row,
    used: Integer,
    projects: Projects,
    ledger: Ledger,
    p: Propose,
    deliver: Deliver,
    prioritise: Prioritise,
    exchange: Exchange,
    adopt: Adopt,
    integrate: Integrate,
    proximity: Proximity,
    trust: Trust,
    members: Row,
    n: int,
    domain: int,
    called: bool,
    key: np.uint64,
    step: int,
) -> None:
    """Enter a project, collect what it costs, and tie its members to each other."""
    lead = members[0]
    me = actors.ident[lead]
    row = used[PROJECTS]
    used[PROJECTS] += 1
    projects.lead[row] = lead
    projects.team[row] = n
    projects.domain[row] = domain
    projects.start[row] = step
    term = p.term * math.exp(p.term_spread * draw_normal(key, PROJECT_TERM, step, me, NOBODY))
    projects.end[row] = step + max(SHORTEST, int(term + 0.5))
    choice = int(draw(key, PROJECT_KIND, step, me, NOBODY) * 2)
    projects.kind[row] = KINDS_OF_LEAD[actors.role[lead]][choice]
    projects.outcome[row] = LIVE
    projects.budget[row] = n * p.budget
    projects.chance[row] = chance_of_success(
        nation, regions, actors, members, n, domain, p, deliver, proximity, exchange, adopt
    )
    projects.target[row] = value_of_success(nation, actors, members, n, domain, 0.0, p, deliver)
    different = count_regions(actors, members, n)
    projects.external[row] = 1 if different > 1 else 0
    wins = draw(key, CALL_DRAW + SPLIT, step, me, NOBODY) < p.call_success
    won = called and wins and different >= p.call_regions
    projects.called[row] = 1 if won else 0
    alone = np.zeros(1, np.int32)
    for i in range(n):
        m = members[i]
        projects.members[row, i] = m
        alone[0] = m
        chance = chance_of_success(
            nation, regions, actors, alone, 1, domain, p, deliver, proximity, exchange, adopt
        )
        value = value_of_success(nation, actors, alone, 1, domain, 0.0, p, deliver)
        projects.solo[row] += expected_value(value, chance, 1, p, deliver)
    saving = integrate.saving if in_strategy(actors, pairs, slots, members, n) else 0.0
    extra = coordination_cost(n, p, saving) / n
    for i in range(n):
        grant = p.call_grant * p.budget if won else 0.0
        projects.grant[row] += pay_share(
            nation, regions, actors, ledger, p, prioritise, members[i], domain, grant, extra
        )
    tie_members(actors, ties, pairs, slots, used, proximity, trust, members, n, key, step)


@inlined
def pay_share(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    ledger: Ledger,
    p: Propose,
    prioritise: Prioritise,
    m: int,
    domain: int,
    grant: float,
    extra: float,
) -> float:
    """Take a share from the call, the region's support and own funds; return the help."""
    r = actors.region[m]
    support = 0.0
    if regions.priority[r, domain] == 1:
        support = min(regions.support[r], prioritise.support * (p.budget - grant))
    regions.support[r] -= support
    own = min(actors.funds[m], p.budget + extra - grant - support)
    actors.funds[m] -= own
    ledger.cost[m] += own
    nation.spent[0] += grant + support
    nation.inflow[0] += grant
    nation.outflow[0] += own + grant + support
    return grant + support


@inlined
def tie_members(
    actors: Actors,
    ties: Ties,
    pairs: Pairs,
    slots: Row,
    used: Integer,
    proximity: Proximity,
    trust: Trust,
    members: Row,
    n: int,
    key: np.uint64,
    step: int,
) -> None:
    """Count the project on the ties among members; strangers get a tie at level 1."""
    for i in range(n):
        for j in range(i):
            a, b = members[i], members[j]
            t = find_tie(actors, ties, a, b)
            if t == EMPTY and can_tie(actors, ties, a, b):
                u = draw_dyad(key, CONTACT_KIND + SPLIT * 9, step, actors.ident[a], actors.ident[b])
                kind = choose_kind(actors, a, b, proximity, u)
                t = add_tie(
                    actors, ties, pairs, slots, used, a, b, kind, PARTNER, trust.start, step
                )
            if t != EMPTY:
                ties.joint[t] += 1
