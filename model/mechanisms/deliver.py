"""Deliver: projects end in success or failure, and their members learn (ODD 7.1, level 3)."""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import BUSINESS, CIVIL_SOCIETY, INTEGRATED, PROJECT
from interhelix.model.compiled import inlined, kernel
from interhelix.model.consortium import mean_distance, salvage
from interhelix.model.draws import PROJECT_OUTCOME, REPLAN, U64, VICTIM, draw
from interhelix.model.forms import understanding
from interhelix.model.ledger import log_act, spend
from interhelix.model.network import experience_of, find_tie, remember
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.cooperation import Trust
from interhelix.model.parameters.projects import Deliver
from interhelix.model.principles import fair_share
from interhelix.model.state import (
    ALLIANCES,
    EMPTY,
    FAILED,
    LIVE,
    N_DOMAINS,
    PROJECTS,
    SUCCEEDED,
    Actors,
    Projects,
    Regions,
    State,
)


@kernel
def deliver(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """End the projects whose term is over.

    A project succeeds with its chance, less the stress of its regions; its value follows demand, is
    shared alike, and ``tax`` of it goes to the regions. Success raises knowledge and trust, failure
    lowers trust and is remembered.
    """
    nation, regions, actors = state.nation, state.regions, state.actors
    projects, used = state.projects, state.used
    p = rules.deliver
    for row in range(used[PROJECTS]):
        if projects.outcome[row] != LIVE or projects.end[row] > step:
            continue
        n, domain = projects.team[row], projects.domain[row]
        stress = 0.0
        for i in range(n):
            stress += regions.stress[actors.region[projects.members[row, i]]] / n
        lead = actors.ident[projects.lead[row]]
        u = draw(key, PROJECT_OUTCOME, projects.start[row], lead, U64(domain))
        success = u < projects.chance[row] * (1.0 - stress)
        projects.outcome[row] = SUCCEEDED if success else FAILED
        nation.live -= projects.external[row]
        ratio = follow_demand(state, rules, row, key)
        projects.kept[row] = demand_kept(projects, row, ratio, rules)
        if success:
            projects.value[row] = projects.target[row] * projects.kept[row]
        else:
            kept = salvage(projects.on_platform[row] == 1, rules)
            projects.value[row] = kept * projects.budget[row]
        split(projects, row, rules)
        far = mean_distance(actors, projects.members[row], n) if success else 0.0
        for i in range(n):
            m = projects.members[row, i]
            reward(state, p, row, m, projects.share[row, i])
            if success:
                projects.learned[row] += learn_from(actors, rules, m, domain, far)
            else:
                remember_failure(state.regions, p, actors.region[m], domain)
            discover(state, p, m, domain, success)
        actors.last[projects.lead[row]] = row
        if not success:
            bear_loss(state, rules, row, key)
        bind(state, rules.trust, row, success)


@inlined
def follow_demand(state: State, rules: Parameters, row: int, key: np.uint64) -> float:
    """Flexibility: return demand at the end over demand at the start, planned anew where it fell.

    A flexible project goes to the domain of highest demand among those that it requires, as far as
    that makes up for the fall. Planning anew costs its coordination once more, which every member
    must be able to pay.
    """
    nation, actors, projects = state.nation, state.actors, state.projects
    ledger = state.ledger
    domain = projects.domain[row]
    ratio = nation.demand[domain] / projects.demand[row]
    lead = actors.ident[projects.lead[row]]
    if ratio >= 1.0 or (
        draw(key, REPLAN, projects.start[row], lead, U64(domain)) >= rules.principles.flexibility
    ):
        return ratio
    needed = nation.required[domain]
    best = ratio
    for d in range(N_DOMAINS):
        if needed[d] > 0.0:
            best = max(best, nation.demand[d] / projects.demand[row])
    n = projects.team[row]
    price = projects.coordination[row] / n
    able = best > ratio
    for i in range(n):
        able = able and actors.funds[projects.members[row, i]] >= price
    if not able:
        return ratio
    for i in range(n):
        m = projects.members[row, i]
        spend(state, m, price)
        ledger.paid[m, INTEGRATED if projects.integrated[row] == 1 else PROJECT] += price
    return min(1.0, best)


@inlined
def split(projects: Projects, row: int, rules: Parameters) -> None:
    """Write each member's share of the value."""
    n = projects.team[row]
    paid = 0.0
    for i in range(n):
        paid += projects.paid[row, i]
    for i in range(n):
        projects.share[row, i] = fair_share(
            projects.value[row], projects.paid[row, i], paid, n, rules
        )


@inlined
def demand_kept(projects: Projects, row: int, ratio: float, rules: Parameters) -> float:
    """Return the share of the target that demand leaves; corrected goals avoid part of a fall."""
    if ratio >= 1.0:
        return ratio
    rigid = 1.0 - rules.services.task_correction * projects.on_platform[row]
    return 1.0 - rigid * (1.0 - ratio)


@inlined
def bear_loss(state: State, rules: Parameters, row: int, key: np.uint64) -> None:
    """Let the members bear a loss: alike as far as it is shared, the rest falls on one of them.

    An alliance, a project across regions that business leads, is paid back a part of it.
    """
    nation, actors, projects = state.nation, state.actors, state.projects
    ledger = state.ledger
    n = projects.team[row]
    loss = max(0.0, projects.budget[row] - projects.value[row]) / n
    if projects.external[row] == 1 and actors.role[projects.lead[row]] == BUSINESS:
        back = min(rules.networking.cover * loss, nation.purse[ALLIANCES] / n)
        nation.purse[ALLIANCES] = max(0.0, nation.purse[ALLIANCES] - n * back)
        loss -= back
        for i in range(n):
            actors.funds[projects.members[row, i]] += back
            nation.inflow += back
    lead = actors.ident[projects.lead[row]]
    u = draw(key, VICTIM, projects.start[row], lead, U64(projects.domain[row]))
    victim = projects.members[row, int(u * n)]
    due = (1.0 - rules.deliver.sharing) * loss
    due = min(due, actors.funds[victim] / max(1, n - 1))
    for i in range(n):
        m = projects.members[row, i]
        mine = loss + (n - 1) * due if m == victim else loss - due
        actors.funds[m] = max(0.0, actors.funds[m] - (mine - loss))
        ledger.losses[m] += 1
        ledger.loss[m] += mine
        ledger.loss_square[m] += mine * mine


@inlined
def reward(state: State, p: Deliver, row: int, m: int, share: float) -> None:
    """Give a member its share of the value, and its region the tax on it."""
    nation, regions, actors = state.nation, state.regions, state.actors
    projects, ledger = state.projects, state.ledger
    actors.funds[m] += (1.0 - p.tax) * share
    regions.support[actors.region[m]] += p.tax * share
    nation.inflow += share
    kept = (1.0 - p.tax) * share
    ledger.value[m] += kept
    ledger.worth[m, INTEGRATED if projects.integrated[row] == 1 else PROJECT] += kept
    ledger.joint[m] += projects.expected[row] / projects.team[row]
    ledger.solo[m] += projects.solo[row] / projects.team[row]
    ledger.jobs[m] += p.jobs * share


@inlined
def learn_from(actors: Actors, rules: Parameters, m: int, domain: int, far: float) -> float:
    """Raise a member's knowledge by a success, as far as it understands it; return what it gained.

    ``far`` is the mean cognitive distance of the members.
    """
    known = actors.knowledge[m, domain]
    gained = rules.deliver.learning * understanding(known, far, rules.exchange) * (1.0 - known)
    actors.knowledge[m, domain] += gained
    return gained


@inlined
def remember_failure(regions: Regions, p: Deliver, r: int, domain: int) -> None:
    """Keep a failure in a region's memory: its civil society stores trial and error."""
    keeping = p.memory * regions.contribution[r, CIVIL_SOCIETY]
    regions.memory[r, domain] += keeping * (1.0 - regions.memory[r, domain])


@inlined
def discover(state: State, p: Deliver, m: int, domain: int, success: bool) -> None:
    """Let a region's business find out by trying what the region is good at."""
    regions, actors, r = state.regions, state.actors, state.actors.region[m]
    if actors.role[m] == BUSINESS:
        found = 1.0 if success else 0.0
        regions.score[r, domain] += p.discovery * (found - regions.score[r, domain])


@inlined
def bind(state: State, trust: Trust, row: int, success: bool) -> None:
    """Move trust and experience of the ties among the members."""
    actors, ties, projects = state.actors, state.ties, state.projects
    for i in range(projects.team[row]):
        a = projects.members[row, i]
        actors.experience[a] += 1
        for j in range(i):
            b = projects.members[row, j]
            t = find_tie(actors, ties, a, b)
            if t == EMPTY:
                remember(state, a, b, experience_of(state, a, b) + 1)
                continue
            if ties.born[t] <= projects.start[row]:
                ties.joint[t] -= 1
            ties.last_active[t] = projects.end[row]
            ties.experience[t] += 1
            if success:
                ties.trust[t] += trust.gain * (1.0 - ties.trust[t])
            else:
                ties.trust[t] *= trust.loss
            ties.acts[t] += 1
            ties.recent[t] += 1
            log_act(state, a, b, ties.level[t], ties.kind[t])
