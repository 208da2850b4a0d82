"""The survey of ties, held against brute force over networkx and plain loops (ODD 8)."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from interhelix.agents.objectives import SERVED
from interhelix.agents.roles import PLATFORM
from interhelix.model.loop import run
from interhelix.model.measures import measure_named, observe, structure
from interhelix.model.measures.structure import STRUCTURE, mean_distance
from interhelix.model.state import TIES, State
from tests.model.states import founded, given, partners, tie, world_of

WORLD = world_of(5)
QUARTER = 20


def read(name: str, state: State) -> float:
    return float(measure_named(name).read(observe(state, QUARTER)))


def drawn(seed: int = 3) -> State:
    """Draw 30 ties of any two actors, some of them old, some born on the platform."""
    state, luck = founded(WORLD, seed=seed), np.random.default_rng(seed)
    every = list(combinations(range(20), 2))
    for i in luck.choice(len(every), 30, replace=False):
        t = tie(state, *every[i], level=int(luck.integers(1, 4)), trust=0.5)
        state.ties.born[t] = luck.integers(0, QUARTER)
        state.ties.channel[t] = luck.choice([PLATFORM, 1])
        state.ties.flow[t] = luck.choice([0, 0.1, 0.3], 2)
    return state


@pytest.fixture(scope="module")
def state() -> State:
    with np.errstate(over="ignore"):
        return drawn()


def across(state: State) -> list[int]:
    region = state.actors.region
    return [
        t for t in range(state.used[TIES]) if region[state.ties.a[t]] != region[state.ties.b[t]]
    ]


def ends(state: State, t: int) -> tuple[int, int]:
    return int(state.ties.a[t]), int(state.ties.b[t])


def roles(state: State, t: int) -> tuple[int, int]:
    low, high = sorted(int(state.actors.role[end]) for end in ends(state, t))
    return low, high


def gap(state: State, t: int) -> float:
    a, b = (state.actors.knowledge[end] for end in ends(state, t))
    return abs(float(1 - a @ b / np.linalg.norm(a) / np.linalg.norm(b)) - 0.25)


def interest(state: State, t: int) -> float:
    """Return the interest of the less interested in the kind that serves both best."""
    a, b = ends(state, t)
    role, weights = state.actors.role, state.actors.weights
    return max(
        min(
            weights[a] @ SERVED[role[a], :, kind, role[b]],
            weights[b] @ SERVED[role[b], :, kind, role[a]],
        )
        for kind in range(4)
    )


def kilometres(state: State, r: int, s: int) -> float:
    place = np.array([state.regions.x, state.regions.y, state.regions.z])
    return 6371 * float(np.arccos(np.clip(place[:, r] @ place[:, s], -1, 1)))


def test_shares_of_ties_across_are_those_of_a_count_by_hand(state: State) -> None:
    ties = across(state)
    assert 10 < len(ties) < 30
    same = [roles(state, t)[0] == roles(state, t)[1] for t in ties]
    friends = [[set(partners(state, end)) for end in ends(state, t)] for t in ties]
    closed = [bool(mine & theirs) for mine, theirs in friends]
    assert read("same_role_share", state) == pytest.approx(100 * np.mean(same))
    assert read("closed_share", state) == pytest.approx(100 * np.mean(closed))
    assert 0 < np.mean(closed) < 1


def test_the_distance_ratio_holds_ties_against_all_region_pairs(state: State) -> None:
    region = state.actors.region
    of_ties = [kilometres(state, *region[list(ends(state, t))]) for t in across(state)]
    of_all = [kilometres(state, r, s) for r, s in combinations(range(5), 2)]
    assert read("distance_ratio", state) == pytest.approx(np.mean(of_ties) / np.mean(of_all))


def test_the_distance_ratio_is_undefined_where_all_regions_share_one_place() -> None:
    state = drawn()
    lat, lon = np.radians([28.1, -15.4])
    state.regions.x[:] = np.cos(lat) * np.cos(lon)
    state.regions.y[:] = np.cos(lat) * np.sin(lon)
    state.regions.z[:] = np.sin(lat)
    assert math.isnan(read("distance_ratio", state))


def test_distances_of_many_regions_are_measured_from_some_of_them(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = mean_distance(state.regions)
    of_all = [kilometres(state, r, s) for r, s in combinations(range(5), 2)]
    assert exact == pytest.approx(np.mean(of_all))
    monkeypatch.setattr(structure, "MOST_ORIGINS", 3)
    origins = np.argsort(state.regions.ident)[:3]
    of_some = [kilometres(state, r, s) for r in origins for s in range(5) if s != r]
    assert mean_distance(state.regions) == pytest.approx(np.mean(of_some))
    assert np.mean(of_some) != pytest.approx(exact)


def test_cognitive_fit_is_read_from_young_ties_and_from_those_of_the_platform(state: State) -> None:
    young = [t for t in across(state) if QUARTER - state.ties.born[t] <= 8]
    platform = [t for t in young if state.ties.channel[t] == PLATFORM]
    assert 0 < len(platform) < len(young) < len(across(state))
    assert read("cognitive_gap", state) == pytest.approx(np.mean([gap(state, t) for t in young]))
    assert read("platform_fit", state) == pytest.approx(np.mean([gap(state, t) for t in platform]))
    assert read("platform_interest", state) == pytest.approx(
        np.mean([interest(state, t) for t in platform])
    )


def test_ties_of_business_born_on_the_platform_are_counted(state: State) -> None:
    found = [
        t
        for t in across(state)
        if state.ties.channel[t] == PLATFORM and roles(state, t) in ((1, 1), (1, 2))
    ]
    assert found
    assert read("platform_business", state) == pytest.approx(100 * len(found) / 20)


def test_flows_back_and_between_science_and_business(state: State) -> None:
    flows = [state.ties.flow[t] for t in across(state) if state.ties.flow[t].sum() > 0]
    assert read("reciprocity", state) == pytest.approx(
        np.mean([2 * flow.min() / flow.sum() for flow in flows])
    )
    mixed = [state.ties.flow[t].sum() for t in across(state) if roles(state, t) == (1, 2)]
    assert mixed
    assert read("inflow_science_business", state) == pytest.approx(np.mean(mixed))


def graph(state: State, ties: list[int]) -> nx.Graph:
    found = nx.Graph()
    found.add_nodes_from(range(20))
    found.add_edges_from(ends(state, t) for t in ties)
    nx.set_node_attributes(found, dict(enumerate(state.actors.role.tolist())), "role")
    return found


def test_the_network_s_figures_are_those_of_networkx(state: State) -> None:
    every, outside = (graph(state, t) for t in (list(range(state.used[TIES])), across(state)))
    largest = max(len(part) for part in nx.connected_components(every))
    assert read("largest_component", state) == pytest.approx(100 * largest / 20)
    assert read("global_efficiency", state) == pytest.approx(nx.global_efficiency(every))
    assortativity = nx.attribute_assortativity_coefficient(outside, "role")
    assert read("role_assortativity", state) == pytest.approx(assortativity)
    assert read("density", state) == pytest.approx(100 * len(across(state)) / (190 - 5 * 6))


def test_survival_is_the_share_that_stays_for_four_quarters() -> None:
    state = founded(WORLD)
    state.nation.tie_moves[2, 2], state.nation.tie_moves[2, 1] = 90, 10
    state.nation.tie_moves[2, 3] = 55  # a climb is no fall
    assert read("survival_level_2", state) == pytest.approx(100 * 0.9**4)
    assert math.isnan(read("survival_level_3", state))


def test_survival_is_counted_in_a_run_and_idle_ties_survive_less_where_they_fall_sooner() -> None:
    def survival(patience: float) -> float:
        values = {"lapse.patience": patience, "founding.external": 3, "trust.decay": 0}
        found = run(WORLD, [given({**values, "exchange.rate_information": 0.1})] * 8, 1, twin=False)
        return float(found.series.survival_level_1.iloc[-1])

    assert survival(2) < survival(20) == 100


@pytest.mark.parametrize("measure", STRUCTURE, ids=lambda measure: measure.name)
def test_every_figure_can_be_read_where_there_is_no_tie(measure) -> None:  # type: ignore[no-untyped-def]
    figure = float(measure.read(observe(founded(WORLD), 4)))
    assert math.isnan(figure) or 0 <= figure <= 100
