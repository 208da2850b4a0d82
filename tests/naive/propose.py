"""Propose, from sections 7.1, 7.2 and 7.5 of the ODD."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import NamedTuple

from interhelix.agents.roles import CALL, PARTNER
from interhelix.model import draws
from interhelix.model.draws import FORECAST, INITIATE, ORDER, PRINCIPLE, RENEWAL, SEAT
from tests.naive.exchange import best
from tests.naive.meet import talk
from tests.naive.objects import World, count
from tests.naive.shared import (
    affinity,
    aid,
    best_interest,
    choose_kind,
    coverage,
    expected,
    forecast,
    geographic,
    initiative,
    joint,
    may_meet,
    on_one_platform,
    place_in,
    prospect,
    regions_in,
    support,
    terms,
    trust_at_start,
)

GOALS, CONSISTENCY, INNOVATION, PERFORMANCE, SYNERGY, COMPETENCE = range(6)
KINDS = {0: (4, 2), 1: (3, 2), 2: (0, 1), 3: (1, 4)}  # of projects, by the role of the lead
EXPERIENCE = (math.log(3.0), math.log(1.5), math.log(1.4))


class Idea(NamedTuple):
    """What is proposed: domain, grant of the call or 0, in a call, the project it renews."""

    domain: int
    grant: float
    called: bool
    old: SimpleNamespace | None
    synergy: bool


def propose(w: World) -> None:
    """Let initiators form consortia in an order drawn for the quarter."""
    leads = [
        a for a, actor in enumerate(w.actors)
        if w.luck.one(INITIATE, actor.ident)
        < w.rules.propose.rate * initiative(w, a) * actor.activity
    ]  # fmt: skip
    for a in w.in_turn(leads, ORDER, 1):
        idea = idea_of(w, a)
        if idea is None:
            continue
        team, deal = recruit(w, idea, a)
        if deal is not None:
            conclude(w, idea, team, deal)


def idea_of(w: World, a: int) -> Idea | None:
    """Return what an actor proposes, if it can hope to pay for it and its principles allow it."""
    p, me = w.rules.propose, w.actors[a]
    worth = p.call_success * p.call_grant > p.writing
    called = worth and w.luck.one(draws.CALL, me.ident) < p.call_share
    grant = p.call_grant * p.budget if called else 0.0
    if not hopes_to_pay(w, a, grant):
        return None
    if called:
        for k in range(count(p.call_contacts, w.luck.one(draws.CALL, me.ident, 1))):
            other = w.by_activity(w.luck.one(draws.CALL, me.ident, k + 2))
            if w.across(a, other):
                w.nation.contacts += 1
                talk(w, a, other, CALL)
    old = None
    if w.luck.one(RENEWAL, me.ident) < p.renewal and me.last >= 0:
        last = w.projects[me.last]
        if set(last.members[: last.team]) & set(w.partners(a)):
            old = last
    if old is None:
        weights = [
            known**2 * w.nation.seen[d] ** p.demand
            * (1 + p.priority * w.regions[me.region].priority[d])
            for d, known in enumerate(me.knowledge)
        ]  # fmt: skip
        domain = place_in(weights, w.luck.one(draws.PROJECT_DOMAIN, me.ident))
    else:
        domain, me.last = old.domain, -1
        if old.value < old.target and keeps(w, a, PERFORMANCE, "performance"):
            return None
    outside = not w.regions[me.region].priority[domain]
    if outside and keeps(w, a, GOALS, "goal_orientation"):
        return None
    return Idea(domain, grant, called, old, keeps(w, a, SYNERGY, "synergy"))


def keeps(w: World, lead: int, number: int, principle: str) -> bool:
    """Tell whether a proposal keeps to a principle."""
    share = getattr(w.rules.principles, principle)
    return bool(w.luck.one(PRINCIPLE, w.actors[lead].ident, split=number) < share)


def hopes_to_pay(w: World, a: int, grant: float) -> bool:
    rest = w.rules.propose.budget - grant
    if w.nation.purse[0] > 0:
        rest *= 1 - w.rules.networking.grant
    return means(w, a) >= rest * (1 - w.rules.prioritise.support)


def means(w: World, a: int) -> float:
    return float(w.actors[a].funds + w.actors[a].backing)


def writing(w: World, idea: Idea) -> float:
    return w.rules.propose.writing * w.rules.propose.budget * idea.called


def alone(w: World, a: int, domain: int) -> float:
    """Return what one could expect of the same work alone, after tax."""
    value = expected(w, prospect(w, [a], domain), w.nation.seen[domain], w.rules.propose.budget)
    return (1 - w.rules.deliver.tax) * value


def recruit(w: World, idea: Idea, lead: int) -> tuple[list[int], SimpleNamespace | None]:
    """Fill seats one by one; return the team and its terms, which it has from two members on."""
    p, team, deal = w.rules.propose, [lead], None
    pool = {b: liking(w, lead, b, far=True) for b in known_to(w, idea, lead)}
    asked: list[int] = []
    refused, surplus, solo = 0, 0.0, alone(w, lead, idea.domain)
    for attempt in range(24):
        if len(team) == int(p.size) or refused >= p.refusals:
            break
        b = invited(w, idea, team, asked, pool, attempt)
        if b is None:
            refused += 1
            continue
        asked.append(b)
        larger = [*team, b]
        new = terms(w, larger, idea.domain)
        helped = aid(w, larger, idea.domain, new, idea.grant)
        due = new.due - idea.grant + writing(w, idea)
        if any(means(w, a) + own < due for a, own in zip(larger, helped, strict=True)):
            continue
        few = idea.called and regions_in(w, team) < p.call_regions
        if deal is not None and new.net < deal.net and not few:
            refused += 1
            continue
        raised = len(larger) * (new.net + new.budget) - solo - alone(w, b, idea.domain)
        if idea.synergy and raised <= surplus and not few:
            continue
        ident = w.actors[lead].ident, w.actors[b].ident
        asks = w.luck.one(SEAT, *ident, split=1) < p.interest
        if asks and forecast(w, lead, b, new.net + idea.grant + helped[-1]) <= 0:
            refused += 1
            continue
        team, deal, surplus = larger, new, raised
        solo += alone(w, b, idea.domain)
    return team, deal


def known_to(w: World, idea: Idea, lead: int) -> list[int]:
    """Return whom a lead knows and who can hope to pay."""
    found = []
    for b in range(len(w.actors)):
        tie = w.tie(lead, b)
        if tie is None:
            known = frozenset((lead, b)) in w.former
        else:
            met = idea.called and tie.channel == CALL and tie.born == w.step
            known = tie.level >= 3 or tie.experience > 0 or tie.joint > 0 or met
        if idea.old is not None:
            known = known and b in idea.old.members[: idea.old.team]
        if known and hopes_to_pay(w, b, idea.grant):
            found.append(b)
    return found


def liking(w: World, lead: int, b: int, far: bool) -> float:
    """Return the logit of the choice of a partner but for coverage, with its Gumbel draw."""
    tie = w.tie(lead, b)
    past = tie.experience if tie else w.former.get(frozenset((lead, b)), 0)
    odds = sum(EXPERIENCE[:past]) + 0.1 * max(0, past - 3)
    eta = affinity(w, lead, b, best_interest(w, lead, b)) + w.rules.proximity.experience * odds
    eta += geographic(w, lead, b) if far else 0.0
    eta += w.rules.propose.results * tie.trust if tie else 0.0
    u = w.luck.one(draws.CHOICE, w.actors[lead].ident, w.actors[b].ident)
    return eta - math.log(-math.log(max(1e-12, u)))


def invited(
    w: World, idea: Idea, team: list[int], asked: list[int], pool: dict[int, float], attempt: int
) -> int | None:
    """Return who is asked for a seat: somebody found, another member, or somebody known."""
    p, lead, me = w.rules.propose, team[0], w.actors[team[0]]
    here = w.rules.services.search * w.rules.services.networking
    fresh = idea.old is None
    search = fresh and w.luck.one(SEAT, me.ident, attempt, 2) < p.search
    on = fresh and not search and me.member and w.luck.one(SEAT, me.ident, attempt, 3) < here
    if not (search or on):
        free = [b for b in pool if b not in (*asked, *team)]
        return max(
            free, key=lambda b: pool[b] + p.fit * seen_with(w, idea, team, b, 0, 1), default=None
        )
    sight = p.sight
    if on:
        sight = 1 - (1 - sight) * (
            1 - w.rules.adopt.data_quality * w.rules.services.expert_directory
        )
    found = []
    for look in range(int(p.looks)):
        u = w.luck.one(draws.SEAT_WHO, me.ident, attempt, look)
        b = w.members()[int(u * len(w.members()))] if on else w.by_activity(u)
        reached = on_one_platform(w, lead, b) if on else True
        if b in (*asked, *team) or not (reached and hopes_to_pay(w, b, idea.grant)):
            continue
        if may_meet(w, lead, b):
            found.append(b)
    w.nation.contacts += bool(found)
    return max(
        found,
        key=lambda b: (
            liking(w, lead, b, far=not on)
            + p.fit * seen_with(w, idea, team, b, w.rules.prioritise.map, sight)
        ),
        default=None,
    )


def seen_with(w: World, idea: Idea, team: list[int], b: int, shown: float, sight: float) -> float:
    """Return the coverage of a team with one more, as far as one sees what that one knows."""
    total = 0.0
    for d, weight in enumerate(w.nation.required[idea.domain]):
        guess = shown * w.regions[w.actors[b].region].profile[d]
        seen = guess + sight * (w.actors[b].knowledge[d] - guess)
        most = max(seen, *(w.actors[a].knowledge[d] for a in team))
        total += weight * min(1, most / w.rules.propose.need)
    return total


def conclude(w: World, idea: Idea, team: list[int], deal: SimpleNamespace) -> None:
    """Enter a proposal in its call, filter it, and start its project."""
    p, lead = w.rules.propose, team[0]
    me = w.actors[lead].ident
    if coverage(w, team, idea.domain) < p.coverage:
        return
    won = False
    if idea.called:
        for a in team:
            pay = min(w.actors[a].funds, writing(w, idea))
            w.spend(a, pay)
            w.ledger[a].paid[3] += pay
        won = w.luck.one(draws.CALL, me, split=1) < p.call_success
        won = won and regions_in(w, team) >= p.call_regions
    grant = idea.grant if won else 0.0
    helped = aid(w, team, idea.domain, deal, grant)
    if any(means(w, a) + own < deal.due - grant for a, own in zip(team, helped, strict=True)):
        return
    foresees = w.luck.one(FORECAST, me, split=2) < p.forecast
    for at, (a, own) in enumerate(zip(team, helped, strict=True)):
        asks = foresees if at == 0 else idea.called and not won
        if asks and forecast(w, lead, a, deal.net + grant + own) <= 0:
            return
    solo = [alone(w, a, idea.domain) for a in team]
    if keeps(w, lead, INNOVATION, "innovation") and not is_new(w, team, idea.domain):
        return
    lacks = any(w.actors[a].knowledge[idea.domain] < p.need for a in team)
    if not lacks and keeps(w, lead, COMPETENCE, "competence"):
        return
    paid = [deal.due - grant - own for own in helped]
    if keeps(w, lead, CONSISTENCY, "consistency") and loses(w, deal, paid, solo):
        return
    start(w, idea, team, deal, grant, solo)


def combinations(w: World, team: list[int]) -> set[int]:
    """Return the places of the combinations of domains that members know best."""
    tops = [best(w, a) for a in team]
    return {8 * min(x, y) + max(x, y) for x in tops for y in tops if x != y}


def is_new(w: World, team: list[int], domain: int) -> bool:
    """Tell whether a team adds a new combination of domains or a diffusion."""
    known = w.regions[w.actors[team[0]].region].combined
    if any(not known[place] for place in combinations(w, team)):
        return True
    top = max(team, key=lambda a: w.actors[a].knowledge[domain])
    half = w.actors[top].knowledge[domain] / 2
    return any(w.across(a, top) and w.actors[a].knowledge[domain] < half for a in team)


def loses(w: World, deal: SimpleNamespace, paid: list[float], solo: list[float]) -> bool:
    """Tell whether a member must expect less than nothing, or than by the same work alone."""
    n, all_paid = len(paid), sum(paid)
    value, kept = n * (deal.net + deal.due), w.rules.principles.mutual_benefit
    for own, without in zip(paid, solo, strict=True):
        back = own * min(1.0, value / all_paid) if value < all_paid else own
        fair = back + max(0.0, value - all_paid) / n
        gain = kept * fair + (1 - kept) * value / n - own
        if gain < max(0.0, without - w.rules.propose.budget):
            return True
    return False


def start(
    w: World, idea: Idea, team: list[int], deal: SimpleNamespace, grant: float, solo: list[float]
) -> None:
    """Enter the project, let everyone pay, and tie members who were strangers."""
    p, n, lead, hope = w.rules.propose, len(team), w.actors[team[0]], deal.hope
    regions = regions_in(w, team)
    across = regions > 1
    term = p.term * math.exp(p.term_spread * w.luck.normal(draws.PROJECT_TERM, lead.ident))
    kind = KINDS[lead.role][int(2 * w.luck.one(draws.PROJECT_KIND, lead.ident))]
    demand = w.nation.demand[idea.domain]
    integrated = joint(w, team) == 1.0 and signed(w, team)
    for place in combinations(w, team):
        w.regions[lead.region].combined[place] = 1
    project = SimpleNamespace(
        lead=team[0], team=n, members=[*team, *[0] * (8 - n)], domain=idea.domain, kind=kind,
        start=w.step, end=w.step + max(2, int(term + 0.5)), budget=n * deal.budget, grant=0.0,
        chance=hope.chance, target=hope.value * demand, solo=sum(solo),
        expected=n * (deal.net + deal.due), outcome=0, value=0.0, demand=demand, regions=regions,
        in_priority=w.regions[lead.region].priority[idea.domain], on_platform=int(hope.on),
        coordination=n * (deal.due - deal.budget), integrated=int(integrated),
        external=int(across), called=int(grant > 0), paid=[0.0] * 8,
    )  # fmt: skip
    w.projects.append(project)
    w.nation.live += across
    offered = w.rules.networking.grant * (deal.budget - grant)
    offered *= regions >= w.rules.networking.regions
    for at, a in enumerate(team):
        programme = min(w.nation.purse[0], offered)
        w.nation.purse[0] -= programme
        given = grant + programme
        home = w.regions[w.actors[a].region]
        wanted = support(w, w.actors[a].region, idea.domain, deal.budget - given, deal.office)
        wanted = min(home.support, wanted)
        home.support -= wanted
        rest = deal.due - given - wanted
        backed = min(w.actors[a].backing, rest)
        own = min(w.actors[a].funds, rest - backed)
        w.actors[a].backing -= backed
        w.actors[a].funds -= own
        w.ledger[a].cost += own
        w.ledger[a].paid[4 if integrated else 3] += own
        w.nation.spent += grant + wanted
        w.nation.inflow += given + backed
        w.nation.outflow += own + given + wanted + backed
        project.grant += given + wanted
        project.paid[at] = rest
    join(w, team)


def signed(w: World, team: list[int]) -> bool:
    here = w.actors[team[0]].region
    others = {w.actors[a].region for a in team} - {here}
    return bool(others) and all(
        (pair := w.pairs.get((min(here, s), max(here, s)))) is not None and pair.signed
        for s in others
    )


def join(w: World, team: list[int]) -> None:
    """Count the project on the ties among members; strangers with room get a tie."""
    for i, a in enumerate(team):
        for b in team[:i]:
            tie = w.tie(a, b)
            if tie is None and w.has_room(a) and w.has_room(b):
                ident = w.actors[a].ident, w.actors[b].ident
                kind = choose_kind(w, a, b, w.luck.dyad(draws.CONTACT_KIND, *ident, 9))
                tie = w.add_tie(a, b, kind, PARTNER, trust_at_start(w, a, b))
            if tie is not None:
                tie.joint += 1
