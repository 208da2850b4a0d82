"""The forms of acts: each moves its own quantity and no other (ODD 7.3)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from interhelix.agents.roles import (
    ADOPTION,
    CHAIN,
    CONTRACTS,
    EDUCATIONAL,
    FORMS,
    HIGH_TECH,
    KINDS,
    METHODS,
    PRODUCTION,
    PROGRAMMES,
    SCIENTIFIC,
    SPECIALISTS,
    TALENT,
    YOUTH,
)
from interhelix.model.state import TIES, State
from tests.model.states import (
    Columns,
    act,
    changed,
    columns,
    founded,
    seed_of_form,
    tie,
    tie_all,
    world_of,
)

WORLD = world_of(3)
# An act that takes place, costs nothing and lets nothing flow: what moves is the form's.
BARE = {
    "exchange.rate_information": 0.5,  # once: they are twice as active
    "exchange.dispute": 0,
    "exchange.cost_information": 0,
    "exchange.codified": 0,
    "exchange.strangeness": 0,
    "trust.gain": 0,
}
NONE = {f"forms.{name}": 0 for name in (
    "talent", "high_tech", "adoption", "contracts", "chain", "specialists", "programmes",
    "methods", "youth",
)}  # fmt: skip
TAKEN_OVER = {"actors.knowledge", "ties.flow", "ledger.inflow"}
EARNED = {"actors.funds", "ledger.value", "ledger.worth", "nation.inflow"}
OWN = {
    "talent": (SCIENTIFIC, TALENT, {"actors.knowledge"}),
    "high_tech": (SCIENTIFIC, HIGH_TECH, {"actors.knowledge"}),
    "adoption": (PRODUCTION, ADOPTION, TAKEN_OVER),
    "contracts": (PRODUCTION, CONTRACTS, EARNED),
    "chain": (PRODUCTION, CHAIN, EARNED),
    "specialists": (PRODUCTION, SPECIALISTS, {"actors.openness"}),
    "programmes": (EDUCATIONAL, PROGRAMMES, TAKEN_OVER),
    "methods": (EDUCATIONAL, METHODS, {"regions.memory"}),
    "youth": (EDUCATIONAL, YOUTH, {"pairs.goodwill"}),
}
EVERY_FORM = [(kind, form) for kind, forms in enumerate(FORMS) for form in range(len(forms))]


def ready(kind: int, b: int = 4) -> State:
    """Return two partners who know different things, their regions having memories."""
    state = founded(WORLD)
    tie(state, 0, b, kind=kind)
    state.actors.knowledge[[0, b]] = 0.3
    state.actors.knowledge[0, 1], state.actors.knowledge[b, 6] = 0.8, 0.7
    state.actors.activity[[0, b]] = 4, 1
    state.nation.demand[3] = 2
    state.regions.digital[:] = 0.5
    state.regions.memory[0], state.regions.memory[1] = 0.6, 0.1
    return state


def acted(kind: int, form: int, values: Mapping[str, float], b: int = 4) -> State:
    state = ready(kind, b)
    return act("exchange", state, {**BARE, **NONE, **values}, seed_of_form(state, 0, form))


@pytest.mark.parametrize("lever", OWN)
def test_a_form_moves_its_own_quantity_and_no_other(lever: str) -> None:
    kind, form, own = OWN[lever]
    without, with_form = (acted(kind, form, {f"forms.{lever}": x}) for x in (0, 0.5))
    assert changed(columns(without), columns(with_form)) == own


@pytest.mark.parametrize(("kind", "form"), EVERY_FORM)
def test_the_levers_of_other_forms_move_nothing_in_an_act(kind: int, form: int) -> None:
    others = {f"forms.{name}": 0.5 for name, (k, f, _) in OWN.items() if (k, f) != (kind, form)}
    assert changed(columns(acted(kind, form, {})), columns(acted(kind, form, others))) == set()


@pytest.mark.parametrize(("kind", "form"), EVERY_FORM)
def test_an_act_is_entered_by_its_form_for_both(kind: int, form: int) -> None:
    by_form = acted(kind, form, {}).ledger.by_form
    assert np.argwhere(by_form).tolist() == [[0, 4 * kind + form], [4, 4 * kind + form]]
    assert by_form.sum() == 2


def knowledge(kind: int, form: int, lever: str, share: float) -> np.ndarray:
    return np.asarray(acted(kind, form, {f"forms.{lever}": share}).actors.knowledge[[0, 4]])


def test_support_of_talent_raises_what_each_knows_best() -> None:
    known = knowledge(SCIENTIFIC, TALENT, "talent", 0.1)
    assert known[0, 1] == pytest.approx(0.8 + 0.1 * 0.2)
    assert known[1, 6] == pytest.approx(0.7 + 0.1 * 0.3)


def test_a_high_tech_project_raises_knowledge_of_the_domain_most_in_demand() -> None:
    known = knowledge(SCIENTIFIC, HIGH_TECH, "high_tech", 0.1)
    assert known[:, 3] == pytest.approx(0.3 + 0.1 * 0.7)


UNDERSTOOD = 0.3 / (0.3 + 0.2)  # of what partners show, by who knows .3 of it


def test_adoption_takes_over_the_best_of_the_partner() -> None:
    known = knowledge(PRODUCTION, ADOPTION, "adoption", 0.2)
    assert known[0, 6] == pytest.approx(0.3 + 0.2 * UNDERSTOOD * 0.4)
    assert known[1, 1] == pytest.approx(0.3 + 0.2 * UNDERSTOOD * 0.5)


def test_a_programme_with_advanced_technology_needs_the_digital_environment() -> None:
    known = knowledge(EDUCATIONAL, PROGRAMMES, "programmes", 0.4)
    assert known[1, 1] == pytest.approx(0.3 + 0.4 * 0.5 * UNDERSTOOD * 0.5)
    state = ready(EDUCATIONAL)
    state.regions.digital[:] = 0
    values = {**BARE, **NONE, "forms.programmes": 1}
    before = state.actors.knowledge.copy()
    act("exchange", state, values, seed_of_form(state, 0, PROGRAMMES))
    assert (state.actors.knowledge == before).all()


def earned(form: int, change: Mapping[tuple[int, int], float] | None = None) -> np.ndarray:
    state = ready(PRODUCTION)
    for (actor, domain), known in (change or {}).items():
        state.actors.knowledge[actor, domain] = known
    before = state.actors.funds.copy()
    values = {**BARE, "forms.contracts": 10, "forms.chain": 10}
    act("exchange", state, values, seed_of_form(state, 0, form))
    assert state.ledger.worth[:, 1] == pytest.approx(state.actors.funds - before)
    return np.asarray(state.actors.funds - before)[[0, 4]]


def test_a_contract_pays_both_by_their_activity() -> None:
    assert earned(CONTRACTS) == pytest.approx(10 * np.sqrt(4 * 1))


def test_a_chain_pays_by_its_weakest_stage_and_nothing_within_one_stage() -> None:
    assert earned(CHAIN) == pytest.approx(10 * 0.7 * 2)
    assert earned(CHAIN, {(4, 6): 0.5}) == pytest.approx(10 * 0.5 * 2)
    assert earned(CHAIN, {(4, 1): 0.9}) == pytest.approx(0)


def test_support_of_specialists_opens_both() -> None:
    before = ready(PRODUCTION).actors.openness[[0, 4]]
    after = acted(PRODUCTION, SPECIALISTS, {"forms.specialists": 0.2}).actors.openness[[0, 4]]
    assert after == pytest.approx(before + 0.2 * (1 - before))


def test_exchanged_methods_hand_failures_to_the_region_that_remembers_fewer() -> None:
    memory = acted(EDUCATIONAL, METHODS, {"forms.methods": 0.2}).regions.memory
    assert memory[1] == pytest.approx(0.1 + 0.2 * 0.5)
    assert memory[0] == pytest.approx(0.6)
    assert not memory[2].any()


def test_youth_exchange_builds_the_goodwill_of_its_two_regions() -> None:
    state = acted(EDUCATIONAL, YOUTH, {"forms.youth": 0.1})
    assert state.pairs.goodwill[0] == pytest.approx(0.1)
    act("exchange", state, {**BARE, "forms.youth": 0.1}, seed_of_form(state, 0, YOUTH))
    assert state.pairs.goodwill[0] == pytest.approx(0.19)
    assert state.ties.trust[0] == pytest.approx(0.2)  # of the tie that is there


@pytest.mark.parametrize("form", [METHODS, YOUTH])
def test_inside_a_region_methods_and_youth_exchange_move_nothing(form: int) -> None:
    levers = {"forms.methods": 1, "forms.youth": 1}
    one, other = (acted(EDUCATIONAL, form, values, b=1) for values in ({}, levers))
    assert changed(columns(one), columns(other)) == set()


def new_ties(goodwill: float) -> tuple[State, np.ndarray]:
    """Let strangers meet where regions 0 and 1 hold goodwill, a tie joining them already."""
    state = founded(WORLD)
    tie(state, 0, 4, trust=0.3)
    tie(state, 0, 8, trust=0.3)
    state.pairs.goodwill[0] = goodwill
    act("meet", state, {"meet.rate": 8, "meet.base": 3, "trust.start": 0.2})
    ends = [state.actors.region[end[: state.used[TIES]]] for end in (state.ties.a, state.ties.b)]
    return state, np.sort(ends, axis=0)


def test_goodwill_raises_the_trust_of_later_ties_of_the_two_regions_only() -> None:
    state, (low, high) = new_ties(goodwill=0.5)
    trust = state.ties.trust[: state.used[TIES]]
    theirs = (low == 0) & (high == 1)
    theirs[:2] = False
    others = ~theirs
    others[:2] = False
    assert theirs.any()
    assert (others & (low != high)).any()
    assert trust[theirs] == pytest.approx(0.2 + 0.5 * 0.8)
    assert trust[others] == pytest.approx(0.2)
    assert trust[:2] == pytest.approx(0.3)


def test_goodwill_fades() -> None:
    state = acted(EDUCATIONAL, YOUTH, {"forms.youth": 0.5})
    act("integrate", state, {"forms.fading": 0.2})
    assert state.pairs.goodwill[0] == pytest.approx(0.4)


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_all_forms_of_a_kind_are_as_frequent(kind: int) -> None:
    state = tie_all(founded(world_of(8)))
    state.ties.kind[:] = kind
    n = state.used[TIES]
    act("exchange", state, {**BARE, "exchange.rate_information": 1})
    shares = state.ledger.by_form.sum(axis=0)[4 * kind : 4 * kind + len(FORMS[kind])] / (2 * n)
    assert shares == pytest.approx(1 / len(FORMS[kind]), abs=0.07)
    assert shares.sum() == pytest.approx(1)


def test_a_form_never_takes_what_is_known_beyond_1() -> None:
    for lever, (kind, form, _) in OWN.items():
        found: Columns = columns(acted(kind, form, {f"forms.{lever}": 1}))
        for name in ("actors.knowledge", "actors.openness", "regions.memory", "pairs.goodwill"):
            assert (found[name] <= 1).all(), lever
