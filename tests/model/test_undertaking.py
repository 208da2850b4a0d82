"""A project begins: what members may expect, who pays, and the ties it makes (ODD 7.1)."""

from __future__ import annotations

import numpy as np
import pytest

from interhelix.model.compiled import kernel
from interhelix.model.consortium import Team, prospect_of
from interhelix.model.parameters import as_record
from interhelix.model.state import State
from tests.model.consortia import (
    ALL,
    EQUAL,
    EVERYBODY,
    TRUSTING,
    UNPRINCIPLED,
    WORLD,
    Change,
    log,
    partnership,
    proposed,
)
from tests.model.states import act, dyads, founded, given, tie


def needed(state: State, domain: int) -> np.ndarray:
    """Return the requirement vector: half the domain itself, a quarter each of the two nearest."""
    weights = np.zeros(8)
    weights[domain] = 0.5
    near = [d for d in np.argsort(-state.nation.related[domain], kind="stable") if d != domain]
    weights[near[:2]] = 0.25
    return weights


def mean_distance(k: np.ndarray) -> float:
    unit = k / np.linalg.norm(k, axis=1, keepdims=True)
    upper = np.triu_indices(len(k), 1)
    return float((1 - unit @ unit.T)[upper].mean()) if len(k) > 1 else 0.0


def quality(state: State, members: np.ndarray, standards: float) -> float:
    """Return the mean quality of contracts between the lead and the others."""
    region, member = state.actors.region, state.actors.member
    found = []
    for b in members[1:]:
        both = state.regions.contract[[region[members[0]], region[b]]].mean()
        if member[members[0]] and member[b]:
            both += standards * (1 - both)
        found.append(both)
    return float(np.mean(found)) if found else 1.0


def formula(state: State, members: np.ndarray, domain: int) -> float:
    """Return ``p0 coverage exp(-((x - x*) / w)^2) q_c``, raised by remembered failures."""
    k = state.actors.knowledge[members]
    covered = (needed(state, domain) * np.minimum(1, k.max(axis=0) / 0.5)).sum()
    chance = 0.95 * covered * quality(state, members, 0.3)
    if len(members) > 1:
        chance *= np.exp(-(((mean_distance(k) - 0.25) / 0.45) ** 2))
    memory = state.regions.memory[state.actors.region[members], domain].max()
    failure = (1 - chance) * (1 - 0.3 * memory)
    if on_platform(state, members) and 3 in state.actors.role[members]:
        failure *= 1 - 0.2  # living lab
    return float(1 - failure)


def on_platform(state: State, members: np.ndarray) -> bool:
    return bool(len(members) > 1 and state.actors.member[members].all())


def salvage(state: State, members: np.ndarray) -> float:
    return 1 - (1 - 0.15 * on_platform(state, members)) * 0.7


def test_who_works_alone_pays_no_penalty_for_being_like_itself() -> None:
    state = partnership()
    state.regions.memory[:] = np.random.default_rng(1).uniform(0, 1, (3, 8))
    rules = as_record(given({"deliver.width": 0.05, "proximity.optimum": 1}))
    for m in range(ALL):
        for domain in range(8):
            known = np.minimum(1, state.actors.knowledge[m] / 0.5)
            failure = 1 - 0.95 * float(needed(state, domain) @ known)
            failure *= 1 - 0.3 * state.regions.memory[state.actors.region[m], domain]
            assert alone(state, m, domain, rules) == pytest.approx(1 - failure)


@kernel
def alone(state, m, domain, rules):  # type: ignore[no-untyped-def]
    members = np.full(1, m, np.int32)
    return prospect_of(state, Team(members, 1, domain), rules).chance


def test_chance_value_and_solo_value_equal_their_formulas() -> None:
    def prepare(state: State) -> None:
        luck = np.random.default_rng(1)
        state.actors.member[::2] = 1
        state.regions.memory[:] = luck.uniform(0, 1, (3, 8))
        state.nation.demand[:] = state.nation.seen[:] = luck.uniform(0.3, 1.7, 8)

    exact = {"deliver.value": 2, "deliver.salvage": 0.3}
    state = proposed({**TRUSTING, **exact}, prepare)
    assert len(log(state)) == ALL
    for row in log(state):
        members, domain, n = row["members"][: row["team"]], int(row["domain"]), int(row["team"])
        assert row["chance"] == pytest.approx(formula(state, members, domain))
        strict = 0.2 * 0.3 * on_platform(state, members)
        novelty = 1 + 0.6 * (1 - strict) * mean_distance(state.actors.knowledge[members])
        value = 120 * 2 * state.nation.demand[domain]
        assert row["target"] == pytest.approx(n * value * novelty)
        alone = [formula(state, members[i : i + 1], domain) for i in range(n)]
        solo = sum(chance * value + (1 - chance) * 0.3 * 120 for chance in alone)
        assert row["solo"] == pytest.approx(0.9 * solo)  # after tax, as what they expect together
        joint = (
            row["chance"] * row["target"] + (1 - row["chance"]) * salvage(state, members) * 120 * n
        )
        assert row["expected"] == pytest.approx(0.9 * joint)
        assert row["budget"] == 120 * n


def test_clear_contracts_raise_the_chance_and_can_be_switched_off() -> None:
    def vague(state: State) -> None:
        state.regions.contract[:] = 0.5

    chances = [
        log(proposed({**TRUSTING, "exchange.contracts": c}, vague))["chance"] for c in (0, 1)
    ]
    assert chances[1].mean() == pytest.approx(0.5 * chances[0].mean(), rel=0.2)


def test_remembered_failures_raise_the_chance() -> None:
    def remember(state: State) -> None:
        state.regions.memory[:] = 1

    values = {**TRUSTING, "propose.size": 2}
    assert log(proposed(values, remember))["chance"].min() > log(proposed(values))["chance"].min()


def test_a_call_needs_several_regions_and_pays_its_grant_to_each_member() -> None:
    values = {**TRUSTING, "propose.call_share": 1, "propose.call_success": 1, "deliver.value": 20}
    for regions in (2, 3):
        state = proposed({**values, "propose.call_regions": regions, "propose.size": 3})
        rows = log(state)
        for row in rows:
            members = row["members"][: row["team"]]
            several = len(set(state.actors.region[members])) >= regions
            assert bool(row["called"]) == several
            assert row["grant"] == pytest.approx(0.7 * 120 * row["team"] * several)
        assert rows["called"].any()
        assert regions == 2 or not rows["called"].all()


def test_a_project_is_interregional_when_two_regions_take_part() -> None:
    state = proposed({**TRUSTING, "propose.size": 2})
    different = [len(set(state.actors.region[row["members"][:2]])) == 2 for row in log(state)]
    assert (log(state)["external"] == different).all()
    assert len(set(different)) == 2


def test_calls_win_as_often_as_they_say_and_never_without_a_call() -> None:
    def won(share: float, success: float) -> int:
        values = {**TRUSTING, "propose.call_share": share, "propose.call_success": success}
        values |= {"propose.size": 2, "propose.call_regions": 1, "propose.call_contacts": 0}
        return int(sum(log(proposed(values, seed=seed))["called"].sum() for seed in range(2)))

    assert won(0, 1) == won(1, 0) == 0 < won(1, 0.2) < won(1, 0.7) < won(1, 1)
    assert won(0.3, 1) < won(1, 1)


def test_each_member_pays_its_share_of_budget_and_coordination() -> None:
    state = partnership()
    before = state.actors.funds.copy()
    state = act(
        "propose", state, {**EVERYBODY, **UNPRINCIPLED, **TRUSTING, "propose.coordination": 2}
    )
    due = np.zeros(ALL)
    for row in log(state):
        n = int(row["team"])
        due[row["members"][:n]] += 120 + 2 * (n - 1) / 2
    assert before - state.actors.funds == pytest.approx(due)
    assert state.ledger.cost == pytest.approx(due)
    assert state.nation.outflow == pytest.approx(due.sum())
    assert state.nation.spent == 0


def test_the_nation_pays_grants_and_members_the_rest() -> None:
    values = {**TRUSTING, "propose.call_share": 1, "propose.call_success": 1}
    values["propose.writing"] = 0
    state = partnership()
    before = state.actors.funds.sum()
    state = act(
        "propose", state, {**EVERYBODY, **UNPRINCIPLED, **values, "propose.coordination": 0}
    )
    rows = log(state)
    assert state.nation.spent == pytest.approx(rows["grant"].sum())
    assert before - state.actors.funds.sum() == pytest.approx(
        (rows["budget"] - rows["grant"]).sum()
    )


def test_a_region_co_funds_only_its_priorities_and_no_more_than_it_has() -> None:
    def rich(support: float) -> Change:
        def change(state: State) -> None:
            state.regions.support[:] = support
            state.regions.priority[:, :4] = 1

        return change

    values = {**TRUSTING, "prioritise.support": 0.3, "propose.size": 2}
    state = proposed(values, rich(1e4))
    rows = log(state)
    chosen = rows["domain"] < 4
    assert rows["grant"][chosen] == pytest.approx(2 * 0.3 * 120)
    assert not rows["grant"][~chosen].any()
    assert 0 < chosen.sum() < ALL
    assert 3e4 - state.regions.support.sum() == pytest.approx(rows["grant"].sum())
    little = proposed(values, rich(50))
    assert log(little)["grant"].sum() == pytest.approx(150)
    assert little.regions.support == pytest.approx(0)


def test_a_term_lasts_its_median_quarters_and_never_less_than_two() -> None:
    fixed = log(proposed({**TRUSTING, "propose.term": 12, "propose.term_spread": 0}))
    assert (fixed["end"] - fixed["start"] == 12).all()
    assert (fixed["start"] == 3).all()
    spread = {**TRUSTING, "propose.term": 12, "propose.term_spread": 0.3, "propose.size": 2}
    starts = [log(proposed(spread, seed=seed)) for seed in range(4)]
    terms = np.concatenate([rows["end"] - rows["start"] for rows in starts])
    assert np.median(terms) == pytest.approx(12, abs=2)
    assert np.log(terms).std() == pytest.approx(0.3, abs=0.1)
    short = log(proposed({**TRUSTING, "propose.term": 1, "propose.term_spread": 0}))
    assert (short["end"] - short["start"] == 2).all()


def test_a_joint_strategy_saves_coordination() -> None:
    def paid(signed: int) -> float:
        def change(state: State) -> None:
            state.pairs.signed[:] = signed

        values = {**TRUSTING, "propose.size": 2, "integrate.saving": 0.4}
        state = proposed({**values, "propose.coordination": 10}, change)
        return float(state.ledger.cost.sum() - log(state)["budget"].sum())

    across = log(proposed({**TRUSTING, "propose.size": 2}))["external"].sum()
    assert paid(0) == pytest.approx(ALL * 10)
    assert paid(1) == pytest.approx((ALL - across) * 10 + across * 6)


def test_members_who_were_strangers_are_tied_at_level_1_and_joint_work_is_counted() -> None:
    state = founded(WORLD)
    state.actors.funds[:] = 1e4
    for b in (4, 7, 9):
        tie(state, 2, b, 3, 0.8)
    values = {
        **EQUAL,
        **UNPRINCIPLED,
        **TRUSTING,
        "propose.rate": 5,
        "propose.size": 3,
        "propose.coordination": 0,
    }
    state = act("propose", state, values, step=3)
    rows = dyads(state)
    count = dict.fromkeys(rows, 0)
    for row in log(state):
        team = sorted(row["members"][: row["team"]])
        for i, b in enumerate(team):
            for a in team[:i]:
                count[(a, b)] += 1
    assert {dyad: int(state.ties.joint[t]) for dyad, t in rows.items()} == count
    new = [t for (a, b), t in rows.items() if a != 2]
    assert new
    assert all(state.ties.level[t] == 1 and state.ties.born[t] == 3 for t in new)


def test_the_lead_s_role_decides_between_two_kinds_of_project() -> None:
    kinds: dict[int, set[int]] = {role: set() for role in range(4)}
    for seed in range(4):
        state = proposed({**TRUSTING, "propose.size": 2}, seed=seed)
        for row in log(state):
            kinds[int(state.actors.role[row["lead"]])].add(int(row["kind"]))
    assert kinds == {0: {4, 2}, 1: {3, 2}, 2: {0, 1}, 3: {1, 4}}
