"""What holds in every state of every run, whatever the parameters."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given

from interhelix.model.rules import money
from interhelix.model.state import EMPTY, LIVE, MOST_PLATFORMS, PAIRS, PROJECTS, TIES
from tests.laws.cases import LIVELY, Case, cases, few
from tests.model.states import across, columns, dyads, levels, pair_levels, partners

RICH = Case(5, (1, 1, 1, 1), LIVELY, {}, 1)


def test_the_lively_case_reaches_every_level_and_every_kind_of_event() -> None:
    seen: set[int] = set()
    for _, state in RICH.walk():
        seen |= set(levels(state).values())
    outcomes = set(state.projects.outcome[: state.used[PROJECTS]].tolist())
    assert seen == {1, 2, 3, 4}
    assert outcomes == {0, 1, 2}
    assert state.pairs.signed.any()
    assert state.actors.member.any()
    assert state.projects.called.any()


@few
@given(cases)
def test_ties_stand_at_levels_1_to_4_and_never_skip_one(case: Case) -> None:
    before = levels(case.begin())
    for _, state in case.walk():
        now = levels(state)
        assert set(now.values()) <= {1, 2, 3, 4}
        for dyad in before.keys() | now.keys():
            assert abs(now.get(dyad, 0) - before.get(dyad, 0)) <= 1
        before = now


@few
@given(cases)
def test_region_pairs_stand_at_levels_0_to_4_and_never_skip_one(case: Case) -> None:
    before: dict[tuple[int, int], int] = {}
    for _, state in case.walk():
        now = pair_levels(state)
        assert len(now) == state.used[PAIRS]
        assert set(now.values()) <= {0, 1, 2, 3, 4}
        for pair, level in now.items():
            assert pair[0] < pair[1]
            assert abs(level - before.get(pair, 0)) <= 1
        assert before.keys() <= now.keys()
        before = now


@few
@given(cases)
def test_a_tie_reaches_level_4_only_in_a_pair_with_a_joint_strategy(case: Case) -> None:
    before: dict[tuple[int, int], int] = {}
    signed: set[int] = set()
    for _, state in case.walk():
        for t, (dyad, level) in enumerate(levels(state).items()):
            if level == 4 and before.get(dyad) == 3:
                assert int(state.ties.pair[t]) in signed
        before = levels(state)
        signed = set(np.flatnonzero(state.pairs.signed[: state.used[PAIRS]]).tolist())


@few
@given(cases)
def test_a_dyad_has_one_tie_and_nobody_is_tied_to_itself(case: Case) -> None:
    for _, state in case.walk():
        found = dyads(state)
        assert len(found) == state.used[TIES]
        assert all(a != b for a, b in found)
        for t in range(state.used[TIES]):
            assert state.actors.ident[state.ties.a[t]] < state.actors.ident[state.ties.b[t]]


@few
@given(cases)
def test_a_tie_inside_has_no_pair_and_a_tie_across_the_pair_of_its_regions(case: Case) -> None:
    for _, state in case.walk():
        outside, region = across(state), state.actors.region
        for t in range(state.used[TIES]):
            row = state.ties.pair[t]
            assert (row != EMPTY) == outside[t]
            if outside[t]:
                ends = sorted((region[state.ties.a[t]], region[state.ties.b[t]]))
                assert ends == [state.pairs.r[row], state.pairs.s[row]]


@few
@given(cases)
def test_load_counts_the_ties_on_an_actor_s_list_and_never_passes_its_capacity(
    case: Case,
) -> None:
    for _, state in case.walk():
        found = dyads(state)
        count = Counter(actor for dyad in found for actor in dyad)
        assert (state.actors.load <= state.actors.capacity).all()
        for a in range(len(state.actors)):
            mine = partners(state, a)
            assert len(mine) == state.actors.load[a] == count[a]
            assert {(min(a, b), max(a, b)) for b in mine} == {d for d in found if a in d}


@few
@given(cases)
def test_trust_knowledge_and_every_share_stay_between_0_and_1(case: Case) -> None:
    for _, state in case.walk():
        regions, projects = state.regions, state.projects[: state.used[PROJECTS]]
        shares = (
            state.ties.trust[: state.used[TIES]],
            state.pairs.goodwill[: state.used[PAIRS]],
            state.actors.knowledge,
            state.actors.openness,
            state.actors.help,
            state.actors.weights,
            regions.inner,
            regions.digital,
            regions.contribution,
            regions.stress,
            regions.memory,
            regions.score,
            regions.profile,
            projects["chance"],
            state.platform.fear,
            state.platform.memory,
            state.nation.pool,
            state.nation.priorities,
        )
        for column in shares:
            assert np.isfinite(column).all()
            assert (column >= 0).all()
            assert (column <= 1).all()


@few
@given(cases)
def test_money_is_neither_created_nor_lost_and_no_funds_are_negative(case: Case) -> None:
    state = case.begin()
    before, inflow, outflow = money(state), 0.0, 0.0
    for _, state in case.walk():
        came = float(state.nation.inflow) - inflow
        left = float(state.nation.outflow) - outflow
        assert came >= 0
        assert left >= 0
        scale = max(abs(before), came, left, 1.0)
        assert money(state) == pytest.approx(before + came - left, abs=1e-9 * scale)
        assert (state.actors.funds >= 0).all()
        assert (state.actors.backing >= 0).all()
        assert (state.nation.purse >= 0).all()
        assert (state.regions.support >= -1e-9).all()
        before, inflow, outflow = money(state), inflow + came, outflow + left


@few
@given(cases)
def test_members_agree_with_the_roster_of_the_platform(case: Case) -> None:
    for _, state in case.walk():
        inside = state.directory.by_ident[state.actors.member[state.directory.by_ident] == 1]
        assert set(state.actors.member.tolist()) <= {0, 1}
        assert state.platform.members.sum() == len(inside)
        assert state.directory.roster[: len(inside)].tolist() == inside.tolist()
        by_role = np.bincount(state.actors.role[inside], minlength=4)
        assert (state.platform.members == by_role).all()
        home = state.actors.home[inside]
        on_one = np.bincount(home[home != EMPTY], minlength=MOST_PLATFORMS)
        assert state.platform.homes.tolist() == [*on_one, (home == EMPTY).sum()]


@few
@given(cases)
def test_joint_work_on_a_tie_is_work_on_live_projects(case: Case) -> None:
    for step, state in case.walk():
        live: Counter[tuple[int, int]] = Counter()
        for row in state.projects[: state.used[PROJECTS]]:
            team = sorted(row["members"][: row["team"]].tolist())
            assert len(set(team)) == row["team"] >= 2
            assert (row["outcome"] == LIVE) == (row["end"] > step)
            if row["outcome"] == LIVE:
                live.update((a, b) for i, b in enumerate(team) for a in team[:i])
        for dyad, t in dyads(state).items():
            assert 0 <= state.ties.joint[t] <= live[dyad]


@few
@given(cases)
def test_what_was_done_and_paid_never_becomes_less(case: Case) -> None:
    ledger = case.begin().ledger.copy()
    for _, state in case.walk():
        for name in set(ledger.dtype.names) - {"cost"}:  # a fee may be negative
            assert np.isfinite(state.ledger[name]).all(), name
            assert (state.ledger[name] >= ledger[name]).all(), name
        assert np.isfinite(state.ledger.cost).all()
        assert (state.ledger.by_form.sum(axis=1) <= state.ledger.acts.sum(axis=1)).all()
        assert (state.ledger.acts.sum(axis=1) == state.ledger.by_kind.sum(axis=1)).all()
        assert (state.ledger.external <= state.ledger.acts.sum(axis=1)).all()
        ledger = state.ledger.copy()


@few
@given(cases)
def test_every_column_of_every_table_is_a_finite_number(case: Case) -> None:
    for _, state in case.walk():
        for name, column in columns(state).items():
            if column.dtype.kind == "f":
                assert np.isfinite(column).all(), name


@few
@given(cases)
def test_live_projects_across_are_counted_and_a_kept_share_is_no_debt(case: Case) -> None:
    for _, state in case.walk():
        rows = state.projects[: state.used[PROJECTS]]
        live = (rows["outcome"] == LIVE) & (rows["external"] == 1)
        assert state.nation.live == live.sum()
        assert (rows["kept"] >= 0).all()
        assert (rows["budget"] > 0).all()
        assert (rows["grant"] <= rows["budget"] * (1 + 1e-12)).all()


@few
@given(cases)
def test_moves_count_every_pair_in_every_quarter_and_every_tie_across(case: Case) -> None:
    n = case.regions * (case.regions - 1) // 2
    for step, state in case.walk():
        quarters = [max(0, step + 1 - ago) for ago in range(5)]
        assert state.nation.moves.sum(axis=(1, 2)).tolist() == [n * count for count in quarters]
        skipped = np.abs(np.subtract.outer(range(5), range(5))) > 1
        assert not state.nation.moves[:, skipped].any()
        assert not state.nation.tie_moves[skipped].any()
        assert state.nation.tie_moves.sum() >= across(state).sum()
