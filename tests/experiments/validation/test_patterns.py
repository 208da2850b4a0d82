"""Patterns: by hand on small logs, one on logs by luck, and found where they are put in."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from types import SimpleNamespace

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from interhelix.experiments.validation.patterns import (
    Log,
    again,
    attachment,
    closure,
    count,
    cuts,
    dyads_of,
    gini,
    mixing_of,
    null_logs,
    permuted,
    project_log,
    regressed,
    repeats,
    summaries,
    told,
)
from interhelix.model.state import EMPTY, MOST_MEMBERS, Projects, new_table

QUARTERS = 60
ACTORS, PROJECTS = 600, 3000


def log_of(*projects: tuple[int, tuple[int, ...]], quarters: int = QUARTERS) -> Log:
    """Make a log from (quarter, members)."""
    members = np.full((len(projects), MOST_MEMBERS), EMPTY, np.int64)
    for row, (_, team) in enumerate(projects):
        members[row, : len(team)] = team
    actors = 1 + int(members.max())
    return Log(np.array([start for start, _ in projects]), members, quarters, actors)


def log_by_luck(loyal: float = 0.0, seed: int = 1) -> Log:
    """Make a log whose teams are drawn by activity; a share of them are teams of before."""
    luck = np.random.default_rng(seed)
    activity = np.exp(luck.normal(size=ACTORS))
    projects: list[tuple[int, tuple[int, ...]]] = []
    for start in np.sort(luck.integers(0, QUARTERS, PROJECTS)):
        if projects and luck.random() < loyal:
            team = projects[luck.integers(len(projects))][1]
        else:
            size = int(luck.integers(2, 6))
            drawn = luck.choice(ACTORS, size, replace=False, p=activity / activity.sum())
            team = tuple(int(one) for one in drawn)
        projects.append((int(start), team))
    return log_of(*projects)._replace(actors=ACTORS)


def roles(number: int = ACTORS) -> NDArray[np.int8]:
    return (np.arange(number) % 4).astype(np.int8)


def of(log: Log) -> dict[str, float]:
    state = SimpleNamespace(actors=SimpleNamespace(role=roles(log.actors)))
    return summaries(log, state)  # type: ignore[arg-type]


def test_the_log_lists_won_calls_only_in_the_order_of_their_start() -> None:
    projects = new_table(Projects, 4, {"team": [2, 3, 2, 2], "start": [7, 3, 5, 1]})
    projects.called[:] = (1, 1, 0, 1)
    projects.members[:, :3] = [(1, 2, 9), (3, 4, 5), (6, 7, 9), (8, 0, 9)]
    used = np.array([0, 0, 3, 0])  # the last row is not in use
    state = SimpleNamespace(projects=projects, used=used, actors=np.zeros(10))
    log = project_log(state, 8)  # type: ignore[arg-type]
    assert log.start.tolist() == [3, 7]
    assert log.members[:, :4].tolist() == [[3, 4, 5, EMPTY], [1, 2, EMPTY, EMPTY]]


def test_a_permuted_log_keeps_sizes_and_everybodys_number_of_projects_by_year() -> None:
    log = log_by_luck()
    null = permuted(log, np.random.default_rng(2))
    assert ((null.members == EMPTY) == (log.members == EMPTY)).all()
    assert (null.members != log.members).any()
    for year in range(QUARTERS // 4):
        here = log.start // 4 == year
        before, after = (np.sort(one.members[here], axis=None) for one in (log, null))
        assert (before == after).all()


def test_in_a_permuted_log_nobody_stands_twice_in_a_project() -> None:
    null = permuted(log_by_luck(), np.random.default_rng(3))
    teams = [team[team != EMPTY] for team in null.members]
    assert all(len(set(team.tolist())) == len(team) for team in teams)


def test_equal_seeds_give_equal_nulls() -> None:
    log = log_by_luck()
    one, other = (next(null_logs(log, 1, 5)).members for _ in range(2))
    assert (one == other).all()


def test_partners_by_luck_leave_every_ratio_at_1() -> None:
    found = of(log_by_luck())
    for name in ("P1_repeat", "P2_excess_1", "P3_closure", "P7_GG", "P7_BS"):
        assert found[name] == pytest.approx(1.0, abs=0.15), name
    assert found["P7_assortativity"] == pytest.approx(0.0, abs=0.02)


def test_loyal_teams_stand_out_against_the_null() -> None:
    found = of(log_by_luck(loyal=0.3))
    assert found["P1_repeat"] > 1.3
    assert found["P2_excess_1"] > 1.3


def test_every_summary_of_a_log_of_some_size_is_finite() -> None:
    assert all(np.isfinite(value) for value in of(log_by_luck()).values())


def test_a_repeat_counts_from_the_next_year_on_and_once_a_year() -> None:
    log = log_of((0, (0, 1)), (1, (0, 1)), (4, (0, 1)), (5, (0, 1)), (6, (1, 2)), quarters=8)
    assert repeats(dyads_of(log), 8).tolist() == [0.0, 0.5]


def test_the_share_of_next_projects_by_how_many_came_before() -> None:
    (cut, *_), last = cuts(16), 16
    assert list(cuts(16)) == [4]
    log = log_of(
        (0, (0, 1)), (1, (0, 1)), (2, (2, 3)), (3, (4, 5)), (cut, (0, 1)), (cut + 11, (2, 3)),
        quarters=last,
    )  # fmt: skip
    share, number = again(dyads_of(log), last)
    assert number[:2].tolist() == [2, 1]
    assert share[:2].tolist() == [0.5, 1.0]


def test_closure_is_the_rate_with_a_common_partner_over_that_without() -> None:
    # before: a path 0-1-2 and a pair 3-4, so 0-2 has a common partner, six other dyads have none
    log = log_of((0, (0, 1)), (0, (1, 2)), (0, (3, 4)), (5, (0, 2)), (6, (0, 3)), quarters=16)
    assert closure(dyads_of(log), 16) == pytest.approx((1 / 1) / (1 / 6))


def test_attachment_finds_the_exponent_that_is_put_in() -> None:
    luck, names = np.random.default_rng(4), iter(range(100_000))
    before = [(hub, next(names)) for hub in range(20_000, 20_080) for _ in range(1 + hub % 8 * 3)]
    partners = Counter(actor for pair in before for actor in pair)
    after = [
        (actor, next(names))
        for actor, number in partners.items()
        for _ in range(luck.poisson(0.3 * number**1.5))
    ]
    log = log_of(*((0, pair) for pair in before), *((5, pair) for pair in after), quarters=16)
    assert attachment(dyads_of(log), 16) == pytest.approx(1.5, abs=0.1)


def test_a_poisson_and_a_binomial_regression_find_their_coefficients() -> None:
    x = np.linspace(-1, 1, 41)
    columns = np.column_stack([np.ones(41), x])
    assert regressed(columns, np.exp(1.5 - 0.7 * x)) == pytest.approx([1.5, -0.7])
    trials = np.full(41, 30.0)
    share = 1 / (1 + np.exp(-(0.3 + 2 * x)))
    assert regressed(columns, trials * share, trials) == pytest.approx([0.3, 2.0])


def test_the_gini_of_equals_is_0_and_of_one_who_has_all_nearly_1() -> None:
    assert gini(np.ones(9)) == pytest.approx(0)
    assert gini(np.array([0.0, 0, 0, 5])) == pytest.approx(0.75)


def test_mixing_and_assortativity_are_those_of_the_network() -> None:
    log, role = log_by_luck(), roles()
    raw = count(log, role)
    graph = nx.Graph()
    for team in log.members:
        graph.add_edges_from(combinations(team[team != EMPTY].tolist(), 2))
    nx.set_node_attributes(graph, {actor: int(role[actor]) for actor in graph}, "role")
    known = nx.attribute_mixing_matrix(graph, "role", mapping={i: i for i in range(4)})
    assert mixing_of(dyads_of(log), role) == pytest.approx(known)
    expected = nx.attribute_assortativity_coefficient(graph, "role")
    assert told(raw, [raw])["P7_assortativity"] == pytest.approx(expected)
    degrees = np.array([degree for _, degree in graph.degree()], float)
    assert raw.gini == pytest.approx(gini(degrees))
