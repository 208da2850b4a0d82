"""Founding: the state at quarter 0, from a world and the founding parameters (ODD 5).

Regions stand in the order of their codes, whatever the order of the table; every draw is keyed
by the identity of the region or actor, so a table's order changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from scipy.special import gammaincinv

from interhelix.agents.objectives import OBJECTIVES, SERVED
from interhelix.agents.profiles import PROFILE
from interhelix.agents.roles import ROLES
from interhelix.model.compiled import kernel
from interhelix.model.draws import FOUNDING, NOBODY, SPLIT, draw, draw_normal
from interhelix.model.parameters import Parameters
from interhelix.model.state import (
    EMPTY,
    N_DOMAINS,
    N_KINDS,
    N_OBJECTIVES,
    N_ROLES,
    Actors,
    Directory,
    Float,
    Former,
    Identity,
    Ledger,
    Nation,
    Pairs,
    Platform,
    Projects,
    Regions,
    State,
    Ties,
    new_record,
    new_table,
)
from interhelix.model.world import World

SPREAD = 0.5  # sd of logits and logs that founding draws around a mean (assumed)
WEIGHT_SPREAD = 0.4  # sd of ln of the objectives' weights (assumed)
BREADTH = 0.75  # exponent from a domain's share in a region to an actor's knowledge (assumed)
LEAST_CAPACITY = 6
MAIN_SHARE = 0.5  # weight of a project's own domain among its requirements (assumed)
RELATED = 2  # related domains that it also requires (assumed)
LEAST_WEIGHT = 1e-9
KNOWLEDGE_BOUNDS = (0.01, 0.95)

SPECIALISATION, CONTRACT, CONTRIBUTION, KNOWLEDGE, OPENNESS, ACTIVITY, WEIGHTS = range(7)


def identities(names: Iterable[str]) -> Identity:
    """Return the 64-bit identities of entities by their full names, which key their draws."""
    digests = b"".join(blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, "<u8").astype(np.uint64)


@kernel
def uniforms(key: np.uint64, stream: int, idents: Identity, columns: int) -> Float:
    """Draw a row of uniform numbers for each identity (rows x columns)."""
    out = np.empty((len(idents), columns))
    for i in range(len(idents)):
        for k in range(columns):
            out[i, k] = draw(key, stream, k, idents[i], NOBODY)
    return out


@kernel
def normals(key: np.uint64, stream: int, idents: Identity, columns: int) -> Float:
    """Draw a row of standard normal numbers for each identity (rows x columns)."""
    out = np.empty((len(idents), columns))
    for i in range(len(idents)):
        for k in range(columns):
            out[i, k] = draw_normal(key, stream, k, idents[i], NOBODY)
    return out


def stream(purpose: int) -> int:
    """Return the stream of one purpose of founding."""
    return FOUNDING + SPLIT * purpose


def around(mean: Float | float, z: Float) -> Float:
    """Return numbers in (0, 1) around ``mean`` whose logits are normal."""
    return np.asarray(1.0 / (1.0 + (1.0 / np.asarray(mean) - 1.0) * np.exp(-SPREAD * z)))


def found(world: World, p: Parameters, key: np.uint64) -> State:
    """Return the state of a world at quarter 0, without ties."""
    order = np.argsort(np.array(world.codes))
    regions, specialisation = found_regions(world, p, key, order)
    actors = found_actors(world, p, key, order, regions, specialisation)
    choose_gatekeepers(regions, actors)
    n_ties = int(actors.capacity.sum()) // 2 + 1
    n_pairs = min(n_ties, world.size * (world.size - 1) // 2) + 1
    return State(
        nation=found_nation(specialisation),
        regions=regions,
        actors=actors,
        ties=new_table(Ties, n_ties),
        pairs=new_table(Pairs, n_pairs),
        slots=np.full(1 << (2 * n_pairs).bit_length(), EMPTY, np.int32),
        projects=new_table(Projects, 0),
        platform=new_record(Platform, {"launched": EMPTY}),
        ledger=new_table(Ledger, len(actors)),
        used=np.zeros(4, np.int64),
        directory=found_directory(actors),
        former=new_table(Former, 0),
    )


def found_directory(actors: Actors) -> Directory:
    """Return the order of identities, with the activity up to each place."""
    n = len(actors)
    by_ident = np.argsort(actors.ident)
    search = np.cumsum(actors.activity[by_ident])
    guide = np.searchsorted(search, np.arange(n) / n * search[-1])
    columns = {
        "search": search,
        "ident": actors.ident[by_ident],
        "by_ident": by_ident,
        "region": actors.region[by_ident],
        "guide": guide,
    }
    return new_table(Directory, n, columns)


def choose_gatekeepers(regions: Regions, actors: Actors) -> None:
    """Make the most active and open actor of each region its gatekeeper."""
    reach = actors.activity * actors.openness
    rows = zip(regions.first, regions.last, strict=True)
    gates = [first + np.argmax(reach[first:last]) for first, last in rows]
    regions.gate = np.array(gates, np.int32)


def found_nation(specialisation: Float) -> Nation:
    """Return the nation: even demand, state priorities where the regions are strongest."""
    profile = specialisation / np.sqrt((specialisation**2).sum(axis=0, keepdims=True))
    related = profile.T @ profile
    strength = specialisation.sum(axis=0)
    values = {
        "demand": 1.0,
        "regime": 1.0,
        "seen": 1.0,
        "priorities": strength / strength.max(),
        "wanted": strength / strength.max(),
        "related": np.clip(related, 0.0, 1.0),
    }
    nation = new_record(Nation, values)
    nation.required = requirements(nation.related)
    return nation


def requirements(related: Float) -> Float:
    """Return the weights of the competencies (columns) that a project in each domain requires.

    Its own domain has half of the weight, the two that are most related to it the rest.
    """
    needed = MAIN_SHARE * np.eye(N_DOMAINS)
    for d in range(N_DOMAINS):
        others = [e for e in np.argsort(-related[d], kind="stable") if e != d]
        needed[d, others[:RELATED]] = (1.0 - MAIN_SHARE) / RELATED
    return needed


def found_regions(
    world: World, p: Parameters, key: np.uint64, order: np.ndarray
) -> tuple[Regions, Float]:
    """Return the regions and their specialisation (R x 8, shares)."""
    codes = [world.codes[i] for i in order]
    ident = identities(codes)
    n = len(ident)
    lat, lon = np.radians(world.lat[order]), np.radians(world.lon[order])
    districts = sorted(set(world.districts))
    contract = world.contract_quality
    drawn = around(p.founding.contract_quality, normals(key, stream(CONTRACT), ident, 1)[:, 0])
    digital = world.digital
    contribution = around(p.founding.digital, normals(key, stream(CONTRIBUTION), ident, N_ROLES))
    u = uniforms(key, stream(SPECIALISATION), ident, N_DOMAINS)
    shares = gammaincinv(p.founding.specialisation, u) + 1e-9
    if world.specialisation is not None:
        shares = world.specialisation[order] + 1e-9
    shares = shares / shares.sum(axis=1, keepdims=True)
    coordinated = np.full(n, EMPTY, np.int32)
    for one, other in world.pairs:
        coordinated[codes.index(one)] = codes.index(other)
        coordinated[codes.index(other)] = codes.index(one)
    counts = world.counts[order]
    last = np.cumsum(counts.sum(axis=1))
    columns = {
        "ident": ident,
        "district": np.array([districts.index(world.districts[i]) for i in order], np.int32),
        "district_ident": identities(f"district/{world.districts[i]}" for i in order),
        "x": np.cos(lat) * np.cos(lon),
        "y": np.cos(lat) * np.sin(lon),
        "z": np.sin(lat),
        "mass": world.product[order] / world.product[order].mean(),
        "population": world.population[order],
        "contract": drawn if contract is None else contract[order],
        "contribution": contribution if digital is None else digital[order],
        "chosen_at": EMPTY,
        "organisations": counts,
        "first": np.concatenate([[0], last[:-1]]),
        "last": last,
        "coordinated": coordinated,
    }
    return new_table(Regions, n, columns), shares


@kernel
def weigh_interests(actors: Actors) -> None:
    """Write how far an act of each kind with each role serves an actor's weighed objectives."""
    for a in range(len(actors)):
        for kind in range(N_KINDS):
            for role in range(N_ROLES):
                served = 0.0
                for objective in range(N_OBJECTIVES):
                    weight = actors.weights[a, objective]
                    served += weight * SERVED[actors.role[a], objective, kind, role]
                actors.interest[a, kind * N_ROLES + role] = served


def found_actors(
    world: World,
    p: Parameters,
    key: np.uint64,
    order: np.ndarray,
    regions: Regions,
    specialisation: Float,
) -> Actors:
    """Return the actors: knowledge after their region's specialisation and their role."""
    counts = regions.organisations
    region, role = (np.repeat(place.ravel(), counts.ravel()) for place in np.indices(counts.shape))
    ident = identities(
        f"{world.codes[i]}/{name}/{number}"
        for i, numbers in zip(order, counts.tolist(), strict=True)
        for name, count in zip(ROLES, numbers, strict=True)
        for number in range(count)
    )
    n = len(ident)
    factor = {name: np.array(values)[role] for name, values in PROFILE._asdict().items()}
    shape = (specialisation / specialisation.max(axis=1, keepdims=True))[region] ** BREADTH
    luck = np.exp(0.5 * SPREAD * normals(key, stream(KNOWLEDGE), ident, N_DOMAINS))
    knowledge = p.founding.knowledge * factor["knowledge"][:, None] * shape * luck
    openness = p.founding.openness * factor["openness"]
    spread = p.founding.activity_spread * normals(key, stream(ACTIVITY), ident, 1)[:, 0]
    share = regions.mass**p.founding.mass_weight * world.talent[order] ** p.founding.talent_weight
    activity = np.exp(spread) * (share / counts.sum(axis=1))[region]
    activity /= activity.mean()
    factors = np.array(p.objectives).reshape(N_ROLES, -1)[role]
    weights = factors * np.exp(
        WEIGHT_SPREAD * normals(key, stream(WEIGHTS), ident, len(OBJECTIVES[0]))
    )
    weights /= np.maximum(weights.sum(axis=1, keepdims=True), LEAST_WEIGHT)
    capacity = np.maximum(LEAST_CAPACITY, np.rint(p.founding.capacity * activity))
    columns = {
        "ident": ident,
        "region": region,
        "role": role,
        "knowledge": np.clip(knowledge, *KNOWLEDGE_BOUNDS),
        "openness": around(
            np.clip(openness, 0.05, 0.95), normals(key, stream(OPENNESS), ident, 1)[:, 0]
        ),
        "activity": activity,
        "funds": p.founding.funds * activity * factor["income"],
        "capacity": np.minimum(capacity, n - 1),
        "error": p.propose.noise * factor["error"],
        "weights": weights,
        "head": EMPTY,
        "former": EMPTY,
        "last": EMPTY,
    }
    actors = new_table(Actors, n, columns)
    weigh_interests(actors)
    return actors
