"""Adopt: actors join and leave the digital platform (ODD 7.8)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import ADOPTION, BREACH, NOBODY, SEEDING, U64, draw
from interhelix.model.environment import digital_environment
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.digital import Adopt
from interhelix.model.proximity import sigma
from interhelix.model.state import EMPTY, Actors, Ledger, Nation, Platform, Regions

LINEAR_SCALE = 100.0  # members per unit of the linear network value


@kernel
def adopt(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    platform: Platform,
    ledger: Ledger,
    rules: Parameters,
    key: np.uint64,
    step: int,
) -> None:
    """Let actors reconsider membership: ``u = v0 + nu g(n) - fee - barrier (1 - Dig) - breach``.

    At the launch a share ``seed`` is enrolled. Later each reconsiders with chance ``rate`` and is
    in with probability sigma(steepness u); one who cannot pay the fee is out. ``g(n) = ln(1 + n)``
    unless stated (``odlyzko2005``).
    """
    p, digital = rules.adopt, rules.digital
    for r in range(len(regions)):
        regions.digital[r] = digital_environment(regions, r, digital)
    if p.open <= 0.0:
        close(actors, platform)
        return
    if platform.launched[0] == EMPTY:
        launch(nation, regions, actors, platform, p, key, step)
    remember_breach(platform, p, key, step)
    benefit = p.network * network_value(platform, p) - p.breach * platform.fear[0]
    for a in range(len(actors)):
        fee = fee_of(actors, a, p)
        if draw(key, ADOPTION, step, actors.ident[a], NOBODY) < p.rate * p.open:
            barrier = p.barrier * (1.0 - regions.digital[actors.region[a]])
            chance = sigma(p.steepness * (p.standing + benefit - fee - barrier))
            stays = draw(key, ADOPTION, step, actors.ident[a], U64(1)) < chance
            actors.member[a] = 1 if stays else 0
        if actors.funds[a] < fee:
            actors.member[a] = 0
        if actors.member[a] == 1:
            actors.funds[a] -= fee
            platform.funds[0] += fee
            ledger.cost[a] += fee
    enrol(actors, platform)
    keep_up(nation, platform, p)
    for a in range(len(actors)):
        if actors.member[a] == 1:
            r, role = actors.region[a], actors.role[a]
            here = regions.last[r] - regions.first[r]
            gap = 1.0 - regions.contribution[r, role]
            regions.contribution[r, role] += digital.growth * gap * 4.0 / here


@inlined
def fee_of(actors: Actors, a: int, p: Adopt) -> float:
    """Return the fee of an actor's role [u/quarter]."""
    return (p.fee_government, p.fee_business, p.fee_science, p.fee_civil_society)[actors.role[a]]


@inlined
def network_value(platform: Platform, p: Adopt) -> float:
    """Return ``g(n)``, what the members are worth to one of them."""
    n = 0
    for role in range(4):
        n += platform.members[role]
    logarithmic = 1.0 - p.linear - p.constant
    return logarithmic * math.log(1.0 + n) + p.linear * n / LINEAR_SCALE + p.constant


@inlined
def launch(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    platform: Platform,
    p: Adopt,
    key: np.uint64,
    step: int,
) -> None:
    """Open the platform: the nation pays, and a share of the actors is enrolled."""
    platform.launched[0] = step
    price = p.launch_cost * len(regions)
    nation.spent[0] += price
    for a in range(len(actors)):
        if draw(key, SEEDING, 0, actors.ident[a], NOBODY) < p.seed:
            actors.member[a] = 1
    enrol(actors, platform)


@inlined
def remember_breach(platform: Platform, p: Adopt, key: np.uint64, step: int) -> None:
    """Let the memory of a breach fade; an attack that security does not stop renews it."""
    platform.fear[0] *= 1.0 - p.forgetting
    if draw(key, BREACH, step, NOBODY, NOBODY) < p.attacks * (1.0 - p.security):
        platform.fear[0] = 1.0


@inlined
def enrol(actors: Actors, platform: Platform) -> None:
    """Write the roster anew."""
    count = 0
    for role in range(4):
        platform.members[role] = 0
    for a in actors.by_ident:
        if actors.member[a] == 1:
            platform.members[actors.role[a]] += 1
            platform.roster[count] = a
            count += 1


@inlined
def keep_up(nation: Nation, platform: Platform, p: Adopt) -> None:
    """Pay the upkeep from the fees; the nation covers what is lacking."""
    n = 0
    for role in range(4):
        n += platform.members[role]
    upkeep = p.upkeep * n
    lacking = max(0.0, upkeep - platform.funds[0])
    nation.spent[0] += lacking
    nation.inflow[0] += lacking
    nation.outflow[0] += upkeep
    platform.funds[0] += lacking - upkeep


@inlined
def close(actors: Actors, platform: Platform) -> None:
    """Leave nobody on a platform that is not open."""
    if platform.launched[0] != EMPTY:
        for a in range(len(actors)):
            actors.member[a] = 0
        enrol(actors, platform)
