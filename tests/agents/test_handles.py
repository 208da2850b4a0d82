"""Mesa's agents are handles on rows; the model steps, collects and batch-runs as Mesa expects."""

from __future__ import annotations

import copy
import gc
import inspect
import pickle
import pydoc
import warnings
import weakref
from types import MappingProxyType

import mesa
import numpy as np
import pandas as pd
import pytest

from interhelix.agents.agent import Business, CivilSociety, Government, Region, Science
from interhelix.agents.objectives import OBJECTIVES, SERVED
from interhelix.experiments.mesa_model import CooperationModel
from interhelix.model import frames
from interhelix.model.errors import InputError
from interhelix.model.loop import run
from interhelix.model.measures import MEASURES
from interhelix.model.state import TIES
from interhelix.scenarios import Scenario, load_world

QUARTERS = 4


@pytest.fixture(scope="module")
def model():
    model = CooperationModel("digital_platform", quarters=QUARTERS, seed=1)
    for _ in range(QUARTERS):
        model.step()
    return model


def test_there_is_one_agent_for_each_region_and_each_actor(model):
    agents = list(model.agents)
    assert len(agents) == model.world.size + model.world.actors
    for kind in (Government, Business, Science, CivilSociety, Region):
        assert sum(type(agent) is kind for agent in agents) == model.world.size


def test_a_handle_shows_what_stands_in_its_row(model):
    actor = model.actors[5]
    table = model.state.actors
    assert actor.funds == table.funds[5]
    assert actor.ties == table.load[5]
    assert actor.is_member == bool(table.member[5])
    assert list(actor.knowledge.values()) == table.knowledge[5].tolist()
    assert actor.net_value == model.state.ledger.value[5] - model.state.ledger.cost[5]


def test_an_actor_shows_its_partners_and_the_level_of_its_tie_with_each(model):
    state = model.state
    n = state.used[TIES]
    known = {}
    for a, b, level in zip(state.ties.a[:n], state.ties.b[:n], state.ties.level[:n], strict=True):
        known[a, b] = known[b, a] = level
    assert len(known) > 20
    for actor in model.actors:
        rows = [partner.row for partner in actor.partners]
        assert sorted(rows) == sorted(b for a, b in known if a == actor.row)
        assert len(rows) == actor.ties
        for other in model.actors:
            assert actor.level_with(other) == known.get((actor.row, other.row), 0)


def test_a_region_shows_its_partners_and_the_level_with_each(model):
    pairs = frames.pairs(model.world, model.state)
    ends = zip(pairs["region_a"], pairs["region_b"], pairs["level"], strict=True)
    known = {frozenset((a, b)): level for a, b, level in ends}
    assert known
    for region in model.regions:
        mine = {partner.code for partner in region.partners}
        assert mine == {code for pair in known if region.code in pair for code in pair} - {
            region.code
        }
        for other in model.regions:
            level = known.get(frozenset((region.code, other.code)), 0)
            assert region.level_with(other) == level


def test_an_actor_knows_its_region_and_a_region_its_actors(model):
    for region in model.regions:
        assert len(region.actors) == 4
        assert all(actor.region is region for actor in region.actors)
        assert {actor.role for actor in region.actors} == {0, 1, 2, 3}
        assert len(region.priorities) == 3
        assert 0.0 <= region.digital <= 1.0
        assert max(region.knowledge.values()) <= 1.0


def test_the_data_collector_gives_the_series_of_the_run(model):
    collected = model.datacollector.get_model_vars_dataframe()
    policy = Scenario.load("digital_platform").parameters(QUARTERS)
    series = run(model.world, policy, seed=1).series
    assert list(collected["quarter"]) == list(series.index)
    for measure in MEASURES:
        np.testing.assert_array_equal(collected[measure.name], series[measure.name])


def test_the_model_stops_at_its_horizon(model):
    assert not model.running
    rows = len(model.datacollector.get_model_vars_dataframe())
    model.step()
    assert len(model.datacollector.get_model_vars_dataframe()) == rows == QUARTERS


def test_without_a_twin_the_effects_are_not_defined():
    model = CooperationModel(quarters=1, twin=False)
    model.step()
    last = model.datacollector.get_model_vars_dataframe().iloc[-1]
    assert np.isnan(last["effect_economic"])
    assert not np.isnan(last["net_value"])


def batch(options=MappingProxyType({}), **parameters):
    """Run batches as Mesa does, and return the last row of each run."""
    fixed = {"world": "synthetic:4", "quarters": QUARTERS, "twin": False}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The `iterations` keyword argument", DeprecationWarning)
        return mesa.batch_run(
            CooperationModel,
            fixed | parameters,
            number_processes=1,
            data_collection_period=-1,
            display_progress=False,
            **options,
        )


def test_mesa_can_batch_run_the_model_with_names_and_with_objects():
    rows = batch(
        scenario=["closed", Scenario.load("conferences")],
        world=["synthetic:4", load_world("synthetic:4")],
        rng=1,
    )
    assert len(rows) == 4
    assert {row["quarter"] for row in rows} == {QUARTERS}
    ties = [(str(row["scenario"]), row["ties_level_1"]) for row in rows]
    assert len(set(ties)) == 2
    assert min(ties)[1] < max(ties)[1]


def test_seeds_among_the_parameters_are_the_seeds_of_the_rows():
    rows = batch(scenario="conferences", rng=[3, 3, 4])
    assert [row["rng"] for row in rows] == [row["seed"] for row in rows] == [3, 3, 4]
    assert rows[0]["net_value"] == rows[1]["net_value"] != rows[2]["net_value"]
    again = CooperationModel("conferences", "synthetic:4", QUARTERS, seed=4)
    for _ in range(QUARTERS):
        again.step()
    last = again.datacollector.get_model_vars_dataframe().iloc[-1]
    assert last["net_value"] == rows[2]["net_value"]


@pytest.mark.skipif(
    "rng" not in inspect.signature(mesa.batch_run).parameters, reason="Mesa before 3.4"
)
def test_seeds_that_mesa_is_given_are_the_seeds_of_the_rows():
    rows = batch({"rng": [3, 4]}, scenario="conferences")
    assert [row["seed"] for row in rows] == [3, 4]


def test_iterations_are_different_runs_and_each_row_has_its_seed():
    rows = batch({"iterations": 3}, scenario="conferences")
    assert len({row["seed"] for row in rows}) == 3
    assert len({row["net_value"] for row in rows}) == 3
    assert max(row["seed"] for row in rows) < 2**53


def test_a_seed_has_two_names_and_one_value():
    kinds = {"rng": 5}, {"seed": 5}, {"rng": np.int64(5)}
    assert {CooperationModel(quarters=1, **kind).seed for kind in kinds} == {5}
    with pytest.raises(InputError, match="rng, seed: both are given; give one of them"):
        CooperationModel(rng=1, seed=1)


@pytest.mark.parametrize(
    ("scenario", "world", "told"),
    [
        ("conference", None, "did you mean 'conferences'"),
        (None, "rusia", "did you mean 'russia'"),
    ],
)
def test_a_name_that_nobody_gave_is_refused(scenario, world, told):
    with pytest.raises(InputError, match=told):
        CooperationModel(scenario, world)


def test_a_model_that_is_let_go_is_freed():
    model = CooperationModel(quarters=1)
    reference = weakref.ref(model)
    del model
    gc.collect()
    assert reference() is None


@pytest.mark.parametrize(
    ("quarters", "rng"), [(0, 1), (1, -1), (1, 2**64), (1, 1.5), (1, True), (1, [1, 2])]
)
def test_a_horizon_or_seed_that_cannot_be_is_refused(quarters, rng):
    with pytest.raises(InputError, match="give a whole number from"):
        CooperationModel(quarters=quarters, rng=rng)


def test_every_role_has_five_objectives_that_something_serves():
    assert [len(names) for names in OBJECTIVES] == [5, 5, 5, 5]
    assert len({name for names in OBJECTIVES for name in names}) == 20
    assert SERVED.shape == (4, 5, 4, 4)
    assert (SERVED.max(axis=(2, 3)) > 0.5).all()


@pytest.mark.parametrize("again", [lambda x: pickle.loads(pickle.dumps(x)), copy.deepcopy])
def test_a_model_can_be_pickled_and_copied_and_each_goes_on_by_itself(again):
    first = CooperationModel("digital_platform", quarters=QUARTERS, seed=1)
    first.step()
    second = again(first)
    second.step()
    assert (first.quarter, second.quarter) == (1, 2)
    assert all(agent.model is second for agent in second.agents)
    first.step()
    tables = [each.datacollector.get_model_vars_dataframe() for each in (first, second)]
    pd.testing.assert_frame_equal(*tables)


def test_the_help_of_the_model_is_its_own():
    text = pydoc.render_doc(CooperationModel, renderer=pydoc.plaintext)
    own = text.partition("Methods inherited from")[0]
    assert "scenario: 'Policy | str | Path | None' = None" in own
    assert "Found regions and actors at quarter 0" in own
    assert "Create a new model" not in text
    assert "arguments to pass onto super" not in text
    for name in ("__init__", "step", "make_handles"):
        assert getattr(CooperationModel, name).__doc__ != getattr(mesa.Model, name, object).__doc__


def test_a_model_given_what_is_no_scenario_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match="did you mean 'conferences'"):
        CooperationModel(["conferences"])
