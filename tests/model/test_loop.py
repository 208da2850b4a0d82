"""A run: series by quarter and tables at the end, which agree with each other."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from interhelix.agents.roles import CHANNELS, DOMAINS, KINDS, PROJECT_KINDS, ROLES
from interhelix.model import loop
from interhelix.model.errors import InputError
from interhelix.model.loop import LARGEST_SEED, Run, figures, run
from interhelix.model.measures import EFFECTS, MEASURES, measure_named
from interhelix.model.parameters import DEFAULTS
from tests.laws.cases import LIVELY
from tests.model.states import given, world_of

QUARTERS = 8
WORLD = world_of(4, (1, 2, 1, 1))
POLICY = [given({**LIVELY, "founding.external": 2})] * QUARTERS


# Measures of a whole run take thousands of permutations, as plain Python some minutes.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lively() -> Run:
    return run(WORLD, POLICY, 1)


def test_the_series_has_a_row_for_each_quarter_and_a_column_for_each_measure(lively: Run) -> None:
    assert lively.series.index.tolist() == list(range(1, QUARTERS + 1))
    assert lively.series.columns.tolist() == [measure.name for measure in MEASURES]
    assert (lively.series.dtypes == "float64").all()


def test_measures_of_the_end_stand_in_the_last_row_only(lively: Run) -> None:
    for measure in MEASURES:
        column = lively.series[measure.name]
        if measure.at_end:
            assert column.iloc[:-1].isna().all()
        else:
            known = column.notna()  # what counts events is no number before the first of them
            assert known.iloc[-1], measure.name
            assert known[known.idxmax() :].all(), measure.name


def test_some_figures_in_some_quarters_are_those_of_the_whole_run(lively: Run) -> None:
    kept = (3, 6, QUARTERS)
    some = figures(WORLD, POLICY, 1, MEASURES, kept)
    np.testing.assert_array_equal(some, lively.series.loc[list(kept)].to_numpy())


def test_figures_that_need_no_twin_run_none(lively: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []
    begin = loop.begin
    monkeypatch.setattr(loop, "begin", lambda *given: begun.append(given) or begin(*given))
    names = ("ties_external", "net_value", "t_excess")
    some = figures(WORLD, POLICY, 1, [measure_named(name) for name in names], (QUARTERS,))
    np.testing.assert_array_equal(some, lively.series.loc[[QUARTERS], list(names)].to_numpy())
    assert len(begun) == 1


def test_tables_at_the_end_agree_with_the_last_row_of_the_series(lively: Run) -> None:
    last, actors = lively.series.iloc[-1], WORLD.actors
    outside = lively.ties.region_a != lively.ties.region_b
    assert 100 * outside.sum() / actors == pytest.approx(last.ties_external)
    for level in range(1, 5):
        count = (outside & (lively.ties.level == level)).sum()
        assert 100 * count / actors == pytest.approx(last[f"ties_level_{level}"])
        pairs = (lively.pairs.level == level).sum()
        assert 100 * pairs / comb(4, 2) == pytest.approx(last[f"pairs_level_{level}"])
    assert 100 * lively.projects.interregional.sum() / actors == pytest.approx(last.joint_projects)
    assert lively.regions.net_value.mean() == pytest.approx(last.net_value)
    assert lively.regions.members.mean() == pytest.approx(last.members)
    assert (
        lively.regions.ties_external.sum() == lively.roles.ties_external.sum() == 2 * outside.sum()
    )


def test_names_and_words_in_the_tables_are_those_of_the_world(lively: Run) -> None:
    assert lively.regions.index.tolist() == sorted(WORLD.codes)
    assert lively.roles.index.tolist() == list(ROLES)
    ends = set(lively.ties.a) | set(lively.ties.b)
    assert ends <= {f"{code}.{role}.{i}" for code in WORLD.codes for role in ROLES for i in (1, 2)}
    assert all(
        a.startswith(f"{r}.{h}.")
        for a, r, h in zip(lively.ties.a, lively.ties.region_a, lively.ties.role_a, strict=True)
    )
    assert set(lively.ties.kind) <= set(KINDS)
    assert set(lively.ties.channel) <= set(CHANNELS)
    assert set(lively.projects.domain) <= set(DOMAINS)
    assert set(lively.projects.kind) <= set(PROJECT_KINDS)
    assert set(lively.projects.outcome) <= {"live", "failed", "succeeded"}
    assert all(
        lead == members.split()[0]
        for lead, members in zip(lively.projects.lead, lively.projects.members, strict=True)
    )
    assert {word for row in lively.regions.priorities for word in row.split()} <= set(DOMAINS)


def test_transitions_count_every_region_pair_in_every_quarter_and_skip_no_level(
    lively: Run,
) -> None:
    moves = lively.transitions.to_numpy()
    assert moves.sum() == QUARTERS * comb(4, 2)
    skipped = np.abs(np.subtract.outer(range(5), range(5))) > 1
    assert not moves[skipped].any()
    assert moves[:, 0].sum() >= 0


def test_without_a_twin_effects_are_not_numbers_and_all_else_is_the_same(lively: Run) -> None:
    alone = run(WORLD, POLICY, 1, twin=False)
    assert alone.series[list(EFFECTS)].isna().all().all()
    assert alone.series.drop(columns=list(EFFECTS)).equals(
        lively.series.drop(columns=list(EFFECTS))
    )
    assert alone.ties.equals(lively.ties)


def test_where_regions_keep_to_themselves_every_effect_is_0() -> None:
    shut = given({"meet.interregional": 0, "founding.external": 0})
    found = run(WORLD, [shut] * 4, 1).series[list(EFFECTS)]
    assert (found == 0).all().all()


def test_a_run_needs_a_quarter_and_a_seed_within_64_bits() -> None:
    with pytest.raises(InputError, match="no quarter to run"):
        run(WORLD, [], 1)
    with pytest.raises(InputError, match="is no seed"):
        run(WORLD, [DEFAULTS], LARGEST_SEED + 1)


def test_a_longer_run_begins_with_the_shorter_one() -> None:
    short, long = run(WORLD, POLICY[:3], 5), run(WORLD, POLICY[:6], 5)
    everyday = [measure.name for measure in MEASURES if not measure.at_end]
    assert long.series[everyday].iloc[:3].equals(short.series[everyday])


def test_what_the_table_lacks_and_the_run_drew_is_said(lively: Run) -> None:
    assert lively.drawn == WORLD.drawn
    assert "digital environment" in lively.drawn


def test_the_outlook_shares_out_all_region_pairs_now_and_in_a_year() -> None:
    outlook = run(world_of(6), [given({})] * 8, 1).outlook
    assert outlook.sum().tolist() == pytest.approx([100, 100])
    assert (outlook.to_numpy() >= 0).all()
    assert outlook["now"].tolist() != outlook["in_a_year"].tolist()
