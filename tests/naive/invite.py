"""Invitation to a project, from sections 7.1, 7.2 and 7.5 of the ODD."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import NamedTuple

from interhelix.agents.roles import CALL
from interhelix.model import draws
from interhelix.model.draws import SEAT
from tests.naive.objects import World
from tests.naive.shared import (
    affinity,
    aid,
    best_interest,
    expected,
    forecast,
    geographic,
    may_meet,
    on_one_platform,
    prospect,
    regions_in,
    terms,
)

EXPERIENCE = (math.log(3.0), math.log(1.5), math.log(1.4))


class Idea(NamedTuple):
    """What is proposed: domain, grant of the call or 0, in a call, the project it renews."""

    domain: int
    grant: float
    called: bool
    old: SimpleNamespace | None
    synergy: bool


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
