"""Principles of partnership that filter proposals, each by what it lets through (ODD 7.5)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

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
from tests.model.states import act, plan, world_of

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
        rows = log(proposed(values, some_masters))
        expected = rows["chance"] * rows["target"] + (1 - rows["chance"]) * 0.3 * rows["budget"]
        return np.asarray((expected - rows["coordination"]) / 2 - rows["solo"] / 2)

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


def surplus(synergy: float, **values: float) -> np.ndarray:
    """Return what the consortia of all can expect over what their members could alone [u]."""
    every = {**TRUSTING, "propose.size": 5, "principles.synergy": synergy, **values}
    rows = log(proposed(every))
    expected = rows["chance"] * rows["target"] + (1 - rows["chance"]) * 0.3 * rows["budget"]
    return np.asarray(expected - rows["coordination"] - rows["solo"])


def test_synergy_chooses_consortia_with_a_larger_surplus_over_solo() -> None:
    costly = {"propose.coordination": 60}
    heedless, careful = surplus(0, **costly), surplus(1, **costly)
    assert len(heedless) == ALL
    assert careful.min() > 0 > heedless.min()
    assert careful.mean() > heedless.mean()


def test_the_first_whom_synergy_asks_is_the_partner_with_the_largest_surplus_of_all() -> None:
    one = log(proposed({**PAIRS, "principles.synergy": 1}))
    for row in one[:3]:
        lead, domain = int(row["lead"]), int(row["domain"])
        best = -np.inf
        for b in range(ALL):
            if b != lead:
                pair = of_pair(lead, b, domain)
                best = max(best, pair)
        mine = of_pair(lead, int(row["members"][1]), domain)
        assert mine == pytest.approx(best)


def of_pair(lead: int, partner: int, domain: int) -> float:
    """Return the surplus of a pair, read from the project that it starts."""

    def only(state: State) -> None:
        state.ties.level[:] = 1
        n = int(state.used[0])
        mine = (np.minimum(state.ties.a[:n], state.ties.b[:n]) == min(lead, partner)) & (
            np.maximum(state.ties.a[:n], state.ties.b[:n]) == max(lead, partner)
        )
        state.ties.level[np.flatnonzero(mine)] = 3
        state.regions.priority[:] = 0
        state.regions.priority[:, domain] = 1

    for seed in range(1, 60):
        rows = log(proposed({**PAIRS, "principles.goal_orientation": 1}, only, seed=seed))
        for row in rows:
            if row["lead"] == lead:
                expected = row["chance"] * row["target"]
                expected += (1 - row["chance"]) * 0.3 * row["budget"]
                return float(expected - row["coordination"] - row["solo"])
    raise AssertionError((lead, partner, domain))


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
