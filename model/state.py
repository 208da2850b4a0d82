"""The state: tables of regions, actors, ties, region pairs, projects and acts, and what is common.

A table is a NumPy record array: one row an entity, one column a quantity, and ``ties.level[t]``
reads the same in a kernel and in plain Python. (One array for a table, not one for a column:
kernels compile six times faster so.) What there is once is one record: ``nation.demand[d]``.
Tables that grow have more rows than they use; ``used[TIES]``, ``used[PAIRS]``,
``used[PROJECTS]`` and ``used[FORMER]`` say how many are in use.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, cast, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import ArrayLike, NDArray

from interhelix.agents.objectives import OBJECTIVES
from interhelix.agents.roles import CONSULTING, DOMAINS, FORMS, KINDS, LEVELS, ROLES

Float = NDArray[np.float64]
Integer = NDArray[np.int64]
Small = NDArray[np.int8]
Row = NDArray[np.int32]
Identity = NDArray[np.uint64]

LIVE, FAILED, SUCCEEDED = range(3)
TIES, PAIRS, PROJECTS, FORMER = range(4)
PROGRAMMES, ALLIANCES = range(2)  # places in the purse
FEES, UPKEEP, MEMBER_QUARTERS = range(3)  # places in the platform's record
N_DOMAINS = len(DOMAINS)
N_ROLES = len(ROLES)
N_LEVELS = len(LEVELS)
N_KINDS = len(KINDS)
N_SUPPORTS = len(FORMS[CONSULTING])
N_FORMS = sum(len(forms) for forms in FORMS)
N_OBJECTIVES = len(OBJECTIVES[0])
MOST_MEMBERS = 8
MOST_PLATFORMS = 6
EMPTY = -1
NO_OUTLOOK = -1.0  # what is expected of a joint project that nobody has thought of
BLOCK = 256  # rows that are drawn for ahead: their partners are fetched at once, not one by one

FloatByDomain = Annotated[Float, N_DOMAINS]
SmallByDomain = Annotated[Small, N_DOMAINS]
FloatByRole = Annotated[Float, N_ROLES]
FloatByObjective = Annotated[Float, N_OBJECTIVES]

TYPES = {Float: "f8", Integer: "i8", Small: "i1", Row: "i4", Identity: "u8", float: "f8", int: "i8"}
Table = TypeVar("Table")
One = TypeVar("One")


class Records:
    """A table as type checkers see it: records by row, columns by name."""

    def __len__(self) -> int:
        """Return the number of rows."""
        raise NotImplementedError

    def __getitem__(self, row: object) -> np.record:
        """Return a row."""
        raise NotImplementedError

    def __setitem__(self, row: object, record: object) -> None:
        """Write a row."""
        raise NotImplementedError


@cache
def dtype_of(table: type) -> np.dtype[np.void]:
    """Return the record type that a table declares by its annotations."""
    fields: list[Any] = []
    for name, hint in get_type_hints(table, include_extras=True).items():
        if get_origin(hint) is Annotated:
            column, width = get_args(hint)
            fields.append((name, TYPES[column], width))
        else:
            fields.append((name, TYPES[hint]))
    return np.dtype(fields, align=True)


def new_table(
    table: type[Table], rows: int, columns: Mapping[str, ArrayLike] | None = None
) -> Table:
    """Return a table with so many rows; columns that are not given are zero."""
    records = np.zeros(rows, dtype_of(table)).view(np.recarray)  # type: ignore[arg-type]
    for name, column in (columns or {}).items():
        records[name] = column
    return cast(Table, records)


def new_record(kind: type[One], values: Mapping[str, ArrayLike]) -> One:
    """Return the record of what there is once; what is not given is zero."""
    return cast(One, new_table(kind, 1, values)[0])  # type: ignore[index]


class Nation:
    """What is common to all regions."""

    demand: FloatByDomain  # mean 1
    regime: FloatByDomain  # demand that is coming, mean 1
    seen: FloatByDomain  # demand as foresight sees it coming
    priorities: FloatByDomain  # state priorities, weight 0..1
    wanted: FloatByDomain  # the same with what a policy adds as focus
    related: Annotated[Float, (N_DOMAINS, N_DOMAINS)]  # 0..1, relatedness
    required: Annotated[Float, (N_DOMAINS, N_DOMAINS)]  # competencies (columns) that a project in a
    # domain (row) requires, sum of a row 1
    pool: FloatByDomain  # 0..1, knowledge in the pools of technological platforms
    purse: Annotated[Float, 2]  # [u] left of the money for joint programmes, for alliances
    live: int  # live projects across regions
    contacts: int  # contacts sought with others than partners, since the start
    moves: Annotated[Integer, (5, N_LEVELS, N_LEVELS)]  # region-quarters by level before and level
    # after, summed until now and until 1, 2, 3, 4 quarters ago
    tie_moves: Annotated[Integer, (N_LEVELS, N_LEVELS)]  # tie-quarters across, likewise
    spent: (
        float  # [u] public money: launch and upkeep of the platform, grants, support, networking,
    )
    # joint offices
    inflow: float  # [u] money that came into the system: incomes and sales
    outflow: float  # [u] money that left it: costs of acts, of projects, of running


class Regions(Records):
    """One row a region; first what is read most."""

    first: Row  # first actor row of the region
    last: Row  # row after its last actor
    coordinated: Row  # partner region of a coordinated pair, or EMPTY
    district: Row
    x: Float  # unit vector to the region on the globe
    y: Float
    z: Float
    contract: Float  # 0..1 quality of contracts
    digital: Float  # 0..1
    inner: Float  # 0..1 share of its pairs of different roles with a tie inside at level 2 or more
    profile: FloatByDomain  # mean knowledge of its actors
    priority: SmallByDomain  # priorities in force
    ident: Identity
    district_ident: Identity
    mass: Float  # product over mean product
    population: Float  # persons
    organisations: Annotated[Row, N_ROLES]  # number of its actors of each role
    contribution: FloatByRole  # 0..1, contribution of each role to the digital environment
    stress: Float  # 0..1 share of success lost to shocks
    founded: FloatByDomain  # mean knowledge of its actors at quarter 0
    score: FloatByDomain  # what business found out by trying
    chosen: SmallByDomain  # priorities decided
    chosen_at: Integer  # quarter of the decision
    pending: Small  # 1 while the decision is not yet in force
    memory: FloatByDomain  # 0..1, failures remembered
    gate: Row  # actor row of its gatekeeper
    support: Float  # [u] budget to co-fund projects
    combined: Annotated[Small, N_DOMAINS * N_DOMAINS]  # 1 for two domains that a project led from
    # here joined


class Actors(Records):
    """One row an actor, first what is read most; the rows of a region stand together."""

    ident: Identity
    region: Row
    capacity: Row  # ties it can carry
    load: Row  # ties it carries
    head: Row  # first half-edge of its ties, or EMPTY
    former: Row  # first half-edge of its former partners, or EMPTY
    role: Small
    member: Small  # 1 on a platform
    home: Small  # number of its platform, or EMPTY if it is on all
    activity: Float  # mean 1
    funds: Float  # [u]
    openness: Float  # 0..1
    error: Float  # share of value, sd of its forecasts
    knowledge: FloatByDomain  # 0..1
    interest: Annotated[Float, N_KINDS * N_ROLES]  # 0..1, how far an act of a kind with a partner
    # of a role serves them
    help: Annotated[Float, N_SUPPORTS]  # 0..1, support by consulting
    backing: Float  # [u] promised by investors for projects
    experience: Integer  # completed joint acts
    last: Row  # row of the last ended project that it led and that may be renewed, or EMPTY
    weights: FloatByObjective  # over the objectives of its role, sum 1


class Directory(Records):
    """One row a place in the order of identities, by which actors are found whatever their row."""

    search: Float  # activity of the actors up to here, summed
    ident: Identity
    by_ident: Row  # row of the actor at this place
    region: Row  # and its region
    guide: Row  # place where a search for this place's share of all activity begins
    roster: Row  # row of the platform's member at this place of the order of members


class Ties(Records):
    """One row a tie; half-edge 2 t belongs to ``a``, 2 t + 1 to ``b``."""

    a: Row
    b: Row
    after: Annotated[Row, 2]  # next half-edge of the same actor, or EMPTY, at each end
    level: Small  # 1..4
    kind: Small
    channel: Small  # of birth
    pair: Row  # row of the region pair, or EMPTY for an internal tie
    trust: Float  # 0..1
    experience: Row  # completed joint projects
    acts: Row  # at this level
    recent: Small  # acts in this quarter
    born: Row  # quarter
    last_active: Row  # quarter
    joint: Row  # live projects that both are members of
    flow: Annotated[Float, 2]  # knowledge that each end gained
    outlook: Annotated[
        Float, 2
    ]  # net value that each end expects of a joint project, over its budget


class Former(Records):
    """One row a dyad without a tie that ended joint projects: it does not forget them."""

    a: Row
    b: Row
    after: Annotated[Row, 2]  # next half-edge of the same actor, or EMPTY, at each end
    experience: Row  # completed joint projects


class Pairs(Records):
    """One row for each region pair that ever had a tie."""

    r: Row
    s: Row
    level: Small  # 0..4
    cover: Row  # bits 0..3 roles of r, 4..7 roles of s with a tie at level 3 or more
    signed: Small  # 1 while a joint strategy is in force
    since: Row  # quarter of signing, or EMPTY
    idle: Row  # quarters of a joint strategy without joint work at level 3 or more
    goodwill: Float  # 0..1 from youth exchange
    past: Annotated[Small, 4]  # level 1, 2, 3, 4 quarters ago


class Projects(Records):
    """One row a project, live or ended."""

    lead: Row
    team: Small  # number of members
    members: Annotated[Row, MOST_MEMBERS]  # actor rows, the lead first
    domain: Small
    kind: Small
    start: Row
    end: Row
    budget: Float  # [u]
    grant: Float  # [u] of it from a call or a region's support
    chance: Float  # 0..1 probability of success at the start
    target: Float  # [u] value on success
    solo: Float  # [u] value that the members could expect alone, with the same budgets
    expected: Float  # [u] value that they could expect together
    outcome: Small  # 0 live, 1 failed, 2 succeeded
    value: Float  # [u] value realised, before cost
    in_priority: Small  # 1 if the domain is a priority of the lead's region
    coordination: Float  # [u] cost of coordination
    paid: Annotated[Float, MOST_MEMBERS]  # [u] what each member paid, from backing or funds
    share: Annotated[Float, MOST_MEMBERS]  # [u] of the value realised, of each member
    learned: Float  # 0..1, knowledge that its members gained in the domain, summed
    demand: Float  # demand for the domain at the start
    kept: Float  # share of the target that demand left at the end
    regions: Small  # number of regions that take part
    integrated: Small  # 1 in a joint strategy
    on_platform: Small  # 1 if all members are on one platform
    external: Small  # 1 if more than one region takes part
    called: Small  # 1 if a call pays


class Platform:
    """The digital platform, open to all regions, and its rivals."""

    launched: int  # quarter of the launch, or EMPTY
    members: Annotated[Integer, N_ROLES]
    homes: Annotated[Integer, MOST_PLATFORMS + 1]  # members of each platform; last, those on all
    memory: FloatByDomain  # 0..1, failures that some member's region remembers
    record: Annotated[Float, 3]  # [u] fees and upkeep so far; member-quarters
    fear: float  # memory of a breach, 1 right after one
    funds: float  # [u] of the operator, below zero where the nation pays


class Ledger(Records):
    """What was done, by actor, summed since the start; effects come from here."""

    value: Float  # [u] value received, after tax
    cost: Float  # [u] paid for cooperation, fees included
    joint: Float  # [u] value that one could expect of ended projects
    solo: Float  # [u] value that one could expect alone in their place
    worth: Annotated[Float, N_LEVELS]  # [u] value of acts and projects, by level of the tie
    paid: Annotated[Float, N_LEVELS]  # [u] their cost
    losses: Integer  # failed projects
    loss: Float  # [u] lost in them
    loss_square: Float  # [u^2]
    acts: Annotated[Integer, N_LEVELS]  # by level of the tie
    disputes: Integer
    by_form: Annotated[Integer, N_FORMS]
    external: Integer  # acts with another region
    inflow: Float  # knowledge gained from partners
    visits: Integer  # educational acts and acts of civil society
    jobs: Float  # job-years
    by_kind: Annotated[Integer, len(KINDS)]
    served: FloatByObjective  # how far acts across served the objectives of the role


class State(NamedTuple):
    """All tables of a run; ``slots`` is the hash table from a region pair to its row."""

    nation: Nation
    regions: Regions
    actors: Actors
    ties: Ties
    pairs: Pairs
    slots: Row
    projects: Projects
    platform: Platform
    ledger: Ledger
    used: Integer
    directory: Directory
    former: Former
