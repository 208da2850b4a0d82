"""No policy enters a hazard: climbing, signing and acceptance depend on states only (ODD 7.1)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from interhelix.model.loop import begin, live, step_on
from interhelix.model.mechanisms import climb, integrate
from interhelix.model.parameters import DEFAULTS, Parameters, catalogue, with_values
from interhelix.model.state import PAIRS, TIES, State
from interhelix.scenarios import Scenario, scenario_names
from tests.laws.cases import LIVELY
from tests.model.states import act, copied, digest, world_of

WORLD = world_of(3, (2, 3, 3, 2))
QUARTERS = 8
# What scenarios may not set: ties climb and governments sign often enough to be seen.
OPEN = {name: value for name, value in LIVELY.items() if name.startswith(("climb.", "integrate."))}
OPEN = {**OPEN, "climb.forecast": 1, "climb.threshold": -0.5, "climb.acts_project": 1,
        "climb.base_expert": -0.5, "climb.base_project": -0.5, "climb.base_integrated": -0.5,
        "climb.trust": 2, "integrate.base": 0, "integrate.trust": 4}  # fmt: skip
HAZARDS = {name: value for name, value in OPEN.items() if name != "integrate.coordination"}
LIVES = {name: value for name, value in LIVELY.items() if name.startswith(("meet.", "exchange."))}


def set_by_scenarios() -> Iterator[tuple[str, float]]:
    """Return each parameter that a shipped scenario sets, with each value that it gives it."""
    found = {
        (name, float(value))
        for scenario in scenario_names()
        for step in Scenario.load(scenario).steps
        for name, value in step.values.items()
    }
    yield from sorted(found)


SET = tuple(set_by_scenarios())


def rich(scenario: str) -> tuple[State, Parameters]:
    """Run a scenario for some quarters in a lively world; every second pair has yet to sign."""
    policy = [
        with_values(parameters, {**LIVES, **HAZARDS})
        for parameters in Scenario.load(scenario).parameters(QUARTERS)
    ]
    state = begin(WORLD, policy[0], 2)
    for step in range(QUARTERS):
        state = step_on(state, policy[step], 2, step)
    state.pairs.signed[:] = 1 - np.arange(len(state.pairs)) % 2
    state.pairs.level[:] = np.minimum(state.pairs.level, 3 + state.pairs.signed)
    return state, policy[-1]


@pytest.fixture(scope="module", params=["platform_and_specialisation", "joint_strategy_pair"])
def ready(request: pytest.FixtureRequest) -> tuple[State, Parameters]:
    return rich(request.param)


def moved(state: State, parameters: Parameters) -> tuple[list[int], list[int], list[int]]:
    """Return levels of ties, and levels and signatures of pairs, after climbing and signing."""
    state = copied(state)
    with np.errstate(over="ignore"):
        for step in range(QUARTERS, QUARTERS + 3):
            act("climb", state, parameters, 2, step)
            act("integrate", state, parameters, 2, step)
    pairs = state.pairs[: state.used[PAIRS]]
    return (
        state.ties.level[: state.used[TIES]].tolist(),
        pairs.level.tolist(),
        pairs.signed.tolist(),
    )


def test_ties_climb_from_every_level_and_pairs_sign_where_the_law_is_tried(
    ready: tuple[State, Parameters],
) -> None:
    state, parameters = ready
    after, _, signed = moved(state, parameters)
    rose = np.array(after) > state.ties.level[: state.used[TIES]]
    before = state.ties.level[: state.used[TIES]]
    for level in (1, 2, 3):
        assert 0 < rose[before == level].sum() < (before == level).sum()
    newly = np.array(signed) > state.pairs.signed[: state.used[PAIRS]]
    assert newly.any()
    harder = with_values(parameters, {"climb.base_project": -3, "integrate.base": -8})
    assert moved(state, harder) != moved(state, parameters)  # the law sees what enters a hazard


@pytest.mark.parametrize(("name", "value"), SET)
def test_no_policy_enters_the_hazards(
    ready: tuple[State, Parameters], name: str, value: float
) -> None:
    state, parameters = ready
    default = with_values(parameters, {name: catalogue()[name].default})
    assert moved(state, with_values(parameters, {name: value})) == moved(state, default)


def test_no_scenario_sets_what_climbing_and_signing_read() -> None:
    groups = ("climb.", "proximity.", "trust.", "lapse.")
    names = {name for name, _ in SET}
    assert len(names) > 60
    assert not [name for name in names if name.startswith(groups)]
    assert not names & {"integrate.base", "integrate.trust"}


def tree_of(module: object) -> ast.Module:
    return ast.parse(Path(str(module.__code__.co_filename)).read_text())  # type: ignore[attr-defined]


def read_in(node: ast.AST) -> set[str]:
    """Name what a piece of code reads of ``rules``, as far as ``rules.group``."""
    return {
        one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Name)
        and one.value.id == "rules"
    }


def handed_on(node: ast.AST) -> set[str]:
    """Name the functions to which a piece of code hands all rules."""
    return {
        ast.unparse(one.func)
        for one in ast.walk(node)
        if isinstance(one, ast.Call)
        and any(isinstance(arg, ast.Name) and arg.id == "rules" for arg in one.args)
    }


def plain(kernel: object) -> object:
    return getattr(kernel, "py_func", kernel)


def test_climb_reads_only_its_own_parameters_and_those_of_proximity() -> None:
    tree = tree_of(plain(climb.climb))
    own = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    assert read_in(tree) == {"climb", "proximity"}
    assert handed_on(tree) <= own


def test_governments_sign_by_a_base_and_by_trust_alone() -> None:
    tree = tree_of(plain(integrate.integrate))
    sign = next(one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "sign")
    assert handed_on(sign) == set()
    assert read_in(sign) == {"climb", "integrate"}
    read = {ast.unparse(one) for one in ast.walk(sign) if isinstance(one, ast.Attribute)}
    assert {one for one in read if one.startswith("p.")} == {"p.base", "p.trust"}
    assert {one for one in read if one.startswith("rules.climb.")} == {
        "rules.climb.trust_integrated"
    }


# A call that pays nothing.

CONFERENCES = with_values(DEFAULTS, {"meet.conferences": 40})
CALLS = {"propose.call_share": 1, "propose.call_success": 0.5, "propose.call_regions": 2}


def test_a_call_that_pays_nothing_leaves_every_bit_of_a_run() -> None:
    world = world_of(8, (1, 2, 2, 1))
    unpaid = with_values(CONFERENCES, {**CALLS, "propose.call_grant": 0})
    for seed in range(3):
        one, other = (live(world, [policy] * 20, seed) for policy in (CONFERENCES, unpaid))
        assert one.used[TIES] > 0
        assert digest(one) == digest(other)


def test_a_call_that_pays_adds_joint_projects() -> None:
    world = world_of(8, (1, 2, 2, 1))
    paid = with_values(CONFERENCES, {**CALLS, "propose.call_grant": 0.7})

    def joint(policy: Parameters) -> np.ndarray:
        ends = [live(world, [policy] * 24, seed) for seed in range(8)]
        return np.array([int(end.projects.external.sum()) for end in ends])

    gained = joint(paid) - joint(CONFERENCES)
    assert (gained > 0).sum() >= 7
    assert gained.mean() > 2
