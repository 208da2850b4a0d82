"""Rules of the user's own: they act where they say, and no run goes on with a broken state."""

from __future__ import annotations

import hashlib
import inspect

import numpy as np
import pytest

from interhelix.model.errors import InputError
from interhelix.model.loop import begin, closed, run, step_on
from interhelix.model.rules import ORDER, Rule, listed_rules
from tests.model.states import act, digest, given, world_of

WORLD, PARAMETERS = world_of(4), given({"meet.conferences": 20})
POLICY = [PARAMETERS] * 4
SEEN: list[tuple[int, str]] = []


def nothing(state, now):
    """Change nothing."""


def note(state, now):
    SEEN.append((now.step, digest(state)))


def more_trust(state, now):
    state.ties.trust[:] = np.minimum(1.0, state.ties.trust + 0.1)


def gift(state, now):
    state.actors.funds += 1.0
    state.nation.inflow += len(state.actors)


def lottery(state, now):
    state.nation.pool[:] = now.rng.random(len(state.nation.pool))


def too_much_trust(state, now):
    state.ties.trust[0] = 1.5


def no_number(state, now):
    state.actors.knowledge[0, 0] = np.nan


def money_from_nowhere(state, now):
    state.actors.funds[0] += 7.0


def debt(state, now):
    state.actors.funds[0] = -1.0
    state.nation.inflow += -1.0 - state.actors.funds[0]


def level_without_strategy(state, now):
    state.ties.level[0] = 4


def other_load(state, now):
    state.actors.load[0] += 1


def answer(state, now):
    return state


def test_a_rule_that_changes_nothing_changes_no_bit_wherever_it_acts():
    plain = run(WORLD, POLICY, seed=3).series
    for after in ORDER:
        found = run(WORLD, POLICY, seed=3, rules=[Rule(nothing, after)]).series
        assert found.equals(plain), after


def test_a_rule_acts_once_a_quarter_in_the_run_and_once_in_its_twin():
    SEEN.clear()
    run(WORLD, POLICY, seed=3, rules=[Rule(note)])
    assert [step for step, _ in SEEN] == [0, 0, 1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize("after", ["turbulence", "exchange", "learn"])
def test_a_rule_sees_the_state_that_its_mechanism_leaves(after):
    SEEN.clear()
    step_on(begin(WORLD, PARAMETERS, 3), PARAMETERS, 3, 0, [Rule(note, after)])
    state = begin(WORLD, PARAMETERS, 3)
    for name in ORDER[: ORDER.index(after) + 1]:
        state = act(name, state, PARAMETERS, seed=3)
    assert [(0, digest(state))] == SEEN


def test_what_a_rule_changes_the_next_quarters_use():
    plain, other = (
        run(WORLD, POLICY, seed=3, rules=rules).series for rules in ([], [Rule(more_trust)])
    )
    assert other["trust"].iloc[-1] > plain["trust"].iloc[-1] + 0.1


def test_money_that_a_rule_books_may_come_in():
    run(WORLD, POLICY, seed=3, rules=[Rule(gift, after="exchange")])


def test_a_draw_of_a_rule_is_the_same_for_a_seed_and_a_quarter_under_any_policy():
    open_, shut = (
        step_on(begin(WORLD, each, 3), each, 3, 0, [Rule(lottery)])
        for each in (PARAMETERS, closed(PARAMETERS))
    )
    assert open_.nation.pool.tolist() == shut.nation.pool.tolist()
    later = step_on(open_, PARAMETERS, 3, 1, [Rule(lottery)])
    assert later.nation.pool.tolist() != shut.nation.pool.tolist()


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (too_much_trust, "sets ties.trust to 1.5; keep it from 0 to 1"),
        (no_number, "sets actors.knowledge to a number that is not finite; keep it finite"),
        (money_from_nowhere, "changes money by 7 u and books 0 u; add what comes in to"),
        (debt, "sets actors.funds to -1; keep it from 0 on"),
        (level_without_strategy, "sets ties.level to 4; keep it from 1 to 3"),
        (other_load, "changes actors.load; a rule may change real numbers, and of whole ones"),
        (answer, "returns a State; change the tables in place"),
    ],
)
def test_a_rule_that_breaks_the_state_is_refused_with_what_it_did(rule, told):
    with pytest.raises(InputError) as caught:
        run(WORLD, POLICY, seed=3, rules=[Rule(rule)])
    first = str(caught.value).splitlines()[0]
    assert first.startswith(f"rule '{rule.__name__}', quarter 1: {told}")


def test_a_rule_is_recorded_by_name_place_and_hash_of_its_source():
    source = inspect.getsource(gift)
    hashed = hashlib.sha256(source.encode()).hexdigest()
    record = {"name": "gift", "after": "climb", "sha256": hashed, "source": source}
    assert Rule(gift, after="climb").record == record


def test_a_rule_that_cannot_be_recorded_is_refused():
    amount = 3.0

    def hidden(state, now):
        state.nation.pool[:] = amount

    with pytest.raises(InputError, match="has no name and source to record; write it with def"):
        Rule(lambda state, now: None)
    with pytest.raises(InputError, match=r"uses variables of the function around it \(amount\)"):
        Rule(hidden)
    with pytest.raises(InputError, match="has no name and source to record"):
        Rule(print)
    made: dict[str, object] = {}
    exec("def typed(state, now):\n    pass", made)
    with pytest.raises(InputError, match="'typed': has no source that can be read"):
        Rule(made["typed"])
    with pytest.raises(InputError, match="no mechanism is named 'exchang'; did you mean 'exchan"):
        Rule(nothing, after="exchang")
    with pytest.raises(InputError, match="rule 'nothing': is given twice"):
        listed_rules([nothing, Rule(nothing, after="meet")])
