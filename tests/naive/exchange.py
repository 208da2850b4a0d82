"""Exchange, from sections 7.1, 7.3 and 7.5 of the ODD."""

from __future__ import annotations

import math
from types import SimpleNamespace

from interhelix.agents.objectives import SERVED
from interhelix.agents.roles import BUSINESS, CIVIL_SOCIETY, SCIENCE
from interhelix.model.draws import ACT, ACT_OUTCOME, FORECAST
from tests.naive.objects import World, count
from tests.naive.shared import (
    aid,
    contract_quality,
    coordinated,
    error_of,
    far,
    on_one_platform,
    place_in,
    strength,
    terms,
)

SCIENTIFIC, PRODUCTION, EDUCATIONAL, CONSULTING = range(4)
METHODOLOGICAL = 1
NONE_YET = -1.0


def exchange(w: World) -> None:
    """Let each tie have its acts, in an order drawn for the quarter."""
    turns = []
    for tie in w.ties:
        u, turn = w.luck.two(ACT, w.actors[tie.a].ident, w.actors[tie.b].ident)
        tie.recent = 0
        turns.append((turn, count(min(4.0, pace(w, tie)), u), tie))
    for _, acts, tie in sorted(turns, key=lambda each: each[0]):
        for number in range(acts):
            act(w, tie, number)


def pace(w: World, tie: SimpleNamespace) -> float:
    """Return how many acts a tie has in a quarter on average."""
    p, (a, b) = w.rules, (tie.a, tie.b)
    expert = tie.level >= 2
    often = math.sqrt(w.actors[a].activity * w.actors[b].activity)
    if coordinated(w, a, b):
        often += p.integrate.coordination * max(0.0, p.exchange.joint_fields - often)
    if on_one_platform(w, a, b):
        often *= 1 + p.services.meetings
        if w.actors[a].role == w.actors[b].role:
            often *= 1 + p.services.horizontal
    if w.across(a, b) and expert:
        often *= 1 + p.networking.meetings * strength(w, p.networking.strategies)
    return often * (p.exchange.rate_expert if expert else p.exchange.rate_information)


def act(w: World, tie: SimpleNamespace, number: int) -> None:
    """Let two partners act once, if both can pay."""
    p, (a, b), expert = w.rules, (tie.a, tie.b), tie.level >= 2
    cost = p.exchange.cost_expert if expert else p.exchange.cost_information
    cost *= 1 - p.integrate.saving * (tie.level == 4)
    cost *= 1 - p.services.travel * on_one_platform(w, a, b)
    helped = p.integrate.coordination * cost * coordinated(w, a, b)
    if min(w.actors[a].funds, w.actors[b].funds) < cost - helped:
        return
    for one in (a, b):
        own = min(w.actors[one].funds, cost)
        w.spend(one, own)
        w.ledger[one].paid[tie.level] += own
        w.nation.spent += cost - own
        w.nation.inflow += cost - own
        w.nation.outflow += cost - own
    tie.last_active, tie.recent = w.step, tie.recent + 1
    ident = w.actors[a].ident, w.actors[b].ident
    outcome, choice = w.luck.two(ACT_OUTCOME, *ident, number)
    clear = 1 - p.exchange.contracts * contract_quality(w, a, b)
    if outcome < p.exchange.dispute * clear * (1 - tie.trust):
        tie.trust *= p.trust.loss
        for one in (a, b):
            w.ledger[one].disputes += 1
        return
    stake = p.trust.stake_expert if expert else p.trust.stake_information
    tie.trust += p.trust.gain * stake * (1 - tie.trust)
    tie.acts += tie.level <= 2
    for one, other in ((a, b), (b, a)):
        enter(w, tie, one, other)
    forms = 5 if tie.kind == CONSULTING else 4
    form = int(forms * choice)
    inform(w, tie, form, forms * choice - form)
    take_form(w, tie, form)
    if expert:
        experts = {one: max(w.actors[one].knowledge) for one in (a, b)}
        w.actors[b].error *= 1 - p.exchange.advice * experts[a]
        w.actors[a].error *= 1 - p.exchange.advice * experts[b]
    beyond = tie.acts - int(p.climb.acts_project)
    ready = tie.level == 2 and tie.trust >= p.climb.trust_project and beyond >= 0
    if ready and (beyond % 4 == 0 or tie.outlook[0] == NONE_YET):
        look_ahead(w, tie, number)


def enter(w: World, tie: SimpleNamespace, one: int, other: int) -> None:
    """Enter an act for one of the partners."""
    ledger, role = w.ledger[one], w.actors[one].role
    ledger.acts[tie.level] += 1
    ledger.by_kind[tie.kind] += 1
    if w.across(one, other):
        ledger.external += 1
        ledger.visits += tie.kind == EDUCATIONAL or role == CIVIL_SOCIETY
        for objective in range(5):
            ledger.served[objective] += SERVED[role, objective, tie.kind, w.actors[other].role]


def inform(w: World, tie: SimpleNamespace, form: int, u: float) -> None:
    """Let the one who knows less of the domain of the act take over a share of the lead."""
    p, (a, b) = w.rules, (tie.a, tie.b)
    one, other = w.actors[a], w.actors[b]
    domain = place_in([x * y for x, y in zip(one.knowledge, other.knowledge, strict=True)], u)
    share = p.principles.openness * (p.exchange.tacit if tie.level >= 2 else p.exchange.codified)
    if (tie.kind, form) == (EDUCATIONAL, 0):
        share *= p.exchange.training
    if on_one_platform(w, a, b):
        share *= p.exchange.sharing
    if {one.role, other.role} == {BUSINESS, SCIENCE}:
        share *= 1 + (p.networking.transfer - 1) * strength(w, p.networking.partnerships)
    giver, taker = (a, b) if one.knowledge[domain] > other.knowledge[domain] else (b, a)
    share *= w.actors[giver].openness
    share *= 1 + p.consulting.methodological * w.actors[taker].help[METHODOLOGICAL]
    flow = take_over(w, tie, taker, giver, domain, share)
    if w.actors[giver].role == BUSINESS:
        lost = p.exchange.leakage * p.principles.openness * flow
        w.spend(giver, min(w.actors[giver].funds, lost))


def take_over(
    w: World, tie: SimpleNamespace, taker: int, giver: int, domain: int, share: float
) -> float:
    """Close a share of the giver's lead, as far as the taker understands it; return the flow."""
    p, mine = w.rules.exchange, w.actors[taker].knowledge
    lead = w.actors[giver].knowledge[domain] - mine[domain]
    if lead <= 0:
        return 0.0
    understanding = mine[domain] / (mine[domain] + p.absorption)
    understanding *= 1 - p.strangeness * far(w, taker, giver)
    flow = float(min(1.0, share * understanding) * lead)
    mine[domain] += flow
    tie.flow[int(taker == tie.b)] += flow
    if w.across(taker, giver):
        w.ledger[taker].inflow += flow
    return flow


def best(w: World, a: int) -> int:
    """Return the domain that an actor knows best."""
    known = w.actors[a].knowledge
    return int(known.index(max(known)))


def take_form(w: World, tie: SimpleNamespace, form: int) -> None:
    """Let the act do what its form does, for both partners."""
    p, (a, b), kind = w.rules, (tie.a, tie.b), tie.kind
    across = w.across(a, b)
    if kind == PRODUCTION and form in (1, 2):
        worth = p.forms.contracts if form == 1 else p.forms.chain * weaker_stage(w, a, b)
        worth *= math.sqrt(w.actors[a].activity * w.actors[b].activity)
        for one in (a, b):
            w.actors[one].funds += worth
            w.ledger[one].value += worth
            w.ledger[one].worth[tie.level] += worth
            w.nation.inflow += worth
    if (kind, form) == (EDUCATIONAL, 3) and across:
        pair = w.pair_of(a, b)
        assert pair is not None
        pair.goodwill += p.forms.youth * (1 - pair.goodwill)
    for one, other in ((a, b), (b, a)):
        me = w.actors[one]
        w.ledger[one].by_form[4 * kind + form] += 1
        if kind == CONSULTING:
            me.help[form] += p.consulting.gain * (1 - me.help[form])
        elif kind == SCIENTIFIC and form in (2, 3):
            wanted = w.nation.demand.index(max(w.nation.demand))
            domain = best(w, one) if form == 2 else wanted
            share = p.forms.talent if form == 2 else p.forms.high_tech
            me.knowledge[domain] += share * (1 - me.knowledge[domain])
        elif (kind, form) == (PRODUCTION, 0):
            take_over(w, tie, one, other, best(w, other), p.forms.adoption)
        elif (kind, form) == (PRODUCTION, 3):
            me.openness += p.forms.specialists * (1 - me.openness)
        elif (kind, form) == (EDUCATIONAL, 1):
            share = p.forms.programmes * w.regions[me.region].digital
            take_over(w, tie, one, other, best(w, other), share)
        elif (kind, form) == (EDUCATIONAL, 2) and across:
            mine = w.regions[me.region].memory
            theirs = w.regions[w.actors[other].region].memory
            for domain, known in enumerate(theirs):
                mine[domain] += p.forms.methods * max(0.0, known - mine[domain])


def weaker_stage(w: World, a: int, b: int) -> float:
    """Return the knowledge of the weaker of two stages; two like stages earn nothing."""
    one, other = best(w, a), best(w, b)
    known = w.actors[a].knowledge[one], w.actors[b].knowledge[other]
    return 0.0 if one == other else float(min(known))


def look_ahead(w: World, tie: SimpleNamespace, number: int) -> None:
    """Let each of two forecast a joint project of theirs, over its budget."""
    p, team = w.rules.propose, [tie.a, tie.b]
    one, other = (w.actors[a] for a in team)
    chosen = [w.regions[actor.region].priority for actor in (one, other)]
    worth = [
        w.nation.seen[d] * (one.knowledge[d] + other.knowledge[d])
        * (1 + p.priority * (chosen[0][d] + chosen[1][d]) / 2)
        for d in range(8)
    ]  # fmt: skip
    domain = worth.index(max(worth))
    deal = terms(w, team, domain)
    called = w.across(*team)
    grant = called * p.call_share * max(0.0, p.call_success * p.call_grant - p.writing)
    helped = aid(w, team, domain, deal, 0.0)
    for end, (me, partner) in enumerate((team, team[::-1])):
        ident = w.actors[me].ident, w.actors[partner].ident
        z = w.luck.normal(FORECAST, *ident, split=3 + number)
        hoped = (deal.net + helped[end]) / p.budget + grant
        tie.outlook[end] = hoped + error_of(w, me, partner) * z
