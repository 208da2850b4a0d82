"""Propose: an initiator forecasts, invites and starts a project (ODD 7.1, level 3; 7.2)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import CALL, PROJECT
from interhelix.model.beginnings import search_actor
from interhelix.model.compiled import inlined, kernel
from interhelix.model.consortium import (
    coverage,
    requirements,
)
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
    SPLIT,
    U64,
    draw,
    draw_count,
    draw_normal,
)
from interhelix.model.network import partner_of
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.projects import Propose
from interhelix.model.proximity import cognitive_distance, mutual_interest
from interhelix.model.state import (
    EMPTY,
    MOST_MEMBERS,
    N_DOMAINS,
    Actors,
    Integer,
    Ledger,
    Nation,
    Pairs,
    Platform,
    Projects,
    Regions,
    Row,
    Ties,
)
from interhelix.model.undertaking import net_of_member, start


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
    platform: Platform,
    ledger: Ledger,
    rules: Parameters,
    key: np.uint64,
    step: int,
) -> None:
    """Let initiators form consortia with partners at level 3 or more.

    Partners are taken in the order of what they add, and invited if each member's expected net
    value rises with them, until none is left, ``refusals`` have refused, or ``size`` is reached.
    Each member pays its share at once.
    """
    p = rules.propose
    for a in take_turns(actors, key, 1, step):
        me = actors.ident[a]
        wanted = p.rate * initiative(actors.role[a], rules.meet) * actors.activity[a]
        if draw(key, INITIATE, step, me, NOBODY) >= wanted or means(actors, a) < p.budget:
            continue
        called = draw(key, CALL_DRAW, step, me, NOBODY) < p.call_share
        if called:
            seek_for_call(regions, actors, ties, pairs, slots, used, rules, a, key, step)
        domain = choose_domain(nation, regions, actors, rules, a, key, step)
        members = np.zeros(MOST_MEMBERS, np.int32)
        members[0] = a
        n = 1
        refused = 0
        needed = requirements(nation, domain)
        asked = np.zeros(actors.load[a] + 1, np.int8)
        hope = -1e18
        while n < int(p.size) and refused < p.refusals:
            b, place = next_partner(actors, ties, rules, members, n, needed, asked, a)
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
                platform,
                members,
                n + 1,
                domain,
                rules,
            )
            asks = draw(key, FORECAST + 2 * SPLIT, step, me, actors.ident[b]) < p.synergy
            if asks and net <= hope:
                continue
            if accepts(actors, p, b, net, key, step, me):
                n += 1
                hope = net
            else:
                refused += 1
        if n < 2 or coverage(actors, members, n, needed, p.need) < p.coverage:
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
            platform,
            ledger,
            rules,
            members,
            n,
            domain,
            called,
            key,
            step,
        )


@inlined
def means(actors: Actors, a: int) -> float:
    """Return what an actor can put into a project: its funds, and what investors promised [u]."""
    return actors.funds[a] + actors.backing[a]


@inlined
def choose_domain(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    rules: Parameters,
    a: int,
    key: np.uint64,
    step: int,
) -> int:
    """Choose a domain by own knowledge, by demand as it is seen, and by the region's priorities."""
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
def next_partner(
    actors: Actors,
    ties: Ties,
    rules: Parameters,
    members: Row,
    n: int,
    needed: np.ndarray,
    asked: np.ndarray,
    a: int,
) -> tuple[int, int]:
    """Return the partner at level 3 that adds most, and its place on the list; else EMPTY.

    What it adds is coverage, the mutual interest, by result orientation the trust earned, and by
    the principle of innovation its unlike knowledge.
    """
    p = rules.propose
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
        score += rules.principles.innovation * cognitive_distance(actors, a, b)
        if means(actors, b) >= p.budget and score > most:
            best, best_place, most = b, place, score
    return best, best_place


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
    rules: Parameters,
    a: int,
    key: np.uint64,
    step: int,
) -> None:
    """Look for new partners in other regions, because the call asks for several regions."""
    me = actors.ident[a]
    for k in range(draw_count(rules.propose.call_contacts, draw(key, CALL_DRAW, step, me, U64(1)))):
        b = search_actor(actors, draw(key, CALL_DRAW, step, me, U64(k + 2)))
        if actors.region[a] != actors.region[b]:
            make_contact(
                regions,
                actors,
                ties,
                pairs,
                slots,
                used,
                rules,
                a,
                b,
                CALL,
                key,
                step,
            )
