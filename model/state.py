"""The state: columns of regions, actors, ties, region pairs, projects, the platform, the nation, the ledger.

Each table is a NamedTuple of NumPy columns, so a kernel sees plain arrays. Tables that grow (ties,
pairs, projects) hold more rows than they use; ``count[0]`` says how many are in use.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.agents.roles import DOMAINS, ROLES

Float = NDArray[np.float64]
Integer = NDArray[np.int64]
Small = NDArray[np.int8]
Row = NDArray[np.int32]
Identity = NDArray[np.uint64]

LIVE, FAILED, SUCCEEDED = range(3)
N_DOMAINS = len(DOMAINS)
N_ROLES = len(ROLES)
MOST_MEMBERS = 8
EMPTY = -1


class Nation(NamedTuple):
    """What is common to all regions."""

    ident: Identity  # of each district
    demand: Float  # by domain, mean 1
    regime: Float  # demand that is coming, by domain, mean 1
    priorities: Float  # state priorities, weight 0..1 by domain
    related: Float  # domain x domain, 0..1, relatedness
    spent: Float  # [u] public money: launch and upkeep of the platform, grants, support, events
    inflow: Float  # [u] money that came into the system: incomes and sales
    outflow: Float  # [u] money that left it: costs of acts, of projects, of running


class Regions(NamedTuple):
    """One row a region."""

    ident: Identity
    district: Row
    x: Float  # unit vector to the region on the globe
    y: Float
    z: Float
    mass: Float  # product over mean product
    population: Float  # persons
    contract: Float  # 0..1 quality of contracts
    contribution: Float  # R x 4, 0..1, contribution of each role to the digital environment
    digital: Float  # 0..1
    stress: Float  # 0..1 share of success lost to shocks
    profile: Float  # R x D, mean knowledge of its actors
    score: Float  # R x D, what business found out by trying
    chosen: Small  # R x D, priorities decided
    priority: Small  # R x D, priorities in force
    chosen_at: Integer  # quarter of the decision
    memory: Float  # R x D, 0..1, failures remembered
    support: Float  # [u] budget to co-fund projects
    first: Row  # first actor row of the region (R + 1 entries)
    coordinated: Row  # partner region of a coordinated pair, or EMPTY


class Actors(NamedTuple):
    """One row an actor; the rows of a region stand together."""

    ident: Identity
    region: Row
    role: Small
    knowledge: Float  # N x D, 0..1
    openness: Float  # 0..1
    activity: Float  # mean 1
    search: Float  # upper end of the actor's stretch of cumulated activity
    funds: Float  # [u]
    capacity: Row  # ties it can carry
    load: Row  # ties it carries
    error: Float  # share of value, sd of its forecasts
    experience: Integer  # completed joint acts
    member: Small  # 1 on the platform
    weights: Float  # N x 5, over the objectives of its role, sum 1
    head: Row  # first half-edge of its ties, or EMPTY


class Ties(NamedTuple):
    """One row a tie; half-edge 2 t belongs to ``a``, 2 t + 1 to ``b``."""

    count: Integer
    a: Row
    b: Row
    level: Small  # 1..4
    kind: Small
    channel: Small  # of birth
    trust: Float  # 0..1
    experience: Row  # completed joint acts
    acts: Row  # at this level
    born: Row  # quarter
    last_active: Row  # quarter
    joint: Row  # live projects that both are members of
    pair: Row  # row of the region pair, or EMPTY for an internal tie
    after: Row  # 2 T, next half-edge of the same actor, or EMPTY


class Pairs(NamedTuple):
    """One row for each region pair that ever had a tie."""

    count: Integer
    r: Row
    s: Row
    level: Small  # 0..4
    cover: Row  # bits 0..3 roles of r, 4..7 roles of s with a tie at level 3 or more
    accord: Small  # 1 where the two governments are tied at level 3 or more
    signed: Small  # 1 while a joint strategy is in force
    since: Row  # quarter of signing, or EMPTY
    uncovered: Row  # quarters without full cover
    slots: Row  # hash table from region pair to row


class Projects(NamedTuple):
    """One row a project, live or ended."""

    count: Integer
    lead: Row
    size: Small
    members: Row  # P x MOST_MEMBERS
    domain: Small
    kind: Small
    start: Row
    end: Row
    budget: Float  # [u]
    grant: Float  # [u] of it from a call or a region's support
    chance: Float  # 0..1 probability of success at the start
    target: Float  # [u] value on success
    solo: Float  # [u] value that the members could expect alone, with the same budgets
    outcome: Small  # 0 live, 1 failed, 2 succeeded
    value: Float  # [u] value realised, before cost
    external: Small  # 1 if more than one region takes part
    called: Small  # 1 if a call pays


class Platform(NamedTuple):
    """The digital platform: one for all regions."""

    launched: Integer  # quarter of the launch, or EMPTY
    members: Integer  # by role
    fear: Float  # memory of a breach, 1 right after one
    roster: Row  # actor rows of the members, the first ``sum(members)`` are in use
    funds: Float  # [u] of the operator, below zero where the nation pays


class Ledger(NamedTuple):
    """What was done, by actor, summed since the start; effects come from here."""

    value: Float  # [u] value received
    cost: Float  # [u] paid for cooperation
    acts: Integer  # N x 5, acts by level of the tie
    external: Integer  # acts with another region
    inflow: Float  # knowledge gained from partners
    visits: Integer  # educational acts and acts of civil society
    jobs: Float  # job-years
    by_kind: Integer  # N x 4
    served: Float  # N x 5, how far acts served the objectives of the role


class State(NamedTuple):
    """All tables of a run."""

    nation: Nation
    regions: Regions
    actors: Actors
    ties: Ties
    pairs: Pairs
    projects: Projects
    platform: Platform
    ledger: Ledger
