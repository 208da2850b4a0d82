"""The nine principles of partnership, one rule each (ODD 7.5).

Most are filters: the share of proposals that keep to a principle is its parameter, and each asks
its question of a proposal. What a filter turns away is its price.
"""

from __future__ import annotations

import numpy as np

from interhelix.agents.roles import BUSINESS
from interhelix.model.compiled import called, inlined
from interhelix.model.consortium import Team, expected_value, prospect_of
from interhelix.model.draws import NOBODY, PRINCIPLE, SPLIT, draw
from interhelix.model.forms import best_domain
from interhelix.model.ledger import spend
from interhelix.model.parameters import Parameters
from interhelix.model.state import (
    EMPTY,
    N_DOMAINS,
    Actors,
    Projects,
    Regions,
    Row,
    State,
)

# Numbers of the draws that say whether a proposal keeps to a principle.
GOAL_ORIENTATION, CONSISTENCY, INNOVATION, PERFORMANCE, SYNERGY, COMPETENCE = range(6)
FAR_BEHIND = 0.5  # of the best member's knowledge: who knows less is one to whom it diffuses


@inlined
def keeps_to(share: float, principle: int, key: np.uint64, step: int, me: np.uint64) -> bool:
    """Tell whether the proposal of an initiator keeps to a principle, as a share of them does."""
    return draw(key, PRINCIPLE + SPLIT * principle, step, me, NOBODY) < share


@inlined
def serves_goals(
    regions: Regions,
    actors: Actors,
    rules: Parameters,
    a: int,
    domain: int,
    key: np.uint64,
    step: int,
) -> bool:
    """Goal orientation: a proposal must serve a priority of the initiator's region."""
    if regions.priority[actors.region[a], domain] == 1:
        return True
    share = rules.principles.goal_orientation
    return not keeps_to(share, GOAL_ORIENTATION, key, step, actors.ident[a])


@inlined
def may_renew(
    projects: Projects, row: int, rules: Parameters, key: np.uint64, step: int, me: np.uint64
) -> bool:
    """Performance: a project is renewed only if it met its target."""
    if projects.value[row] >= projects.target[row]:
        return True
    return not keeps_to(rules.principles.performance, PERFORMANCE, key, step, me)


@inlined
def is_innovative(state: State, rules: Parameters, team: Team, key: np.uint64, step: int) -> bool:
    """Innovation: a project must add a new combination of domains or a diffusion."""
    members, n = team.members, team.n
    regions, actors = state.regions, state.actors
    share = rules.principles.innovation
    if not keeps_to(share, INNOVATION, key, step, actors.ident[members[0]]):
        return True
    return adds_combination(regions, actors, members, n) or diffuses(actors, team)


@inlined
def adds_combination(regions: Regions, actors: Actors, members: Row, n: int) -> bool:
    """Tell whether a team joins two domains that no project led from the lead's region joined."""
    r = actors.region[members[0]]
    for i in range(n):
        for j in range(i):
            place = combination(best_domain(actors, members[i]), best_domain(actors, members[j]))
            if place != EMPTY and regions.combined[r, place] == 0:
                return True
    return False


@inlined
def combination(one: int, other: int) -> int:
    """Return the place of two domains among all combinations; EMPTY if they are one."""
    return EMPTY if one == other else N_DOMAINS * min(one, other) + max(one, other)


@inlined
def combine(regions: Regions, actors: Actors, members: Row, n: int) -> None:
    """Enter the domains that a team joins, those that its members know best."""
    r = actors.region[members[0]]
    for i in range(n):
        for j in range(i):
            place = combination(best_domain(actors, members[i]), best_domain(actors, members[j]))
            if place != EMPTY:
                regions.combined[r, place] = 1


@inlined
def diffuses(actors: Actors, team: Team) -> bool:
    """Tell whether a domain comes to a member of another region that is far behind the best.

    The best is the member that knows most of it; of equals the first.
    """
    members, n, domain = team.members, team.n, team.domain
    best = members[0]
    for i in range(1, n):
        if actors.knowledge[members[i], domain] > actors.knowledge[best, domain]:
            best = members[i]
    for i in range(n):
        m = members[i]
        behind = actors.knowledge[m, domain] < FAR_BEHIND * actors.knowledge[best, domain]
        if behind and actors.region[m] != actors.region[best]:
            return True
    return False


@inlined
def is_instructive(
    actors: Actors, rules: Parameters, team: Team, key: np.uint64, step: int
) -> bool:
    """Competence: a project must raise a competence in its domain that a member lacks."""
    members, n, domain = team.members, team.n, team.domain
    lacking = False
    for i in range(n):
        lacking = lacking or actors.knowledge[members[i], domain] < rules.propose.need
    share = rules.principles.competence
    return lacking or not keeps_to(share, COMPETENCE, key, step, actors.ident[members[0]])


@called
def value_alone(state: State, team: Team, i: int, rules: Parameters) -> float:
    """Return what the member at place ``i`` could expect of the same project alone [u].

    It is after tax and before its cost.
    """
    domain = team.domain
    prospect = prospect_of(state, Team(team.members[i : i + 1], 1, domain), rules)
    expected = expected_value(prospect, state.nation.seen[domain], rules.propose.budget, rules)
    return (1.0 - rules.deliver.tax) * expected


@inlined
def fair_share(value: float, paid: float, all_paid: float, n: int, rules: Parameters) -> float:
    """Mutual benefit: return a member's share of a value [u], by a split without a loser.

    For a share ``mutual_benefit`` of the value each gets back what it paid, as far as the value
    goes, and of what is left as much as the others; the rest of the value is shared alike.
    """
    back = paid if value >= all_paid else paid * value / all_paid
    rest = max(0.0, value - all_paid)
    without_loser = rules.principles.mutual_benefit
    return without_loser * (back + rest / n) + (1.0 - without_loser) * value / n


@inlined
def leak(state: State, giver: int, flow: float, rules: Parameters) -> None:
    """Openness: let a business lose sales by the knowledge that a partner shows to others again.

    What flowed to the partner is seen by others in proportion to openness, so inflow grows with
    openness and leakage with its square (``laursen2006``).
    """
    actors = state.actors
    if actors.role[giver] != BUSINESS:
        return
    seen = rules.principles.openness * flow
    lost = min(actors.funds[giver], rules.exchange.leakage * seen)
    spend(state, giver, lost)
