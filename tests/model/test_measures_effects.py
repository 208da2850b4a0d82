"""The effects are read from the ledger of acts and from states, in known units (ODD 8)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from interhelix.model.loop import read as read_against
from interhelix.model.measures import Observation, measure_named, observe
from interhelix.model.state import State
from tests.model.states import enter_pair, founded, plan, tie, world_of

WORLD = world_of(4)


def read(name: str, state: State, quarter: int = 4) -> float:
    return float(measure_named(name).read(observe(state, quarter)))


def test_net_value_is_value_less_cost_per_actor() -> None:
    state = founded(WORLD)
    state.ledger.value[:] = 10
    state.ledger.cost[0] = 32
    assert read("net_value", state) == 8
    assert read("output", state) == 10
    assert read("benefit_cost", state) == 5
    assert read("benefit_cost", founded(WORLD)) == 0


def test_welfare_is_work_less_its_inequality_between_regions() -> None:
    even, uneven = founded(WORLD), founded(WORLD)
    even.ledger.jobs[:] = 2
    uneven.ledger.jobs[:4] = 8
    assert read("welfare", even) == pytest.approx(2)
    assert read("gini_regions", even) == pytest.approx(0)
    assert read("gini_regions", uneven) == pytest.approx(0.75)
    assert read("welfare", uneven) == pytest.approx(0.5)


def test_modernity_is_nearness_to_the_frontier_of_each_domain() -> None:
    state = founded(WORLD)
    state.regions.profile[:] = 0.4
    assert read("modernity", state) == pytest.approx(100)
    state.regions.profile[0] = 0.8
    assert read("modernity", state) == pytest.approx(100 * (1 + 3 * 0.5) / 4)


def test_structural_change_and_new_domains_are_read_from_the_founding() -> None:
    state = founded(WORLD)
    state.regions.founded[:] = state.regions.profile[:] = 0.1
    state.regions.profile[0, :4] = 0.3
    assert read("structural_change", state) == pytest.approx(100 * (0.75 - 0.5) / 4)
    assert read("new_domains", state) == 0  # all stood at the frontier
    state.regions.founded[0, 4:] = 0.01
    state.regions.founded[1:] = 0.1
    assert read("new_domains", state) == 1  # the first region, in four domains, mean of four


def test_communication_and_visits_are_rates_by_quarter() -> None:
    state = founded(WORLD)
    state.ledger.acts[:, 1] = 8
    state.ledger.visits[:2] = 16
    assert read("communication", state, quarter=4) == 2
    assert read("communication", state, quarter=8) == 1
    assert read("visits", state, quarter=4) == 1000 * 32 / 16 / 4


def test_the_value_of_the_network_grows_with_trust_and_level_and_ever_less() -> None:
    values = [0.0]
    for level in (1, 2, 3):
        state = founded(WORLD)
        tie(state, 0, 4, level, 0.5)
        values.append(read("network_value", state))
        assert values[-1] == pytest.approx(2 * np.log1p(0.5 * level) / 16)
    gains = np.diff(values)
    assert (gains > 0).all()
    assert (np.diff(gains) < 0).all()


def test_one_more_member_is_worth_nothing_where_nobody_has_a_tie() -> None:
    assert read("marginal_member", founded(WORLD)) == 0
    state = founded(WORLD)
    tie(state, 0, 4, 2, 0.5)
    assert read("marginal_member", state) > 0


def test_trust_between_civil_societies_of_regions_is_a_mean_of_their_ties() -> None:
    state = founded(WORLD)
    tie(state, 3, 7, trust=0.4)
    tie(state, 3, 11, trust=0.8)
    tie(state, 2, 7, trust=0.1)
    assert read("civil_trust", state) == pytest.approx(0.6)
    assert read("civil_trust", founded(WORLD)) == 0


def test_superadditivity_holds_expected_value_together_against_alone_of_ended_projects() -> None:
    state, _ = plan(founded(WORLD), [0, 5], outcome=2, expected=150, solo=100, value=9)
    assert read("superadditivity", state) == pytest.approx(50)
    state, _ = plan(state, [1, 6], outcome=1, expected=10, solo=100, value=999)
    assert read("superadditivity", state) == pytest.approx(-20)
    state, _ = plan(state, [2, 7], outcome=0, solo=1e6)
    assert read("superadditivity", state) == pytest.approx(-20)
    assert read("superadditivity", founded(WORLD)) == 0


def test_coverage_counts_role_pairs_and_regions_with_a_tie_at_level_3() -> None:
    state = founded(WORLD)
    tie(state, 0, 5, 2)
    assert read("coverage", state) == 0
    state.ties.level[0] = 3
    assert read("coverage", state) == pytest.approx(50 * (1 / 10 + 2 / 4))


def test_unit_cost_that_falls_with_volume_has_a_negative_exponent() -> None:
    state = founded(WORLD)
    state.ledger.acts[:, 1] = np.arange(1, 17)
    state.ledger.cost[:] = np.arange(1, 17) ** 0.75
    assert read("scale_exponent", state) == pytest.approx(-0.25)
    assert read("scale_exponent", founded(WORLD)) == 0


def test_costs_members_and_success_are_shares_of_what_there_is() -> None:
    state = founded(WORLD)
    state.nation.spent = 80
    state.platform.members[:] = 1, 2, 3, 2
    state.regions.digital[:] = 0.3
    assert read("policy_cost", state) == 5
    assert read("members", state) == 50
    assert read("digital", state) == pytest.approx(30)
    assert read("success", state) == 0
    for outcome in (2, 2, 1, 0):
        state, _ = plan(state, [0, 5], outcome=outcome)
    state, _ = plan(state, [0, 1], outcome=2)
    assert read("success", state) == pytest.approx(75)
    assert read("joint_projects", state) == 25


def test_duplication_is_100_for_like_and_0_for_unlike_priorities() -> None:
    state = founded(WORLD)
    state.regions.priority[:, :2] = 1
    assert read("duplication", state) == pytest.approx(100)
    state.regions.priority[:] = 0
    for r in range(4):
        state.regions.priority[r, 2 * r : 2 * r + 2] = 1
    assert read("duplication", state) == 0


def complementarity(strong: tuple[int, int], wanted: tuple[int, int], level: int = 1) -> float:
    """Read it where each of two regions is strong in a domain and wants a domain."""
    state = founded(world_of(2))
    state.pairs.level[enter_pair(state, 0, 1)] = level
    state.regions.priority[:], state.regions.profile[:] = 0, 0.2
    for r in range(2):
        state.regions.profile[r, strong[r]] = 0.9
        state.regions.priority[r, wanted[r]] = 1
    return read("complementarity", state)


def test_complementarity_is_0_for_duplicates_and_positive_for_complements() -> None:
    assert complementarity(strong=(3, 3), wanted=(3, 3)) == 0
    assert complementarity(strong=(3, 5), wanted=(3, 5)) == 0  # each wants what it has
    assert complementarity(strong=(3, 5), wanted=(5, 5)) == pytest.approx(35)
    assert complementarity(strong=(3, 5), wanted=(5, 3)) == pytest.approx(70)
    assert math.isnan(complementarity(strong=(3, 5), wanted=(5, 3), level=0))


def against(name: str, state: State, twin: State | None, last: bool = True) -> float:
    def seen(one: State) -> Observation:
        return observe(one, 4)

    measure, beside = measure_named(name), seen(twin) if twin else None
    return float(read_against(measure, seen(state), beside, last))


def test_an_effect_is_a_difference_from_the_twin_and_may_be_negative() -> None:
    state, twin = founded(WORLD), founded(WORLD)
    twin.ledger.value[:] = 3
    assert against("effect_economic", state, twin) == -3
    assert against("effect_economic", twin, state) == 3
    assert against("effect_economic", twin, twin) == 0
    assert np.isnan(against("effect_economic", state, None))


@pytest.mark.slow  # as plain Python
def test_a_measure_of_the_end_is_read_only_in_the_last_quarter() -> None:
    state = founded(WORLD)
    for row in range(30):
        state, _ = plan(state, [row % 16, (row + 5) % 16])
    assert np.isnan(against("t_excess", state, None, last=False))
    assert np.isfinite(against("t_excess", state, None, last=True))
