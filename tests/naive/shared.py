"""What several mechanisms share, from sections 7, 7.1, 7.2, 7.5 and 7.7 of the ODD."""

from __future__ import annotations

import math
from types import SimpleNamespace

from interhelix.model.draws import CONTACT_ALLOWED, FORECAST
from tests.naive.objects import World

MEAN_INTEREST = 0.55
LEGAL, MANAGEMENT = 2, 4  # places of the supports
CIVIL_SOCIETY = 3


def sigma(eta: float) -> float:
    return 1 / (1 + math.exp(-eta)) if abs(eta) < 40 else float(eta > 0)


def cosine_distance(one: list[float], other: list[float]) -> float:
    dot = sum(x * y for x, y in zip(one, other, strict=True))
    squares = sum(x * x for x in one) * sum(y * y for y in other)
    return max(0.0, 1 - dot / math.sqrt(squares)) if squares > 0 else 1.0


def far(w: World, a: int, b: int) -> float:
    """Return the cognitive distance of two actors."""
    return cosine_distance(w.actors[a].knowledge, w.actors[b].knowledge)


def interest(w: World, a: int, b: int, kind: int) -> float:
    """Return the interest of the less interested of two in a kind of cooperation."""
    one, other = w.actors[a], w.actors[b]
    return float(min(one.interest[4 * kind + other.role], other.interest[4 * kind + one.role]))


def best_interest(w: World, a: int, b: int) -> float:
    return max(interest(w, a, b, kind) for kind in range(4))


def affinity(w: World, a: int, b: int, shared: float) -> float:
    """Return the cognitive, the institutional term and that of interest."""
    p = w.rules.proximity
    eta = p.cognitive * (far(w, a, b) - p.optimum) ** 2
    eta += p.institutional if w.actors[a].role != w.actors[b].role else 0
    return eta + p.interest * (shared - MEAN_INTEREST)


def geographic(w: World, a: int, b: int) -> float:
    r, s = w.regions[w.actors[a].region], w.regions[w.actors[b].region]
    dot = r.x * s.x + r.y * s.y + r.z * s.z
    km = 6371 * math.acos(max(-1.0, min(1.0, dot)))
    return w.rules.proximity.distance * math.log(max(km, 100) / 100)


def choose_kind(w: World, a: int, b: int, u: float) -> int:
    """Draw the kind of a tie at its birth."""
    both = [math.exp(2 * w.rules.proximity.interest * interest(w, a, b, k)) for k in range(4)]
    return place_in(both, u)


def place_in(weights: list[float], u: float) -> int:
    """Return the place that a uniform number has among weights."""
    place, reached = u * sum(weights), 0.0
    for at, weight in enumerate(weights):
        reached += weight
        if place < reached:
            return at
    return len(weights) - 1


def may_meet(w: World, a: int, b: int) -> bool:
    if not w.across(a, b):
        return True
    ident = w.actors[a].ident, w.actors[b].ident
    return w.luck.dyad(CONTACT_ALLOWED, *ident) < w.rules.meet.interregional


def on_one_platform(w: World, a: int, b: int) -> bool:
    one, other = w.actors[a], w.actors[b]
    return bool(one.member and other.member) and (
        one.home == other.home or -1 in (one.home, other.home)
    )


def initiative(w: World, a: int) -> float:
    """Return four times the share of a role."""
    p = w.rules.meet
    shares = (p.initiate_government, p.initiate_business, p.initiate_science,
              p.initiate_civil_society)  # fmt: skip
    return 4 * shares[w.actors[a].role]


def coordinated(w: World, a: int, b: int) -> bool:
    return bool(w.regions[w.actors[a].region].coordinated == w.actors[b].region)


def contract_quality(w: World, a: int, b: int) -> float:
    one, other = w.actors[a], w.actors[b]
    quality = (w.regions[one.region].contract + w.regions[other.region].contract) / 2
    helped = w.rules.consulting.legal * (one.help[LEGAL] + other.help[LEGAL]) / 2
    quality += helped * (1 - quality)
    if on_one_platform(w, a, b):
        quality += w.rules.adopt.standards * (1 - quality)
    return float(quality)


def strength(w: World, share: float) -> float:
    money = w.rules.networking.budget * share
    return money / (money + w.rules.networking.half)


def trust_at_start(w: World, a: int, b: int) -> float:
    pair = w.pair_of(a, b) if w.across(a, b) else None
    start = w.rules.trust.start
    return float(start + pair.goodwill * (1 - start)) if pair else start


def regions_in(w: World, team: list[int]) -> int:
    return len({w.actors[a].region for a in team})


def coverage(w: World, team: list[int], domain: int) -> float:
    best = [max(w.actors[a].knowledge[d] for a in team) for d in range(8)]
    need = w.rules.propose.need
    return sum(
        weight * min(1, known / need)
        for weight, known in zip(w.nation.required[domain], best, strict=True)
    )


def joint(w: World, team: list[int]) -> float:
    """Return how far a joint office serves a team."""
    here = w.actors[team[0]].region
    others = {w.actors[a].region for a in team} - {here}
    if others and all(
        (pair := w.pairs.get((min(here, s), max(here, s)))) and pair.signed for s in others
    ):
        return 1.0
    return w.rules.integrate.coordination if others == {w.regions[here].coordinated} else 0.0


def prospect(w: World, team: list[int], domain: int) -> SimpleNamespace:
    """Return chance of success, value at a demand of 1, and whether all are on one platform."""
    p, n, lead = w.rules, len(team), team[0]
    on = n > 1 and all(on_one_platform(w, lead, a) for a in team[1:])
    pairs = [far(w, a, b) for i, a in enumerate(team) for b in team[:i]]
    x = sum(pairs) / len(pairs) if pairs else 0.0
    chance = p.deliver.base * coverage(w, team, domain)
    if n > 1:
        clear = [1 - p.exchange.contracts * (1 - contract_quality(w, lead, a)) for a in team[1:]]
        chance *= math.exp(-(((x - p.proximity.optimum) / p.deliver.width) ** 2))
        chance *= sum(clear) / (n - 1)
    memory = max(w.regions[w.actors[a].region].memory[domain] for a in team)
    if on:
        memory = max(memory, p.services.trial_memory * w.platform[domain])
    roles = {w.actors[a].role for a in team}
    priority = w.regions[w.actors[lead].region].priority[domain]
    helix = (len(roles) - 1) / 3 if priority else 0.0
    lab = on and CIVIL_SOCIETY in roles
    failure = (1 - chance) * (1 - p.deliver.lesson * memory)
    failure *= 1 - p.principles.complements * p.prioritise.support * helix
    failure *= 1 - p.services.living_lab * lab
    rigid = p.adopt.rigidity * p.adopt.standards * on
    value = n * p.propose.budget * p.deliver.value * (1 + p.deliver.novelty * x * (1 - rigid))
    return SimpleNamespace(chance=1 - failure, value=value, on=on)


def expected(w: World, hope: SimpleNamespace, demand: float, budget: float) -> float:
    """Return the value to be expected; a failure saves a part of the budget."""
    p = w.rules
    saved = p.deliver.salvage + (1 - p.deliver.salvage) * p.services.monitoring * hope.on
    return float(hope.chance * hope.value * demand + (1 - hope.chance) * saved * budget)


def terms(w: World, team: list[int], domain: int) -> SimpleNamespace:
    """Return what a project asks of each member, and what each can expect of it."""
    p, n = w.rules, len(team)
    budget = p.propose.budget
    if regions_in(w, team) > 1 and p.networking.centres > 0:
        use = 100 * w.nation.live / len(w.actors)
        gain = max(-1.0, 1 - p.networking.break_even / max(use, 1e-9))
        budget *= 1 - p.networking.saving * strength(w, p.networking.centres) * gain
    hope, office = prospect(w, team, domain), joint(w, team)
    inner = sum(w.regions[w.actors[a].region].inner for a in team) / n
    managed = sum(w.actors[a].help[MANAGEMENT] for a in team) / n
    cost = p.propose.coordination * n * (n - 1) / 2 * (1 - p.integrate.saving * office)
    cost *= (1 - p.services.division * hope.on) * (1 - p.services.integration * hope.on * inner)
    cost *= 1 - p.consulting.management * managed
    gain = (1 - p.deliver.tax) * expected(w, hope, w.nation.seen[domain], n * budget)
    return SimpleNamespace(
        net=(gain - n * budget - cost) / n, budget=budget, due=budget + cost / n, office=office,
        hope=hope,
    )  # fmt: skip


def support(w: World, r: int, domain: int, rest: float, office: float) -> float:
    """Return what a region would pay of the rest of a budget."""
    share = w.rules.prioritise.support * w.regions[r].priority[domain]
    return float(max(share, w.rules.integrate.funding * office) * rest)


def aid(w: World, team: list[int], domain: int, deal: SimpleNamespace, grant: float) -> list[float]:
    """Return the help of programme and region that each member can count on beside a grant."""
    p = w.rules.networking
    offered = p.grant * (deal.budget - grant) if regions_in(w, team) >= p.regions else 0.0
    purse, left, found = w.nation.purse[0], [r.support for r in w.regions], []
    for a in team:
        r = w.actors[a].region
        programme = min(offered, max(0.0, purse))
        purse -= offered
        wanted = support(w, r, domain, deal.budget - grant - programme, deal.office)
        helped = min(max(0.0, left[r]), wanted)
        left[r] -= helped
        found.append(programme + helped)
    return found


def error_of(w: World, one: int, other: int) -> float:
    p = w.rules
    if not on_one_platform(w, one, other):
        return float(w.actors[one].error)
    less = p.services.clarity * p.adopt.data_quality * p.services.data_bank
    return float(w.actors[one].error * (1 - less))


def forecast(w: World, lead: int, one: int, net: float) -> float:
    """Return what one believes to gain by a proposal of the lead."""
    z = w.luck.normal(FORECAST, w.actors[lead].ident, w.actors[one].ident)
    return net + error_of(w, one, lead) * w.rules.propose.budget * z
