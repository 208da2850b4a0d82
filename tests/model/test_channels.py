"""Meet by channel: events, the competence map, the platform, joint fields (ODD 7.3, 7.6)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from interhelix.agents.roles import CALL, EVENT, MAP, PARTNER, PLATFORM, SEARCH, STRATEGY
from interhelix.model.compiled import kernel
from interhelix.model.contact import draw_accept, make_contact
from interhelix.model.mechanisms.learn import read_profiles
from interhelix.model.parameters import as_record
from interhelix.model.state import TIES
from interhelix.model.world import World
from tests.laws.cases import LIVELY
from tests.model.meetings import NOBODY_SEARCHES, by_channel, met
from tests.model.states import (
    act,
    dyads,
    founded,
    world_of,
)
from tests.model.states import given as states_given


def mean_ties(conferences: float, world: World) -> float:
    values = {"meet.conferences": conferences}
    return float(np.mean([met(values, world, seed, 3).used[TIES] for seed in range(24)]))


@pytest.mark.slow  # as plain Python
def test_more_conferences_bring_more_ties_on_average(wide: World) -> None:
    ties = [mean_ties(conferences, wide) for conferences in (0, 12.5, 50)]
    assert ties[0] < ties[1] < ties[2]


@pytest.mark.parametrize(
    ("lever", "low", "high", "base"),
    [
        ("meet.event_contacts", 1, 6, {"meet.conferences": 50}),
        ("meet.attendance", 0.01, 1, {"meet.conferences": 12.5, "meet.event_contacts": 5}),
        ("meet.platform_contacts", 0.5, 5, {}),
        ("meet.strategy_contacts", 0.2, 5, {"integrate.coordination": 1}),
    ],
)
def test_a_lever_of_a_channel_brings_ties_of_that_channel(
    wide: World, lever: str, low: float, high: float, base: Mapping[str, float]
) -> None:
    def count(value: float) -> int:
        values = {**NOBODY_SEARCHES, **base, lever: value}
        states = [met(values, wide, seed, members=list(range(32))) for seed in range(6)]
        return int(sum(state.used[TIES] for state in states))

    silent = {**NOBODY_SEARCHES, "meet.platform_contacts": 0}
    assert met(silent, wide, members=list(range(32))).used[TIES] == 0
    assert count(high) > count(low)


def test_the_platform_joins_members_only(wide: World) -> None:
    members = list(range(0, 32, 3))
    values = {**NOBODY_SEARCHES, "meet.platform_contacts": 6, "meet.base": 2}
    state = met(values, wide, members=members)
    n = state.used[TIES]
    assert n > 5
    assert (state.ties.channel[:n] == PLATFORM).all()
    assert set(state.ties.a[:n]) | set(state.ties.b[:n]) <= set(members)


def test_platform_contacts_do_not_feel_distance_and_searches_do(wide: World) -> None:
    def ties(distance: float, rate: float) -> set[tuple[int, int]]:
        values = {"proximity.distance": distance, "meet.rate": rate, "meet.internal": 0}
        return set(dyads(met({**values, "meet.base": 0}, wide, members=list(range(16)))))

    assert ties(0, 0) == ties(-2, 0) != set()
    assert len(ties(-2, 5)) < len(ties(0, 5))


def test_better_data_of_the_platform_suggests_partners_nearer_to_the_optimum(wide: World) -> None:
    flat = {"proximity.cognitive": -0.1, "proximity.interest": 0, "proximity.optimum": 0.1}

    def gap(quality: float) -> float:
        gaps = []
        for seed in range(4):
            values = {**NOBODY_SEARCHES, **flat, "meet.platform_contacts": 4, "meet.base": 5}
            values["adopt.data_quality"] = quality
            state = met(values, wide, seed, members=list(range(32)))
            k = state.actors.knowledge / np.linalg.norm(state.actors.knowledge, axis=1)[:, None]
            n = state.used[TIES]
            cosine = (k[state.ties.a[:n]] * k[state.ties.b[:n]]).sum(axis=1)
            gaps.append(np.abs(1 - cosine - 0.1).mean())
        return float(np.mean(gaps))

    assert gap(1) < gap(0) - 0.01


def test_a_better_map_shows_regions_nearer_to_the_optimum(wide: World) -> None:
    flat = {"proximity.cognitive": 0, "proximity.interest": 0, "meet.base": 5}

    def gap(quality: float) -> float:
        gaps = []
        for seed in range(4):
            state = founded(wide, {}, seed)
            read_profiles(state.regions, state.actors)
            # many searches with the poorest map, so that it is used as often as the best
            values = {**flat, "meet.rate": 3 / quality, "meet.internal": 0, "meet.closure": 0}
            act("meet", state, {**values, "prioritise.map": quality}, seed)
            k, profile = state.actors.knowledge, state.regions.profile
            for t in by_channel(state, MAP):
                one, other = int(state.ties.a[t]), int(state.ties.b[t])
                ends = [(one, other), (other, one)]
                seen = [
                    1 - k[a] @ profile[r] / np.linalg.norm(k[a]) / np.linalg.norm(profile[r])
                    for a, b in ends
                    for r in [state.actors.region[b]]
                ]
                gaps.append(min(abs(s - 0.25) for s in seen))
        return float(np.mean(gaps))

    assert gap(1) < gap(0.2)


def test_nobody_is_found_on_a_map_that_is_not_there(wide: World) -> None:
    state = met({"meet.base": 5, "meet.rate": 10}, wide)
    assert state.used[TIES] > 0
    assert len(by_channel(state, MAP)) == 0


def test_the_map_is_used_in_its_share_of_searches_beyond_the_region_and_brings_no_more_of_them(
    wide: World,
) -> None:
    values = {"meet.rate": 6, "meet.closure": 0, "meet.base": 2}

    def found(share: float) -> tuple[int, int, int]:
        state = met({**values, "prioritise.map": share}, wide)
        seen = [len(by_channel(state, channel)) for channel in (MAP, SEARCH)]
        return seen[0], seen[1], int(state.nation.contacts)

    none, half, all_ = found(0), found(0.5), found(1)
    assert none[0] == 0 < half[0] < all_[0]
    assert none[1] > half[1] > all_[1] > 0  # searches inside need no map
    assert none[2] == half[2] == all_[2]


@kernel
def talk(state, rules, a, b, channel, key, step):  # type: ignore[no-untyped-def]
    make_contact(state, rules, a, b, channel, key, step)


@kernel
def drawn_for(actors, a, b, channel, key, step):  # type: ignore[no-untyped-def]
    return draw_accept(actors, a, b, channel, key, step)


@pytest.mark.parametrize("channel", [SEARCH, PARTNER, EVENT, CALL, MAP, PLATFORM, STRATEGY])
def test_acceptance_of_a_contact_is_the_same_in_every_channel_but_for_distance(
    channel: int,
) -> None:
    """A tie comes of it with chance sigma(base + nearness of knowledge + roles + distance)."""
    policy = {name: value for name, value in LIVELY.items() if not name.startswith("founding.")}
    terms = {"proximity.distance": -0.5, "proximity.interest": 0, "proximity.social": 0}
    parameters = states_given({**policy, **terms, "meet.base": 0.5})
    rules, p = as_record(parameters), parameters.proximity
    state = founded(world_of(5))
    actors, place = state.actors, np.stack([state.regions.x, state.regions.y, state.regions.z])
    actors.member[:] = 1
    k = actors.knowledge / np.linalg.norm(actors.knowledge, axis=1)[:, None]
    met_here = 0
    for a in range(len(actors)):
        for b in range(a):
            r, s = actors.region[a], actors.region[b]
            km = 6371 * np.arccos(np.clip(place[:, r] @ place[:, s], -1, 1))
            eta = 0.5 + p.cognitive * (1 - k[a] @ k[b] - p.optimum) ** 2
            eta += p.institutional * (actors.role[a] != actors.role[b])
            if channel not in (EVENT, PLATFORM, STRATEGY):
                eta += p.distance * np.log(max(km, 100) / 100)
            key = np.uint64(7)
            u = drawn_for(actors, a, b, channel, key, 2)
            talk(state, rules, a, b, channel, key, 2)
            assert ((b, a) in dyads(state)) == (u < 1 / (1 + np.exp(-eta)))
            met_here += (b, a) in dyads(state)
    assert 20 < met_here < 170


def test_joint_fields_join_the_coordinated_pair_only(wide: World) -> None:
    values = {**NOBODY_SEARCHES, "integrate.coordination": 1, "meet.strategy_contacts": 4}
    state = met(values, wide)
    n = state.used[TIES]
    assert n > 0
    assert (state.ties.channel[:n] == STRATEGY).all()
    r, s = np.flatnonzero(state.regions.coordinated >= 0)
    ends = np.sort(
        [state.actors.region[state.ties.a[:n]], state.actors.region[state.ties.b[:n]]], axis=0
    )
    assert ((r, s) == ends.T).all()


def test_who_attends_an_event_pays_and_who_cannot_pay_stays_away(wide: World) -> None:
    values = {**NOBODY_SEARCHES, "meet.conferences": 100, "meet.attendance": 1, "meet.base": 2}
    state = founded(wide)
    state.actors.funds[::2] = 0.5
    before = state.actors.funds.copy()
    act("meet", state, {**values, "meet.event_cost": 1})
    assert (before - state.actors.funds)[1::2] == pytest.approx(1)
    assert (before == state.actors.funds)[::2].all()
    assert state.nation.outflow == pytest.approx(16)
    events = by_channel(state, EVENT)
    assert len(events) > 0
    assert set(state.ties.a[events]) | set(state.ties.b[events]) <= set(range(1, 32, 2))


def interest_of_suggested(values: Mapping[str, float], wide: World) -> float:
    found = []
    for seed in range(4):
        every = {**NOBODY_SEARCHES, "meet.platform_contacts": 4, "meet.base": 5, **values}
        state = met({**every, "adopt.data_quality": 0}, wide, seed, members=list(range(32)))
        role, interest = state.actors.role, state.actors.interest
        for t in range(state.used[TIES]):
            a, b = int(state.ties.a[t]), int(state.ties.b[t])
            mine, theirs = interest[a].reshape(4, 4), interest[b].reshape(4, 4)
            found.append(np.minimum(mine[:, role[b]], theirs[:, role[a]]).max())
    return float(np.mean(found))


def test_specialised_interaction_suggests_partners_who_serve_both(wide: World) -> None:
    values = [interest_of_suggested({"adopt.specialisation": x}, wide) for x in (0, 1)]
    assert values[1] > values[0] + 0.01


def test_a_study_of_the_target_domain_adds_a_candidate_to_choose_from(wide: World) -> None:
    studied = [
        interest_of_suggested({"adopt.specialisation": 1, "adopt.domain_study": x}, wide)
        for x in (0, 1)
    ]
    assert studied[1] > studied[0]
