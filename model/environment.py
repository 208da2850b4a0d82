"""The digital environment and contracts, which several mechanisms share (ODD 7.8, 7.2)."""

from __future__ import annotations

import math

from interhelix.model.compiled import inlined
from interhelix.model.parameters.digital import Adopt, Digital
from interhelix.model.state import Actors, Regions


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
    """Tell whether both actors are on the platform: it helps a dyad only then."""
    return actors.member[a] == 1 and actors.member[b] == 1


@inlined
def contract_quality(regions: Regions, actors: Actors, a: int, b: int, p: Adopt) -> float:
    """Return the quality of contracts of a dyad [0..1].

    The template of a common platform closes ``standards`` of the gap to 1.
    """
    quality = 0.5 * (regions.contract[actors.region[a]] + regions.contract[actors.region[b]])
    if both_members(actors, a, b):
        quality += p.standards * (1.0 - quality)
    return quality
