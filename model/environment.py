"""The digital environment, support and contracts, which several mechanisms share (ODD 7.2, 7.8)."""

from __future__ import annotations

import math

from interhelix.agents.roles import LEGAL
from interhelix.model.compiled import inlined
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.digital import Digital
from interhelix.model.parameters.forms import Networking
from interhelix.model.state import EMPTY, Actors, Regions, Row


@inlined
def digital_environment(regions: Regions, r: int, p: Digital) -> float:
    """Return Dig: the geometric mean of the four contributions, the weakest link [0..1]."""
    factors = (p.government, p.business, p.science, p.civil_society)
    product = 1.0
    total = 0.0
    for role in range(4):
        product *= regions.contribution[r, role] * factors[role]
        total += regions.contribution[r, role] * factors[role]
    return (1.0 - p.arithmetic) * math.sqrt(math.sqrt(product)) + p.arithmetic * total / 4.0


@inlined
def both_members(actors: Actors, a: int, b: int) -> bool:
    """Tell whether both actors are on one platform: it helps a dyad only then."""
    if actors.member[a] == 0 or actors.member[b] == 0:
        return False
    return actors.home[a] == actors.home[b] or actors.home[a] == EMPTY or actors.home[b] == EMPTY


@inlined
def all_members(actors: Actors, members: Row, n: int) -> bool:
    """Tell whether a team of two or more works on one platform, each with the lead."""
    for i in range(1, n):
        if not both_members(actors, members[0], members[i]):
            return False
    return n > 1


@inlined
def mean_help(actors: Actors, members: Row, n: int, support: int) -> float:
    """Return the mean support of a kind that the members of a team have [0..1]."""
    total = 0.0
    for i in range(n):
        total += actors.help[members[i], support]
    return total / n


@inlined
def strength(share: float, p: Networking) -> float:
    """Return the effect of a form of networking, a share of its full one [0..1]."""
    money = p.budget * share
    return money / (money + p.half)


@inlined
def contract_quality(regions: Regions, actors: Actors, a: int, b: int, rules: Parameters) -> float:
    """Return the quality of contracts of a dyad [0..1].

    Legal support closes a share of the gap to 1, and so does the template of a common platform.
    """
    quality = 0.5 * (regions.contract[actors.region[a]] + regions.contract[actors.region[b]])
    support = 0.5 * (actors.help[a, LEGAL] + actors.help[b, LEGAL])
    quality += rules.consulting.legal * support * (1.0 - quality)
    if both_members(actors, a, b):
        quality += rules.adopt.standards * (1.0 - quality)
    return quality
