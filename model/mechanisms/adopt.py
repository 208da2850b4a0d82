"""Adopt: actors join and leave the digital platform (ODD 7.8)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import ADOPTION, BREACH, HOME, NOBODY, SEEDING, U64, draw, happens
from interhelix.model.environment import digital_environment
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.digital import Adopt
from interhelix.model.proximity import sigma
from interhelix.model.state import (
    EMPTY,
    FEES,
    MEMBER_QUARTERS,
    MOST_PLATFORMS,
    N_DOMAINS,
    UPKEEP,
    Actors,
    Platform,
    State,
)

LINEAR_SCALE = 100.0  # members per unit of the linear network value


@kernel
def adopt(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Let actors reconsider membership: ``u = v0 + nu g(n) - fee - barrier (1 - Dig) - breach``.

    At the launch a share ``seed`` is enrolled. Later each reconsiders with chance ``rate`` and is
    in with probability sigma(steepness u); one who cannot pay the fee is out. ``n`` are the members
    that it can meet, ``g(n) = ln(1 + n)`` unless stated (``odlyzko2005``). With rivals each has a
    platform of its own, or all of them (``rochet2003``).
    """
    regions, actors, platform = state.regions, state.actors, state.platform
    ledger = state.ledger
    p, digital = rules.adopt, rules.digital
    for r in range(len(regions)):
        regions.digital[r] = digital_environment(regions, r, digital)
    if p.open <= 0.0:
        close(state)
        return
    if platform.launched == EMPTY:
        launch(state, p, key, step)
    remember_breach(platform, p, key, step)
    find_homes(actors, p, key)
    enrol(state)
    fees = fees_by_role(p)
    standing = p.standing + p.usefulness * p.functionality - p.breach * platform.fear
    for a in range(len(actors)):
        fee = fees[actors.role[a]] * platforms_of(actors, a, p)
        if draw(key, ADOPTION, step, actors.ident[a], NOBODY) < p.rate * p.open:
            barrier = p.barrier * (1.0 - regions.digital[actors.region[a]])
            benefit = p.network * network_value(members_met(actors, platform, a), p)
            chance = sigma(p.steepness * (standing + benefit - fee - barrier))
            stays = draw(key, ADOPTION, step, actors.ident[a], U64(1)) < chance
            actors.member[a] = 1 if stays else 0
        if actors.funds[a] < fee:
            actors.member[a] = 0
        if actors.member[a] == 1:
            actors.funds[a] -= fee
            platform.funds += fee
            platform.record[FEES] += fee
            ledger.cost[a] += fee
    enrol(state)
    keep_up(state, p)
    recall(state)
    for a in range(len(actors)):
        if actors.member[a] == 1:
            r, role = actors.region[a], actors.role[a]
            gap = 1.0 - regions.contribution[r, role]
            regions.contribution[r, role] += digital.growth * gap / regions.organisations[r, role]


@inlined
def fees_by_role(p: Adopt) -> tuple[float, float, float, float]:
    """Return the fee that one platform takes of each role [u/quarter]; rivals press it."""
    pressed = math.pow(1.0 - p.competition, int(p.rivals))
    return (
        p.fee_government * pressed,
        p.fee_business * pressed,
        p.fee_science * pressed,
        p.fee_civil_society * pressed,
    )


@inlined
def platforms_of(actors: Actors, a: int, p: Adopt) -> float:
    """Return the number of platforms that an actor is on if it is a member."""
    return 1.0 + int(p.rivals) if actors.home[a] == EMPTY else 1.0


@inlined
def find_homes(actors: Actors, p: Adopt, key: np.uint64) -> None:
    """Give each actor the platform that it would join, or EMPTY for all of them."""
    platforms = 1 + int(p.rivals)
    for a in range(len(actors)):
        ident = actors.ident[a]
        place = draw(key, HOME, 0, ident, NOBODY) if platforms > 1 else 0.0
        everywhere = happens(p.multihoming, key, HOME, 1, ident, NOBODY)
        actors.home[a] = EMPTY if everywhere else int(place * platforms)


@inlined
def members_met(actors: Actors, platform: Platform, a: int) -> int:
    """Return the number of members that an actor can meet on its platform or platforms."""
    everywhere = platform.homes[MOST_PLATFORMS]
    if actors.home[a] != EMPTY:
        return platform.homes[actors.home[a]] + everywhere
    n = everywhere
    for home in range(MOST_PLATFORMS):
        n += platform.homes[home]
    return n


@inlined
def network_value(n: int, p: Adopt) -> float:
    """Return ``g(n)``, what ``n`` members are worth to one of them."""
    logarithmic = 1.0 - p.linear - p.constant
    return logarithmic * math.log(1.0 + n) + p.linear * n / LINEAR_SCALE + p.constant


@inlined
def launch(state: State, p: Adopt, key: np.uint64, step: int) -> None:
    """Open the platform: the nation pays, and a share of the actors is enrolled."""
    nation, regions, actors = state.nation, state.regions, state.actors
    platform = state.platform
    platform.launched = step
    price = p.launch_cost * len(regions)
    nation.spent += price
    for a in range(len(actors)):
        if draw(key, SEEDING, 0, actors.ident[a], NOBODY) < p.seed:
            actors.member[a] = 1
    enrol(state)


@inlined
def remember_breach(platform: Platform, p: Adopt, key: np.uint64, step: int) -> None:
    """Let the memory of a breach fade; an attack that security does not stop renews it."""
    platform.fear *= 1.0 - p.forgetting
    if draw(key, BREACH, step, NOBODY, NOBODY) < p.attacks * (1.0 - p.security):
        platform.fear = 1.0


@inlined
def enrol(state: State) -> None:
    """Write the roster anew."""
    actors, platform, directory = state.actors, state.platform, state.directory
    count = 0
    for role in range(4):
        platform.members[role] = 0
    for home in range(MOST_PLATFORMS + 1):
        platform.homes[home] = 0
    for place in range(len(directory)):
        a = directory.by_ident[place]
        if actors.member[a] == 1:
            platform.members[actors.role[a]] += 1
            home = actors.home[a]
            platform.homes[MOST_PLATFORMS if home == EMPTY else home] += 1
            directory.roster[count] = a
            count += 1


@inlined
def keep_up(state: State, p: Adopt) -> None:
    """Pay the upkeep from the fees; the nation covers what is lacking."""
    nation, actors, platform = state.nation, state.actors, state.platform
    n = 0.0
    for a in range(len(actors)):
        n += actors.member[a] * platforms_of(actors, a, p)
    upkeep = p.upkeep * (1.0 - p.efficiency) * n
    platform.record[UPKEEP] += upkeep
    platform.record[MEMBER_QUARTERS] += n
    lacking = max(0.0, upkeep - platform.funds)
    nation.spent += lacking
    nation.inflow += lacking
    nation.outflow += upkeep
    platform.funds += lacking - upkeep


@inlined
def recall(state: State) -> None:
    """Write down the failures that some member's region remembers, by domain."""
    regions, actors, platform = state.regions, state.actors, state.platform
    for d in range(N_DOMAINS):
        platform.memory[d] = 0.0
    for a in range(len(actors)):
        if actors.member[a] == 1:
            for d in range(N_DOMAINS):
                platform.memory[d] = max(platform.memory[d], regions.memory[actors.region[a], d])


@inlined
def close(state: State) -> None:
    """Leave nobody on a platform that is not open."""
    actors, platform = state.actors, state.platform
    if platform.launched != EMPTY:
        for a in range(len(actors)):
            actors.member[a] = 0
        enrol(state)
