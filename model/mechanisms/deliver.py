"""Deliver: projects end in success or failure, and their members learn (ODD 7.1, level 3)."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import BUSINESS, PROJECT
from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import PROJECT_OUTCOME, U64, draw
from interhelix.model.ledger import log_act
from interhelix.model.network import find_tie
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.cooperation import Trust
from interhelix.model.parameters.projects import Deliver
from interhelix.model.state import (
    EMPTY,
    FAILED,
    LIVE,
    PROJECTS,
    SUCCEEDED,
    Actors,
    Integer,
    Ledger,
    Nation,
    Projects,
    Regions,
    Ties,
)


@kernel
def deliver(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    ties: Ties,
    projects: Projects,
    ledger: Ledger,
    used: Integer,
    rules: Parameters,
    key: np.uint64,
    step: int,
) -> None:
    """End the projects whose term is over.

    A project succeeds with its chance, less the stress of its regions; the value is shared alike,
    ``tax`` of it goes to the regions. Success raises knowledge and trust, failure lowers trust and
    is remembered.
    """
    p = rules.deliver
    for row in range(used[PROJECTS]):
        if projects.outcome[row] != LIVE or projects.end[row] > step:
            continue
        n = projects.team[row]
        stress = 0.0
        for i in range(n):
            stress += regions.stress[actors.region[projects.members[row, i]]] / n
        lead = actors.ident[projects.lead[row]]
        u = draw(key, PROJECT_OUTCOME, projects.start[row], lead, U64(projects.domain[row]))
        success = u < projects.chance[row] * (1.0 - stress)
        projects.outcome[row] = SUCCEEDED if success else FAILED
        projects.value[row] = projects.target[row] if success else p.salvage * projects.budget[row]
        share = projects.value[row] / n
        for i in range(n):
            reward(nation, regions, actors, ledger, p, projects.members[row, i], share)
            learn_from(regions, actors, p, projects.members[row, i], projects.domain[row], success)
        bind(actors, ties, projects, ledger, rules.trust, row, success)


@inlined
def reward(
    nation: Nation,
    regions: Regions,
    actors: Actors,
    ledger: Ledger,
    p: Deliver,
    m: int,
    share: float,
) -> None:
    """Give a member its share of the value, and its region the tax on it."""
    actors.funds[m] += (1.0 - p.tax) * share
    regions.support[actors.region[m]] += p.tax * share
    nation.inflow[0] += share
    ledger.value[m] += share
    ledger.jobs[m] += p.jobs * share


@inlined
def learn_from(
    regions: Regions, actors: Actors, p: Deliver, m: int, domain: int, success: bool
) -> None:
    """Raise a member's knowledge on success; keep a failure in the region's memory.

    Memory grows with the contribution of civil society, which stores trial and error.
    """
    r = actors.region[m]
    if success:
        actors.knowledge[m, domain] += p.learning * (1.0 - actors.knowledge[m, domain])
    else:
        keeping = p.memory * regions.contribution[r, 3]
        regions.memory[r, domain] += keeping * (1.0 - regions.memory[r, domain])
    if actors.role[m] == BUSINESS:
        found = 1.0 if success else 0.0
        regions.score[r, domain] += p.discovery * (found - regions.score[r, domain])


@inlined
def bind(
    actors: Actors,
    ties: Ties,
    projects: Projects,
    ledger: Ledger,
    trust: Trust,
    row: int,
    success: bool,
) -> None:
    """Move trust and experience of the ties among the members."""
    for i in range(projects.team[row]):
        a = projects.members[row, i]
        actors.experience[a] += 1
        for j in range(i):
            b = projects.members[row, j]
            t = find_tie(actors, ties, a, b)
            if t == EMPTY:
                continue
            if ties.born[t] <= projects.start[row]:
                ties.joint[t] -= 1
            ties.last_active[t] = projects.end[row]
            ties.experience[t] += 1
            if success:
                ties.trust[t] += trust.gain * (1.0 - ties.trust[t])
            else:
                ties.trust[t] *= trust.loss
            if ties.level[t] >= PROJECT:
                ties.acts[t] += 1
            log_act(actors, ledger, a, b, ties.level[t], ties.kind[t])
