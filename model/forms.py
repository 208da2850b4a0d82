"""The forms that an act may take: each moves one quantity, consulting builds support (ODD 7.3)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import (
    ADOPTION,
    CHAIN,
    CONSULTING,
    CONTRACTS,
    EDUCATIONAL,
    HIGH_TECH,
    METHODS,
    PRODUCTION,
    PROGRAMMES,
    SCIENTIFIC,
    SPECIALISTS,
    TALENT,
    TRAINING,
    YOUTH,
)
from interhelix.model.compiled import called, inlined
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.cooperation import Exchange
from interhelix.model.proximity import cognitive_distance
from interhelix.model.state import (
    EMPTY,
    N_DOMAINS,
    N_SUPPORTS,
    Actors,
    State,
)

FORMS_OF_KIND = 4  # consulting, the last kind, has one more


@inlined
def choose_form(kind: int, u: float) -> tuple[int, float]:
    """Choose the form of an act, all forms of its kind alike (0 <= ``u`` < 1).

    Return it and how far ``u`` is into its share, which is uniform on [0, 1) again.
    """
    place = u * (N_SUPPORTS if kind == CONSULTING else FORMS_OF_KIND)
    return int(place), place - int(place)


@inlined
def is_training(kind: int, form: int) -> bool:
    """Tell whether an act is training or retraining."""
    return kind == EDUCATIONAL and form == TRAINING


@called
def act_in_form(state: State, t: int, form: int, rules: Parameters) -> None:
    """Let an act do what its form does, for both partners."""
    nation, regions, actors = state.nation, state.regions, state.actors
    ties, pairs, ledger = state.ties, state.pairs, state.ledger
    p = rules.forms
    a, b, kind = ties.a[t], ties.b[t], ties.kind[t]
    across = ties.pair[t] != EMPTY
    if kind == PRODUCTION and form == CONTRACTS:
        earn_together(state, t, p.contracts)
    elif kind == PRODUCTION and form == CHAIN:
        earn_together(state, t, p.chain * weaker_stage(actors, a, b))
    elif kind == EDUCATIONAL and form == YOUTH and across:
        pair = ties.pair[t]
        pairs.goodwill[pair] += p.youth * (1.0 - pairs.goodwill[pair])
    for one in (a, b):
        other = b if one == a else a
        ledger.by_form[one, FORMS_OF_KIND * kind + form] += 1
        if kind == CONSULTING:
            actors.help[one, form] += rules.consulting.gain * (1.0 - actors.help[one, form])
        elif kind == SCIENTIFIC and form == TALENT:
            best = best_domain(actors, one)
            actors.knowledge[one, best] += p.talent * (1.0 - actors.knowledge[one, best])
        elif kind == SCIENTIFIC and form == HIGH_TECH:
            wanted = np.argmax(nation.demand)
            actors.knowledge[one, wanted] += p.high_tech * (1.0 - actors.knowledge[one, wanted])
        elif kind == PRODUCTION and form == ADOPTION:
            d = best_domain(actors, other)
            take_over(state, t, one, other, d, p.adoption, rules)
        elif kind == PRODUCTION and form == SPECIALISTS:
            actors.openness[one] += p.specialists * (1.0 - actors.openness[one])
        elif kind == EDUCATIONAL and form == PROGRAMMES:
            share = p.programmes * regions.digital[actors.region[one]]
            take_over(state, t, one, other, best_domain(actors, other), share, rules)
        elif kind == EDUCATIONAL and form == METHODS and across:
            r, s = actors.region[one], actors.region[other]
            for d in range(N_DOMAINS):
                lead = regions.memory[s, d] - regions.memory[r, d]
                regions.memory[r, d] += p.methods * max(0.0, lead)


@inlined
def best_domain(actors: Actors, a: int) -> int:
    """Return the domain that an actor knows best."""
    return int(np.argmax(actors.knowledge[a]))


@inlined
def weaker_stage(actors: Actors, a: int, b: int) -> float:
    """Return the knowledge of the weaker of two stages of a chain; 0 if both are one stage."""
    first, second = best_domain(actors, a), best_domain(actors, b)
    if first == second:
        return 0.0
    return min(actors.knowledge[a, first], actors.knowledge[b, second])


@inlined
def take_over(
    state: State, t: int, taker: int, giver: int, d: int, share: float, rules: Parameters
) -> None:
    """Close a share of the giver's lead in a domain, as far as the taker understands it."""
    actors, ties, ledger = state.actors, state.ties, state.ledger
    known = actors.knowledge[taker, d]
    lead = actors.knowledge[giver, d] - known
    if lead <= 0.0:
        return
    far = cognitive_distance(actors, taker, giver)
    flow = min(1.0, share * understanding(known, far, rules.exchange)) * lead
    end = 0 if taker == ties.a[t] else 1
    actors.knowledge[taker, d] += flow
    ties.flow[t, end] += flow
    if ties.pair[t] != EMPTY:
        ledger.inflow[taker] += flow


@inlined
def understanding(known: float, far: float, p: Exchange) -> float:
    """Return how much one understands of what others show in a domain [0..1].

    It grows with what one knows of it (``cohen1990``) and falls with the cognitive distance ``far``
    to the others (``nooteboom2007``).
    """
    return known / (known + p.absorption) * (1.0 - p.strangeness * far)


@inlined
def earn_together(state: State, t: int, value: float) -> None:
    """Pay both partners what an act is worth, by their activity [u]."""
    nation, actors, ties = state.nation, state.actors, state.ties
    ledger = state.ledger
    earned = value * math.sqrt(actors.activity[ties.a[t]] * actors.activity[ties.b[t]])
    for one in (ties.a[t], ties.b[t]):
        actors.funds[one] += earned
        ledger.value[one] += earned
        ledger.worth[one, ties.level[t]] += earned
        nation.inflow += earned
