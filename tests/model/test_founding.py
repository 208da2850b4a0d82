"""Founding: the state at quarter 0 comes from a world and the founding parameters (ODD 5)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from interhelix.agents.objectives import OBJECTIVES, SERVED
from interhelix.agents.profiles import PROFILE
from interhelix.agents.roles import INITIAL, ROLES
from interhelix.model.beginnings import search_actor
from interhelix.model.compiled import kernel
from interhelix.model.errors import InputError
from interhelix.model.loop import LARGEST_SEED, begin, closed
from interhelix.model.parameters import DEFAULTS
from interhelix.model.state import TIES
from interhelix.model.world import World, example
from tests.model.states import EVEN, across, begun, changed, columns, founded, given, world_of


def test_every_region_has_its_actors_of_every_role_standing_together() -> None:
    world = world_of(5, (1, 3, 2, 0))
    state = founded(world)
    assert len(state.actors) == 30 == world.actors
    for r in range(5):
        rows = range(state.regions.first[r], state.regions.last[r])
        assert (state.actors.region[list(rows)] == r).all()
        assert np.bincount(state.actors.role[list(rows)], minlength=4).tolist() == [1, 3, 2, 0]


def test_regions_may_have_different_numbers_of_organisations() -> None:
    counts = np.array([[1, 3, 0, 2], [2, 1, 1, 1], [0, 0, 4, 0]])
    world = replace(world_of(3), local_organisations=counts, pairs=())
    state = founded(world)
    regions, actors = state.regions, state.actors
    assert world.actors == len(actors) == 15
    assert regions.first.tolist() == [0, 6, 11]
    assert regions.last.tolist() == [6, 11, 15]
    for r in range(3):
        mine = actors.role[regions.first[r] : regions.last[r]]
        assert (np.diff(mine) >= 0).all()
        assert np.bincount(mine, minlength=4).tolist() == counts[r].tolist()
        assert regions.organisations[r].tolist() == counts[r].tolist()
    assert len(set(actors.ident)) == 15


def test_an_organisation_keeps_its_luck_however_many_others_there_are() -> None:
    one, more = founded(world_of(4)), founded(world_of(4, (3, 1, 2, 5)))
    rows = [np.flatnonzero(more.actors.ident == ident).item() for ident in one.actors.ident]
    assert (more.actors.knowledge[rows] == one.actors.knowledge).all()
    assert (more.actors.openness[rows] == one.actors.openness).all()


def test_the_order_of_a_table_changes_nothing_where_organisations_differ() -> None:
    world = replace(
        world_of(5, (2, 2, 3, 1)), organisations_by="mass", human_resources=[3, 1, 2, 4, 1]
    )
    turned = replace(
        world,
        **{
            name: getattr(world, name)[::-1]
            for name in ("codes", "names", "local_names", "districts")
        },
        **{
            name: getattr(world, name)[::-1]
            for name in ("lat", "lon", "population", "product", "human_resources")
        },
    )
    assert changed(columns(begun(world)), columns(begun(turned))) == set()


def test_no_two_entities_share_an_identity(wide: World) -> None:
    state = founded(wide)
    idents = [*state.actors.ident, *state.regions.ident, *np.unique(state.regions.district_ident)]
    assert len(set(idents)) == len(idents)


@kernel
def found_by_activity(directory, u):  # type: ignore[no-untyped-def]
    return search_actor(directory, u)


@pytest.mark.parametrize("spread", [0, 0.5, 2])
def test_a_search_finds_each_actor_within_its_share_of_all_activity(spread: float) -> None:
    directory = founded(world_of(5), {"founding.activity_spread": spread}).directory
    edges = directory.search[:-1] / directory.search[-1]
    luck = np.random.default_rng(1).random(2000)
    for u in (*luck, 0.0, 1 - 2.0**-53, *edges, *np.nextafter(edges, 0), *np.nextafter(edges, 1)):
        place = np.searchsorted(directory.search, u * directory.search[-1], "right")
        assert found_by_activity(directory, u) == directory.by_ident[min(place, len(directory) - 1)]


def test_another_seed_draws_other_actors_and_the_same_regions_place(small: World) -> None:
    one, other = founded(small, seed=1), founded(small, seed=2)
    assert (one.actors.knowledge != other.actors.knowledge).all()
    assert (one.regions.x == other.regions.x).all()
    assert (one.actors.ident == other.actors.ident).all()


def test_the_same_seed_founds_the_same_state_bit_for_bit(small: World) -> None:
    assert changed(columns(begun(small, seed=5)), columns(begun(small, seed=5))) == set()


def test_the_largest_seed_is_a_seed_of_its_own(small: World) -> None:
    assert changed(columns(begun(small, seed=LARGEST_SEED)), columns(begun(small, seed=0)))


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1])
def test_what_is_no_seed_is_refused(small: World, seed: int) -> None:
    with pytest.raises(InputError, match="is no seed"):
        begin(small, DEFAULTS, seed)


def test_what_the_table_gives_is_taken_and_not_drawn(small: World) -> None:
    luck = np.random.default_rng(1)
    full = replace(
        small,
        digital=luck.uniform(0.1, 0.9, (4, 4)),
        contract_quality=luck.uniform(0.1, 0.9, 4),
        specialisation=luck.dirichlet(np.ones(8), 4),
    )
    state = founded(full)
    assert (state.regions.contribution == full.digital).all()
    assert (state.regions.contract == full.contract_quality).all()
    assert len(full.drawn) == len(small.drawn) - 3
    pure = np.full((4, 8), 1e-6)
    pure[:, 2] = 1
    special = founded(replace(small, specialisation=pure))
    assert (special.actors.knowledge.argmax(axis=1) == 2).all()


def test_every_quantity_begins_within_its_range(wide: World) -> None:
    state = begun(wide)
    for column in (
        state.actors.knowledge,
        state.actors.openness,
        state.regions.contract,
        state.regions.contribution,
    ):
        assert (column > 0).all()
        assert (column < 1).all()
    assert state.actors.weights.sum(axis=1) == pytest.approx(1)
    assert state.actors.activity.mean() == pytest.approx(1)
    assert state.nation.related.max() <= 1
    assert np.diag(state.nation.related) == pytest.approx(1)
    assert (state.actors.funds > 0).all()
    assert state.regions.x**2 + state.regions.y**2 + state.regions.z**2 == pytest.approx(1)


def test_activity_is_lognormal_and_even_without_spread(wide: World) -> None:
    big = world_of(30, (2, 2, 2, 2))
    alike = {"founding.mass_weight": 0}
    spread = founded(big, {**alike, "founding.activity_spread": 0.8}).actors.activity
    assert np.log(spread).std() == pytest.approx(0.8, abs=0.12)
    even = founded(big, {**alike, "founding.activity_spread": 0}).actors.activity
    assert even == pytest.approx(1)


def test_the_weight_of_mass_makes_actors_of_rich_regions_more_active(wide: World) -> None:
    def correlation(weight: float) -> float:
        state = founded(wide, {"founding.mass_weight": weight, "founding.activity_spread": 0.1})
        mass = state.regions.mass[state.actors.region]
        return float(np.corrcoef(np.log(mass), np.log(state.actors.activity))[0, 1])

    assert correlation(1) > 0.9 > 0.4 > correlation(0)


def test_human_resources_make_actors_more_active(wide: World) -> None:
    able = replace(wide, human_resources=[1, 2, 4, 8, 1, 2, 4, 8])
    even = {**EVEN, "founding.talent_weight": 1}
    assert founded(able, even).actors.activity == pytest.approx(
        np.repeat(able.talent, 4)[np.argsort(np.repeat(wide.codes, 4), kind="stable")]
    )
    assert founded(able, {**even, "founding.talent_weight": 0}).actors.activity == pytest.approx(1)


def test_the_activity_of_a_region_does_not_grow_by_counting_it_in_more_organisations() -> None:
    counts = [[1, 1, 1, 1], [8, 5, 2, 1], [1, 9, 3, 3]]
    world = replace(world_of(3), local_organisations=counts, pairs=())
    state = founded(world, {"founding.activity_spread": 0})
    total = np.bincount(state.actors.region, state.actors.activity)
    assert total / total.mean() == pytest.approx(state.regions.mass)


def test_the_more_even_a_specialisation_the_less_actors_are_concentrated(wide: World) -> None:
    def top(alpha: float) -> float:
        known = founded(wide, {"founding.specialisation": alpha}).actors.knowledge
        return float((known.max(axis=1) / known.sum(axis=1)).mean())

    assert top(0.2) > top(1) > top(20)


def test_roles_differ_as_their_profiles_say() -> None:
    state = founded(world_of(40))
    role = state.actors.role
    for name, column in (
        ("openness", state.actors.openness),
        ("income", state.actors.funds),
        ("error", state.actors.error),
    ):
        means = [float(column[role == i].mean()) for i in range(4)]
        assert np.argsort(means).tolist() == np.argsort(getattr(PROFILE, name)).tolist()
    assert len(ROLES) == 4


def test_initial_ties_inside_stand_at_level_2_and_ties_across_at_level_1(wide: World) -> None:
    state = begun(wide, {"founding.external": 2})
    n, outside = state.used[TIES], across(state)
    assert outside.any()
    assert not outside.all()
    assert (state.ties.level[:n] == np.where(outside, 1, 2)).all()
    assert (state.ties.channel[:n] == INITIAL).all()


def test_all_roles_of_a_region_are_tied_at_probability_1_and_none_at_0(small: World) -> None:
    only = {"founding.external": 0}
    assert begun(small, {**only, "founding.internal": 1}).used[TIES] == 4 * 6
    assert begun(small, {**only, "founding.internal": 0}).used[TIES] == 0


def test_more_history_gives_more_ties_across(wide: World) -> None:
    counts = [across(begun(wide, {"founding.external": x})).sum() for x in (0, 0.5, 3)]
    assert counts[0] == 0 < counts[1] < counts[2]


def test_the_twin_has_no_tie_across_and_the_same_ties_inside(wide: World) -> None:
    state = begun(wide)
    twin = begin(wide, closed(DEFAULTS), 1)
    assert not across(twin).any()
    inside = ~across(state)
    n = state.used[TIES]
    assert (state.ties.a[:n][inside] == twin.ties.a[: twin.used[TIES]]).all()


def test_ties_inside_join_all_roles_of_regions_of_different_size() -> None:
    world = replace(world_of(2), local_organisations=[[1, 2, 1, 1], [3, 0, 0, 1]], pairs=())
    state = begin(world, given({"founding.internal": 1, "founding.external": 0}), 1)
    n = state.used[TIES]
    met = {
        (int(r), *sorted((int(one), int(other))))
        for r, one, other in zip(
            state.actors.region[state.ties.a[:n]],
            state.actors.role[state.ties.a[:n]],
            state.actors.role[state.ties.b[:n]],
            strict=True,
        )
    }
    assert {pair for pair in met if pair[1] != pair[2]} == {
        *((0, one, other) for one in range(4) for other in range(one + 1, 4)),
        (1, 0, 3),
    }


def test_a_region_without_an_actor_of_a_role_is_founded_all_the_same() -> None:
    state = begin(world_of(3, (0, 1, 1, 0)), given({"founding.internal": 1}), 1)
    assert len(state.actors) == 6
    assert (~across(state)).sum() == 3


def test_the_example_world_is_founded() -> None:
    world = example()
    state = begin(world, DEFAULTS, 1)
    assert len(state.regions) == world.size == 6
    assert state.regions.coordinated.tolist() == [1, 0, -1, -1, -1, -1]
    assert str(world) == "example"


NAMES = [(role, i, name) for role, names in enumerate(OBJECTIVES) for i, name in enumerate(names)]


@pytest.mark.parametrize(("role", "number", "name"), NAMES, ids=[name for _, _, name in NAMES])
def test_weight_shifted_to_one_objective_is_taken_from_the_others_of_its_role(
    small: World, role: int, number: int, name: str
) -> None:
    before, state = founded(small), founded(small, {**EVEN, f"objectives.{name}": 5})
    weights = state.actors.weights
    change = weights - before.actors.weights
    mine = state.actors.role == role
    assert (change[mine, number] > 0).all()
    assert (np.delete(change[mine], number, axis=1) < 0).all()
    assert not change[~mine].any()
    assert weights.sum(axis=1) == pytest.approx(1)
    served = SERVED[role, number].ravel()
    moved = (state.actors.interest - before.actors.interest)[mine]
    assert moved[:, served.argmax()].mean() > moved[:, served.argmin()].mean()


def test_no_weights_raise_all_objectives(small: World) -> None:
    all_up = founded(small, {**EVEN, **{f"objectives.{name}": 7 for _, _, name in NAMES}})
    assert all_up.actors.weights == pytest.approx(founded(small).actors.weights)


def test_interest_is_how_far_an_act_serves_the_weighed_objectives(small: World) -> None:
    actors = founded(small).actors
    for a in range(len(actors)):
        served = np.tensordot(actors.weights[a], SERVED[actors.role[a]], 1)
        assert actors.interest[a].reshape(4, 4) == pytest.approx(served)


def test_the_gatekeeper_of_a_region_is_its_most_active_and_open_actor() -> None:
    state = founded(world_of(4, (1, 2, 2, 1)), {})
    reach = state.actors.activity * state.actors.openness
    for r in range(4):
        mine = np.flatnonzero(state.actors.region == r)
        assert state.regions.gate[r] == mine[reach[mine].argmax()]
