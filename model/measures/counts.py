"""Counts of a quarter: compiled passes over the tables, from which measures are read (ODD 8)."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np

from interhelix.agents.roles import CHANNELS, CIVIL_SOCIETY, PROJECT
from interhelix.model.compiled import called, kernel
from interhelix.model.measures.totals import gini, in_order, put_in_order, slope, total
from interhelix.model.network import find_tie
from interhelix.model.state import (
    EMPTY,
    FORMER,
    LIVE,
    N_DOMAINS,
    N_KINDS,
    N_LEVELS,
    N_ROLES,
    PAIRS,
    PROJECTS,
    SUCCEEDED,
    TIES,
    Float,
    Records,
    State,
)

# The passes, as bits: a measure says which it is counted by.
BY_TIES, BY_ACTORS, BY_REGIONS, BY_PROJECTS = 1, 2, 4, 8
ALL_PASSES = 15

FloatByLevel = Annotated[Float, N_LEVELS]


class Counts(Records):
    """One row a quarter; ties are those across regions unless stated, money and acts sums."""

    # by ties and region pairs
    internal: FloatByLevel  # ties inside regions
    external: FloatByLevel
    kinds: Annotated[Float, N_KINDS]
    channels: Annotated[Float, len(CHANNELS)]  # of birth
    role_pairs: Annotated[Float, (N_ROLES, N_ROLES)]  # both orders
    deep_role_pairs: Float  # of the ten, those with a tie at level 3 or more
    trust: Float  # summed over ties
    civil_ties: Float  # between civil societies
    civil_trust: Float  # summed over them
    worked_together: Float  # dyads that ended a project together
    worked_again: Float  # those that ended two or more
    pair_levels: FloatByLevel  # region pairs, without those that never had a tie
    isolates: Float  # actors without a tie
    gini_strength: Float  # of the sum of the levels of an actor's ties
    isolated_regions: Float
    deep_regions: Float  # with a tie at level 3 or more
    access: Float  # trust x level over all ties of an actor, summed over actors
    bounded_access: Float  # access / (1 + access), summed
    log_access: Float  # ln(1 + access), summed
    # by actors
    value: Float  # [u] since the start
    cost: Float  # [u]
    net_value: Float  # [u] value after tax, less cost and public money
    acts: Float
    visits: Float
    inflow: Float
    knowledge: Float  # summed over domains
    jobs: Float  # job-years per actor of a region, summed over regions
    gini_jobs: Float  # between regions
    scale_exponent: Float  # slope of ln(cost / act) on ln(acts)
    # by regions
    nearness: Float  # profile over the best of all regions, summed over domains
    digital: Float
    priorities: Float
    common_priorities: Float  # summed over ordered pairs of regions
    spent: Float  # [u] public money
    members: Float  # of the platform
    # by projects
    across: Float
    ended: Float
    succeeded: Float
    ended_value: Float  # [u] of ended projects
    ended_expected: Float  # [u] what their members could expect of them, after tax
    ended_cost: Float  # [u]
    ended_solo: Float  # [u] and alone


@kernel
def take_census(state: State, counts: Counts, row: int, passes: int) -> None:
    """Fill a row of the counts by the passes that are asked for."""
    if passes & BY_TIES:
        count_ties(state, counts, row)
        count_ends(state, counts, row)
        for pair in range(state.used[PAIRS]):
            counts.pair_levels[row, state.pairs.level[pair]] += 1.0
    if passes & BY_ACTORS:
        count_actors(state, counts, row)
        count_jobs(state, counts, row)
    if passes & BY_REGIONS:
        count_regions(state, counts, row)
    if passes & BY_PROJECTS:
        count_projects(state, counts, row)


@called
def count_ties(state: State, counts: Counts, row: int) -> None:
    """Count ties by level, kind, channel and roles; sum their trust."""
    actors, ties, used = state.actors, state.ties, state.used
    trust = np.empty(used[TIES])
    deep = np.zeros((N_ROLES, N_ROLES), np.bool_)
    n = 0
    for t in range(used[TIES]):
        level = ties.level[t]
        if ties.pair[t] == EMPTY:
            counts.internal[row, level] += 1.0
            continue
        counts.external[row, level] += 1.0
        counts.kinds[row, ties.kind[t]] += 1.0
        counts.channels[row, ties.channel[t]] += 1.0
        one, other = actors.role[ties.a[t]], actors.role[ties.b[t]]
        counts.role_pairs[row, one, other] += 1.0
        counts.role_pairs[row, other, one] += 1.0
        if level >= PROJECT:
            deep[min(one, other), max(one, other)] = True
        if one == CIVIL_SOCIETY and other == CIVIL_SOCIETY:
            counts.civil_ties[row] += 1.0
            counts.civil_trust[row] += ties.trust[t]
        counts.worked_together[row] += 1.0 if ties.experience[t] >= 1 else 0.0
        counts.worked_again[row] += 1.0 if ties.experience[t] >= 2 else 0.0
        trust[n] = ties.trust[t]
        n += 1
    former = state.former
    for f in range(used[FORMER]):
        if find_tie(actors, ties, former.a[f], former.b[f]) == EMPTY:
            across = actors.region[former.a[f]] != actors.region[former.b[f]]
            counts.worked_together[row] += across
            counts.worked_again[row] += across and former.experience[f] >= 2
    counts.trust[row] = total(trust[:n])
    for one in range(N_ROLES):
        for other in range(one, N_ROLES):
            counts.deep_role_pairs[row] += deep[one, other]


@called
def count_ends(state: State, counts: Counts, row: int) -> None:
    """Count what ties give each actor and each region: strength, access, the highest level."""
    actors, ties = state.actors, state.ties
    n = len(actors)
    strength = np.zeros(n, np.int64)
    best = np.zeros(len(state.regions), np.int64)
    access, bounded, logs = np.zeros(n), np.empty(n), np.empty(n)
    for t in range(state.used[TIES]):
        level = ties.level[t]
        for actor in (ties.a[t], ties.b[t]):
            access[actor] += ties.trust[t] * level
            if ties.pair[t] != EMPTY:
                strength[actor] += level
                best[actors.region[actor]] = max(best[actors.region[actor]], level)
    for a in range(n):
        counts.isolates[row] += 1.0 if strength[a] == 0 else 0.0
        bounded[a] = access[a] / (1.0 + access[a])
        logs[a] = math.log1p(access[a])
    for r in range(len(best)):
        counts.isolated_regions[row] += 1.0 if best[r] == 0 else 0.0
        counts.deep_regions[row] += 1.0 if best[r] >= PROJECT else 0.0
    counts.gini_strength[row] = gini(in_order(strength))
    counts.access[row], counts.bounded_access[row] = total(access), total(bounded)
    counts.log_access[row] = total(logs)


@called
def count_actors(state: State, counts: Counts, row: int) -> None:
    """Sum the ledger and the knowledge of actors; relate unit cost to volume."""
    actors, ledger = state.actors, state.ledger
    columns = np.empty((7, len(actors)))
    busy = 0
    for a in range(len(actors)):
        columns[0, a], columns[1, a] = ledger.value[a], ledger.cost[a]
        columns[2, a], columns[3, a] = ledger.value[a] - ledger.cost[a], ledger.inflow[a]
        known = 0.0
        for d in range(N_DOMAINS):
            known += actors.knowledge[a, d]
        columns[4, a] = known
        acts = 0
        for level in range(N_LEVELS):
            acts += ledger.acts[a, level]
        counts.acts[row] += acts
        counts.visits[row] += ledger.visits[a]
        if acts > 0 and ledger.cost[a] > 0.0:
            columns[5, busy] = math.log(acts)
            columns[6, busy] = math.log(ledger.cost[a] / acts)
            busy += 1
    counts.value[row], counts.cost[row] = total(columns[0]), total(columns[1])
    counts.net_value[row] = total(columns[2]) - state.nation.spent
    counts.inflow[row] = total(columns[3])
    counts.knowledge[row] = total(columns[4])
    counts.scale_exponent[row] = slope(columns[5, :busy], columns[6, :busy])


@called
def count_jobs(state: State, counts: Counts, row: int) -> None:
    """Share out the job-years of actors by region."""
    regions, ledger = state.regions, state.ledger
    jobs = np.zeros(len(regions))
    for r in range(len(regions)):
        for a in range(regions.first[r], regions.last[r]):
            jobs[r] += ledger.jobs[a]
        jobs[r] /= regions.last[r] - regions.first[r]
    counts.jobs[row] = total(jobs)
    put_in_order(jobs)
    counts.gini_jobs[row] = gini(jobs)


@called
def count_regions(state: State, counts: Counts, row: int) -> None:
    """Sum nearness to the frontier, digital environment and priorities; read what is common."""
    regions = state.regions
    n = len(regions)
    nearness, digital = np.empty(n * N_DOMAINS), np.empty(n)
    for d in range(N_DOMAINS):
        frontier, chosen = 1e-12, 0.0
        for r in range(n):
            frontier = max(frontier, regions.profile[r, d])
            chosen += regions.priority[r, d]
        for r in range(n):
            nearness[r * N_DOMAINS + d] = regions.profile[r, d] / frontier
        counts.priorities[row] += chosen
        counts.common_priorities[row] += chosen * (chosen - 1.0)
    for r in range(n):
        digital[r] = regions.digital[r]
    counts.nearness[row], counts.digital[row] = total(nearness), total(digital)
    counts.spent[row] = state.nation.spent
    for role in range(N_ROLES):
        counts.members[row] += state.platform.members[role]


@called
def count_projects(state: State, counts: Counts, row: int) -> None:
    """Count projects; sum value, cost and solo value of those that have ended."""
    projects, used = state.projects, state.used
    columns = np.empty((4, used[PROJECTS]))
    n = 0
    for p in range(used[PROJECTS]):
        counts.across[row] += projects.external[p]
        if projects.outcome[p] == LIVE:
            continue
        counts.succeeded[row] += 1.0 if projects.outcome[p] == SUCCEEDED else 0.0
        columns[0, n], columns[1, n] = (
            projects.value[p],
            projects.budget[p] + projects.coordination[p],
        )
        columns[2, n], columns[3, n] = projects.solo[p], projects.expected[p]
        n += 1
    counts.ended[row] = n
    counts.ended_value[row], counts.ended_cost[row] = total(columns[0, :n]), total(columns[1, :n])
    counts.ended_solo[row], counts.ended_expected[row] = (
        total(columns[2, :n]),
        total(columns[3, :n]),
    )
