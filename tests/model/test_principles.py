"""Principles of partnership that filter proposals, each by what it lets through (ODD 7.5)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from interhelix.model.compiled import kernel
from interhelix.model.consortium import Team
from interhelix.model.dues import terms_of, values_alone
from interhelix.model.parameters import as_record
from interhelix.model.state import EMPTY, SUCCEEDED, State
from tests.model.consortia import (
    ALL,
    EVERYBODY,
    TRUSTING,
    UNPRINCIPLED,
    Change,
    ended,
    log,
    partnership,
    proposed,
)
from tests.model.states import act, given, plan, world_of

WORLD = world_of(4)
PAIRS = {**TRUSTING, "propose.size": 2}
Values = Mapping[str, float]


# goal orientation


def two_priorities(state: State) -> None:
    state.regions.priority[:] = 0
    state.regions.priority[:, [1, 4]] = 1


def test_goal_orientation_lets_only_proposals_in_priorities_through() -> None:
    def domains(share: float) -> list[int]:
        return list(
            log(proposed({**PAIRS, "principles.goal_orientation": share}, two_priorities))["domain"]
        )

    free, bound = domains(0), domains(1)
    assert len(free) == ALL
    assert set(free) - {1, 4}
    assert bound == [
        domain for domain in free if domain in (1, 4)
    ]  # the price: the others are lost
    assert len(bound) < len(domains(0.5)) < ALL


# consistency


def some_masters(state: State) -> None:
    """Let half of the actors know everything: together they gain nothing and must coordinate."""
    state.actors.knowledge[: ALL // 2] = 0.9


def test_consistency_refuses_a_consortium_in_which_a_member_does_worse_than_alone() -> None:
    def gains(share: float) -> np.ndarray:
        values = {**PAIRS, "principles.consistency": share, "deliver.value": 2.5}
        rows = log(proposed({**values, "deliver.novelty": 3}, some_masters))
        return np.asarray((rows["expected"] - rows["coordination"] - rows["solo"]) / 2)

    heedless, heedful = gains(0), gains(1)
    assert len(heedless) == ALL
    assert 0 < len(heedful) < ALL
    assert heedless.min() < 0 <= heedful.min()


def test_consistency_refuses_what_must_be_expected_to_lose_money() -> None:
    poor = {**PAIRS, "deliver.value": 0.4}
    assert len(log(proposed(poor))) == ALL
    assert len(log(proposed({**poor, "principles.consistency": 1}))) == 0


# innovation


def of_one_domain(state: State) -> None:
    state.actors.knowledge[:] = 0.5
    state.actors.knowledge[:, 2] = 0.9


def known_combinations(state: State) -> None:
    state.regions.combined[:] = 1


def backward_regions(state: State) -> None:
    known_combinations(state)
    state.actors.knowledge[:] = np.where(state.actors.region == 0, 0.9, 0.3)[:, None]


def test_innovation_asks_for_a_new_combination_of_domains_or_a_diffusion() -> None:
    def through(change: Change | None) -> int:
        return len(log(proposed({**PAIRS, "principles.innovation": 1}, change)))

    assert through(of_one_domain) == 0
    assert 0 < through(backward_regions) < ALL
    assert through(known_combinations) < through(None) < ALL


def test_diffusion_goes_from_one_region_to_another_that_is_far_behind() -> None:
    state = proposed({**PAIRS, "principles.innovation": 1}, backward_regions)
    for row in log(state):
        assert (state.actors.region[row["members"][:2]] == 0).sum() == 1


def test_a_project_makes_its_combination_known_in_the_region_of_its_lead() -> None:
    state = proposed(PAIRS)
    best = np.argmax(state.actors.knowledge, axis=1)
    joined = np.zeros((3, 8, 8), np.int8)
    for row in log(state):
        low, high = sorted(best[row["members"][:2]])
        if low != high:
            joined[state.actors.region[row["lead"]], low, high] = 1
    assert joined.any()
    assert (state.regions.combined.reshape(3, 8, 8) == joined).all()


# performance


def renewed(met: bool, performance: float, renewal: float = 1, level: int = 3) -> np.ndarray:
    """Let all propose after each led a project in domain 6, with one partner."""
    state = partnership(level)
    for a in range(ALL):
        row = {"end": 1, "target": 100, "value": 100 if met else 99, "outcome": SUCCEEDED}
        state, place = plan(state, [a, (a + 4) % ALL], domain=6, **row)
        state.actors.last[a] = place
    values = {**EVERYBODY, **UNPRINCIPLED, **TRUSTING, "propose.size": 4}
    values |= {"propose.renewal": renewal, "principles.performance": performance}
    return log(act("propose", state, values, step=3))[ALL:]


def test_a_renewal_keeps_domain_and_team() -> None:
    rows = renewed(met=True, performance=0)
    assert len(rows) == ALL
    assert (rows["domain"] == 6).all()
    assert (rows["team"] == 2).all()
    assert (rows["members"][:, 1] == (rows["lead"] + 4) % ALL).all()
    assert (renewed(met=True, performance=0, renewal=0)["team"] > 2).any()


def test_performance_renews_only_what_met_its_target() -> None:
    assert len(renewed(met=True, performance=1)) == ALL
    assert len(renewed(met=False, performance=1)) == 0
    assert 0 < len(renewed(met=False, performance=0.5)) < len(renewed(met=False, performance=0))


def test_an_ended_project_may_be_renewed_once() -> None:
    state = ended({})
    assert state.actors.last[2] == 0
    assert (np.delete(state.actors.last, 2) == EMPTY).all()


# synergy


@kernel
def surplus_of(state, members, n, domain, rules):  # type: ignore[no-untyped-def]
    terms = terms_of(state, Team(members, n, domain), rules)
    alone = values_alone(state, Team(members, n, domain), rules).sum()
    return n * (terms.net + terms.budget) - alone


def surpluses(synergy: float) -> list[list[float]]:
    """Return what each consortium gains over its members' work alone, as it grows from two [u]."""
    values = {**TRUSTING, "propose.size": 5, "principles.synergy": synergy}
    values |= {"deliver.novelty": 1.5, "propose.coordination": 10}
    state = proposed(values)
    rules = as_record(given({**UNPRINCIPLED, **values}))
    return [
        [
            surplus_of(state, row["members"].astype(np.int32), n, int(row["domain"]), rules)
            for n in range(2, row["team"] + 1)
        ]
        for row in log(state)
    ]


def test_under_synergy_every_member_raises_the_surplus_over_work_alone() -> None:
    heedless, careful = surpluses(0), surpluses(1)
    assert len(careful) > 3
    assert max(len(growth) for growth in careful) > 1
    for growth in careful:
        assert min(np.diff([0, *growth])) > 0
    assert min(min(np.diff([0, *growth])) for growth in heedless) < 0


# competence


def test_competence_asks_for_a_member_who_lacks_the_competence() -> None:
    def masters(state: State) -> None:
        state.actors.knowledge[:] = 0.9
        state.actors.knowledge[0] = 0.2

    free = log(proposed(PAIRS, masters))
    bound = log(proposed({**PAIRS, "principles.competence": 1}, masters))
    assert len(free) == ALL
    assert 0 < len(bound) < ALL
    assert all(0 in row["members"][:2] for row in bound)
