"""The census: one pass over ties, pairs and actors each quarter, from which measures are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.agents.roles import CHANNELS, CIVIL_SOCIETY, KINDS, LEVELS, PROJECT
from interhelix.model.compiled import kernel
from interhelix.model.measures.information import excess
from interhelix.model.measures.survey import Survey, survey
from interhelix.model.state import EMPTY, PAIRS, TIES, Actors, Integer, Pairs, Regions, State, Ties

Float = NDArray[np.float64]


class Census(NamedTuple):
    """Counts of a quarter; ties across regions unless stated."""

    internal: Integer  # by level, ties inside regions
    external: Integer  # by level
    kinds: Integer  # by kind
    channels: Integer  # by channel of birth
    role_pairs: Integer  # role x role, both orders
    deep_role_pairs: Integer  # role x role, ties at level 3 or more
    strength: Integer  # N, sum of the levels of an actor's ties across
    access: Float  # N, sum of trust x level over all ties of an actor
    best: Integer  # R, highest level of a region's ties across
    civil_trust: Float  # sum of trust and number of ties across between civil societies
    pair_levels: Integer  # region pairs by level, without those that never had a tie
    dyads: Float  # ended interregional dyads: repeated, all


@dataclass(frozen=True, eq=False)
class Observation:
    """What a measure sees: the state, the quarter (1 after the first) and the census.

    What only the last quarter is asked for is found when it is, once.
    """

    state: State
    quarter: int
    census: Census
    known: dict[Callable[[Observation], float], float] = field(default_factory=dict, repr=False)

    def figure(self, reading: Callable[[Observation], float]) -> float:
        """Return what a reading gives; it is read once, though effects stand twice as measures."""
        if reading not in self.known:
            self.known[reading] = reading(self)
        return self.known[reading]

    @cached_property
    def survey(self) -> Survey:
        """The survey of the ties across regions."""
        state = self.state
        return survey(state.regions, state.actors, state.ties, state.used, self.quarter)

    @cached_property
    def excess(self) -> tuple[float, float, float, float]:
        """What roles in projects tell of each other, beyond the null (see ``against_null``)."""
        return excess(self.state)


def observe(state: State, quarter: int) -> Observation:
    """Take the census of a state."""
    counts = take_census(state.regions, state.actors, state.ties, state.pairs, state.used)
    return Observation(state, quarter, counts)


@kernel
def take_census(
    regions: Regions, actors: Actors, ties: Ties, pairs: Pairs, used: Integer
) -> Census:
    """Count ties by level, kind, channel and roles, strength by actor, pairs by level."""
    internal = np.zeros(len(LEVELS), np.int64)
    external = np.zeros(len(LEVELS), np.int64)
    kinds = np.zeros(len(KINDS), np.int64)
    channels = np.zeros(len(CHANNELS), np.int64)
    role_pairs = np.zeros((4, 4), np.int64)
    deep = np.zeros((4, 4), np.int64)
    strength = np.zeros(len(actors.ident), np.int64)
    access = np.zeros(len(actors.ident))
    best = np.zeros(len(regions.ident), np.int64)
    civil = np.zeros(2)
    repeats = np.zeros(2)
    for t in range(used[TIES]):
        a, b, level = ties.a[t], ties.b[t], ties.level[t]
        access[a] += ties.trust[t] * level
        access[b] += ties.trust[t] * level
        if ties.pair[t] == EMPTY:
            internal[level] += 1
            continue
        external[level] += 1
        kinds[ties.kind[t]] += 1
        channels[ties.channel[t]] += 1
        role_a, role_b = actors.role[a], actors.role[b]
        role_pairs[role_a, role_b] += 1
        role_pairs[role_b, role_a] += 1
        if level >= PROJECT:
            deep[role_a, role_b] += 1
            deep[role_b, role_a] += 1
        strength[a] += level
        strength[b] += level
        best[actors.region[a]] = max(best[actors.region[a]], level)
        best[actors.region[b]] = max(best[actors.region[b]], level)
        if role_a == CIVIL_SOCIETY and role_b == CIVIL_SOCIETY:
            civil[0] += ties.trust[t]
            civil[1] += 1.0
        if ties.experience[t] >= 1:
            repeats[1] += 1.0
            repeats[0] += 1.0 if ties.experience[t] >= 2 else 0.0
    pair_levels = np.zeros(len(LEVELS), np.int64)
    for row in range(used[PAIRS]):
        pair_levels[pairs.level[row]] += 1
    return Census(
        internal,
        external,
        kinds,
        channels,
        role_pairs,
        deep,
        strength,
        access,
        best,
        civil,
        pair_levels,
        repeats,
    )
