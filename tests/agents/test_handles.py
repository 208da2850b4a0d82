"""Mesa's agents are handles on rows; the model steps, collects and batch-runs as Mesa expects."""

from __future__ import annotations

import gc
import inspect
import weakref

import mesa
import numpy as np
import pytest

from interhelix.agents.agent import Business, CivilSociety, Government, Region, Science
from interhelix.agents.objectives import OBJECTIVES, SERVED
from interhelix.model.errors import InputError
from interhelix.model.face import CooperationModel
from interhelix.model.loop import run
from interhelix.model.measures import MEASURES
from interhelix.scenarios import Scenario, load_world

QUARTERS = 4


@pytest.fixture(scope="module")
def model():
    model = CooperationModel(Scenario.load("digital_platform"), quarters=QUARTERS)
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


def test_mesa_can_batch_run_the_model():
    by_itself = "rng" in inspect.signature(mesa.batch_run).parameters  # from Mesa 3.4 on
    rows = mesa.batch_run(
        CooperationModel,
        {
            "scenario": [Scenario.load("closed"), Scenario.load("conferences")],
            "world": load_world("synthetic:6"),
            "quarters": QUARTERS,
            **({} if by_itself else {"rng": [1, 2]}),
        },
        **({"rng": [1, 2]} if by_itself else {}),
        number_processes=1,
        max_steps=QUARTERS,
        data_collection_period=-1,
        display_progress=False,
    )
    assert len(rows) == 4
    ties = {str(row["scenario"]): row["ties_external"] for row in rows}
    assert ties["closed"] == 0.0
    assert ties["conferences"] > 0.0


def test_without_a_seed_the_model_keeps_the_one_it_drew():
    one, other = CooperationModel(quarters=1, rng=None), CooperationModel(quarters=1, rng=None)
    assert one.seed_of_draws != other.seed_of_draws


def test_a_model_that_is_let_go_is_freed():
    model = CooperationModel(quarters=1)
    reference = weakref.ref(model)
    del model
    gc.collect()
    assert reference() is None


@pytest.mark.parametrize(("quarters", "rng"), [(0, 1), (1, -1), (1, 2**64)])
def test_a_horizon_or_seed_that_cannot_be_is_refused(quarters, rng):
    with pytest.raises((InputError, ValueError)):
        CooperationModel(quarters=quarters, rng=rng)


def test_every_role_has_five_objectives_that_something_serves():
    assert [len(names) for names in OBJECTIVES] == [5, 5, 5, 5]
    assert len({name for names in OBJECTIVES for name in names}) == 20
    assert SERVED.shape == (4, 5, 4, 4)
    assert (SERVED.max(axis=(2, 3)) > 0.5).all()
