"""Turbulence: demand moves, knowledge ages, shocks strike districts (ODD 7.9)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.model.compiled import inlined, kernel
from interhelix.model.draws import NOBODY, REGIME, SHOCK, SHOCK_REGION, U64, draw, draw_normal
from interhelix.model.parameters import Parameters
from interhelix.model.parameters.setting import Turbulence
from interhelix.model.state import N_DOMAINS, Nation, Regions, State

LEAST_KNOWLEDGE = 1e-9


@kernel
def turbulence(state: State, rules: Parameters, key: np.uint64, step: int) -> None:
    """Move demand, heal and strike regions, and age knowledge.

    A new regime of demand comes with chance ``1 / period`` a quarter; demand follows it by
    ``pace`` of the gap. Shocks strike whole districts (``tronina2020``: cyclical states of
    superiority). Knowledge ages, and faster the less one works with it beside one's strongest.
    """
    nation, regions, actors = state.nation, state.regions, state.actors
    p = rules.turbulence
    if step == 0 or draw(key, REGIME, step, NOBODY, NOBODY) < 1.0 / p.period:
        turn_regime(nation, p, key, step)
    for d in range(N_DOMAINS):
        pace = 1.0 if step == 0 else p.pace
        nation.demand[d] += pace * (nation.regime[d] - nation.demand[d])
    strike(nation, regions, p, rules.principles.flexibility, key, step)
    for a in range(len(actors)):
        strongest = LEAST_KNOWLEDGE
        for d in range(N_DOMAINS):
            strongest = max(strongest, actors.knowledge[a, d])
        for d in range(N_DOMAINS):
            unused = 1.0 - actors.knowledge[a, d] / strongest
            actors.knowledge[a, d] *= 1.0 - min(1.0, p.ageing * (1.0 + p.neglect * unused))


@inlined
def turn_regime(nation: Nation, p: Turbulence, key: np.uint64, step: int) -> None:
    """Draw the demand that is coming: lognormal over domains, mean 1."""
    total = 0.0
    for d in range(N_DOMAINS):
        nation.regime[d] = math.exp(p.contrast * draw_normal(key, REGIME, step, U64(d), U64(1)))
        total += nation.regime[d]
    for d in range(N_DOMAINS):
        nation.regime[d] *= N_DOMAINS / total


@inlined
def strike(
    nation: Nation,
    regions: Regions,
    p: Turbulence,
    flexibility: float,
    key: np.uint64,
    step: int,
) -> None:
    """Heal the stress of every region, then strike the regions of a district together.

    Flexible regions heal faster: in full flexibility one quarter heals what two would.
    """
    healing = (1.0 - p.recovery) * (1.0 - flexibility * p.recovery)
    for r in range(len(regions)):
        regions.stress[r] *= healing
        if draw(key, SHOCK, step, regions.district_ident[r], NOBODY) >= p.shock_rate:
            continue
        if draw(key, SHOCK_REGION, step, regions.ident[r], NOBODY) < p.shock_share:
            regions.stress[r] = max(regions.stress[r], p.shock_depth)
