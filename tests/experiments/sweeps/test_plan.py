"""Keys and tasks: what makes a run the same run, and that it is what the model gives."""

from dataclasses import replace

import numpy as np
import pytest

from interhelix.experiments.engines import Serial
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.inputs import hash_of_world, replicate_seed
from interhelix.experiments.progress import Silence
from interhelix.experiments.sweeps import Sweep, sweep
from interhelix.experiments.sweeps.plan import ModelRuns, Plan
from interhelix.model.errors import InputError
from interhelix.model.loop import run as run_model
from interhelix.scenarios import Scenario, load_world


def keys_of(plan):
    return [plan.task(number).key for number in range(plan.runs)]


def test_every_run_has_a_key_of_its_own_and_both_ways_to_it_agree(plan):
    made = plan()
    keys = keys_of(made)
    numbers = made.keys()
    assert len(set(keys)) == made.runs == 20
    assert [f"{int(a):016x}{int(b):016x}" for a, b in numbers] == keys


def test_replicate_by_replicate_every_design_point_is_tried(plan):
    made = plan()
    tasks = [made.task(number) for number in range(made.runs)]
    assert [task.replicate for task in tasks] == [r for r in range(5) for _ in range(4)]
    assert [(t.scenario, t.values) for t in tasks[:4]] == [
        (0, (0.0,)),
        (0, (1.0,)),
        (1, (0.0,)),
        (1, (1.0,)),
    ]


def test_more_replicates_leave_the_keys_of_the_first_as_they_are(plan):
    few, many = keys_of(plan(replicates=2)), keys_of(plan(replicates=5))
    assert many[: len(few)] == few


@pytest.mark.parametrize("more", ["seed = 2", "quarters = 3"])
def test_seed_and_length_are_part_of_a_key(plan, tmp_path, more):
    first = keys_of(plan())
    path = tmp_path / "experiment.toml"
    text = path.read_text(encoding="utf-8").replace("quarters = 2\n", "")
    path.write_text(f"{more}\n{text}" if "quarters" in more else f"quarters = 2\n{more}\n{text}")
    assert not set(first) & set(keys_of(Plan.of(Experiment.load(path))))


@pytest.mark.parametrize(("number", "same"), [(7, True), (8, False)])
def test_a_scenario_that_is_written_in_other_words_keeps_its_keys(plan, tmp_path, number, same):
    step = '[[interventions]]\nlabel = "{}"\nset = {{ "meet.conferences" = {} }}\n'
    own = tmp_path / "own.toml"
    own.write_text('title = "One"\n' + step.format("x", 7), encoding="utf-8")
    plan()
    path = tmp_path / "experiment.toml"
    text = path.read_text(encoding="utf-8").replace('"calls"', '"own.toml"')
    path.write_text(text, encoding="utf-8")
    first = keys_of(Plan.of(Experiment.load(path)))
    twice = step.format("y", 3) + step.format("z", number)
    own.write_text('title = "In other words"\n' + twice, encoding="utf-8")
    assert (keys_of(Plan.of(Experiment.load(path))) == first) is same


def test_a_world_is_known_by_its_content_in_any_order():
    world = load_world("russia")
    order = np.arange(world.size)[::-1]
    figures = ("lat", "lon", "population", "product", "digital", "contract_quality",
               "human_resources")  # fmt: skip
    turned = replace(
        world,
        title="Another title",
        **{name: tuple(getattr(world, name)[row] for row in order)
           for name in ("codes", "names", "local_names", "districts")},
        **{name: getattr(world, name)[order] for name in figures},
    )  # fmt: skip
    assert hash_of_world(turned) == hash_of_world(world)
    assert hash_of_world(replace(world, product=world.product * 1.001)) != hash_of_world(world)
    talent = world.human_resources * np.linspace(1, 1.01, world.size)
    assert hash_of_world(replace(world, human_resources=talent)) != hash_of_world(world)
    assert hash_of_world(replace(world, organisations=(1, 1, 1, 2))) != hash_of_world(world)
    more = world.counts + (np.arange(4) == np.arange(world.size)[:, np.newaxis])
    assert hash_of_world(replace(world, local_organisations=more)) != hash_of_world(world)
    assert hash_of_world(replace(world, local_organisations=world.counts)) == hash_of_world(world)


def test_a_run_of_a_sweep_is_the_run_of_the_model(plan):
    made = plan(more="series = 1")
    task = made.task(made.points + 3)
    figures = ModelRuns.of(made)(task)
    scenario = Scenario.load("calls")
    policy = [
        parameters._replace(adopt=parameters.adopt._replace(open=1.0))
        for parameters in scenario.parameters(2)
    ]
    direct = run_model(made.world, policy, replicate_seed(1, 1))
    assert (task.scenario, task.values, task.replicate) == (1, (1.0,), 1)
    expected = direct.series[list(made.experiment.measures)]
    assert np.array_equal(figures.values, expected.to_numpy())
    assert figures.quarters == (1, 2)


def test_replicates_share_their_luck_whatever_the_point(plan, tmp_path):
    runs = sweep(plan().experiment, tmp_path / "store", engine="serial")
    assert runs.groupby("replicate")["seed"].nunique().eq(1).all()
    assert runs["seed"].nunique() == 5
    paired = runs.pivot(index="replicate", columns=["scenario", "adopt.open"], values="seed")
    assert paired.nunique(axis=1).eq(1).all()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"engine": "seriel"}, "unknown engine 'seriel'; did you"), ({"workers": 0}, "workers: 0 is")],
)
def test_what_cannot_be_used_is_refused_before_anything_is_made(plan, tmp_path, wrong, said):
    with pytest.raises(InputError, match=said):
        sweep(plan().experiment, tmp_path / "store", **wrong)
    assert not (tmp_path / "store").exists()


def test_a_policy_that_does_nothing_makes_a_difference_of_exactly_zero(plan, tmp_path):
    (tmp_path / "nothing.toml").write_text('title = "Nothing"\nbase = "conferences"\n')
    plan()
    path = tmp_path / "experiment.toml"
    text = path.read_text(encoding="utf-8").replace('"calls"', '"nothing.toml"')
    path.write_text(text, encoding="utf-8")
    made = Plan.of(Experiment.load(path))
    runs = Sweep(made, tmp_path / "store", Serial).carry_out(Silence()).runs()
    table = runs.set_index(["scenario", "adopt.open", "replicate"]).sort_index()
    measures = list(made.experiment.measures)
    difference = table.loc["nothing", measures] - table.loc["conferences", measures]
    assert len(difference) == 10
    assert (difference == 0.0).all(axis=None)


def test_own_luck_gives_each_setting_another_seed_and_each_scenario_the_same(plan, tmp_path):
    asked = replace(plan().experiment, luck="own")
    runs = sweep(asked, tmp_path / "store", engine="serial")
    assert runs["seed"].nunique() == 10
    assert runs.groupby(["replicate", "adopt.open"])["seed"].nunique().eq(1).all()
    assert not set(runs["key"]) & set(keys_of(plan()))
    again = Plan.of(asked)
    assert set(keys_of(again)) == set(runs["key"])
